//! Marking: the participant by picture, then staff with what the log can tell beside each criterion.

use chrono::NaiveDate;
use stupen_domain::assessments::{self, ShownView};
use stupen_domain::decide::Now;
use stupen_domain::evidence::{self, Evidence, Pace};
use stupen_domain::facts::AssessmentShown;
use stupen_domain::goals;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::{Assessment, Choice, Criterion, EvidenceKind};
use stupen_domain::wire::ids::{OperationId, PersonId};

use super::super::super::form::{Answer, Form};
use super::super::super::page::{Act, Acts, Page, Tiles, action, line};
use super::sides::LEFT_OUT;
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{
    Counted, Head, Level, Line, MarkView, Named, Picture, Say, StaffScreen, StaffTone, Tile,
    TileStyle, Word,
};

/// So many marks of a criterion are shown one after the other.
const LAST_MARKS: usize = 3;

impl Engine {
    /// The participant marks one criterion, by picture.
    pub(super) fn own_page(
        &self,
        form: &Form,
        assessment: &Assessment,
        id: &str,
        page: usize,
        lang: &str,
    ) -> Page {
        let Some((at, criterion)) = place(&assessment.criteria, id) else {
            return self.no_form(form);
        };
        let chosen = form.choice(&form.step);
        let mut tiles = Tiles::new(Head::default(), TileStyle::Large, page, Act::Nothing);
        for level in &criterion.levels {
            let shown = assessment.levels.iter().find(|shown| shown.id == level.id);
            let label = shown.map_or_else(
                || in_language(&level.title, lang),
                |shown| in_language(&shown.title, lang),
            );
            let is_chosen = chosen == Some(&level.id);
            // What was touched is heard; asked again, the question is.
            if is_chosen && self.desk.heard.as_deref() == Some(level.id.as_str()) {
                tiles.view.heard = label.into();
            }
            let tile = Tile {
                picture: level_picture(self, &assessment.levels, &level.id),
                label: label.into(),
                chosen: is_chosen,
                ..Tile::default()
            };
            tiles.tile(tile, Act::Hear(level.id.clone()));
        }
        tiles.view.below = true;
        // A touch hears and chooses, another goes on: nobody is carried on by a slip. Until something is chosen the key
        // that goes on says the question once more.
        let (tone, on) = match chosen {
            Some(level) => (
                StaffTone::Now,
                Act::Answer(Answer::Choice(level.to_string())),
            ),
            None => (StaffTone::Past, Act::Speak),
        };
        tiles.action(action(Word::OwnNext, "next", tone, true), on);
        tiles.action(
            action(Word::DoNotKnow, LEFT_OUT, StaffTone::Plain, false),
            Act::Answer(Answer::Skipped),
        );
        if self.has_voice() {
            tiles.action(
                action(Word::SayAgain, "speak", StaffTone::Plain, false),
                Act::Speak,
            );
        }
        tiles.action(
            action(Word::Help, "help", StaffTone::Help, false),
            Act::CallHelp,
        );
        tiles.view.head = self.participant_head(
            self.media.picture(&criterion.picture),
            in_language(&criterion.asked, lang),
            self.whose(&form.of, at, assessment.criteria.len()),
        );
        // Private, and theirs: their own picture and name stand on it.
        tiles.view.head.owner = Some(self.person_picture(&form.of));
        tiles.page()
    }

    /// The consultant marks one criterion, with what the log can tell of it.
    pub(super) fn mark_page(
        &self,
        form: &Form,
        assessment: &Assessment,
        id: &str,
        now: &Now,
        lang: &str,
    ) -> Page {
        let Some((at, criterion)) = place(&assessment.criteria, id) else {
            return self.no_form(form);
        };
        let (from, last, aimed) = self.looked_back(&form.of, now);
        let found = {
            let norm = |operation: &OperationId| {
                self.media
                    .operation(operation)
                    .map(|found| u64::from(found.norm_s) * 1000)
            };
            let ledger = self.ledger();
            let days = from..=workshop_day(now.at);
            evidence::evidence(
                ledger.state(),
                &self.setup.workshop,
                &form.of,
                days,
                now.at,
                norm,
            )
        };
        // What was marked before and what is aimed at stand first: they must not fall off a small screen.
        let mut lines = Vec::new();
        let way = self.way_of(&form.of, assessment, id, last.as_ref(), lang);
        if let Some((level, way, by)) = way {
            // Another may have marked: whom to ask stands beside.
            let by = by.map_or(Say::Nothing, |by| self.person_view(&by).name.into());
            lines.push(Line {
                picture: level_picture(self, &assessment.levels, &level),
                tone: StaffTone::Now,
                ..line(
                    "history",
                    Say::row([Word::LastMark.into(), by]),
                    Say::Nothing,
                    Say::Nothing,
                )
            });
            // A line of its own, which its letters fill; a single mark is told by its picture, as on the keys beside.
            if let Some(way) = way {
                lines.push(line("history", way, Say::Nothing, Say::Nothing));
            }
        }
        if let Some((picture, words)) = aimed {
            lines.push(Line {
                picture,
                ..line("goal", words, Say::Nothing, Say::Nothing)
            });
        }
        lines.extend(self.evidence_lines(&found, criterion.evidence, lang));
        let mut acts = Acts::default();
        let levels = criterion
            .levels
            .iter()
            .map(|level| {
                acts.levels
                    .push(Act::Answer(Answer::Choice(level.id.clone())));
                Level {
                    picture: level_picture(self, &assessment.levels, &level.id),
                    label: in_language(&level.title, lang).into(),
                    chosen: form.choice(&form.step) == Some(&level.id),
                }
            })
            .collect();
        Page {
            screen: StaffScreen::Mark(MarkView {
                head: self.criterion_head(form, criterion, (at, assessment.criteria.len()), lang),
                levels,
                evidence: lines,
            }),
            acts,
        }
    }

