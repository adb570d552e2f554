//! How the kiosk behaves for whoever stands before it: look, speech, loudness, touches.

use chrono::{Duration, NaiveTime};
use stupen_domain::Now;
use stupen_domain::facts::{PromptSupport, SpeechMode, TimerShape as Wanted};
use stupen_domain::settings::{self, PersonSettings};
use stupen_domain::time::Moment;

use super::scene::Scene;
use super::{Effect, Engine};
use crate::local::Loudness;
use crate::ui::{Look, NoticeKind, Screen, TimeLeft, TimerShape};

/// Steps in which a shape gets smaller: enough to be seen, few enough to draw seldom.
const STEPS_OF_TIME: f32 = 60.0;

/// Quiet that staff ask for at the kiosk is of the same day.
const QUIET_MOST: Duration = Duration::hours(24);

/// Hours in which the kiosk makes no sound: screen and lamp tell the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// From this time of day.
    pub from: NaiveTime,
    /// Until this one; before `from` where the night lies between.
    pub until: NaiveTime,
}

impl Quiet {
    fn holds(self, at: NaiveTime) -> bool {
        if self.from <= self.until {
            self.from <= at && at < self.until
        } else {
            at >= self.from || at < self.until
        }
    }
}

impl Engine {
    /// The settings of the participant who looks; the defaults for nobody, and for staff, whose screens are drawn for
    /// one size. Behind the staff door a participant looks where their hand is asked for.
    pub(super) fn settings(&self) -> PersonSettings {
        let looks = match &self.scene {
            Scene::StaffDoor { .. } => None,
            Scene::Staff { scene, .. } => scene.participant(),
            scene => scene.person(),
        };
        looks
            .map(|person| settings::of(self.ledger().state(), person))
            .unwrap_or_default()
    }

    /// Brings look and loudness up to date before anything is shown or said.
    pub(super) fn tune(&mut self, now: &Now) {
        let settings = self.settings();
        let volume = if self.is_quiet(now) {
            0
        } else {
            let volume =
                u32::from(self.kiosk_volume()) * u32::from(settings.volume_percent.min(100)) / 100;
            u8::try_from(volume).unwrap_or(100)
        };
        if volume != self.volume {
            self.volume = volume;
            self.effects.push(Effect::Volume(volume));
        }
        let look = Look {
            text_percent: settings.text_percent,
            high_contrast: settings.high_contrast,
            left_handed: settings.left_handed,
            still: settings.calm,
            speaks: self.speaks(),
        };
        if look != self.look {
            self.look = look;
            self.effects.push(Effect::Look(look));
        }
    }

    /// How loud this kiosk is, in per cent: as staff have set it here, else as it is set up.
    pub(super) fn kiosk_volume(&self) -> u16 {
        let kept = self.loudness.volume_percent;
        kept.unwrap_or(self.setup.volume_percent).min(100)
    }

    /// Until when staff have asked for quiet, where that is still to come.
    pub(super) fn quiet_until(&self, now: &Now) -> Option<Moment> {
        let until = self.loudness.quiet_until?;
        // Asked for at a clock that was wrong it would last for ever.
        (now.at < until && until - now.at <= QUIET_MOST).then_some(until)
    }

    /// Whether nothing sounds now.
    fn is_quiet(&self, now: &Now) -> bool {
        let hours = &self.setup.quiet;
        hours.iter().any(|hours| hours.holds(now.at.time())) || self.quiet_until(now).is_some()
    }

    /// Calls staff who are out of sight. Quiet is quiet for the buzzer too; how loud somebody wants their own screens is
    /// nothing to it.
    pub(super) fn buzz(&mut self, now: &Now) {
        if !self.is_quiet(now) && self.kiosk_volume() > 0 {
            self.effects.push(Effect::Buzz);
        }
    }

    /// Staff have said how loud this kiosk is, or how long it is to be quiet: kept, and so from now on.
    pub(super) fn set_loudness(&mut self, loudness: Loudness, now: &Now) {
        if let Err(error) = self.local.keep_loudness(&loudness) {
            tracing::error!(%error, "how loud this kiosk is could not be kept");
            self.notice(NoticeKind::DiskFull, String::new());
        }
        self.loudness = loudness;
        self.refresh(now);
        // To be heard, as loud as it is now.
        self.effects.push(Effect::Sound("done"));
    }

