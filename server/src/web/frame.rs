//! The frame of every page: organisation, day, person, language, ways to other pages.

use std::fmt::Display;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;

use super::access::Who;
use super::assets;
use super::fault::Fault;
use super::path_part;
use super::visitor::Visitor;
use crate::clock::Moment;
use crate::i18n::{Lang, msg};
use crate::office::users::Role;
use crate::state::AppState;

/// The ways that stand on every page, in this order; each is shown to whom its route admits.
const WAYS: &[(&str, &str, Who)] = &[
    ("/", msg("Today"), Who::Staff),
    ("/day", msg("Attendance"), Who::Staff),
    ("/people", msg("People"), Who::Staff),
    ("/breaches", msg("Breaches"), Who::Staff),
    ("/reviews", msg("Reviews"), Who::Staff),
    ("/assessments", msg("Assessments"), Who::Staff),
    ("/work", msg("Work plan"), Who::Staff),
    ("/limits", msg("Limits"), Who::Staff),
    ("/requests", msg("Requests"), Who::Staff),
    ("/help", msg("Calls for help"), Who::Staff),
    ("/placements", msg("External sites"), Who::Staff),
    ("/week", msg("Working hours"), Who::Staff),
    ("/kiosks", msg("Kiosks"), Who::Staff),
    ("/quarantine", msg("For review"), Who::Staff),
    ("/users", msg("Accounts"), Who::Only(&[Role::Administrator])),
];

/// A way leads to its page and to what lies below it; the first page has nothing below it.
fn is_here(href: &str, path: &str) -> bool {
    path.strip_prefix(href)
        .is_some_and(|below| below.is_empty() || (href != "/" && below.starts_with('/')))
}

/// What can be counted: templates hand over values and references alike.
pub trait Count {
    /// How many.
    fn count(&self) -> usize;
}

impl Count for usize {
    fn count(&self) -> usize {
        *self
    }
}

impl Count for u32 {
    fn count(&self) -> usize {
        usize::try_from(*self).unwrap_or(usize::MAX)
    }
}

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> usize {
        (**self).count()
    }
}

/// One way in the navigation.
#[derive(Debug)]
pub struct Way {
    /// Where to.
    pub href: &'static str,
    /// In the person's language.
    pub label: String,
    /// True on that page itself.
    pub here: bool,
}

/// The person in the header.
#[derive(Debug)]
pub struct Person {
    /// As colleagues call them.
    pub name: String,
    /// In the person's language.
    pub role: String,
}

/// What the layout needs; templates reach it as `page`.
#[derive(Debug)]
pub struct Frame {
    /// The language of the page.
    pub lang: Lang,
    /// The organisation, or the program's name until one is known.
    pub organisation: String,
    /// Today, in words.
    pub day: String,
    /// True when the clock was set by hand.
    pub clock_is_set: bool,
    /// True when the people are invented.
    pub demonstration: bool,
    /// The file of a damaged log that is kept, for who is signed in.
    pub log_kept: Option<String>,
    /// How many pictures and files of packs are missing, for who is signed in; none where all is well.
    pub media_lost: Option<usize>,
    /// True when the file of these cannot be read, for who is signed in.
    pub media_unreadable: bool,
    /// Who is signed in.
    pub person: Option<Person>,
    /// Where they can go.
    pub ways: Vec<Way>,
    /// Where the language switch comes back to.
    pub back: String,
    /// The end of addresses that keeps the workshop; empty where there is only one.
    pub room: String,
    zone: Tz,
    now: Moment,
}

impl Frame {
    /// The frame for this visitor at this moment.
    pub fn new(state: &AppState, visitor: &Visitor) -> Self {
        let lang = visitor.lang();
        let place = state.place();
        let now = state.now();
        let lost = visitor
            .user()
            .map(|_| state.book().lost_media())
            .filter(|lost| !lost.is_nothing());
        let name = match lang {
            Lang::Ru => &place.name_ru,
            Lang::En => &place.name_en,
        };
        Self {
            lang,
            organisation: if name.is_empty() {
                lang.t("Stupen").to_owned()
            } else {
                name.clone()
            },
            day: lang.long_date(now.with_timezone(&place.time_zone).date_naive()),
            clock_is_set: state.clock().is_set_by_hand(),
            demonstration: state.is_demonstration(),
            log_kept: visitor.user().and_then(|_| state.book().kept_log()),
            media_unreadable: lost.as_ref().is_some_and(|lost| lost.unreadable.is_some()),
            media_lost: lost.map(|lost| lost.missing.len()),
            person: visitor.user().map(|user| Person {
                name: user.name.clone(),
                role: lang.t(user.role.label()).to_owned(),
            }),
            ways: WAYS
                .iter()
                .filter(|(_, _, who)| visitor.user().is_some() && who.admits(visitor.user()))
                .map(|(href, label, _)| Way {
                    href,
                    label: lang.t(label).to_owned(),
                    here: is_here(href, visitor.path()),
                })
                .collect(),
            back: visitor.place().to_owned(),
            room: String::new(),
            zone: place.time_zone,
            now,
        }
    }

