//! Today's plan: who works on what, what the system proposes for it, and who can do what. For staff, and ranks nobody.

use stupen_domain::attendance::Whereabouts;
use stupen_domain::board;
use stupen_domain::decide::Now;
use stupen_domain::facts::OperationAssigned;
use stupen_domain::practice::{self, Totals};
use stupen_domain::rotation::{self, Because, Turn};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::{forms, stations};
use stupen_ledger::Ledger;

use super::board::away_words;
use super::form::FormKind;
use super::lists::List;
use super::page::{Act, Acts, Lines, Page, action, pictogram};
use super::{StaffScene, go};
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Head, Line, MatrixView, Named, Say, Skill, StaffScreen, StaffTone, Word};

/// Somebody in the plan.
struct Place {
    person: PersonId,
    operation: Option<OperationId>,
    /// Planned, but they may not do it any more.
    barred: bool,
    /// What somebody else planned at the same time.
    disputed: Option<OperationId>,
    /// Staff planned it for today already.
    settled: bool,
    station: Option<String>,
    /// Why they do not come today, and until when.
    away: Option<Say>,
    here: bool,
}

/// Sums of what everybody practised; without them everybody counts as new, and the log of the program says so.
fn open_practice(ledger: &mut Ledger) {
    if let Err(error) = ledger.open_practice() {
        tracing::error!(%error, "what was practised could not be read");
    }
}

impl Engine {
    fn places(&self, now: &Now) -> Vec<Place> {
        let lang = self.scene_language();
        let today = workshop_day(now.at);
        let ledger = self.ledger();
        let state = ledger.state();
        let rows = board::board(state, &self.setup.workshop, today, now.at);
        rows.into_iter()
            .map(|row| {
                let person = row.person.person.clone();
                let planned = stations::planned(state, &person, today);
                let planned = planned.as_ref();
                Place {
                    operation: planned.and_then(|planned| planned.assigned.operation.clone()),
                    barred: planned.is_some_and(|planned| planned.barred),
                    disputed: planned
                        .and_then(|planned| planned.disputed.first())
                        .and_then(|other| other.operation.clone()),
                    settled: planned.is_some_and(|planned| planned.assigned.from == today),
                    station: row
                        .station
                        .map(|station| in_language(&station.name, &lang).to_string()),
                    away: away_words(&row, &lang),
                    here: matches!(
                        row.day.whereabouts,
                        Whereabouts::In(_) | Whereabouts::OnBreak(_)
                    ),
                    person,
                }
            })
            .collect()
    }

    /// Today's plan: who works on what; a touch changes it.
    pub(super) fn stations_page(&self, page: usize, now: &Now, back: Act) -> Page {
        let lang = self.scene_language();
        let mut lines = Lines::new(plan_head(Word::PlanToday), page, Word::NoPlan, back);
        for place in self.places(now) {
            let title = |operation: &OperationId| self.operation_title(operation, &lang);
            let title: Say = match (&place.operation, &place.disputed) {
                (None, _) => Word::NoStation.into(),
                (Some(operation), None) => title(operation).into(),
                (Some(operation), Some(other)) => {
                    format!("{} / {}", title(operation), title(other)).into()
                }
            };
            let value = match place.away {
                // Where nobody comes, nobody waits at the station.
                Some(away) => away,
                None if place.barred => Word::NotAllowed.into(),
                None => Say::Plain(place.station.unwrap_or_default()),
            };
            let tone = if place.barred || place.disputed.is_some() {
                StaffTone::Rest
            } else {
                StaffTone::Plain
            };
            lines.line(
                Line {
                    tone,
                    ..self.person_line(&place.person, title, value)
                },
                Act::Begin(FormKind::Operation, place.person.clone(), Vec::new()),
            );
        }
        lines.action(
            action(Word::Rotation, "rotation", StaffTone::Now, true),
            go(StaffScene::List {
                list: List::Rotation,
                page: 0,
            }),
        );
        lines.page()
    }

