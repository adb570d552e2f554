//! What somebody asked for.

use stupen_domain::decide::Now;
use stupen_domain::facts::RequestAnswer;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::PersonId;
use stupen_domain::{requests, settings};

use super::super::form::{Answer, FormKind};
use super::super::lists::request_words;
use super::super::page::{Act, Page, line};
use crate::engine::Engine;
use crate::ui::{Line, Say, StaffTone, Word};

impl Engine {
    pub(super) fn requests_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let (known, wish) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let known: Vec<_> = requests::requests(state, of)
                .into_iter()
                .rev()
                .map(|view| {
                    let answer = view
                        .answer()
                        .map(|(answered, _)| (answered.answer, answered.on));
                    let seen = answer.map(|_| view.seen().is_some());
                    (view.request.clone(), view.said.at, seen, answer)
                })
                .collect();
            (
                known,
                settings::picture_wish(state, of).map(|wish| wish.picture.clone()),
            )
        };
        let mut lines = self.lines_of(of, Word::Requests, page, Word::NoRequests);
        if let Some(picture) = wish {
            lines.line(
                Line {
                    picture: self.media.picture(picture.as_str()),
                    tone: StaffTone::Help,
                    ..line(
                        "choose-picture",
                        Word::WantsPicture,
                        Word::TakePicture,
                        Say::Nothing,
                    )
                },
                Act::TakePicture(of.clone()),
            );
        }
        for (request, at, seen, answer) in known {
            let open = answer.is_none();
            let seen = match seen {
                Some(true) => Word::AnswerSeen.into(),
                Some(false) => Word::AnswerUnseen.into(),
                None => Say::Nothing,
            };
            let (word, picture) = request_words(request.what);
            let answered: Say = answer.map_or(Word::Open.into(), |(answer, on)| {
                let day = on.map_or(Say::Nothing, |on| self.day_words(on, now, &lang));
                Say::row([answer_word(answer).into(), day])
            });
            lines.line(
                Line {
                    tone: if open {
                        StaffTone::Help
                    } else {
                        StaffTone::Past
                    },
                    ..line(
                        picture,
                        word,
                        Say::row([
                            self.joins(&request),
                            self.day_words(workshop_day(at), now, &lang),
                            seen,
                        ]),
                        if open { Word::Open.into() } else { answered },
                    )
                },
                if open {
                    Act::Begin(
                        FormKind::Request,
                        of.clone(),
                        vec![("request", Answer::Choice(request.request.to_string()))],
                    )
                } else {
                    Act::Nothing
                },
            );
        }
        lines.page()
    }
}

pub(in crate::engine::staff) fn answer_word(answer: RequestAnswer) -> Word {
    match answer {
        RequestAnswer::Done => Word::AnsDone,
        RequestAnswer::Agreed => Word::AnsAgreed,
        RequestAnswer::NotNow => Word::AnsNotNow,
        RequestAnswer::TakenBack => Word::AnsTakenBack,
    }
}
