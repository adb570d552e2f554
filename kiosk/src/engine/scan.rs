//! Attendance: what a badge does, and what the person then chooses.

use stupen_domain::Actor;
use stupen_domain::Now;
use stupen_domain::attendance::{self, Whereabouts};
use stupen_domain::badge::{self, NotABadge};
use stupen_domain::entry::EntryRef;
use stupen_domain::scan::{Meaning, meaning};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::facts::{Arrived, BreakEnded, BreakStarted, Left, MoodSaid};
use stupen_domain::wire::ids::{BadgeHash, PersonId};

use super::day::clock_time;
use super::scene::Scene;
use super::{Effect, Engine, Shown};
use crate::ui::MessageKind;

impl Engine {
    /// A code was read.
    pub(super) fn scanned(&mut self, text: &str, now: &Now) {
        if self.staff_scanned(text, now) {
            return;
        }
        let badge = match badge::hash(text) {
            Ok(badge) => badge,
            Err(NotABadge::Misread) => return self.opens_nothing(MessageKind::Unreadable, now),
            Err(NotABadge::Foreign) => return self.opens_nothing(MessageKind::OtherCode, now),
        };
        let (meaning, is_filling) = {
            let mut ledger = self.ledger();
            let today = workshop_day(now.at);
            let opened = [today.pred_opt(), Some(today), today.succ_opt()]
                .into_iter()
                .flatten()
                .try_for_each(|day| ledger.open_day(day));
            if let Err(error) = opened {
                tracing::error!(%error, "a day could not be opened");
            }
            let device = stupen_ledger::device_id(ledger.author().writer.id);
            let meaning = meaning(ledger.state(), &self.setup.workshop, &device, &badge, now);
            (meaning, ledger.is_filling())
        };
        self.tapped_ms = None;
        // A second reading of the badge that is shown takes nothing away.
        if !matches!(meaning, Meaning::Double(_)) {
            self.badge = None;
        }
        match meaning {
            // The log is being filled anew: nobody is sent away for what has not come yet.
            Meaning::Unknown | Meaning::NotEnrolled(_) | Meaning::Ended(_) if is_filling => {
                self.opens_nothing(MessageKind::OneMoment, now)
            }
            Meaning::Unknown => self.opens_nothing(MessageKind::UnknownBadge, now),
            // The holder of a dead badge is not named: whoever holds it may not be them.
            Meaning::Revoked(_) => self.opens_nothing(MessageKind::RevokedBadge, now),
            Meaning::NotEnrolled(person) => {
                self.message(MessageKind::NotEnrolled, Some(person), now)
            }
            Meaning::Ended(person) => self.come_after_the_end(&person, now),
            Meaning::Double(person) => self.scanned_twice(&person, now),
            Meaning::Staff(person) => {
                self.leave_work(now);
                let of = self.waits_for_staff();
                self.enter(
                    Scene::StaffDoor {
                        person,
                        digits: String::new(),
                        wrong: false,
                        of,
                    },
                    now,
                );
            }
            Meaning::Arrival(person) => {
                self.leave_work(now);
                self.shows(&person, badge.clone());
                self.arrive(&person, Some(badge), now);
            }
            Meaning::BackFromBreak(person) => {
                self.leave_work(now);
                self.shows(&person, badge);
                self.end_break(&person, now);
            }
            Meaning::Choice(person) => {
                self.leave_work(now);
                self.shows(&person, badge);
                self.enter(
                    Scene::Choice {
                        person,
                        unsure: false,
                    },
                    now,
                );
                self.effects.push(Effect::Sound("done"));
                self.say();
            }
            Meaning::Ask(person) => {
                self.leave_work(now);
                self.shows(&person, badge);
                self.enter(
                    Scene::Choice {
                        person,
                        unsure: true,
                    },
                    now,
                );
                self.effects.push(Effect::Sound("done"));
                self.say();
            }
        }
    }

    /// Somebody whose work here has ended: they are told so, and staff that they are here. Nothing is marked.
    fn come_after_the_end(&mut self, person: &PersonId, now: &Now) {
        self.leave_work(now);
        self.badge = None;
        if !self.call_staff_to(person, now) {
            return;
        }
        self.enter(
            Scene::Message {
                kind: MessageKind::WorkEnded,
                person: Some(person.clone()),
            },
            now,
        );
        self.effects.push(Effect::Sound("help"));
        self.say();
    }

    /// The same badge again within seconds of its last mark. That makes no mark, and takes nothing from whoever stands
    /// here: their own screen is back with the next touch. Where somebody else has had the kiosk meanwhile it is no
    /// second reading by the same hand but a wish to have one's turn: who is in has it at once, since that marks nothing.
    fn scanned_twice(&mut self, person: &PersonId, now: &Now) {
        let back = match self.scene.clone() {
            Scene::Twice { back, .. } => *back,
            scene => scene,
        };
        let (back, others) = match back.person() {
            Some(here) if here != person => (Scene::Waiting, true),
            _ => (back, false),
        };
        if others {
            self.leave_work(now);
            self.badge = None;
            let is_in = {
                let ledger = self.ledger();
                let today = workshop_day(now.at);
                let day =
                    attendance::day(ledger.state(), &self.setup.workshop, person, today, now.at);
                matches!(day.whereabouts, Whereabouts::In(_)) && !now.clock.suspect
            };
            if is_in {
                return self.stand(person, now);
            }
        }
        self.enter(
            Scene::Twice {
                person: person.clone(),
                back: Box::new(back),
            },
            now,
        );
        self.effects.push(Effect::Sound("done"));
        self.say();
    }

