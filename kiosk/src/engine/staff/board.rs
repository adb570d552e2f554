//! The board: who is expected, in, late, absent, on a break, asked for help; one touch to the person.

use chrono::NaiveDate;
use stupen_domain::attendance::{DayMark, Question, Whereabouts};
use stupen_domain::board::{self, BoardRow};
use stupen_domain::decide::Now;
use stupen_domain::help;
use stupen_domain::limits::Nearness;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::PersonId;

use super::lists::{List, request_words};
use super::page::{Act, Page, Tiles, pictogram, tile};
use super::{StaffScene, go};
use crate::engine::Engine;
use crate::engine::day::{clock_time, days_and_month};
use crate::media::in_language;
use crate::ui::{Chip, Head, Named, Picture, Say, StaffTone, Tile, TileStyle, Word};

/// Who is left on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Only {
    /// Everybody, who waits for staff first.
    Everybody,
    /// Who waits for staff: asked for help, or asked for something.
    Waiting,
    /// Who should be here and is not.
    NotHere,
    /// Who is on a break.
    OnBreak,
    /// Everybody, by what they work on.
    ByStation,
}

/// How somebody stands on the board.
struct Standing {
    tone: StaffTone,
    note: Say,
    sign: Option<&'static str>,
    waits: bool,
    missing: bool,
    on_break: bool,
}

/// Somebody on the board.
struct Shown {
    standing: Standing,
    id: PersonId,
    name: String,
    picture: Picture,
    station: Option<String>,
    operation: Option<String>,
}

impl Shown {
    /// Where they stand when people stand by station: who has none comes last.
    fn place(&self) -> (bool, Option<&String>, Option<&String>) {
        let nowhere = self.station.is_none() && self.operation.is_none();
        (nowhere, self.station.as_ref(), self.operation.as_ref())
    }
}

/// Why somebody does not come today, where that is settled, and until when where it is more than today.
pub(super) fn away_words(row: &BoardRow<'_>, lang: &str) -> Option<Say> {
    match (row.day.whereabouts, row.day.mark) {
        (Whereabouts::Out, DayMark::AtSite) => Some(Word::AtSite.into()),
        (Whereabouts::Out, DayMark::Excused) => Some(excused_words(
            row.excused_until.filter(|until| *until > row.day.day),
            lang,
        )),
        _ => None,
    }
}

/// That the reason was accepted, and until when.
pub(super) fn excused_words(until: Option<NaiveDate>, lang: &str) -> Say {
    let until = until.map_or(Say::Nothing, |until| {
        Say::Name(Named::Until, days_and_month(&(until..=until), lang))
    });
    Say::row([Word::Excused.into(), until])
}

fn standing(row: &BoardRow<'_>, lang: &str) -> Standing {
    let day = &row.day;
    let calm = |tone, note: Say, sign| Standing {
        tone,
        note,
        sign,
        waits: false,
        missing: false,
        on_break: false,
    };
    let late = |note: Say| {
        if day.late_min.is_some() {
            Say::row([Word::Late.into(), note])
        } else {
            note
        }
    };
    let mut found = match (day.whereabouts, day.mark) {
        (Whereabouts::In(since), _) => Standing {
            tone: if day.late_min.is_some() {
                StaffTone::Rest
            } else {
                StaffTone::Done
            },
            note: late(Say::Name(Named::Since, clock_time(since))),
            sign: day.late_min.map(|_| "late"),
            ..calm(StaffTone::Done, Say::Nothing, None)
        },
        (Whereabouts::OnBreak(since), _) => Standing {
            on_break: true,
            ..calm(
                StaffTone::Rest,
                Say::Name(Named::Since, clock_time(since)),
                Some("break"),
            )
        },
        (Whereabouts::Gone(at), _) => calm(StaffTone::Past, clock_time(at).into(), Some("home")),
        (Whereabouts::Out, DayMark::AtSite) => {
            let words = away_words(row, lang).unwrap_or_default();
            calm(StaffTone::Home, words, Some("internship"))
        }
        (Whereabouts::Out, DayMark::Excused) => {
            let words = away_words(row, lang).unwrap_or_default();
            calm(StaffTone::Home, words, Some("excused"))
        }
        (Whereabouts::Out, DayMark::Expected) => Standing {
            missing: true,
            ..calm(
                if day.late_min.is_some() {
                    StaffTone::Rest
                } else {
                    StaffTone::Plain
                },
                if day.late_min.is_some() {
                    Word::Late.into()
                } else {
                    Word::Expected.into()
                },
                Some(if day.late_min.is_some() {
                    "late-arrival"
                } else {
                    "expected"
                }),
            )
        },
        (Whereabouts::Out, DayMark::Unexplained | DayMark::Present) => Standing {
            missing: true,
            ..calm(StaffTone::Rest, Word::Absent.into(), Some("absent"))
        },
        (Whereabouts::Out, DayMark::DayOff | DayMark::NotEnrolled) => {
            calm(StaffTone::Past, Word::DayOff.into(), Some("day-off"))
        }
    };
    let urgent = urgent(row);
    if let Some((tone, _, sign)) = urgent.first() {
        found.waits = true;
        found.tone = *tone;
        found.sign = Some(sign);
        // Nobody's card needs opening to know that a decision waits; where they are stays readable beside it, on a small
        // panel too: so the word is a short one.
        let alone = urgent.len() == 1 && *sign == "review";
        let place = if alone { found.note } else { Say::Nothing };
        let notes = urgent.into_iter().map(|(_, note, _)| note);
        found.note = Say::row(notes.chain([place]));
    }
    found
}

