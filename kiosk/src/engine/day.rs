//! The day strip, breaks and the next start, as screens show them.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Timelike};
use stupen_domain::Now;
use stupen_domain::attendance::{self, Whereabouts};
use stupen_domain::changes::{self, ChangesTo, PartKind, Standing};
use stupen_domain::facts::{PauseKind, PlacementKind, SpeechMode};
use stupen_domain::schedule::{self, DayPlan};
use stupen_domain::settings;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::PersonId;

use super::scene::Scene;
use super::settings::time_left;
use super::{Effect, Engine};
use crate::ui::{BreakTimer, BreakView, CardState, DayCard, Picture, Soon, SoonKind};

/// Somebody whose break began at this kiosk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resting {
    person: PersonId,
    /// The end that they were told of last, and whether it was time already.
    told: Option<(Moment, bool)>,
}

/// `3 ноября`, `3 November`.
pub(super) fn day_and_month(day: NaiveDate, lang: &str) -> String {
    let russian = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    let english = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = if lang == "en" { english } else { russian };
    let month = names
        .get(usize::try_from(day.month0()).unwrap_or(0))
        .copied()
        .unwrap_or_default();
    format!("{} {month}", day.day())
}

/// `2 марта`, or `2–6 марта`, or `30 марта – 3 апреля`.
pub(super) fn days_and_month(days: &RangeInclusive<NaiveDate>, lang: &str) -> String {
    let (first, last) = (*days.start(), *days.end());
    let last_words = day_and_month(last, lang);
    if first == last {
        last_words
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{}–{last_words}", first.day())
    } else {
        format!("{} – {last_words}", day_and_month(first, lang))
    }
}

/// `8:52`.
pub(super) fn clock_time(at: Moment) -> String {
    format!("{}:{:02}", at.hour(), at.minute())
}

impl Engine {
    fn plan(&self, person: Option<&PersonId>, now: &Now) -> Option<DayPlan> {
        let day = workshop_day(now.at);
        schedule::plan(
            self.ledger().state(),
            &self.setup.workshop,
            person,
            day,
            *now.at.offset(),
        )
    }

    /// The strip: coming, work and pauses in turn, home.
    pub(super) fn day_cards(&self, person: Option<&PersonId>, now: &Now) -> Vec<DayCard> {
        let parts = changes::parts(
            self.ledger().state(),
            &self.setup.workshop,
            person,
            workshop_day(now.at),
            *now.at.offset(),
        );
        let russian = self.scene_language() == "ru";
        let shown = |picture: &str, ru: &str, en: &str| {
            let label = if russian { ru } else { en };
            (Picture::pictogram(picture), label.to_owned())
        };
        let work = self.work_of(person, now);
        parts
            .iter()
            .map(|part| {
                let (picture, label) = match part.kind {
                    PartKind::Work => work.clone(),
                    PartKind::Stay(PlacementKind::Internship) => {
                        shown("internship", "Стажировка", "Internship")
                    }
                    PartKind::Stay(PlacementKind::Job) => {
                        shown("employer", "Работа на предприятии", "Work at a company")
                    }
                    PartKind::Pause(PauseKind::Break) => shown("break", "Перерыв", "Break"),
                    PartKind::Pause(PauseKind::Lunch) => shown("lunch", "Обед", "Lunch"),
                    PartKind::Home => shown("home", "Домой", "Home"),
                };
                DayCard {
                    picture,
                    time: clock_time(part.from),
                    state: match part.standing(now.at) {
                        Standing::Past => CardState::Past,
                        Standing::Now => CardState::Now,
                        Standing::Next => CardState::Next,
                    },
                    label,
                }
            })
            .collect()
    }

    /// What is worked on between the pauses, as picture and word: what is planned for the person, or simply work.
    fn work_of(&self, person: Option<&PersonId>, now: &Now) -> (Picture, String) {
        match person.and_then(|person| self.next_thing(person, now)) {
            Some(next) if next.picture != Picture::None => (next.picture, next.title),
            _ if self.scene_language() == "ru" => (Picture::pictogram("work"), "Работа".into()),
            _ => (Picture::pictogram("work"), "Work".into()),
        }
    }

