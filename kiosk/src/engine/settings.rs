//! How the kiosk behaves for whoever stands before it: look, speech, loudness, touches.

use chrono::NaiveTime;
use stupen_domain::Now;
use stupen_domain::facts::{PromptSupport, SpeechMode, TimerShape as Wanted};
use stupen_domain::settings::{self, PersonSettings};

use super::scene::Scene;
use super::{Effect, Engine};
use crate::ui::{Look, Screen, TimeLeft, TimerShape};

/// Steps in which a shape gets smaller: enough to be seen, few enough to draw seldom.
const STEPS_OF_TIME: f32 = 60.0;

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
        let quiet = self
            .setup
            .quiet
            .iter()
            .any(|hours| hours.holds(now.at.time()));
        let volume = if quiet {
            0
        } else {
            let volume = u32::from(self.setup.volume_percent.min(100))
                * u32::from(settings.volume_percent.min(100))
                / 100;
            u8::try_from(volume).unwrap_or(100)
        };
        if volume != self.volume {
            self.volume = volume;
            self.effects.push(Effect::Volume(volume));
        }
    }

    /// Says the screen by itself, where the person wants that, or where the prompts of this work ask for it.
    pub(super) fn say(&mut self) {
        let wanted = match self.settings().speech {
            SpeechMode::Always => true,
            SpeechMode::OnRequest => self.prompts_support() >= Some(PromptSupport::Speech),
            SpeechMode::Off => false,
        };
        if wanted {
            self.speak();
        }
    }

    /// Says the screen because a hand asked for it.
    pub(super) fn say_on_request(&mut self) {
        if self.settings().speech != SpeechMode::Off {
            self.speak();
        }
    }

    fn speak(&mut self) {
        // No recording says that a picture is missing and that help is to be called.
        let is_broken = self.shown.as_ref().is_some_and(Screen::is_broken);
        let effect = match self.recording().filter(|_| !is_broken) {
            Some(sound) => Effect::Recording(sound),
            None => Effect::Speak,
        };
        self.effects.push(effect);
    }

    /// Whether the keys that speak are shown.
    pub(super) fn speaks(&self) -> bool {
        self.setup.speaks && self.settings().speech != SpeechMode::Off
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
