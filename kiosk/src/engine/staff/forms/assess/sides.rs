//! Both marks side by side, and the result in pictures.

use stupen_domain::facts::{CriterionMark, ShownMark};
use stupen_domain::wire::forms::{Assessment, Criterion};
use stupen_domain::wire::ids::AssessmentId;
use stupen_domain::{assessments, forms};

use super::super::super::form::Form;
use super::super::super::page::{Act, Acts, Page, action, pictogram};
use super::choose;
use super::marks::level_picture;
use super::own::given;
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Pair, PairsView, Say, StaffScreen, StaffTone, Word};

/// What the participant touched to say that they do not know: it stands where their mark would.
pub(super) const LEFT_OUT: &str = "did-not-know";

impl Engine {
    /// Criterion by criterion. Who marked at all left out what has no mark of theirs.
    fn pairs(&self, form: &Assessment, marks: &[ShownMark], lang: &str, marked: bool) -> Vec<Pair> {
        marks
            .iter()
            .filter_map(|mark| {
                let criterion = form
                    .criteria
                    .iter()
                    .find(|known| known.id == mark.criterion)?;
                Some(Pair {
                    picture: self.media.picture(&criterion.picture),
                    label: in_language(&criterion.title, lang).into(),
                    own: mark
                        .own
                        .as_ref()
                        .map(|level| level_picture(self, &form.levels, level))
                        .or_else(|| marked.then(|| pictogram(LEFT_OUT))),
                    staff: Some(level_picture(self, &form.levels, &mark.level)),
                })
            })
            .collect()
    }

    /// Both marks side by side, to be signed.
    pub(super) fn pairs_page(&self, form: &Form, page: usize, lang: &str) -> Page {
        let Some(found) = self.assessment_form() else {
            return self.no_form(form);
        };
        let marks = shown_marks(form, &found.form);
        let staff = match &self.scene {
            crate::engine::scene::Scene::Staff { person, .. } => self.person_picture(person),
            _ => pictogram("staff"),
        };
        // Who was handed the screen was asked, and may have known nothing to say.
        let marked = form.choice("hand") == Some("own");
        let (key, act) = Self::drop_key();
        Page {
            screen: StaffScreen::Pairs(PairsView {
                head: self.ask_of(&form.of, Word::SideBySide),
                people: (self.person_picture(&form.of), staff),
                pairs: self.pairs(&found.form, &marks, lang, marked),
                page,
                actions: vec![action(Word::Sign, "sign", StaffTone::Now, true), key],
                participant: false,
            }),
            acts: Acts {
                actions: vec![Act::Submit, act],
                ..Acts::default()
            },
        }
    }

    /// The result in pictures, for the participant.
    pub(super) fn result_page(&self, form: &Form, page: usize, lang: &str) -> Page {
        let id = AssessmentId::new(form.choice("assessment").unwrap_or_default());
        let found = {
            let ledger = self.ledger();
            let state = ledger.state();
            assessments::one(state, &form.of, &id).and_then(|view| {
                let form =
                    forms::version::<Assessment>(state, &self.setup.workshop, view.shown.version)?;
                Some((view.now(), view.said.by.cloned(), form))
            })
        };
        let Some((shown, by, assessment)) = found else {
            return self.no_form(form);
        };
        let staff = by.map_or_else(|| pictogram("staff"), |by| self.person_picture(&by));
        // What is signed does not tell who wished for no marks from who had none to give.
        let marked = shown.marks.iter().any(|mark| mark.own.is_some());
        Page {
            screen: StaffScreen::Pairs(PairsView {
                head: self.head(&form.of, self.person_view(&form.of).name, Say::Nothing),
                people: (self.person_picture(&form.of), staff),
                pairs: self.pairs(&assessment, &shown.marks, lang, marked),
                page,
                actions: vec![action(Word::Understood, "tick", StaffTone::Now, true)],
                participant: true,
            }),
            acts: Acts {
                actions: vec![choose("yes")],
                ..Acts::default()
            },
        }
    }
}

/// The marks of one side, in the form's order.
pub(super) fn marks_of(form: &Form, side: &str, criteria: &[Criterion]) -> Vec<CriterionMark> {
    criteria
        .iter()
        .filter_map(|criterion| {
            let level = form.choice(&format!("{side}{}", criterion.id))?;
            Some(CriterionMark {
                criterion: criterion.id.clone(),
                level: level.to_string(),
                note: String::new(),
            })
        })
        .collect()
}

pub(super) fn shown_marks(form: &Form, assessment: &Assessment) -> Vec<ShownMark> {
    let own = given(form, &assessment.criteria);
    marks_of(form, "mark:", &assessment.criteria)
        .into_iter()
        .map(|mark| ShownMark {
            own: own
                .iter()
                .find(|own| own.criterion == mark.criterion)
                .map(|own| own.level.clone()),
            criterion: mark.criterion,
            level: mark.level,
        })
        .collect()
}