/// What staff have to know of somebody at once, the most urgent first. None of it hides another: who has asked for
/// something may near a limit as well.
fn urgent(row: &BoardRow<'_>) -> Vec<(StaffTone, Say, &'static str)> {
    let mut found = Vec::new();
    if let Some(since) = row.asked_help {
        let note = Say::row([Word::Help.into(), clock_time(since).into()]);
        found.push((StaffTone::Help, note, "help"));
    }
    // Staff are warned before a limit of working time is passed (docs/domain.md section 3).
    if let Some(limit) = &row.limit {
        let word = match limit.nearness {
            Nearness::Reached => Word::PastLimit,
            Nearness::Near | Nearness::Fine => Word::NearLimit,
        };
        found.push((StaffTone::Rest, word.into(), "near-limit"));
    }
    let mut questions = row.day.questions.iter();
    if questions.any(|question| matches!(question, Question::SomebodyElse { .. })) {
        found.push((StaffTone::Help, Word::NotTheirs.into(), "not-me"));
    }
    let mut questions = row.day.questions.iter();
    if questions.any(|question| matches!(question, Question::RevokedBadge { .. })) {
        found.push((StaffTone::Help, Word::DeadBadge.into(), "badge-revoked"));
    }
    if row.badge_went_to.is_some() {
        found.push((
            StaffTone::Help,
            Word::BadgeElsewhere.into(),
            "badge-unknown",
        ));
    }
    if let Some(view) = row.requests.first() {
        let (word, picture) = request_words(view.request.what);
        found.push((StaffTone::Help, word.into(), picture));
    }
    if row.for_staff.review_waits {
        found.push((StaffTone::Help, Word::ToDecide.into(), "review"));
    }
    found
}

