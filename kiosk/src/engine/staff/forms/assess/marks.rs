//! Marking: the participant by picture, then staff with what the log can tell beside each criterion.

use chrono::NaiveDate;
use stupen_domain::decide::Now;
use stupen_domain::evidence::{self, Evidence};
use stupen_domain::facts::AssessmentShown;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::{Assessment, Choice, Criterion, EvidenceKind};
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::{assessments, goals};

use super::super::super::form::{Answer, Form};
use super::super::super::page::{Act, Acts, Page, line};
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{
    Counted, Level, Line, MarkView, Named, Picture, Say, StaffScreen, StaffTone, Tile, TileStyle,
    Word,
};

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
        let options = criterion
            .levels
            .iter()
            .map(|level| {
                let shown = assessment.levels.iter().find(|shown| shown.id == level.id);
                let tile = Tile {
                    picture: level_picture(self, &assessment.levels, &level.id),
                    label: shown
                        .map_or_else(
                            || in_language(&level.title, lang),
                            |shown| in_language(&shown.title, lang),
                        )
                        .into(),
                    ..Tile::default()
                };
                (tile, level.id.clone())
            })
            .collect();
        let mut tiles = self.choose(form, page, Say::Nothing, TileStyle::Large, options);
        tiles.view.head = self.participant_head(
            self.media.picture(&criterion.picture),
            in_language(&criterion.asked, lang),
            Say::Plain(format!("{at} / {}", assessment.criteria.len())),
        );
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
        let mut lines = evidence_lines(&found, criterion.evidence);
        let last_mark = last.and_then(|last| {
            last.marks
                .into_iter()
                .find(|mark| mark.criterion == criterion.id)
        });
        if let Some(mark) = last_mark {
            lines.push(Line {
                picture: level_picture(self, &assessment.levels, &mark.level),
                tone: StaffTone::Now,
                ..line("history", Word::LastMark, Say::Nothing, Say::Nothing)
            });
        }
        if let Some((picture, words)) = aimed {
            lines.push(Line {
                picture,
                ..line("goal", words, Say::Nothing, Say::Nothing)
            });
        }
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
                head: self.participant_head(
                    self.media.picture(&criterion.picture),
                    in_language(&criterion.title, lang),
                    Say::row([
                        self.person_view(&form.of).name.into(),
                        Say::Plain(format!("{at} / {}", assessment.criteria.len())),
                    ]),
                ),
                levels,
                evidence: lines,
            }),
            acts,
        }
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
                .map(|view| view.shown.clone())
        });
        let two_weeks = today
            .checked_sub_days(chrono::Days::new(13))
            .unwrap_or(today);
        let started = enrolment.map_or(two_weeks, |enrolment| enrolment.from);
        let from = match &last {
            Some(shown) => shown.on.succ_opt().unwrap_or(shown.on).min(today),
            None => started.min(today),
        };
        let aimed = goals::current(state, of).last().map(|view| {
            (
                self.media.picture(view.goal.picture.as_str()),
                view.goal.words.clone(),
            )
        });
        (from.max(two_weeks), last, aimed)
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

/// What the log can tell beside a criterion.
pub(super) fn evidence_lines(found: &Evidence, kind: EvidenceKind) -> Vec<Line> {
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
        EvidenceKind::Process => vec![
            say("count", Counted::Pieces, found.pieces),
            say("defect", Counted::Defects, found.defects),
            say("back", Counted::StepsBack, found.back),
        ],
        EvidenceKind::Help => vec![
            say("count", Counted::Pieces, found.pieces),
            say("help", Counted::HelpCount, found.help),
        ],
        EvidenceKind::Variety => vec![say(
            "work",
            Counted::OperationCount,
            count(found.paces.len()),
        )],
        EvidenceKind::Pace | EvidenceKind::Learning => found
            .paces
            .iter()
            .filter_map(|pace| {
                let seconds = |ms: u64| u32::try_from(ms / 1000).unwrap_or(u32::MAX);
                let whole = seconds(pace.all().piece_ms()?);
                let norm = pace.norm_ms.map_or(Say::Nothing, |ms| {
                    Say::Name(Named::Norm, seconds(ms).to_string())
                });
                let way = match (kind, pace.earlier.piece_ms(), pace.later.piece_ms()) {
                    (EvidenceKind::Learning, Some(earlier), Some(later)) => Say::Name(
                        Named::SecondsWay,
                        format!("{} → {}", seconds(earlier), seconds(later)),
                    ),
                    _ => Say::row([Say::Count(Counted::SecondsPiece, whole), norm]),
                };
                Some(line("time-norm", way, Say::Nothing, Say::Nothing))
            })
            .collect(),
    }
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
