//! The forms: which questions each asks, and what it records.

pub(super) mod assess;
mod attendance;
mod breach;
mod floor;
mod limit;
mod placement;
mod prompts;
mod review;

pub(in crate::engine) use breach::SaidOfBreach;
pub(super) use review::WhyProposed;
use stupen_domain::decide::{Command, Now};
use stupen_domain::facts::Bilingual;
use stupen_domain::forms;
use stupen_domain::reasons::{self, ReasonFor};
use stupen_domain::wire::Fact;
use stupen_domain::wire::forms::Phrases;
use stupen_domain::wire::ids::PersonId;

use super::form::{Finished, Form, FormKind, Ground};
use super::page::{Act, Lines, Page};
use super::{NotStated, StaffScene, phrases};
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Say, StaffTone, TileStyle, Word};

/// The steps of a form as they are known by name.
fn named(steps: &[&str]) -> Vec<String> {
    steps.iter().map(|step| (*step).to_string()).collect()
}

impl Engine {
    /// The questions of a form in order.
    pub(super) fn form_steps(&self, form: &Form) -> Vec<String> {
        named(match form.kind {
            FormKind::Breach if form.choice("said") == Some(breach::OWN_WORDS) => {
                &["rule", "happened", "said", "words", "agreed", "sheet"]
            }
            FormKind::Breach => &["rule", "happened", "said", "agreed", "sheet"],
            FormKind::Tell => &["told"],
            FormKind::Annul => &["why", "sheet"],
            FormKind::Decline => &["why"],
            FormKind::Praise => &["item"],
            FormKind::Review if form.choice("outcome") == Some("keep") => {
                &["condition", "why", "sheet"]
            }
            FormKind::Review => &["why", "sheet"],
            FormKind::Second | FormKind::Badge | FormKind::DayBadge => &["scan"],
            FormKind::BadgeLost => &["lost"],
            FormKind::Confirm => &["sheet"],
            FormKind::End if form.choice("because") == Some("review") => &["sheet"],
            FormKind::End => &["day", "why", "sheet"],
            FormKind::Ways => &["way"],
            FormKind::Assessment => return self.assessment_steps(form),
            FormKind::Result => &["result"],
            FormKind::Goal => &["goal", "until", "measure"],
            FormKind::GoalEnd => &["outcome"],
            FormKind::Amend => &["criterion", "level", "why", "sheet"],
            FormKind::Readiness if form.choice("ready") == Some("no") => &["ready", "again", "why"],
            FormKind::Readiness => &["ready", "why"],
            FormKind::Correct if form.choice("removed").is_some() => &["time", "why"],
            FormKind::Correct if form.choice("what") == Some("never") => &["what", "why"],
            FormKind::Correct => &["what", "time", "why"],
            FormKind::AddMark => &["what", "time", "why"],
            FormKind::Absence => &["until", "explained", "sheet"],
            FormKind::Request if form.choice("answer") == Some("agreed") => {
                &["answer", "day", "words", "sheet"]
            }
            FormKind::Request => &["answer", "words", "sheet"],
            FormKind::Operation => &["operation"],
            FormKind::Trial => return self.trial_steps(),
            FormKind::GoOut => &["what", "from", "employer", "mentor", "sheet"],
            FormKind::Contact => &["day", "with", "how", "well", "words"],
            FormKind::Difficulty => &["day", "words", "return"],
            FormKind::CallOff => &["because"],
            FormKind::ComeBack => &["because", "day"],
            FormKind::Limit => &["agreed"],
            FormKind::Prompts => &["level", "support"],
        })
    }

    /// Whether the question that is shown is for the participant's hand.
    pub(super) fn is_for_participant(&self, form: &Form) -> bool {
        matches!(
            form.kind,
            FormKind::Tell | FormKind::Ways | FormKind::Result
        ) || (form.kind == FormKind::Breach && form.step == "said")
            || (form.kind == FormKind::Assessment
                && (form.step.starts_with("own:") || form.step == "thanks"))
    }

