//! What staff do in a story: behind the kiosk's door by touching its pages, at the office by its own pages.

use chrono::TimeDelta;
use serde_json::Value;
use stupen_domain::facts::{EndReason, EnrolmentStarted, ReviewOutcome, Service};
use stupen_domain::reviews::{self, Opening, Status};
use stupen_domain::wire::ids::{EnrolmentId, PersonId};
use stupen_domain::{Role, State, people};
use stupen_hardware::Input;
use stupen_kiosk::ui::{Screen, Tap};

use super::hands;
use super::stage::{Stage, Told};
use super::words;

/// From one page to the next for somebody who looks first: a finger that falls twice counts once.
const PAGE: TimeDelta = TimeDelta::seconds(1);

impl Stage {
    /// Enters the PIN of whoever stands at a door, and stays on the page that opens.
    pub(super) fn opens_the_door(&mut self, name: &str) -> Told {
        let now = self.now;
        let Some(Screen::StaffDoor(door)) = self.kiosk(name)?.screen.clone() else {
            return Err("the staff door is not shown".to_owned());
        };
        let digits = self.office.pin_of(&door.person.name);
        let effects = self.kiosk(name)?.enter_pin(&digits, now);
        Ok(vec![words::effects(&effects)])
    }

    /// `Денис > breach > «Ушёл без слов» > badge of Ольга`: touches one after the other, words in «» with the keyboard, a
    /// badge before the scanner between them, each once the page before it takes touches. Told is what the last one led to.
    pub(super) fn touches(&mut self, name: &str, path: &str) -> Told {
        let begun = self.now;
        let mut effects = Vec::new();
        for (nth, called) in (0..).zip(path.split(" > ")) {
            let now = begun + PAGE * nth;
            if let Some(whose) = called.strip_prefix("badge of ") {
                let badge = Input::Scan(self.code(whose)?);
                effects = self.kiosk(name)?.input(&badge, now);
                continue;
            }
            let kiosk = self.kiosk(name)?;
            let screen = kiosk.screen.clone().ok_or("it is off")?;
            let quoted = called.strip_prefix('«').and_then(|w| w.strip_suffix('»'));
            let taps = match quoted {
                Some(text) => hands::write(&screen, text)?,
                None => vec![hands::touch(&screen, called)?],
            };
            for tap in taps {
                effects = kiosk.tap(Tap::Staff(tap), now);
            }
        }
        Ok(vec![words::effects(&effects)])
    }

    /// `Денис stands`: breaches, review and enrolment in one line; a line for each holder where they differ.
    pub(super) fn how_stands(&mut self, rest: &str) -> Told {
        let name = rest.strip_suffix(" stands").ok_or("how NAME stands")?;
        let mut told = self.stands(name)?;
        let all_alike = told.iter().all(|(_, line)| *line == told[0].1);
        if all_alike {
            return Ok(vec![told.swap_remove(0).1]);
        }
        Ok(told
            .into_iter()
            .map(|(holder, line)| format!("{holder}: {line}"))
            .collect())
    }

    /// How somebody stands at the office and at every kiosk that is on, each by its name.
    ///
    /// # Errors
    /// When nobody has that name.
    pub fn stands(&mut self, name: &str) -> Result<Vec<(String, String)>, String> {
        let person = self.person(name)?;
        let office = self.with_office(|ledger| standing(ledger.state(), &person))?;
        let mut told = vec![("office".to_owned(), office)];
        for (name, kiosk) in self.kiosks.iter_mut().filter(|(_, kiosk)| kiosk.is_on()) {
            told.push((name.clone(), standing(kiosk.ledger().state(), &person)));
        }
        Ok(told)
    }

