//! `/people`: the participants of a workshop, one of them gathered, and how the kiosk is set for them.

use askama::Template;
use axum::extract::Path;
use stupen_domain::Command;
use stupen_domain::facts::{
    BadgeRevoked, EndReason, PersonSet, PersonSettingsSet, Service, SpeechMode, TimerShape,
};
use stupen_domain::people;
use stupen_domain::settings::TEXT_SIZES;
use stupen_domain::wire::ids::PersonId;

use super::acting::Refused;
use super::clerk::Clerk;
use super::room::Chooser;
use crate::i18n::{Lang, msg};
use crate::views::day::hours;
use crate::views::people::{
    EnrolmentLine, PeopleList, PersonLine, PersonPage as View, SettingsLine,
};
use crate::views::requests::answer_label;
use crate::views::reviews::end_label;
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::{Answer, page, path_part};

const SPEECH: [(&str, SpeechMode, &str); 3] = [
    ("always", SpeechMode::Always, msg("always")),
    (
        "on_request",
        SpeechMode::OnRequest,
        msg("when the key is touched"),
    ),
    ("off", SpeechMode::Off, msg("never")),
];

const TIMERS: [(&str, TimerShape, &str); 3] = [
    ("off", TimerShape::Off, msg("not shown")),
    ("disc", TimerShape::Disc, msg("a disc that grows smaller")),
    ("bar", TimerShape::Bar, msg("a bar that grows shorter")),
];

#[derive(Template)]
#[template(path = "people.html")]
struct ListPage {
    page: Frame,
    chooser: Chooser,
    list: PeopleList,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    page: Frame,
    view: View,
}

#[derive(Template)]
#[template(path = "person_settings.html")]
struct SettingsPage {
    page: Frame,
    view: View,
    may_set: bool,
    may_lose: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

/// What an enrolment is for, in words, as a msgid.
pub(super) fn service_label(service: Service) -> &'static str {
    match service {
        Service::Orientation => msg("Orientation"),
        Service::TemporaryEmployment => msg("Temporary employment"),
    }
}

/// `GET /people`, as a page or as JSON: who is here and who left within a year, with `?show=all` everybody.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(clerk: Clerk) -> Answer {
    let past = clerk.past();
    let list = clerk
        .read(move |ledger, _book, room, now| PeopleList::read(ledger, room, past, now))
        .await?;
    clerk.answer("/people", list, |page, list| ListPage {
        chooser: Chooser::new(&list.workshop, "/people", page.lang),
        page,
        list,
    })
}

fn path(person: &PersonId) -> String {
    format!("/people/{}", path_part(person.as_str()))
}

async fn read(clerk: &Clerk, person: &PersonId) -> Result<View, Fault> {
    let of = person.clone();
    clerk
        .read(move |ledger, book, room, now| View::read(ledger, book, room, &of, now))
        .await?
        .ok_or_else(Fault::not_found)
}

/// `GET /people/{person}`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such participant, or the book cannot be read.
pub async fn one(clerk: Clerk, Path(person): Path<String>) -> Answer {
    let person = PersonId::new(person);
    let view = read(&clerk, &person).await?;
    clerk.look("/people/{person}", &person).await?;
    clerk.answer(&path(&person), view, |page, view| PersonPage { page, view })
}

async fn render_settings(
    clerk: &Clerk,
    person: &PersonId,
    refusal: Option<&'static str>,
    sent: Sent,
) -> Answer {
    let view = read(clerk, person).await?;
    clerk.look("/people/{person}/settings", person).await?;
    if let Some(json) = clerk.json(&view.settings) {
        return Ok(json);
    }
    page(&SettingsPage {
        page: clerk.frame(&format!("{}/settings", path(person))),
        may_set: clerk.may("PersonSettingsSet"),
        may_lose: view.badges > 0 && clerk.may("BadgeRevoked"),
        view,
        refusal,
        sent,
    })
}

/// `GET /people/{person}/settings`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such participant, or the book cannot be read.
pub async fn settings(clerk: Clerk, Path(person): Path<String>) -> Answer {
    render_settings(&clerk, &PersonId::new(person), None, Sent::default()).await
}

/// `POST /people/{person}/settings`: how the kiosk is set for them, or that their badge is lost.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn set(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    let done = carry_out(&clerk, &person, &sent).await;
    clerk
        .after(done, &path(&person), |said| {
            render_settings(&clerk, &person, Some(said), sent)
        })
        .await
}

async fn carry_out(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    if sent.says("act", "lost") {
        return lose_badge(clerk, person).await;
    }
    let number = |name: &str| -> Result<u16, &'static str> {
        sent.optional_number(name)?
            .and_then(|n| u16::try_from(n).ok())
            .ok_or(msg("Enter a whole number."))
    };
    let timers = TIMERS.map(|(word, timer, _)| (word, timer));
    let set = PersonSettingsSet {
        person: person.clone(),
        text_percent: number("text_percent")?,
        speech: sent.choice("speech", &SPEECH.map(|(word, speech, _)| (word, speech)))?,
        volume_percent: number("volume_percent")?,
        high_contrast: sent.says("high_contrast", "yes"),
        left_handed: sent.says("left_handed", "yes"),
        calm: sent.says("calm", "yes"),
        debounce_ds: sent
            .optional_tenths("debounce_s")?
            .ok_or(msg("Enter seconds, such as 0.8."))?,
        break_timer: sent.choice("break_timer", &timers)?,
        work_timer: sent.choice("work_timer", &timers)?,
    };
    let language = sent.choice("language", &[("ru", "ru"), ("en", "en")])?;
    let of = person.clone();
    let known = clerk
        .read(move |ledger, _book, _room, _now| {
            Ok(people::person(ledger.state(), &of).map(|view| view.person.clone()))
        })
        .await?
        .ok_or_else(Fault::not_found)?;
    let mut commands: Vec<Command> = vec![set.into()];
    if known.language != language {
        let known = PersonSet {
            language: language.to_owned(),
            ..known
        };
        commands.push(known.into());
    }
    clerk.carry_out(commands).await
}