    /// The head of a page that marks one criterion: the criterion large, the person beside.
    pub(super) fn criterion_head(
        &self,
        form: &Form,
        criterion: &Criterion,
        (at, of): (usize, usize),
        lang: &str,
    ) -> Head {
        Head {
            owner: Some(self.person_picture(&form.of)),
            ..self.participant_head(
                self.media.picture(&criterion.picture),
                in_language(&criterion.title, lang),
                self.whose(&form.of, at, of),
            )
        }
    }

    /// The name, and which of how many.
    fn whose(&self, of: &PersonId, at: usize, all: usize) -> Say {
        Say::row([
            self.person_view(of).name.into(),
            Say::Plain(format!("{at} / {all}")),
        ])
    }

    /// The last mark of a criterion, how it came there over the assessments of this enrolment (`с помощью → сам`; nothing
    /// of a single one), and who marked last.
    fn way_of(
        &self,
        of: &PersonId,
        assessment: &Assessment,
        id: &str,
        last: Option<&AssessmentShown>,
        lang: &str,
    ) -> Option<(String, Option<String>, Option<PersonId>)> {
        let last = last?;
        let ledger = self.ledger();
        let inside = assessments::inside(ledger.state(), of, &last.enrolment);
        let levels: Vec<&str> = inside
            .iter()
            .filter_map(|view| {
                let mark = view.marks.iter().find(|mark| mark.criterion == id)?;
                Some(mark.level.as_str())
            })
            .collect();
        let level = (*levels.last()?).to_string();
        let by = inside.last().and_then(|view| view.said.by.cloned());
        let way = levels.len() > 1;
        let way = way.then(|| level_way(assessment, id, &levels, lang));
        Some((level, way, by))
    }

    /// Since when an assessment looks back, the last one, and what is aimed at.
    pub(super) fn looked_back(
        &self,
        of: &PersonId,
        now: &Now,
    ) -> (
        NaiveDate,
        Option<AssessmentShown>,
        Option<(Picture, String)>,
    ) {
        let today = workshop_day(now.at);
        let enrolment = self.enrolment_here(of, now);
        let ledger = self.ledger();
        let state = ledger.state();
        let last = enrolment.as_ref().and_then(|enrolment| {
            assessments::inside(state, of, &enrolment.enrolment)
                .last()
                .map(ShownView::now)
        });
        let days = assessments::looked_back(state, &self.setup.workshop, of, today);
        let aimed = goals::current(state, of).last().map(|view| {
            (
                self.media.picture(view.goal.picture.as_str()),
                view.goal.words.clone(),
            )
        });
        (*days.start(), last, aimed)
    }

