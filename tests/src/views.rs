//! Every view of a state as text: what two holders of the same entries must agree on, to the last letter.

use chrono::NaiveDate;
use stupen_domain::learning::History;
use stupen_domain::practice::Totals;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::{
    State, assessments, board, breaches, forms, goals, help, ladder, limits, people, placements,
    readiness, requests, reviews, rotation, schedule, settings, stations, trials, workshop,
};

/// All views of some days that the floor may have, asked at `now`. The days must be open, and
/// the sums of practice.
pub fn floor(state: &State, at: &WorkshopId, days: &[NaiveDate], now: Moment) -> Vec<String> {
    let mut lines = vec![
        format!("settings {:?}", workshop::settings(state, at)),
        format!("workshops {:?}", workshop::workshops(state)),
        format!("packs {:?}", workshop::packs(state, at)),
        format!("devices {:?}", workshop::devices(state)),
        format!("stations {:?}", stations::stations(state, at)),
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
        lines.push(format!("{id} settings {:?}", settings::of(state, id)));
        lines.push(format!("{id} wish {:?}", settings::picture_wish(state, id)));
        lines.push(format!("{id} stays {:?}", placements::of(state, id)));
        lines.push(format!(
            "{id} stays meet {:?}",
            placements::rivals(state, id)
        ));
        lines.push(format!("{id} barred {:?}", stations::barred(state, id)));
        lines.push(format!("{id} prompts {:?}", ladder::all(state, id)));
        lines.push(format!(
            "{id} limits {:?}",
            limits::near(state, at, id, now)
        ));
        lines.extend(case_on_the_floor(state, at, id, workshop_day(now)));
    }
    let first_and_last = days.iter().min().zip(days.iter().max());
    if let Some((first, last)) = first_and_last {
        let proposed = breaches::proposals(state, at, None, *first..=*last, now);
        lines.push(format!("breaches proposed {proposed:?}"));
    }
    lines.push(format!(
        "reviews waiting {:?}",
        reviews::waiting(state, at, workshop_day(now))
    ));
    lines.push(format!("requests open {:?}", requests::open(state, at)));
    let today = workshop_day(now);
    lines.push(format!(
        "assessments due {:?}",
        assessments::due_list(state, at, today)
    ));
    lines.extend(practice(state, at, &everybody, now));
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
                "{day} {id} planned {:?}",
                stations::planned(state, id, *day)
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

/// What the floor may know of a person's case.
fn case_on_the_floor(
    state: &State,
    at: &WorkshopId,
    id: &PersonId,
    today: NaiveDate,
) -> Vec<String> {
    let mut lines = vec![
        format!("{id} breaches {:?}", breaches::breaches(state, id)),
        format!("{id} praise {:?}", breaches::praise(state, id)),
        format!("{id} requests {:?}", requests::requests(state, id)),
        format!("{id} goals {:?}", goals::goals(state, id)),
        format!("{id} assessments {:?}", assessments::shown(state, id)),
        format!(
            "{id} ready {:?}",
            readiness::readiness(state, at, id, today)
        ),
    ];
    for view in trials::trials(state, id) {
        lines.push(format!("{id} trial {:?} {:?}", view.trial, view.said));
    }
    for view in people::enrolments(state, id) {
        let review = reviews::review(state, id, &view.enrolment);
        lines.push(format!("{id} review {review:?}"));
    }
    lines
}

/// What only the case may know: for holders of streams of that audience.
pub fn case(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for view in people::everybody(state) {
        let id = &view.person.person;
        for view in breaches::breaches(state, id) {
            let described = breaches::described(state, id, &view.breach.breach);
            lines.push(format!("{id} described {described:?}"));
        }
        for view in people::enrolments(state, id) {
            let way = reviews::further_way(state, id, &view.enrolment);
            lines.push(format!("{id} way on {way:?}"));
        }
        for view in assessments::shown(state, id) {
            let assessment = &view.shown.assessment;
            let signed = assessments::signed(state, id, assessment);
            let own = assessments::own_marks(state, id, assessment);
            lines.push(format!("{id} signed {signed:?} own {own:?}"));
        }
        lines.push(format!("{id} trials {:?}", trials::trials(state, id)));
    }
    lines
}

/// What was practised, what follows for prompts, and who could work where.
fn practice(
    state: &State,
    at: &WorkshopId,
    everybody: &[people::PersonView<'_>],
    now: Moment,
) -> Vec<String> {
    let totals = Totals::of(state);
    let rules = forms::rules(state, at);
    let today = workshop_day(now);
    let ids: Vec<PersonId> = everybody
        .iter()
        .map(|view| view.person.person.clone())
        .collect();
    let mut chain = Vec::new();
    let mut lines = Vec::new();
    for id in &ids {
        let sums = totals.person(id);
        lines.push(format!("{id} practised {sums:?}"));
        chain.extend(sums.into_keys());
        let history = History::of(state, id);
        lines.push(format!("{id} runs {history:?}"));
        let proposals = ladder::proposals(state, &history, &rules, today);
        lines.push(format!("{id} prompts proposed {proposals:?}"));
    }
    chain.sort();
    let turns = rotation::propose(&totals, state, &ids, &chain, &rules, today);
    lines.push(format!("rotation {turns:?}"));
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