    /// Ready phrases of the question that is shown.
    pub(super) fn form_phrases(&self, form: &Form) -> Vec<String> {
        let lang = self.form_language(form);
        let said = |phrases: &[Bilingual]| -> Vec<String> {
            phrases
                .iter()
                .map(|phrase| in_language(phrase, &lang).to_string())
                .collect()
        };
        let listed = |list: fn(&Phrases) -> &Vec<Bilingual>| {
            let published = forms::current::<Phrases>(self.ledger().state(), &self.setup.workshop);
            let published = published.map(|found| found.form).unwrap_or_default();
            said(phrases::listed(&published, list))
        };
        match (form.kind, form.step.as_str()) {
            (FormKind::Breach, "happened") => self
                .regulations()
                .map_or_else(Vec::new, |found| said(&found.form.phrases)),
            (
                FormKind::Annul
                | FormKind::Decline
                | FormKind::Correct
                | FormKind::AddMark
                | FormKind::Limit,
                _,
            ) => reason_of(form.kind).map_or_else(Vec::new, |of| phrases::ready(of, &lang)),
            (FormKind::Review, _) => {
                phrases::reviews(&lang, form.choice("outcome") == Some("keep"))
            }
            (FormKind::Goal | FormKind::Assessment, "measure") => listed(|lists| &lists.measure),
            (FormKind::Amend, _) => listed(|lists| &lists.amendment),
            (FormKind::Readiness, _) if form.choice("ready") == Some("no") => {
                listed(|lists| &lists.not_yet)
            }
            (FormKind::Readiness, _) => listed(|lists| &lists.ready),
            (FormKind::Request, _) if form.choice("answer") == Some("not_now") => {
                phrases::refusals(&lang)
            }
            (FormKind::Request, _) => phrases::answers(&lang),
            (FormKind::End, _) => phrases::endings(&lang),
            // Typing remains for a new one.
            (FormKind::GoOut, "employer") => self.employers(),
            (FormKind::Contact, _) if form.choice("well") == Some("no") => {
                listed(|lists| &lists.contact_care)
            }
            (FormKind::Contact, _) => listed(|lists| &lists.contact_well),
            (FormKind::Difficulty, _) => listed(|lists| &lists.difficulty),
            (FormKind::Trial, "remarks") => listed(|lists| &lists.trial),
            (FormKind::Assessment, "notes") => self
                .assessment_form()
                .map_or_else(Vec::new, |found| said(&found.form.phrases)),
            // A form of an earlier version has but one list.
            (FormKind::Assessment, "advice") => {
                self.assessment_form().map_or_else(Vec::new, |found| {
                    match found.form.advice.as_slice() {
                        [] => said(&found.form.phrases),
                        advice => said(advice),
                    }
                })
            }
            _ => Vec::new(),
        }
    }

    /// The page of the question that is shown.
    pub(super) fn form_page(&self, form: &Form, page: usize, now: &Now) -> Page {
        match form.kind {
            FormKind::Breach
            | FormKind::Tell
            | FormKind::Annul
            | FormKind::Decline
            | FormKind::Praise => self.breach_page(form, page, now),
            FormKind::Review
            | FormKind::Second
            | FormKind::Confirm
            | FormKind::End
            | FormKind::Ways => self.review_page(form, page, now),
            FormKind::Assessment
            | FormKind::Result
            | FormKind::Amend
            | FormKind::Goal
            | FormKind::GoalEnd
            | FormKind::Readiness
            | FormKind::Trial => self.assess_page(form, page, now),
            FormKind::Correct
            | FormKind::AddMark
            | FormKind::Absence
            | FormKind::Badge
            | FormKind::DayBadge
            | FormKind::BadgeLost => self.attendance_page(form, page, now),
            FormKind::Request | FormKind::Operation => self.floor_page(form, page, now),
            FormKind::Limit => self.limit_page(form, page),
            FormKind::Prompts => self.prompts_page(form, page),
            FormKind::GoOut
            | FormKind::Contact
            | FormKind::Difficulty
            | FormKind::ComeBack
            | FormKind::CallOff => self.placement_page(form, page, now),
        }
    }

    /// Records what the form says.
    pub(super) fn finish_form(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        match form.kind {
            FormKind::Breach
            | FormKind::Tell
            | FormKind::Annul
            | FormKind::Decline
            | FormKind::Praise => self.finish_breach(staff, form, now),
            FormKind::Review
            | FormKind::Second
            | FormKind::Confirm
            | FormKind::End
            | FormKind::Ways => self.finish_review(staff, form, now),
            FormKind::Assessment
            | FormKind::Result
            | FormKind::Amend
            | FormKind::Goal
            | FormKind::GoalEnd
            | FormKind::Readiness
            | FormKind::Trial => self.finish_assess(staff, form, now),
            FormKind::Correct
            | FormKind::AddMark
            | FormKind::Absence
            | FormKind::Badge
            | FormKind::DayBadge
            | FormKind::BadgeLost => self.finish_attendance(staff, form, now),
            FormKind::Request | FormKind::Operation => self.finish_floor(staff, form, now),
            FormKind::Limit => self.finish_limit(staff, form, now),
            FormKind::Prompts => self.finish_prompts(staff, form, now),
            FormKind::GoOut
            | FormKind::Contact
            | FormKind::Difficulty
            | FormKind::ComeBack
            | FormKind::CallOff => self.finish_placement(staff, form, now),
        }
    }

