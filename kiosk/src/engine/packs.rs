//! Whether this kiosk is ready: staff read which packs are on their way, how many files are still to come, and, for the
//! rest of the day, that one came whole.

use chrono::NaiveDate;
use stupen_domain::Now;
use stupen_domain::facts::Bilingual;
use stupen_domain::time::workshop_day;

use super::Engine;
use crate::media::{Coming, in_language};
use crate::ui::{Counted, Notice, NoticeKind, Say};

/// What was told about packs.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// On their way when it was looked last.
    coming: Vec<Coming>,
    /// Came whole since, and on which day.
    ready: Vec<(Bilingual, u32, NaiveDate)>,
}

fn named(title: &Bilingual, version: u32, lang: &str) -> String {
    format!("{} {version}", in_language(title, lang))
}

fn files(coming: &Coming) -> u32 {
    u32::try_from(coming.files).unwrap_or(u32::MAX)
}

impl Engine {
    /// Compares what is on its way with what was: what is no more, and can be worked by, has come.
    pub(super) fn tell_packs(&mut self, now: &Now) {
        let coming = self.media.coming().to_vec();
        let today = workshop_day(now.at);
        let before = std::mem::take(&mut self.packs.coming);
        for gone in before {
            let still =
                (coming.iter()).any(|one| (&one.pack, one.version) == (&gone.pack, gone.version));
            if !still && self.media.has_version(&gone.pack, gone.version) {
                self.packs.ready.push((gone.title, gone.version, today));
            }
        }
        self.packs.coming = coming;
    }

    /// The notices for the page of this machine.
    pub(super) fn pack_notices(&self, now: &Now) -> Vec<Notice> {
        let lang = self.scene_language();
        let today = workshop_day(now.at);
        let coming = self.packs.coming.iter().map(|one| Notice {
            kind: NoticeKind::PackComing { files: files(one) },
            detail: named(&one.title, one.version, &lang),
        });
        let ready = self
            .packs
            .ready
            .iter()
            .filter(|(.., day)| *day == today)
            .map(|(title, version, _)| Notice {
                kind: NoticeKind::PackReady,
                detail: named(title, *version, &lang),
            });
        coming.chain(ready).collect()
    }

    /// One line for the board: the first pack that is on its way.
    pub(super) fn pack_line(&self, lang: &str) -> Say {
        self.packs.coming.first().map_or(Say::Nothing, |one| {
            Say::row([
                named(&one.title, one.version, lang).into(),
                Say::Count(Counted::FilesToCome, files(one)),
            ])
        })
    }
}
