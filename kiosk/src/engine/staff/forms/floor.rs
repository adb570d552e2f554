//! Requests are answered; somebody gets another operation.

use stupen_domain::decide::Now;
use stupen_domain::facts::{
    CaseNoted, NoteAbout, OperationAssigned, RequestAnswer, RequestAnswered, RequestKind,
    RequestMade,
};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{OperationId, PersonId, RequestId};
use stupen_domain::{requests, stations};

use super::super::form::{Answer, Finished, Form, FormKind};
use super::super::lists::{List, request_words};
use super::super::page::{Act, Lines, Page, action, line};
use super::super::sections::{Section, answer_word};
use super::super::{StaffScene, go};
use crate::engine::Engine;
use crate::ui::{Say, StaffTone, Tile, TileStyle, Word};

impl Engine {
    pub(super) fn floor_page(&self, form: &Form, page: usize, now: &Now) -> Page {
        match (form.kind, form.step.as_str()) {
            (FormKind::Request, "answer") => {
                let asked = self.asked_of(form);
                self.one_of(
                    form,
                    page,
                    asked,
                    &[
                        (Word::AnsDone, "done", "done"),
                        (Word::AnsAgreed, "calendar", "agreed"),
                        (Word::AnsNotNow, "wait", "not_now"),
                        (Word::AnsTakenBack, "again", "taken_back"),
                    ],
                )
            }
            (FormKind::Request, "words") => {
                let refused = form.choice("answer") == Some("not_now");
                let title = if refused { Word::Why } else { Word::WhatAnswer };
                self.write(form, page, title, self.form_phrases(form), !refused)
            }
            (FormKind::Request, "sheet") => self.answer_sheet(form, page, now),
            (FormKind::Request, _) => self
                .set_day(form, page, Word::WhichDay, self.days_ahead(form, now), now)
                .page(),
            _ => {
                let lang = self.form_language(form);
                let barred: Vec<OperationId> = {
                    let ledger = self.ledger();
                    let barred = stations::barred(ledger.state(), &form.of);
                    barred.into_iter().cloned().collect()
                };
                let (may_not, may): (Vec<_>, Vec<_>) = self
                    .media
                    .operations()
                    .into_iter()
                    .map(|(id, _)| id)
                    .partition(|id| barred.contains(id));
                let tile = |id: &OperationId| Tile {
                    picture: self.operation_picture(id),
                    label: self.operation_title(id, &lang).into(),
                    ..Tile::default()
                };
                let options = may.iter().map(|id| (tile(id), id.to_string())).collect();
                let mut tiles =
                    self.choose(form, page, Word::WhichOperation, TileStyle::Tall, options);
                // What somebody may not do stands last, and says so when it is touched.
                for id in &may_not {
                    let named = tile(id);
                    let label = Say::row([named.label.clone(), Word::NotAllowed.into()]);
                    let said = StaffScene::Said {
                        of: form.of.clone(),
                        title: Word::NotAllowed,
                        words: vec![Word::OfficeBars],
                        picture: "no-entry",
                        then: Box::new(StaffScene::Form {
                            form: form.clone(),
                            page,
                        }),
                    };
                    tiles.tile(
                        Tile {
                            label,
                            tone: StaffTone::Past,
                            ..named
                        },
                        go(said),
                    );
                }
                tiles.action(
                    action(Word::NoneOperation, "close", StaffTone::Plain, false),
                    Act::Answer(Answer::Skipped),
                );
                tiles.page()
            }
        }
    }

    /// What was asked for and what is answered: looked at once more before the participant gets to see it.
    fn answer_sheet(&self, form: &Form, page: usize, now: &Now) -> Page {
        let lang = self.form_language(form);
        let mut lines = Lines::new(
            self.ask_of(&form.of, Word::CheckAndRecord),
            page,
            Say::Nothing,
            Act::Nothing,
        );
        let asked = self.request_of(form);
        let (word, picture) = asked
            .as_ref()
            .map_or((Word::Requests, "question"), |asked| {
                request_words(asked.what)
            });
        let joins = asked.map_or(Say::Nothing, |asked| self.joins(&asked));
        lines.line(line(picture, word, joins, Say::Nothing), Act::Nothing);
        let answer = answer_of(form);
        let day = form.day("day").filter(|_| answer == RequestAnswer::Agreed);
        let day = day.map_or(Say::Nothing, |day| self.day_words(day, now, &lang));
        lines.line(
            line("talk", answer_word(answer), day, Say::Nothing),
            Act::Nothing,
        );
        let words = form.text("words");
        if !words.is_empty() {
            let label = if answer == RequestAnswer::NotNow {
                Word::Reason
            } else {
                Word::Notes
            };
            lines.line(line("edit", label, words, Say::Nothing), Act::Nothing);
        }
        lines.action(
            action(Word::RecordIt, "done", StaffTone::Now, true),
            Act::Submit,
        );
        let (key, act) = Self::drop_key();
        lines.action(key, act);
        lines.page()
    }

    fn request_of(&self, form: &Form) -> Option<RequestMade> {
        let id = RequestId::new(form.choice("request")?);
        let ledger = self.ledger();
        requests::request(ledger.state(), &form.of, &id).map(|view| view.request.clone())
    }

    /// What was asked for, with the name of what is to be joined.
    fn asked_of(&self, form: &Form) -> Say {
        match self.request_of(form) {
            Some(request) => Say::row([request_words(request.what).0.into(), self.joins(&request)]),
            None => Word::AnswerRequest.into(),
        }
    }

    pub(super) fn finish_floor(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        if form.kind == FormKind::Operation {
            let assigned = OperationAssigned {
                person: of,
                from: workshop_day(now.at),
                operation: form.choice("operation").map(OperationId::new),
            };
            let plan = StaffScene::List {
                list: List::Stations,
                page: 0,
            };
            return self.recorded(staff, vec![assigned.into()], plan, now);
        }
        let answer = answer_of(form);
        let answered = RequestAnswered {
            request: RequestId::new(form.choice("request").unwrap_or_default()),
            person: of.clone(),
            answer,
            on: form.day("day").filter(|_| answer == RequestAnswer::Agreed),
        };
        // Who may leave is led on to the end of the enrolment, which is recorded on its own.
        let leaves = self
            .request_of(form)
            .is_some_and(|request| request.what == RequestKind::Leave)
            && answer.grants();
        let then = if leaves {
            StaffScene::Section {
                of,
                section: Section::Term,
                page: 0,
            }
        } else {
            StaffScene::Section {
                of,
                section: Section::Requests,
                page: 0,
            }
        };
        let mut commands = vec![answered.into()];
        let words = form.text("words");
        if !words.is_empty() {
            commands.push(
                CaseNoted {
                    person: form.of.clone(),
                    about: NoteAbout::Request,
                    id: form.choice("request").unwrap_or_default().to_string(),
                    words,
                    conditions: String::new(),
                }
                .into(),
            );
        }
        self.recorded(staff, commands, then, now)
    }
}

fn answer_of(form: &Form) -> RequestAnswer {
    match form.choice("answer") {
        Some("done") => RequestAnswer::Done,
        Some("agreed") => RequestAnswer::Agreed,
        Some("taken_back") => RequestAnswer::TakenBack,
        _ => RequestAnswer::NotNow,
    }
}