    /// Records what staff wrote, and goes on to a page.
    fn recorded(
        &mut self,
        staff: &PersonId,
        commands: Vec<Command>,
        then: StaffScene,
        now: &Now,
    ) -> Finished {
        self.recorded_by(staff, staff, commands, then, now)
    }

    /// Records what somebody said before `staff`, and goes on to a page.
    fn recorded_by(
        &mut self,
        staff: &PersonId,
        by: &PersonId,
        commands: Vec<Command>,
        then: StaffScene,
        now: &Now,
    ) -> Finished {
        match self.state_by(staff, by, commands, now) {
            Ok(()) => Finished::To(then),
            Err(not) => not_stated(not, then),
        }
    }

    /// A page that says that the office has not sent what this form needs.
    fn no_form(&self, form: &Form) -> Page {
        Lines::new(
            self.ask_of(&form.of, form.kind.word()),
            0,
            Word::NoForms,
            Act::Nothing,
        )
        .page()
    }

    /// Yes or no, by picture.
    fn yes_or_no(&self, form: &Form, title: Word, yes: (Word, &str), no: (Word, &str)) -> Page {
        let options = vec![
            (
                super::page::tile(yes.1, yes.0, Say::Nothing),
                "yes".to_string(),
            ),
            (
                super::page::tile(no.1, no.0, Say::Nothing),
                "no".to_string(),
            ),
        ];
        self.choose(form, 0, title, TileStyle::Tall, options).page()
    }

    /// Several words with their pictures to choose from.
    fn one_of(
        &self,
        form: &Form,
        page: usize,
        title: impl Into<Say>,
        all: &[(Word, &str, &str)],
    ) -> Page {
        let options = all
            .iter()
            .map(|(word, picture, id)| {
                (
                    super::page::tile(picture, *word, Say::Nothing),
                    (*id).to_string(),
                )
            })
            .collect();
        self.choose(form, page, title, TileStyle::Tall, options)
            .page()
    }

    /// The key that drops a form.
    fn drop_key() -> (crate::ui::Action, Act) {
        (
            super::page::action(Word::DropForm, "bin", StaffTone::Plain, false),
            Act::Drop,
        )
    }
}

impl Form {
    /// Whether the question has one answer among its ready phrases: a reason, or a name.
    pub(super) fn asks_for_one(&self) -> bool {
        reason_of(self.kind).is_some() || (self.kind == FormKind::GoOut && self.step == "employer")
    }
}

/// What the reason is for that a form asks, where the floor keeps it.
fn reason_of(kind: FormKind) -> Option<ReasonFor> {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "a few of many forms give a reason on the floor"
    )]
    match kind {
        FormKind::Annul | FormKind::Decline => Some(ReasonFor::Mercy),
        FormKind::Correct | FormKind::AddMark => Some(ReasonFor::Correction),
        FormKind::Limit => Some(ReasonFor::Homeward),
        _ => None,
    }
}

/// What a form says as the reason: a ready one stays on the floor as it is; of words that staff wrote themselves the
/// floor only learns that they are at the office.
fn reason_said(form: &Form, field: &str) -> String {
    let said = form.text(field);
    let ready = reason_of(form.kind).and_then(|of| phrases::said_ready(of, &said));
    match ready {
        Some(ready) => ready.to_string(),
        // Without any the rules refuse it.
        None if said.is_empty() => said,
        None => reasons::AT_OFFICE.to_string(),
    }
}

/// An act whose reason is asked in a field of the form; with it go, sealed to the office, the words that staff wrote.
fn with_reason(fact: impl Into<Fact>, form: &Form, field: &str) -> Vec<Command> {
    let fact = fact.into();
    let written = reasons::given(&fact).is_some_and(|(_, _, said)| said == reasons::AT_OFFICE);
    let noted = written
        .then(|| reasons::note(&fact, &form.text(field)))
        .flatten();
    let mut commands = vec![Command::from(fact)];
    commands.extend(noted.map(Command::from));
    commands
}

/// What becomes of a form that could not be recorded: `seen` is where one sees why.
fn not_stated(not: NotStated, seen: StaffScene) -> Finished {
    match not {
        NotStated::Shown => Finished::Failed,
        NotStated::Refused(refusal) => {
            let seen = match seen {
                // What would have been said is not so.
                StaffScene::Said { then, .. } | StaffScene::Noted { then, .. } => *then,
                other => other,
            };
            Finished::Moved(Ground::of(&refusal), seen)
        }
    }
}