impl Engine {
    pub(super) fn board_page(&self, staff: &PersonId, only: Only, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let unfinished = self.unfinished_of(staff);
        let ledger = self.ledger();
        let state = ledger.state();
        let rows = board::board(state, &self.setup.workshop, workshop_day(now.at), now.at);
        let mut people: Vec<Shown> = rows
            .iter()
            .map(|row| {
                let station = row.station.map(|station| &station.name);
                let operation = row
                    .operation
                    .map(|operation| self.operation_title(operation, &lang));
                Shown {
                    standing: standing(row, &lang),
                    id: row.person.person.clone(),
                    name: row.person.called.clone(),
                    picture: self.media.picture(row.person.picture.as_str()),
                    station: station.map(|name| in_language(name, &lang).to_string()),
                    operation,
                }
            })
            .collect();
        let count = |left: &dyn Fn(&Standing) -> bool| {
            u32::try_from(people.iter().filter(|shown| left(&shown.standing)).count())
                .unwrap_or(u32::MAX)
        };
        let chips = [
            (Only::Everybody, "people", Word::Everybody, count(&|_| true)),
            (Only::Waiting, "help", Word::WantsStaff, count(&|s| s.waits)),
            (
                Only::NotHere,
                "absent",
                Word::NotHere,
                count(&|s| s.missing),
            ),
            (
                Only::OnBreak,
                "break",
                Word::OnBreak,
                count(&|s| s.on_break),
            ),
            (
                Only::ByStation,
                "station",
                Word::ByStation,
                count(&|_| true),
            ),
        ];
        let title = chips
            .iter()
            .find(|(which, ..)| *which == only)
            .map_or(Say::Nothing, |(_, _, word, _)| (*word).into());
        // Who waits stands first; then, the order of names stays.
        match only {
            Only::ByStation => people.sort_by(|a, b| a.place().cmp(&b.place())),
            Only::Everybody | Only::Waiting | Only::NotHere | Only::OnBreak => {
                people.sort_by_key(|shown| !shown.standing.waits);
            }
        }
        let mut tiles = Tiles::new(
            Head {
                title,
                // Whether the step cards are complete is seen before anybody is sent to work by them; that the office knows
                // this kiosk no more, before all.
                note: self.kiosk_line(&lang),
                ..Head::default()
            },
            TileStyle::Wide,
            page,
            Act::Leave,
        );
        for (which, picture, label, count) in chips {
            tiles.view.chips.push(Chip {
                picture: pictogram(picture),
                label: label.into(),
                count,
                chosen: which == only,
            });
            tiles.acts.chips.push(go(StaffScene::Board {
                only: which,
                page: 0,
            }));
        }
        // What waits behind it and stands on nobody's tile: decisions, what whoever left is still to be told, calls that
        // name nobody, one's own unfinished forms, and pictures or recordings that somebody has to replace.
        let reviews =
            stupen_domain::reviews::waiting(state, &self.setup.workshop, workshop_day(now.at))
                .len()
                + stupen_domain::reviews::to_tell(state, &self.setup.workshop).len();
        let nobodys = help::open(state, &self.setup.workshop, now.at)
            .iter()
            .filter(|call| call.asked.person.is_none())
            .count();
        tiles.view.chips.push(Chip {
            picture: pictogram("plus"),
            label: Word::Menu.into(),
            count: u32::try_from(reviews + nobodys + unfinished + usize::from(self.is_revoked()))
                .unwrap_or(u32::MAX)
                .saturating_add(self.bad_media()),
            chosen: false,
        });
        tiles.acts.chips.push(go(StaffScene::Menu { page: 0 }));
        for shown in people {
            let standing = shown.standing;
            let left = match only {
                Only::Everybody | Only::ByStation => true,
                Only::Waiting => standing.waits,
                Only::NotHere => standing.missing,
                Only::OnBreak => standing.on_break,
            };
            if !left {
                continue;
            }
            let note = match (only, shown.station, shown.operation) {
                (Only::ByStation, None, None) => Word::NoStation.into(),
                (Only::ByStation, station, operation) => Say::row([
                    Say::Plain(station.unwrap_or_default()),
                    Say::Plain(operation.unwrap_or_default()),
                ]),
                _ => standing.note,
            };
            tiles.tile(
                Tile {
                    picture: shown.picture,
                    sign: standing.sign.map(pictogram),
                    label: shown.name.into(),
                    note,
                    tone: standing.tone,
                    chosen: false,
                },
                go(StaffScene::Card {
                    of: shown.id,
                    page: 0,
                }),
            );
        }
        tiles.page()
    }

    /// What staff should know of this kiosk before they open its page; nothing where all is well.
    fn kiosk_line(&self, lang: &str) -> Say {
        if self.is_revoked() {
            Word::KioskRevoked.into()
        } else {
            self.pack_line(lang)
        }
    }

    /// What is not about one person.
    pub(super) fn menu_page(&self, staff: &PersonId, page: usize, now: &Now) -> Page {
        let mut tiles = Tiles::new(
            Head {
                picture: pictogram("staff"),
                title: Word::Menu.into(),
                ..Head::default()
            },
            TileStyle::Wide,
            page,
            go(StaffScene::Board {
                only: Only::Everybody,
                page: 0,
            }),
        );
        for (list, picture, label) in [
            (List::Requests, "talk", Word::Requests),
            (List::Due, "assess", Word::Assessments),
            (List::Reviews, "review", Word::Reviews),
            (List::Proposals, "rules", Word::Proposals),
            (List::Stations, "station", Word::Stations),
            (List::Skills, "skill-matrix", Word::SkillMatrix),
            (List::Help, "help", Word::Help),
            (List::Newcomers, "person", Word::Newcomers),
            (List::Unfinished, "draft", Word::Unfinished),
        ] {
            let waits = self.list_waits(staff, list, now);
            tiles.tile(
                Tile {
                    tone: if waits > 0 {
                        StaffTone::Help
                    } else {
                        StaffTone::Plain
                    },
                    ..tile(
                        picture,
                        label,
                        if waits > 0 {
                            Say::Count(crate::ui::Counted::WaitCount, waits)
                        } else {
                            Say::Nothing
                        },
                    )
                },
                go(StaffScene::List { list, page: 0 }),
            );
        }
        tiles.tile(
            tile("about", Word::About, Say::Nothing),
            go(StaffScene::List {
                list: List::About,
                page: 0,
            }),
        );
        let device = tile(
            "settings",
            Word::Device,
            self.kiosk_line(&self.scene_language()),
        );
        let device = match (self.is_revoked(), self.bad_media()) {
            (false, 0) => device,
            (true, _) => Tile {
                tone: StaffTone::Help,
                ..device
            },
            (false, bad) => Tile {
                tone: StaffTone::Help,
                note: Say::Count(crate::ui::Counted::WaitCount, bad),
                ..device
            },
        };
        tiles.tile(device, go(StaffScene::Device));
        tiles.page()
    }
}