/// What somebody carried is lost: no badge of theirs opens anything any more.
async fn lose_badge(clerk: &Clerk, person: &PersonId) -> Result<(), Refused> {
    let of = person.clone();
    let held = clerk
        .read(move |ledger, _book, room, now| {
            let state = ledger.state();
            let mut held = people::badges(state, &of);
            held.extend(people::day_badges(state, &of, room.day(now)));
            Ok(held)
        })
        .await?;
    if held.is_empty() {
        return Err(msg("None of their badges works any more.").into());
    }
    let lost = held.into_iter().map(|badge| {
        Command::from(BadgeRevoked {
            badge,
            person: person.clone(),
            reason: "lost".to_owned(),
        })
    });
    clerk.carry_out(lost.collect()).await
}

impl EnrolmentLine {
    fn service_label(&self) -> &'static str {
        service_label(self.service)
    }

    fn end_label(&self, because: &EndReason) -> &'static str {
        end_label(*because)
    }

    fn counts(&self) -> bool {
        self.service == Service::TemporaryEmployment
    }
}

impl ListPage {
    /// Title, lines, how many there are on all pages, and whether it is about what is over.
    fn sections(&self) -> [(&'static str, &[PersonLine], usize, bool); 2] {
        let list = &self.list;
        [
            (msg("Enrolled today"), &list.here, list.here.len(), false),
            (
                msg("Were here, or will come"),
                &list.others,
                list.past.of,
                true,
            ),
        ]
    }

    fn circles(&self, strikes: &usize) -> Vec<bool> {
        super::breaches::circles(strikes)
    }
}

impl PersonPage {
    fn circles(&self, strikes: &usize) -> Vec<bool> {
        super::breaches::circles(strikes)
    }

    fn worked(&self) -> String {
        hours(self.view.worked_min)
    }

    fn answer_label(&self, answer: &stupen_domain::facts::RequestAnswer) -> &'static str {
        answer_label(*answer)
    }

    fn open_requests(&self) -> usize {
        self.view
            .requests
            .iter()
            .filter(|request| request.answer.is_none())
            .count()
    }
}

impl SettingsLine {
    /// When it speaks, in words, as a msgid.
    fn speech_label(&self) -> &'static str {
        SPEECH
            .into_iter()
            .find(|(_, speech, _)| *speech == self.speech)
            .map_or("", |(_, _, label)| label)
    }

    /// What differs from the usual, as msgids.
    fn marks(&self) -> Vec<&'static str> {
        [
            (self.high_contrast, msg("high contrast")),
            (self.left_handed, msg("for the left hand")),
            (self.calm, msg("nothing moves")),
        ]
        .into_iter()
        .filter_map(|(set, label)| set.then_some(label))
        .collect()
    }

    fn own_language(&self) -> &'static str {
        Lang::from_code(self.language).map_or("", Lang::own_name)
    }
}

impl SettingsPage {
    /// Word, label, chosen.
    fn speech(&self) -> Vec<(&'static str, &'static str, bool)> {
        SPEECH
            .into_iter()
            .map(|(word, speech, label)| {
                (
                    word,
                    label,
                    self.chosen("speech", word, speech == self.view.settings.speech),
                )
            })
            .collect()
    }

    fn timers(&self, name: &str, now: &TimerShape) -> Vec<(&'static str, &'static str, bool)> {
        TIMERS
            .into_iter()
            .map(|(word, timer, label)| (word, label, self.chosen(name, word, timer == *now)))
            .collect()
    }

    fn sizes(&self) -> Vec<(u16, bool)> {
        TEXT_SIZES
            .into_iter()
            .map(|size| {
                let is_now = size == self.view.settings.text_percent;
                (size, self.chosen("text_percent", &size.to_string(), is_now))
            })
            .collect()
    }

    fn languages(&self) -> Vec<(&'static str, &'static str, bool)> {
        Lang::ALL
            .into_iter()
            .map(|lang| {
                let is_now = lang.code() == self.view.settings.language;
                (
                    lang.code(),
                    lang.own_name(),
                    self.chosen("language", lang.code(), is_now),
                )
            })
            .collect()
    }

    fn chosen(&self, name: &str, word: &str, is_now: bool) -> bool {
        if self.sent.is_empty() {
            is_now
        } else {
            self.sent.says(name, word)
        }
    }

    fn ticked(&self, name: &str, now: &bool) -> bool {
        self.chosen(name, "yes", *now)
    }

    /// Tenths of a second as seconds, as a number's field takes them in every language.
    fn seconds(&self, name: &str, now: &u16) -> String {
        if self.sent.is_empty() {
            format!("{}.{}", now / 10, now % 10)
        } else {
            self.sent.get(name).to_owned()
        }
    }

    fn number(&self, name: &str, now: &u16) -> String {
        if self.sent.is_empty() {
            now.to_string()
        } else {
            self.sent.get(name).to_owned()
        }
    }
}