    /// Whether a pause now would be lunch.
    pub(super) fn is_lunch(&self, person: &PersonId, now: &Now) -> bool {
        self.plan(Some(person), now)
            .is_some_and(|plan| changes::is_lunch(&plan, now.at))
    }

    pub(super) fn break_view(&self, person: &PersonId, now: &Now) -> BreakView {
        let since = self.on_break_since(person, now).unwrap_or(now.at);
        let plan = self.plan(Some(person), now);
        let pause = plan
            .as_ref()
            .and_then(|plan| changes::pause_meant(plan, since));
        let wanted = self.settings().break_timer;
        let timer = pause.map(|pause| {
            let left_s = (pause.end - now.at).num_seconds().max(0);
            let whole_s = (pause.end - since).num_seconds().max(1);
            let minutes_left = u32::try_from((left_s + 59) / 60).unwrap_or(0);
            BreakTimer {
                until: clock_time(pause.end),
                minutes_left,
                time: time_left(left_s as f32 / whole_s as f32, wanted),
            }
        });
        BreakView {
            person: self.person_view(person),
            lunch: pause.is_some_and(|pause| pause.kind == PauseKind::Lunch),
            timer,
            help_called: self.has_open_call(person, now),
        }
    }

    /// The change of the day that comes soon for somebody at work: pauses that they have not begun, and going home.
    pub(super) fn soon(&self, person: &PersonId, now: &Now) -> Option<Soon> {
        self.change_ahead(person, now).map(|(soon, _)| soon)
    }

    fn change_ahead(&self, person: &PersonId, now: &Now) -> Option<(Soon, Moment)> {
        if now.clock.suspect {
            return None;
        }
        let plan = self.plan(Some(person), now)?;
        let change = changes::ahead(&plan, &self.pauses_begun(person, now), now.at)?;
        let what = match change.to {
            ChangesTo::Pause(PauseKind::Break) => SoonKind::Break,
            ChangesTo::Pause(PauseKind::Lunch) => SoonKind::Lunch,
            ChangesTo::Work => SoonKind::Work,
            ChangesTo::Home => SoonKind::Home,
        };
        let minutes = change.minutes_left(now.at);
        Some((Soon { what, minutes }, change.at))
    }

    fn pauses_begun(&self, person: &PersonId, now: &Now) -> Vec<Moment> {
        let ledger = self.ledger();
        let day = workshop_day(now.at);
        attendance::day(ledger.state(), &self.setup.workshop, person, day, now.at)
            .breaks
            .iter()
            .map(|stretch| stretch.from)
            .collect()
    }

    /// Somebody's break begins at this kiosk: they are told here when it is nearly over.
    pub(super) fn rests_here(&mut self, person: &PersonId) {
        self.rests_no_more(person);
        self.resting.push(Resting {
            person: person.clone(),
            told: None,
        });
    }

    /// They are back, or gone.
    pub(super) fn rests_no_more(&mut self, person: &PersonId) {
        self.resting.retain(|resting| resting.person != *person);
    }

    /// Tells who began their break here, as gently, that it is nearly over, and that it is: where they still stand, or
    /// where nobody stands any more. Many come back at the same time; it is told once.
    fn remind_of_work(&mut self, now: &Now) {
        let nobodys = match &self.scene {
            Scene::Break { .. } => false,
            Scene::Waiting => true,
            _ => return,
        };
        let mut sounds = false;
        let mut says = None;
        let mut resting = std::mem::take(&mut self.resting);
        // Who came back at another kiosk is told nothing at this one.
        resting.retain(|one| self.on_break_since(&one.person, now).is_some());
        for Resting { person, told } in &mut resting {
            if !nobodys && self.scene.person() != Some(&*person) {
                continue;
            }
            let Some((soon, end)) = self.work_ahead(person, now) else {
                continue;
            };
            let telling = Some((end, soon.minutes == 0));
            if *told == telling {
                continue;
            }
            *told = telling;
            sounds = true;
            if settings::of(self.ledger().state(), person).speech == SpeechMode::Always {
                says = Some(soon);
            }
        }
        self.resting = resting;
        if !sounds {
            return;
        }
        self.effects.push(Effect::Sound("change"));
        if let Some(soon) = says
            && self.has_voice()
        {
            self.effects.push(Effect::Remind(soon));
        }
    }

