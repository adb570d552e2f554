//! Operations tried, and how the time for a piece went.

use stupen_domain::decide::Now;
use stupen_domain::evidence;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::PersonId;

use super::super::page::{Act, Page, line};
use crate::engine::Engine;
use crate::ui::{Counted, Line, Named, Say, Word};

impl Engine {
    pub(super) fn learning_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let today = workshop_day(now.at);
        let first = today
            .checked_sub_days(chrono::Days::new(30))
            .unwrap_or(today);
        let norm = |operation: &stupen_domain::wire::ids::OperationId| {
            self.media
                .operation(operation)
                .map(|found| u64::from(found.norm_s) * 1000)
        };
        let found = {
            let ledger = self.ledger();
            evidence::evidence(
                ledger.state(),
                &self.setup.workshop,
                of,
                first..=today,
                now.at,
                norm,
            )
        };
        let mut lines = self.lines_of(of, Word::Learning, page, Word::NoRuns);
        for pace in found.paces {
            let seconds = |work: evidence::Work| {
                work.piece_ms()
                    .map_or(Say::Nothing, |ms| Say::Plain(format!("{}", ms / 1000)))
            };
            let way = [seconds(pace.earlier), seconds(pace.later)];
            let way: Vec<String> = way
                .into_iter()
                .filter_map(|say| {
                    if let Say::Plain(text) = say {
                        Some(text)
                    } else {
                        None
                    }
                })
                .collect();
            let norm = pace.norm_ms.map_or(Say::Nothing, |ms| {
                Say::Name(Named::Norm, format!("{}", ms / 1000))
            });
            let picture = self.operation_picture(&pace.operation);
            lines.line(
                Line {
                    picture,
                    ..line(
                        "work",
                        self.operation_title(&pace.operation, &lang),
                        Say::row([Say::Name(Named::SecondsWay, way.join(" → ")), norm]),
                        Say::Count(Counted::Pieces, pace.all().pieces),
                    )
                },
                Act::Nothing,
            );
        }
        lines.page()
    }
}
