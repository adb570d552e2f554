//! Stays at external sites: one person is out now, another was.

use anyhow::Result;
use chrono::Days;
use stupen_domain::facts::{
    ContactHow, ContactMade, ContactWith, DifficultyRaised, PlacementDescribed, PlacementEnd,
    PlacementEnded, PlacementKind, PlacementStarted,
};
use stupen_domain::wire::ids::{DifficultyId, PlacementId};

use super::{Told, clock};

impl Told<'_> {
    /// One person is at an external site now, another was.
    pub(super) fn stays(&self) -> Result<()> {
        let mut commands = Vec::new();
        let rows = [
            ("p-08", 10, None, "Пекарня «Колос»", "упаковка хлеба"),
            (
                "p-01",
                62,
                Some(41),
                "Типография «Лист»",
                "фальцовка буклетов",
            ),
        ];
        for (key, from, ended, employer, functions) in rows {
            let person = self.person(key)?;
            let placement = PlacementId::new(format!("demo-stay-{key}"));
            let from = self.workday(from)?;
            let until = ended.map_or(self.today + Days::new(32), |back| self.ago(back));
            commands.push(self.at(
                from,
                clock(9, 0),
                PlacementStarted {
                    placement: placement.clone(),
                    person: person.clone(),
                    enrolment: Some(self.enrolment(&person)?),
                    what: PlacementKind::Internship,
                    from,
                    until: Some(until),
                },
            ));
            commands.push(self.at(
                from,
                clock(9, 0),
                PlacementDescribed {
                    placement: placement.clone(),
                    person: person.clone(),
                    employer: employer.to_owned(),
                    mentor: "Тамара Ильинична, старшая смены".to_owned(),
                    functions: functions.to_owned(),
                    remarks: String::new(),
                },
            ));
            for (n, (with, how, well, words)) in [
                (
                    ContactWith::Mentor,
                    ContactHow::Call,
                    true,
                    "Пришёл вовремя, всё показали.",
                ),
                (
                    ContactWith::Participant,
                    ContactHow::Visit,
                    true,
                    "Работа нравится.",
                ),
                (
                    ContactWith::Mentor,
                    ContactHow::Call,
                    ended.is_some(),
                    "Устаёт к концу дня.",
                ),
            ]
            .into_iter()
            .enumerate()
            {
                let on = from + Days::new(u64::try_from(n).unwrap_or_default());
                if on > self.today {
                    break;
                }
                commands.push(self.at(
                    on,
                    clock(15, 30),
                    ContactMade {
                        contact: None,
                        placement: placement.clone(),
                        person: person.clone(),
                        on,
                        with,
                        how,
                        well,
                        words: words.to_owned(),
                    },
                ));
            }
            if ended.is_none() {
                commands.push(self.at(
                    self.workday(2)?,
                    clock(15, 40),
                    DifficultyRaised {
                        difficulty: DifficultyId::new("demo-difficulty"),
                        person,
                        placement: Some(placement),
                        on: None,
                        words: "Долгая дорога: две пересадки.".to_owned(),
                        return_needed: false,
                    },
                ));
            } else {
                commands.push(self.at(
                    until,
                    clock(15, 0),
                    PlacementEnded {
                        placement,
                        person,
                        on: until,
                        because: PlacementEnd::Completed,
                    },
                ));
            }
        }
        self.consultant(commands)
    }
}
