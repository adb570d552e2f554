//! What the questions of a form are made of.

use chrono::{Duration, NaiveDate, NaiveTime, Timelike};
use stupen_domain::decide::Now;
use stupen_domain::time::{Moment, at_time, workshop_day};
use stupen_domain::{attendance, schedule};

use super::super::page::{Act, Acts, Page, Tiles, action, tile};
use super::super::phrases;
use super::super::sections::card;
use super::{Answer, Form};
use crate::engine::Engine;
use crate::engine::day::clock_time;
use crate::ui::{Head, Say, StaffScreen, StaffTone, Tile, TileStyle, TimeView, Word, WriteView};

/// Days ahead that are looked at for working days, and how many of these are offered.
const DAYS_AHEAD: usize = 62;
const DAYS_OFFERED: usize = 24;

impl Engine {
    /// A question answered by one of several pictures.
    pub(in crate::engine::staff) fn choose(
        &self,
        form: &Form,
        page: usize,
        title: impl Into<Say>,
        style: TileStyle,
        options: Vec<(Tile, String)>,
    ) -> Tiles {
        let mut tiles = Tiles::new(self.ask_of(&form.of, title), style, page, Act::Nothing);
        if style == TileStyle::Large {
            // Whose hand is asked for may call, as on every screen of theirs.
            tiles.action(
                action(Word::Help, "help", StaffTone::Help, false),
                Act::CallHelp,
            );
        }
        for (tile, id) in options {
            let chosen = form.choice(&form.step) == Some(&id);
            tiles.tile(Tile { chosen, ..tile }, Act::Answer(Answer::Choice(id)));
        }
        tiles
    }

    /// A question answered in words.
    pub(in crate::engine::staff) fn write(
        &self,
        form: &Form,
        page: usize,
        title: Word,
        phrases: Vec<String>,
        optional: bool,
    ) -> Page {
        let text = self.form_text(form);
        Page {
            screen: StaffScreen::Write(WriteView {
                head: self.ask_of(&form.of, title),
                ready: optional || !text.trim().is_empty(),
                keyboard: form.keys.keyboard || phrases.is_empty(),
                text,
                phrases,
                page,
                latin: form.keys.latin,
                signs: form.keys.signs,
                capital: form.keys.capital,
            }),
            acts: Acts::default(),
        }
    }

    /// A question answered by a time of a day.
    pub(in crate::engine::staff) fn set_time(
        &self,
        form: &Form,
        title: Word,
        day: NaiveDate,
        likely: Vec<(Moment, &str, Word)>,
        now: &Now,
    ) -> Page {
        let at = form
            .moment(&form.step)
            .or(likely.first().map(|(at, ..)| *at))
            .unwrap_or_else(|| {
                at_time(day, NaiveTime::MIN + Duration::hours(12), *now.at.offset())
            });
        let mut acts = Acts::default();
        let tiles = likely
            .into_iter()
            .map(|(at, picture, why)| {
                acts.tiles.push(Act::Answer(Answer::At(at)));
                tile(picture, clock_time(at), why)
            })
            .collect();
        Page {
            screen: StaffScreen::Time(TimeView {
                head: self.ask_of(&form.of, title),
                hour: u8::try_from(at.hour()).unwrap_or(0),
                minute: u8::try_from(at.minute()).unwrap_or(0),
                likely: tiles,
            }),
            acts,
        }
    }

    /// A question answered by a day, from one on.
    pub(in crate::engine::staff) fn set_day(
        &self,
        form: &Form,
        page: usize,
        title: Word,
        days: impl Iterator<Item = NaiveDate>,
        now: &Now,
    ) -> Tiles {
        let lang = self.form_language(form);
        let mut tiles = Tiles::new(
            self.ask_of(&form.of, title),
            TileStyle::Words,
            page,
            Act::Nothing,
        );
        for day in days {
            let near = self.day_words(day, now, &lang);
            let date = phrases::date(day, &lang);
            let note = if near == Say::Plain(date.clone()) {
                Say::Nothing
            } else {
                date.into()
            };
            tiles.tile(
                Tile {
                    label: near,
                    note,
                    chosen: form.day(&form.step) == Some(day),
                    ..Tile::default()
                },
                Act::Answer(Answer::Day(day)),
            );
        }
        tiles
    }

    /// The days ahead on which the person of a form works, today among them where they do.
    pub(in crate::engine::staff) fn days_ahead(
        &self,
        form: &Form,
        now: &Now,
    ) -> impl Iterator<Item = NaiveDate> + use<> {
        self.working_days(form, workshop_day(now.at)).into_iter()
    }

    /// Today, yesterday, the working days ahead, then those further back: what began may be told later.
    pub(in crate::engine::staff) fn days_around(
        &self,
        form: &Form,
        now: &Now,
    ) -> impl Iterator<Item = NaiveDate> + use<> {
        let today = workshop_day(now.at);
        let mut back = self.days_back(now).filter(move |day| *day < today);
        let yesterday = back.next();
        let ahead = self.days_ahead(form, now).filter(move |day| *day != today);
        [Some(today), yesterday]
            .into_iter()
            .flatten()
            .chain(ahead)
            .chain(back)
    }

    /// The days on which the person of a form works, from one on: by their week, and the production calendar. Where no
    /// hours are known there, every day is one.
    pub(in crate::engine::staff) fn working_days(
        &self,
        form: &Form,
        from: NaiveDate,
    ) -> Vec<NaiveDate> {
        let ledger = self.ledger();
        let works = |day: &NaiveDate| {
            let of = Some(&form.of);
            schedule::is_working_day(ledger.state(), &self.setup.workshop, of, *day)
        };
        let ahead = || from.iter_days().take(DAYS_AHEAD);
        let days: Vec<NaiveDate> = ahead().filter(works).take(DAYS_OFFERED).collect();
        if days.is_empty() {
            ahead().take(DAYS_OFFERED).collect()
        } else {
            days
        }
    }

    /// Today and the days before, as far as staff look back.
    pub(in crate::engine::staff) fn days_back(
        &self,
        now: &Now,
    ) -> impl Iterator<Item = NaiveDate> + use<> {
        attendance::days_at_kiosk(workshop_day(now.at))
    }

    /// The head of a participant's page: a picture of what is asked, the question large.
    pub(in crate::engine::staff) fn participant_head(
        &self,
        picture: crate::ui::Picture,
        title: impl Into<Say>,
        note: impl Into<Say>,
    ) -> Head {
        Head {
            picture,
            person: false,
            title: title.into(),
            note: note.into(),
            owner: None,
        }
    }

    pub(in crate::engine::staff) fn card_of(form: &Form) -> Act {
        card(&form.of)
    }
}
