//! When the consultant makes contact during a stay at an external site (docs/domain.md section 2.8).

use crate::common::*;
use stupen_domain::contacts;
use stupen_domain::facts::FormSet;
use stupen_domain::wire::ids::WorkshopId;

fn ruled(body: &str) -> Story {
    let mut story = Story::workshop();
    story.office(FormSet {
        form: "rules".into(),
        version: 1,
        body: body.into(),
    });
    story
}

#[test]
fn contacts_fall_due_daily_then_after_a_week_then_every_two() {
    // The first day, the numbers of the workshop, the days.
    #[rustfmt::skip]
    let rows: [(&str, &str, &str, &[&str]); 5] = [
        // The second Sunday, and each that follows, moves to Monday; the shift does not add up.
        ("from a Monday", "2026-03-02", "{}",
            &["03-02", "03-03", "03-04", "03-05", "03-06", "03-16", "03-30", "04-13", "04-27", "05-11", "05-25"]),
        ("from a Wednesday", "2026-03-04", "{}",
            &["03-04", "03-05", "03-06", "03-09", "03-10", "03-17", "03-31", "04-14", "04-28", "05-12", "05-26"]),
        ("from a Saturday", "2026-03-07", "{}",
            &["03-09", "03-10", "03-11", "03-12", "03-13", "03-20", "04-03", "04-17", "05-01", "05-15", "05-29"]),
        ("by other numbers", "2026-03-02", r#"{"contact_daily_days":0,"contact_second_days":3,"contact_every_days":7,"contact_months":1}"#,
            &["03-05", "03-12", "03-19", "03-26"]),
        ("once", "2026-03-02", r#"{"contact_daily_days":1,"contact_months":0}"#, &["03-02"]),
    ];
    for (what, from, rules, days) in rows {
        let story = ruled(rules);
        let found: Vec<String> = contacts::planned(&story.state, &soap(), &anna(), date(from))
            .iter()
            .map(|due| due.on.format("%m-%d").to_string())
            .collect();
        assert_eq!(found, days, "{what}");
    }
}

#[test]
fn the_next_contact_is_the_first_that_was_not_made() {
    // Of a stay from 2 March: the contact that was made, today, the day that comes next.
    #[rustfmt::skip]
    let rows = [
        ("none yet",                      None,               "2026-03-02", Some("2026-03-02")),
        ("none in the first days",        None,               "2026-03-09", Some("2026-03-16")),
        ("before it begins",              None,               "2026-02-27", Some("2026-03-02")),
        ("on the first day",              Some("2026-03-02"), "2026-03-02", Some("2026-03-03")),
        ("each first day has its own",    Some("2026-03-05"), "2026-03-05", Some("2026-03-06")),
        ("told the day after",            Some("2026-03-04"), "2026-03-05", Some("2026-03-05")),
        ("the first days are over",       Some("2026-03-06"), "2026-03-06", Some("2026-03-16")),
        ("three working days early",      Some("2026-03-11"), "2026-03-11", Some("2026-03-16")),
        ("two working days early counts", Some("2026-03-12"), "2026-03-12", Some("2026-03-30")),
        ("told long after",               Some("2026-03-05"), "2026-03-20", Some("2026-03-30")),
        ("the last one",                  Some("2026-05-25"), "2026-05-25", None),
        ("three months are over",         None,               "2026-06-03", None),
    ];
    let story = Story::workshop();
    // Where nobody has hours no contact is early, and the plan goes on by calendar days.
    let hourless = WorkshopId::new("nobody-has-hours");
    for (made, expected) in [
        (None, "2026-03-15"),
        (Some("2026-03-03"), "2026-03-15"),
        (Some("2026-03-15"), "2026-03-29"),
    ] {
        let from = date("2026-03-02");
        let since = made.map_or(from, date);
        let next = contacts::next(
            &story.state,
            &hourless,
            &anna(),
            from,
            made.map(date),
            since,
        );
        assert_eq!(next, Some(date(expected)), "{made:?}");
    }
    for (what, made, today, expected) in rows {
        let next = contacts::next(
            &story.state,
            &soap(),
            &anna(),
            date("2026-03-02"),
            made.map(date),
            date(today),
        );
        assert_eq!(next, expected.map(date), "{what}");
    }
}