    /// Says the screen by itself, where the person wants that, or where the prompts of this work ask for it.
    pub(super) fn say(&mut self) {
        if self.says_unasked() {
            self.say_on_request();
        }
    }

    /// Whether things are said without being asked for.
    pub(super) fn says_unasked(&self) -> bool {
        match self.settings().speech {
            SpeechMode::Always => true,
            SpeechMode::OnRequest => self.prompts_support() >= Some(PromptSupport::Speech),
            SpeechMode::Off => false,
        }
    }

    /// Says the screen because a hand asked for it: the recording of it, where there is one.
    pub(super) fn say_on_request(&mut self) {
        // No recording says that a picture is missing and that help is to be called.
        let is_broken = self.shown.as_ref().is_some_and(Screen::is_broken);
        let rather_spoken = is_broken && self.has_voice();
        let recorded = self.recording().filter(|_| !rather_spoken);
        if self.is_heard() && recorded.is_some() {
            self.effects.extend(recorded.map(Effect::Recording));
        } else if self.has_voice() {
            self.effects.push(Effect::Speak);
        }
    }

    /// Says something that does not stand on the screen as a whole.
    pub(super) fn say_words(&mut self, words: String) {
        if self.has_voice() {
            self.effects.push(Effect::Say(words));
        }
    }

    /// Whether whoever stands here hears what is played: they want to, and neither they nor the hour have switched it
    /// off. It holds for the screen that is shown.
    pub(super) fn is_heard(&self) -> bool {
        self.volume > 0 && self.settings().speech != SpeechMode::Off
    }

    /// Whether any text can be said to them.
    pub(super) fn has_voice(&self) -> bool {
        self.setup.voices.speech && self.is_heard()
    }

    /// Whether the keys that speak are shown: without a voice only where the screen itself is recorded.
    pub(super) fn speaks(&self) -> bool {
        self.has_voice() || (self.is_heard() && self.recording().is_some())
    }

    /// Milliseconds within which a second touch is the same finger.
    pub(super) fn same_touch_ms(&self) -> u64 {
        u64::from(self.settings().debounce_ms())
    }
}

/// What is left of a time in the shape that somebody wants; nothing where they want none.
pub(super) fn time_left(left: f32, wanted: Wanted) -> Option<TimeLeft> {
    let shape = match wanted {
        Wanted::Off => return None,
        Wanted::Disc => TimerShape::Disc,
        Wanted::Bar => TimerShape::Bar,
    };
    let left = if left.is_finite() {
        left.clamp(0.0, 1.0)
    } else {
        0.0
    };
    Some(TimeLeft {
        left: (left * STEPS_OF_TIME).ceil() / STEPS_OF_TIME,
        shape,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
    }

    #[test]
    fn quiet_hours_may_lie_over_midnight() {
        let noon = (at(12, 30), at(13, 15));
        let night = (at(20, 0), at(7, 30));
        for ((from, until), time, quiet) in [
            (noon, at(12, 29), false),
            (noon, at(12, 30), true),
            (noon, at(13, 14), true),
            (noon, at(13, 15), false),
            (night, at(19, 59), false),
            (night, at(23, 0), true),
            (night, at(0, 0), true),
            (night, at(7, 29), true),
            (night, at(7, 30), false),
        ] {
            assert_eq!(
                Quiet { from, until }.holds(time),
                quiet,
                "{time} in {from}–{until}"
            );
        }
    }

    #[test]
    fn time_is_shown_in_coarse_steps_and_only_where_it_is_wanted() {
        assert_eq!(time_left(0.5, Wanted::Off), None);
        let left = |part| time_left(part, Wanted::Bar).map(|time| time.left);
        assert_eq!(left(0.501), left(0.509));
        assert_eq!(left(1.7), Some(1.0));
        assert_eq!(left(0.0), Some(0.0));
        assert_eq!(left(f32::NAN), Some(0.0));
    }
}