    /// The text in the page's language.
    pub fn t<'a>(&self, msgid: &'a str) -> &'a str {
        self.lang.t(msgid)
    }

    /// The text with `{name}` replaced.
    pub fn tf(&self, msgid: &str, values: &[(&str, &dyn Display)]) -> String {
        self.lang.tf(msgid, values)
    }

    /// The text with its one `{name}` replaced; for templates, which cannot write lists of references.
    pub fn t1(&self, msgid: &str, name: &str, value: impl Display) -> String {
        self.lang.tf(msgid, &[(name, &value)])
    }

    /// The text with its two names replaced.
    pub fn tf2(
        &self,
        msgid: &str,
        one: &str,
        first: impl Display,
        other: &str,
        second: impl Display,
    ) -> String {
        self.lang.tf(msgid, &[(one, &first), (other, &second)])
    }

    /// A reason in words: a ready one in the reader's language, one in words as it was written.
    pub fn reason<'a>(&'a self, reason: &'a str) -> &'a str {
        crate::views::reasons::label(reason).map_or(reason, |label| self.t(label))
    }

    /// How many breaches count: "2 of 3"; of more than three "3 and 1 more".
    pub fn strikes(&self, n: &usize) -> String {
        crate::views::breaches::strikes_words(&self.lang, *n)
    }

    /// An address that keeps the workshop.
    pub fn way(&self, path: &str) -> String {
        match (path.split_once('?'), self.room.is_empty()) {
            (Some((path, more)), false) => format!("{path}{}&{more}", self.room),
            _ => format!("{path}{}", self.room),
        }
    }

    /// An address that ends with an id, and keeps the workshop.
    pub fn way_of(&self, path: &str, id: &str) -> String {
        self.way(&format!("{path}{}", path_part(id)))
    }

    /// A list with everything that is over.
    pub fn way_all(&self, path: &str) -> String {
        self.way(&format!("{path}?show=all"))
    }

    /// A page of it.
    pub fn way_page(&self, path: &str, page: &usize) -> String {
        self.way(&format!("{path}?show=all&page={page}"))
    }

    /// A person's page about one of their enrolments.
    pub fn way_for(&self, path: &str, person: &str, enrolment: &str) -> String {
        self.way(&format!(
            "{path}{}?enrolment={}",
            path_part(person),
            path_part(enrolment)
        ))
    }

    /// Where the end of one of somebody's enrolments is recorded.
    pub fn way_to_end(&self, person: &str, enrolment: &str) -> String {
        let [person, enrolment] = [person, enrolment].map(path_part);
        self.way(&format!("/people/{person}/end?enrolment={enrolment}"))
    }

    /// The text for a count.
    pub fn tn(&self, one: &str, many: &str, n: impl Count) -> String {
        self.lang.tn(one, many, n.count())
    }

    /// Address of a built-in file, with the hash of its content.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// The languages of the switch, with whether each is the page's.
    pub fn languages(&self) -> [(Lang, bool); 2] {
        Lang::ALL.map(|lang| (lang, lang == self.lang))
    }

    /// A day as lists show it.
    pub fn date(&self, day: &NaiveDate) -> String {
        self.lang.date(*day)
    }

    /// A day, or the first and the last of several.
    pub fn days(&self, day: &NaiveDate, until: &Option<NaiveDate>) -> String {
        let first = self.date(day);
        match until {
            Some(until) => format!("{first} – {}", self.date(until)),
            None => first,
        }
    }

    /// A length of time in hours and minutes.
    pub fn minutes(&self, minutes: &u32) -> String {
        self.lang.minutes(*minutes)
    }

    /// A day in a list whose year is known.
    pub fn short_date(&self, day: &NaiveDate) -> String {
        self.lang.short_date(*day)
    }

    /// The day of a moment.
    pub fn day_of(&self, at: &DateTime<FixedOffset>) -> String {
        self.lang.date(at.date_naive())
    }

    /// Hours and minutes in the organisation's zone; with the date when it is not today.
    pub fn time(&self, moment: &Moment) -> String {
        let local = moment.with_timezone(&self.zone);
        if local.date_naive() == self.now.with_timezone(&self.zone).date_naive() {
            local.format("%H:%M").to_string()
        } else {
            self.lang.date_time(&local)
        }
    }
}

impl FromRequestParts<AppState> for Frame {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Fault> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        Ok(Self::new(state, &visitor))
    }
}