    /// What one of the office's lists says, asked as JSON by the lead.
    pub(super) fn sees(&mut self, what: &str) -> Told {
        let list = self.office.list("lead", &format!("/{what}"))?;
        let lines = |part: &str, tell: &dyn Fn(&Value) -> String| -> Vec<String> {
            let all = list[part].as_array().cloned().unwrap_or_default();
            all.iter().map(tell).collect()
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        // Who called without a name is found where they called.
        let caller = |call: &Value| match &call["who"] {
            Value::Null => format!("somebody at {}", text(&call["kiosk"])),
            who => text(&who["called"]),
        };
        let mut told = Vec::new();
        match what {
            "help" => {
                told.extend(lines("open", &|call| {
                    let late = if call["escalated"] == true {
                        ", nobody has come"
                    } else {
                        ""
                    };
                    format!("{} waits {} min{late}", caller(call), call["waited_min"])
                }));
                told.extend(lines("answered", &|call| {
                    format!(
                        "{} answered by {} after {} min",
                        caller(call),
                        text(&call["by"]),
                        call["waited_min"]
                    )
                }));
            }
            "reviews" => {
                for part in ["waiting", "decided"] {
                    told.extend(lines(part, &|line| {
                        format!(
                            "{part}: {} {} {}",
                            text(&line["called"]),
                            line["strikes"],
                            text(&line["standing"])
                        )
                    }));
                }
                told.extend(lines("without_way", &|line| {
                    format!("no way on yet: {}", text(&line["called"]))
                }));
            }
            "requests" => {
                told.extend(lines("open", &|line| {
                    format!("{} asks for {}", text(&line["called"]), text(&line["what"]))
                }));
                told.extend(lines("answered", &|line| {
                    let seen = if line["seen"].is_null() { "" } else { ", seen" };
                    format!(
                        "{} asked for {}: {} by {}{seen}",
                        text(&line["called"]),
                        text(&line["what"]),
                        text(&line["answer"][0]),
                        text(&line["answer"][1]["called"])
                    )
                }));
            }
            other => return Err(format!("the office has no list of {other}")),
        }
        if told.is_empty() {
            told.push("nothing".to_owned());
        }
        Ok(told)
    }

    /// The lead proposes at the office how a review shall end.
    pub(super) fn proposes(&mut self, outcome: &str, name: &str, reason: &str) -> Told {
        let person = self.person(name)?;
        let condition = if outcome == "keep" {
            "&condition=locker"
        } else {
            ""
        };
        let path = format!("/reviews/of/{person}");
        let seen = self.office.list("lead", &path)?;
        let seen = encoded(seen["seen"].as_str().unwrap_or_default());
        let reason = encoded(reason);
        let form = format!("act=propose&outcome={outcome}&reason={reason}{condition}&seen={seen}");
        self.office.send_form("lead", &path, &form)?;
        Ok(Vec::new())
    }

    /// The consultant confirms it there.
    pub(super) fn confirms(&mut self, name: &str) -> Told {
        let person = self.person(name)?;
        let path = format!("/reviews/of/{person}");
        let seen = self.office.list("ilya", &path)?;
        let seen = encoded(seen["seen"].as_str().unwrap_or_default());
        let form = format!("act=confirm&on={}&seen={seen}", self.now.date_naive());
        self.office.send_form("ilya", &path, &form)?;
        Ok(Vec::new())
    }

    /// `Аня talk agreed 2026-11-24`, `Аня leave agreed 2026-11-27 end`: the consultant answers there what somebody asked
    /// for, and may end the enrolment with it.
    pub(super) fn answers(&mut self, name: &str, what: &str, answer: &[&str], note: &str) -> Told {
        let person = self.person(name)?;
        let list = self.office.list("ilya", "/requests")?;
        let open = list["open"].as_array().cloned().unwrap_or_default();
        let asked = open
            .iter()
            .find(|line| line["person"] == person.as_str() && line["what"] == what)
            .ok_or(format!("{name} asks for no {what}"))?;
        let request = asked["request"].as_str().unwrap_or_default();
        let (answer, on, end) = match answer {
            [answer] => (answer, "", ""),
            [answer, on] => (answer, *on, ""),
            [answer, on, "end"] => (answer, *on, "&end=yes"),
            _ => return Err("answers NAME WHAT ANSWER [DAY [end]]".to_owned()),
        };
        let form = format!(
            "act=answer&person={person}&request={request}&answer={answer}&on={on}&words={}{end}",
            encoded(note)
        );
        self.office.send_form("ilya", "/requests", &form)?;
        Ok(Vec::new())
    }

    /// A new enrolment of somebody whose last one ended.
    pub(super) fn enrols(&mut self, name: &str, day: &str) -> Told {
        let started = EnrolmentStarted {
            enrolment: EnrolmentId::new("anew"),
            person: self.person(name)?,
            service: Service::TemporaryEmployment,
            from: day.parse().map_err(|_| format!("{day} is no date"))?,
            until: None,
        };
        self.states(Role::Manager, vec![started.into()])
    }
}

/// Of the last enrolment: strikes, how the review stands, whether the person may work.
fn standing(state: &State, person: &PersonId) -> String {
    let Some(enrolment) = people::enrolments(state, person).pop() else {
        return "not enrolled".to_owned();
    };
    let review = reviews::review(state, person, &enrolment.enrolment);
    let opening = |opening: Opening| match opening {
        Opening::ThirdStrike => "third strike",
        Opening::NewStrike => "new strike",
        Opening::Annulled => "annulled",
        Opening::Conflict => "conflict",
    };
    let outcome = |outcome: ReviewOutcome| match outcome {
        ReviewOutcome::Dismiss => "dismiss",
        ReviewOutcome::Keep => "keep",
    };
    let status = match &review.status {
        Status::NotDue => "not due".to_owned(),
        Status::Due(why) => format!("due ({})", opening(*why)),
        Status::Proposed {
            opening: why,
            outcome: how,
            ..
        } => format!("{} proposed ({})", outcome(*how), opening(*why)),
        Status::Decided { outcome: how, .. } => format!("{} decided", outcome(*how)),
    };
    let works = match enrolment.ended {
        None => "works".to_owned(),
        Some((on, EndReason::DismissalReview)) => format!("dismissed {}", on.format("%m-%d")),
        Some((on, _)) => format!("left {}", on.format("%m-%d")),
    };
    format!("{} · {status} · {works}", review.strikes.len())
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
