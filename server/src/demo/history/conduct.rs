//! Breaches and praise: one person with two, one whose third opens a review, one breach that was annulled.

use anyhow::Result;
use stupen_domain::facts::{
    BreachAnnulled, BreachDescribed, BreachRecorded, BreachTold, PraiseRecorded,
};
use stupen_domain::forms;
use stupen_domain::reasons::{self, AT_OFFICE};
use stupen_domain::wire::Fact;
use stupen_domain::wire::forms::{Praise, Regulations};
use stupen_domain::wire::ids::BreachId;

use super::{Told, clock};

/// One breach: id, who, days ago, regulation, what was agreed, where, what happened, what was said, told.
type Breach = (
    &'static str,
    &'static str,
    u64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
);

impl Told<'_> {
    /// Breaches, praise: one person with two, one whose third opens a review.
    pub(super) fn conduct(&self) -> Result<()> {
        let version = self.book.with(|ledger| {
            let state = ledger.state();
            (
                forms::current::<Regulations>(state, self.workshop).map(|found| found.version),
                forms::current::<Praise>(state, self.workshop).map(|found| found.version),
            )
        })?;
        let (Some(regulations), Some(praise)) = version else {
            return Ok(());
        };
        let mut commands = Vec::new();
        #[rustfmt::skip]
        let rows: [Breach; 6] = [
            ("1", "p-05", 20, "phone", "locker", "station", "Смотрел видео во время работы, на просьбу убрать телефон ответил не сразу.", "Ждал сообщения от мамы.", true),
            ("2", "p-05", 9, "gear", "gloves", "station", "Работал без перчаток у пресса.", "", true),
            ("3", "p-03", 26, "not-called", "call-absent", "way", "Не пришёл и не позвонил. Дозвонились после обеда.", "Телефон разрядился.", true),
            ("4", "p-03", 15, "shouting", "calm", "station", "Накричал на соседа по столу из-за коробок.", "Он толкнул мой стол.", true),
            ("5", "p-03", 3, "left", "tell", "entrance", "Ушёл до конца смены, мастеру не сказал.", "", false),
            ("6", "p-01", 13, "thing", "give-back", "locker", "В шкафчике лежали чужие ножницы.", "Я их не брал.", true),
        ];
        for (id, key, back, regulation, agreed, place, happened, said, told) in rows {
            let person = self.person(key)?;
            let day = self.workday(back)?;
            let breach = BreachId::new(format!("demo-breach-{id}"));
            commands.push(self.at(
                day,
                clock(14, 10),
                BreachRecorded {
                    breach: breach.clone(),
                    person: person.clone(),
                    enrolment: self.enrolment(&person)?,
                    regulation: regulation.to_owned(),
                    version: regulations,
                    day,
                    until: None,
                    time: Some(clock(11, 20)),
                    place: Some(place.to_owned()),
                    agreed: Some(agreed.to_owned()),
                    cause: None,
                },
            ));
            commands.push(self.at(
                day,
                clock(14, 10),
                BreachDescribed {
                    breach: breach.clone(),
                    person: person.clone(),
                    happened: happened.to_owned(),
                    said: said.to_owned(),
                    said_picture: (id == "4").then(|| "quarrel".to_owned()),
                    agreed: String::new(),
                },
            ));
            if told {
                commands.push(self.at(
                    day,
                    clock(14, 15),
                    BreachTold {
                        breach: breach.clone(),
                        person: person.clone(),
                        confirmed: true,
                        otherwise: false,
                    },
                ));
            }
            if id == "6" {
                let annulled = BreachAnnulled {
                    breach,
                    person,
                    reason: AT_OFFICE.to_owned(),
                };
                let fact = Fact::from(annulled);
                let words = "Ножницы положил туда другой участник, он сам сказал.";
                let noted = reasons::note(&fact, words).map(Fact::from);
                for fact in std::iter::once(fact).chain(noted) {
                    commands.push(self.at(self.workday(back - 1)?, clock(9, 40), fact));
                }
            }
        }
        for (key, item, back) in [
            ("p-06", "helped", 2),
            ("p-06", "careful", 8),
            ("p-03", "team", 18),
            ("p-04", "learned", 6),
            ("p-01", "on-time", 4),
            ("p-07", "safe", 1),
        ] {
            let day = self.workday(back)?;
            commands.push(self.at(
                day,
                clock(14, 30),
                PraiseRecorded {
                    praise: None,
                    person: self.person(key)?,
                    item: item.to_owned(),
                    version: praise,
                },
            ));
        }
        self.consultant(commands)
    }
}