    fn on_break_since(&self, person: &PersonId, now: &Now) -> Option<Moment> {
        let ledger = self.ledger();
        let day = workshop_day(now.at);
        match attendance::day(ledger.state(), &self.setup.workshop, person, day, now.at).whereabouts
        {
            Whereabouts::OnBreak(since) => Some(since),
            Whereabouts::Out | Whereabouts::In(_) | Whereabouts::Gone(_) => None,
        }
    }

    fn work_ahead(&self, person: &PersonId, now: &Now) -> Option<(Soon, Moment)> {
        if now.clock.suspect {
            return None;
        }
        let began = self.on_break_since(person, now)?;
        let plan = self.plan(Some(person), now)?;
        let change = changes::work_ahead(&plan, began, now.at)?;
        let soon = Soon {
            what: SoonKind::Work,
            minutes: change.minutes_left(now.at),
        };
        Some((soon, change.at))
    }

    /// Tells a change of the day gently: once before, once when it is time; only to who is at work here, or on a break
    /// that began here.
    pub(super) fn remind(&mut self, now: &Now) {
        self.remind_of_work(now);
        let person = match &self.scene {
            Scene::Step { person }
            | Scene::Tools { person }
            | Scene::Finished { person }
            | Scene::PutAside { person, .. } => person.clone(),
            _ => return,
        };
        let Some((soon, start)) = self.change_ahead(&person, now) else {
            return;
        };
        let told = (person, start, soon.minutes == 0);
        if self.reminded.as_ref() == Some(&told) {
            return;
        }
        self.reminded = Some(told);
        self.effects.push(Effect::Sound("change"));
        let always = self.settings().speech == SpeechMode::Always;
        if always && self.has_voice() {
            self.effects.push(Effect::Remind(soon));
        }
    }

    /// When to come again: `завтра, 9:00`, or the weekday.
    pub(super) fn next_start(&self, person: &PersonId, now: &Now) -> Option<String> {
        let today = workshop_day(now.at);
        let ledger = self.ledger();
        let (day, start) = changes::next_start(
            ledger.state(),
            &self.setup.workshop,
            person,
            today,
            *now.at.offset(),
        )?;
        drop(ledger);
        let russian = self.scene_language() == "ru";
        let weekday = usize::try_from(start.weekday().num_days_from_monday()).unwrap_or(0);
        let names = if russian {
            [
                "понедельник",
                "вторник",
                "среда",
                "четверг",
                "пятница",
                "суббота",
                "воскресенье",
            ]
        } else {
            [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday",
                "Sunday",
            ]
        };
        let day = match ((day - today).num_days(), russian) {
            (1, true) => "завтра",
            (1, false) => "tomorrow",
            _ => names.get(weekday).copied().unwrap_or_default(),
        };
        Some(format!("{day}, {}", clock_time(start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_days_are_said_as_briefly_as_they_are_clear() {
        for (first, last, ru, en) in [
            ("2026-03-02", "2026-03-02", "2 марта", "2 March"),
            ("2026-03-02", "2026-03-06", "2–6 марта", "2–6 March"),
            (
                "2026-03-30",
                "2026-04-03",
                "30 марта – 3 апреля",
                "30 March – 3 April",
            ),
            (
                "2026-12-30",
                "2027-01-12",
                "30 декабря – 12 января",
                "30 December – 12 January",
            ),
        ] {
            let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
            let days = day(first)..=day(last);
            assert_eq!(days_and_month(&days, "ru"), ru);
            assert_eq!(days_and_month(&days, "en"), en);
        }
    }
}