    /// Whatever is done next is done where the second reading was.
    pub(super) fn go_on_after_twice(&mut self, now: &Now) {
        if let Scene::Twice { back, .. } = self.scene.clone() {
            self.enter(*back, now);
        }
    }

    /// Staff vouch for somebody who is here without a badge, and give the kiosk over: as if the badge had been shown.
    pub(super) fn stand(&mut self, person: &PersonId, now: &Now) {
        let at = {
            let ledger = self.ledger();
            let today = workshop_day(now.at);
            attendance::day(ledger.state(), &self.setup.workshop, person, today, now.at).whereabouts
        };
        self.badge = None;
        match at {
            Whereabouts::Out | Whereabouts::Gone(_) => self.arrive(person, None, now),
            Whereabouts::OnBreak(_) => self.end_break(person, now),
            Whereabouts::In(_) => {
                self.enter(
                    Scene::Choice {
                        person: person.clone(),
                        unsure: false,
                    },
                    now,
                );
                self.effects.push(Effect::Sound("done"));
                self.say();
            }
        }
    }

    fn shows(&mut self, holder: &PersonId, badge: BadgeHash) {
        self.badge = Some(Shown {
            holder: holder.clone(),
            badge,
            mark: None,
        });
    }

    /// The mark that the badge that was shown has made: should it be somebody else's, it is this one.
    fn came_of(&mut self, person: &PersonId, mark: Option<EntryRef>) {
        if let Some(shown) = self.badge.as_mut()
            && shown.holder == *person
        {
            shown.mark = mark;
        }
    }

    /// Records an arrival and greets.
    pub(super) fn arrive(&mut self, person: &PersonId, badge: Option<BadgeHash>, now: &Now) {
        let arrived = Arrived {
            person: person.clone(),
            badge,
        };
        let Some(mark) = self.stated(arrived, &Actor::participant(person), now) else {
            return;
        };
        self.came_of(person, mark);
        // What a doubtful clock says is held against nobody (docs/domain.md section 11.1).
        let late = !now.clock.suspect && {
            let ledger = self.ledger();
            attendance::day(
                ledger.state(),
                &self.setup.workshop,
                person,
                workshop_day(now.at),
                now.at,
            )
            .late_min
            .is_some()
        };
        self.enter(
            Scene::Hello {
                person: person.clone(),
                time: clock_time(now.at),
                late,
            },
            now,
        );
        self.effects.push(Effect::Sound("welcome"));
        self.say();
    }

    pub(super) fn take_break(&mut self, person: &PersonId, now: &Now) {
        self.sum_up(now);
        if self.state(
            BreakStarted {
                person: person.clone(),
            },
            &Actor::participant(person),
            now,
        ) {
            self.rests_here(person);
            self.enter(
                Scene::Break {
                    person: person.clone(),
                },
                now,
            );
            self.effects.push(Effect::Sound("done"));
            self.say();
        }
    }

    /// Back from a break: greeted like an arrival, with what comes next.
    pub(super) fn end_break(&mut self, person: &PersonId, now: &Now) {
        let ended = BreakEnded {
            person: person.clone(),
        };
        if let Some(mark) = self.stated(ended, &Actor::participant(person), now) {
            self.rests_no_more(person);
            self.came_of(person, mark);
            self.enter(
                Scene::Hello {
                    person: person.clone(),
                    time: clock_time(now.at),
                    late: false,
                },
                now,
            );
            self.effects.push(Effect::Sound("welcome"));
            self.say();
        }
    }

    pub(super) fn go_home(&mut self, person: &PersonId, now: &Now) {
        self.finish_work(person, now);
        if self.state(
            Left {
                person: person.clone(),
            },
            &Actor::participant(person),
            now,
        ) {
            let time = clock_time(now.at);
            self.enter(
                Scene::Goodbye {
                    person: person.clone(),
                    time,
                    mood: None,
                },
                now,
            );
            self.effects.push(Effect::Sound("done"));
            self.say();
        }
    }

    pub(super) fn say_mood(&mut self, person: &PersonId, time: String, mood: u8, now: &Now) {
        if self.state(
            MoodSaid {
                person: person.clone(),
                mood,
            },
            &Actor::participant(person),
            now,
        ) {
            self.enter(
                Scene::Goodbye {
                    person: person.clone(),
                    time,
                    mood: Some(mood),
                },
                now,
            );
            self.effects.push(Effect::Sound("done"));
        }
    }
}
