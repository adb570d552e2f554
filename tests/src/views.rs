//! Every view of a state as text: what two holders of the same entries must agree on, to the last letter.

use chrono::NaiveDate;
use stupen_domain::time::Moment;
use stupen_domain::wire::ids::WorkshopId;
use stupen_domain::{State, board, help, people, schedule, stations, workshop};

/// All views of some days that the floor may have, asked at `now`. The days must be open.
pub fn floor(state: &State, at: &WorkshopId, days: &[NaiveDate], now: Moment) -> Vec<String> {
    let mut lines = vec![
        format!("settings {:?}", workshop::settings(state, at)),
        format!("workshops {:?}", workshop::workshops(state)),
        format!("packs {:?}", workshop::packs(state, at)),
        format!("devices {:?}", workshop::devices(state)),
    ];
    let everybody = people::everybody(state);
    for view in &everybody {
        let id = &view.person.person;
        lines.push(format!("person {view:?}"));
        lines.push(format!(
            "{id} enrolments {:?}",
            people::enrolments(state, id)
        ));
        lines.push(format!("{id} badges {:?}", people::badges(state, id)));
    }
    for day in days {
        let hours = |person| schedule::plan(state, at, person, *day, *now.offset());
        lines.push(format!(
            "{day} calendar {:?}",
            workshop::calendar_day(state, *day)
        ));
        lines.push(format!("{day} hours {:?}", hours(None)));
        for view in &everybody {
            let id = &view.person.person;
            lines.push(format!("{day} {id} hours {:?}", hours(Some(id))));
            lines.push(format!(
                "{day} {id} absence {:?}",
                people::absence_on(state, id, *day)
            ));
            lines.push(format!(
                "{day} {id} assigned {:?}",
                stations::assigned(state, id, *day)
            ));
            lines.push(format!(
                "{day} {id} runs {:?}",
                stations::runs(state, id, *day)
            ));
        }
        let rows = board::board(state, at, *day, now);
        lines.extend(rows.iter().map(|row| format!("{day} board {row:?}")));
        let calls = help::calls(state, at, *day);
        lines.extend(calls.iter().map(|call| format!("{day} help {call:?}")));
    }
    lines
}

/// The first lines that two holders do not share; `None` when they agree.
pub fn difference(ours: &[String], theirs: &[String]) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let only = |a: &[String], b: &[String]| {
        let line = a.iter().find(|line| !b.contains(line));
        line.map_or("nothing", String::as_str).to_owned()
    };
    Some(format!(
        "one has\n  {}\nthe other\n  {}",
        only(ours, theirs),
        only(theirs, ours)
    ))
}
