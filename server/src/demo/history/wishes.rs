//! What people asked for, and what was answered.

use anyhow::Result;
use chrono::Days;
use stupen_domain::Actor;
use stupen_domain::facts::{
    CaseNoted, NoteAbout, RequestAnswer, RequestAnswered, RequestKind, RequestMade,
};
use stupen_domain::wire::ids::RequestId;

use super::{Told, clock};

impl Told<'_> {
    /// What people asked for, and what was answered.
    pub(super) fn wishes(&self) -> Result<()> {
        let mut answers = Vec::new();
        for (key, id, what, activity, back, answer) in [
            ("p-01", "1", RequestKind::Talk, None, 1, None),
            ("p-09", "2", RequestKind::Join, Some("cooking"), 2, None),
            (
                "p-04",
                "3",
                RequestKind::Talk,
                None,
                8,
                Some((RequestAnswer::Done, "Поговорили, стало спокойнее.")),
            ),
            (
                "p-02",
                "4",
                RequestKind::Join,
                Some("sport"),
                6,
                Some((RequestAnswer::Agreed, "Пойдёт вместе с Соней.")),
            ),
            (
                "p-05",
                "5",
                RequestKind::Leave,
                None,
                12,
                Some((
                    RequestAnswer::TakenBack,
                    "Поссорился с соседом по столу. Теперь сидят порознь, хочет остаться.",
                )),
            ),
        ] {
            let person = self.person(key)?;
            let request = RequestId::new(format!("demo-request-{id}"));
            let day = self.workday(back)?;
            let made = RequestMade {
                request: request.clone(),
                person: person.clone(),
                what,
                activity: activity.map(str::to_owned),
            };
            let command = self.at(day, clock(13, 20), made);
            let actor = Actor::participant(&person);
            self.book.import_now(self.workshop, &actor, vec![command])?;
            if let Some((answer, words)) = answer {
                answers.push(self.at(
                    day,
                    clock(14, 40),
                    RequestAnswered {
                        request: request.clone(),
                        person: person.clone(),
                        answer,
                        on: (answer == RequestAnswer::Agreed).then(|| self.today + Days::new(2)),
                    },
                ));
                answers.push(self.at(
                    day,
                    clock(14, 40),
                    CaseNoted {
                        person,
                        about: NoteAbout::Request,
                        id: request.to_string(),
                        words: words.to_owned(),
                        conditions: String::new(),
                    },
                ));
            }
        }
        self.lead(answers)
    }
}