    /// What the log can tell beside a criterion, each operation by its name.
    fn evidence_lines(&self, found: &Evidence, kind: EvidenceKind, lang: &str) -> Vec<Line> {
        let say = |picture: &str, counted: Counted, n: u32| {
            line(picture, Say::Count(counted, n), Say::Nothing, Say::Nothing)
        };
        if !found.has(kind) {
            return Vec::new();
        }
        match kind {
            EvidenceKind::None => Vec::new(),
            EvidenceKind::Attendance => vec![
                say("on-time", Counted::OnTimeDays, found.days.on_time),
                say("late-arrival", Counted::LateDays, found.days.late),
                say("absent", Counted::AbsentDays, found.days.absent),
            ],
            EvidenceKind::Conduct => vec![
                say("praise", Counted::PraiseCount, found.praise),
                say("rules", Counted::BreachCount, found.breaches),
            ],
            EvidenceKind::Process => self.by_operation(found, lang, |pace| {
                [
                    Say::Count(Counted::Pieces, pace.all().pieces),
                    some(Counted::Defects, pace.defects),
                    some(Counted::StepsBack, pace.back),
                ]
            }),
            EvidenceKind::Help => self.by_operation(found, lang, |pace| {
                [
                    Say::Count(Counted::Pieces, pace.all().pieces),
                    Say::Count(Counted::HelpCount, pace.help),
                    Say::Nothing,
                ]
            }),
            EvidenceKind::Variety => {
                let mut lines = vec![say(
                    "work",
                    Counted::OperationCount,
                    count(found.paces.len()),
                )];
                lines.extend(self.by_operation(found, lang, |pace| {
                    let pieces = Say::Count(Counted::Pieces, pace.all().pieces);
                    [pieces, Say::Nothing, Say::Nothing]
                }));
                lines
            }
            EvidenceKind::Pace | EvidenceKind::Learning => self.by_operation(found, lang, |pace| {
                let seconds = |ms: u64| u32::try_from(ms / 1000).unwrap_or(u32::MAX);
                let Some(whole) = pace.all().piece_ms() else {
                    return [Say::Nothing, Say::Nothing, Say::Nothing];
                };
                let norm = pace.norm_ms.map_or(Say::Nothing, |ms| {
                    Say::Name(Named::Norm, seconds(ms).to_string())
                });
                match (kind, pace.earlier.piece_ms(), pace.later.piece_ms()) {
                    (EvidenceKind::Learning, Some(earlier), Some(later)) => [
                        Say::Name(
                            Named::SecondsWay,
                            format!("{} → {}", seconds(earlier), seconds(later)),
                        ),
                        Say::Nothing,
                        Say::Nothing,
                    ],
                    _ => [
                        Say::Count(Counted::SecondsPiece, seconds(whole)),
                        norm,
                        Say::Nothing,
                    ],
                }
            }),
        }
    }

    /// A line for each operation, the one with most pieces first; those of which nothing is to be said have none.
    fn by_operation(
        &self,
        found: &Evidence,
        lang: &str,
        say: impl Fn(&Pace) -> [Say; 3],
    ) -> Vec<Line> {
        let mut paces: Vec<&Pace> = found.paces.iter().collect();
        paces.sort_by_key(|pace| std::cmp::Reverse(pace.all().pieces));
        paces
            .into_iter()
            .filter_map(|pace| {
                let said = Say::row(say(pace));
                if said.is_nothing() {
                    return None;
                }
                // What is not on this kiosk any more is named by its id rather than not at all.
                let title = match self.operation_title(&pace.operation, lang) {
                    title if title.is_empty() => pace.operation.to_string(),
                    title => title,
                };
                Some(Line {
                    picture: self.operation_picture(&pace.operation),
                    ..line(
                        "work",
                        Say::row([title.into(), said]),
                        Say::Nothing,
                        Say::Nothing,
                    )
                })
            })
            .collect()
    }
}

/// So many, where there are any.
fn some(counted: Counted, n: u32) -> Say {
    if n > 0 {
        Say::Count(counted, n)
    } else {
        Say::Nothing
    }
}

/// A criterion and its place, counted from 1.
pub(super) fn place<'a>(criteria: &'a [Criterion], id: &str) -> Option<(usize, &'a Criterion)> {
    let at = criteria.iter().position(|criterion| criterion.id == id)?;
    Some((at + 1, criteria.get(at)?))
}

pub(super) fn level_picture(engine: &Engine, levels: &[Choice], id: &str) -> Picture {
    levels
        .iter()
        .find(|level| level.id == id)
        .map(|level| engine.media.picture(&level.picture))
        .unwrap_or_default()
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The short name of a level: as all criteria share it, or as this one describes it.
pub(in crate::engine::staff) fn level_title<'a>(
    form: &'a Assessment,
    criterion: &str,
    level: &str,
    lang: &str,
) -> &'a str {
    let shared = form.levels.iter().find(|known| known.id == level);
    let own = || {
        let criterion = form.criteria.iter().find(|known| known.id == criterion)?;
        criterion.levels.iter().find(|known| known.id == level)
    };
    shared
        .map(|level| in_language(&level.title, lang))
        .or_else(|| own().map(|level| in_language(&level.title, lang)))
        .unwrap_or_default()
}

/// How a criterion moved over assessments, oldest first; the last few are enough to see where it goes.
pub(in crate::engine::staff) fn level_way(
    form: &Assessment,
    criterion: &str,
    levels: &[&str],
    lang: &str,
) -> String {
    let first = levels.len().saturating_sub(LAST_MARKS);
    let way: Vec<&str> = levels
        .iter()
        .skip(first)
        .map(|level| level_title(form, criterion, level, lang))
        .collect();
    way.join(" → ")
}