    /// What is proposed for everybody who is here and whose day nobody has planned yet; a touch chooses otherwise.
    pub(super) fn rotation_page(&self, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let today = workshop_day(now.at);
        let mut places = self.places(now);
        places.retain(|place| place.here);
        let chain: Vec<OperationId> = self
            .media
            .operations()
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        let open: Vec<PersonId> = places
            .iter()
            .filter(|place| !place.settled || place.barred)
            .map(|place| place.person.clone())
            .collect();
        let turns: Vec<Turn> = {
            let mut ledger = self.ledger();
            open_practice(&mut ledger);
            let state = ledger.state();
            let rules = forms::rules(state, &self.setup.workshop);
            rotation::by_product(&Totals::of(state), state, &open, &chain, &rules, today)
        };
        let back = go(StaffScene::List {
            list: List::Stations,
            page: 0,
        });
        let mut lines = Lines::new(plan_head(Word::Rotation), page, Word::NobodyHere, back);
        let mut plan = Vec::new();
        for place in &places {
            let turn = turns.iter().find(|turn| turn.person == place.person);
            let proposed = turn.and_then(|turn| turn.operation.as_ref());
            let operation = proposed.or(place.operation.as_ref());
            let title: Say = operation.map_or(Word::NoStation.into(), |operation| {
                self.operation_title(operation, &lang).into()
            });
            let stays = proposed.is_none() || proposed == place.operation.as_ref();
            let why = match turn {
                Some(turn) if !stays || turn.operation.is_none() => self.why(&turn.because),
                Some(_) | None => Word::AsPlanned.into(),
            };
            lines.line(
                Line {
                    tone: if stays {
                        StaffTone::Plain
                    } else {
                        StaffTone::Now
                    },
                    ..self.person_line(&place.person, Say::row([title, why]), Say::Nothing)
                },
                Act::Begin(FormKind::Operation, place.person.clone(), Vec::new()),
            );
            if let Some(operation) = proposed {
                plan.push(OperationAssigned {
                    person: place.person.clone(),
                    from: today,
                    operation: Some(operation.clone()),
                });
            }
        }
        if !plan.is_empty() {
            lines.action(
                action(Word::TakeAll, "tick", StaffTone::Done, true),
                Act::Plan(plan),
            );
        }
        lines.page()
    }

    fn why(&self, because: &Because) -> Say {
        match because {
            Because::LeastPractised => Word::LeastPractised.into(),
            Because::Beside(who) => Say::Name(Named::Beside, self.person_view(who).name),
            Because::Shows(whom) => Say::Name(Named::Shows, self.person_view(whom).name),
            Because::Covers => Word::Covers.into(),
            Because::NothingAllowed => Word::NothingAllowed.into(),
        }
    }

    /// Who can do what, from all that was worked.
    pub(super) fn skills_page(&self, page: usize, now: &Now, back: Act) -> Page {
        let lang = self.scene_language();
        let today = workshop_day(now.at);
        let operations: Vec<OperationId> = self
            .media
            .operations()
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        let rows: Vec<(PersonId, Vec<Skill>)> = {
            let mut ledger = self.ledger();
            open_practice(&mut ledger);
            let state = ledger.state();
            let rules = forms::rules(state, &self.setup.workshop);
            let totals = Totals::of(state);
            board::board(state, &self.setup.workshop, today, now.at)
                .into_iter()
                .map(|row| {
                    let of = &row.person.person;
                    let cells = practice::skills(&totals, of, &operations, &rules);
                    (of.clone(), cells.iter().map(skill).collect())
                })
                .collect()
        };
        Page {
            screen: StaffScreen::Matrix(MatrixView {
                head: Head {
                    picture: pictogram("skill-matrix"),
                    title: Word::SkillMatrix.into(),
                    ..Head::default()
                },
                operations: operations
                    .iter()
                    .map(|id| (self.operation_picture(id), self.operation_title(id, &lang)))
                    .collect(),
                people: rows
                    .into_iter()
                    .map(|(of, skills)| (self.person_view(&of), skills))
                    .collect(),
                page,
                actions: Vec::new(),
            }),
            acts: Acts {
                back,
                ..Acts::default()
            },
        }
    }
}

fn plan_head(title: Word) -> Head {
    Head {
        picture: pictogram("station"),
        title: title.into(),
        ..Head::default()
    }
}

fn skill(cell: &practice::SkillCell) -> Skill {
    match cell.skill {
        _ if cell.barred => Skill::Barred,
        practice::Skill::New => Skill::New,
        practice::Skill::Learning => Skill::Learning,
        practice::Skill::Experienced => Skill::Experienced,
    }
}
