//! Assessments, the participant's own marks, and answers to a proposed readiness (docs/domain.md section 2.5).

use alloc::vec::Vec;

use chrono::NaiveDate;

use super::{Asking, Refusal, filled, not_empty, ordered};
use crate::assessments;
use crate::forms;
use crate::placements;
use crate::wire::facts::{
    AssessmentAmended, AssessmentShown, AssessmentSigned, CriterionMark, ReadinessAnswered,
    SelfRatingGiven,
};
use crate::wire::forms::{Assessment, Criterion, Form};
use crate::wire::ids::{AssessmentId, PersonId, PlacementId};

impl Asking<'_> {
    pub(super) fn self_rating_given(&self, f: &SelfRatingGiven) -> Result<(), Refusal> {
        self.own(&f.person)?;
        not_empty("marks", &f.marks)?;
        self.unsigned(&f.person, &f.assessment)?;
        let form = self.assessment_form(&f.form, f.version)?;
        marks_fit("marks", &form.criteria, &f.marks)
    }

    pub(super) fn assessment_signed(&self, f: &AssessmentSigned) -> Result<(), Refusal> {
        self.known(&f.person)?;
        self.unsigned(&f.person, &f.assessment)?;
        self.enrolment_here(&f.person, &f.enrolment)?;
        self.at_site(&f.person, f.placement.as_ref())?;
        ordered("until", f.from, f.until)?;
        self.not_ahead("until", f.until)?;
        let form = self.assessment_form(&f.form, f.version)?;
        all_marked(&form.criteria, f.marks.iter().map(|mark| &*mark.criterion))?;
        marks_fit("marks", &form.criteria, &f.marks)?;
        marks_fit("own", &form.criteria, &f.own)
    }

    /// What the floor is shown is what was signed, or amended, in the same act: the kiosk itself cannot read either
    /// afterwards.
    pub(super) fn assessment_shown(&self, f: &AssessmentShown) -> Result<(), Refusal> {
        self.known(&f.person)?;
        self.not_ahead("on", f.on)?;
        let form = self.assessment_form(&f.form, f.version)?;
        all_marked(&form.criteria, f.marks.iter().map(|mark| &*mark.criterion))?;
        let own: Vec<CriterionMark> = f
            .marks
            .iter()
            .filter_map(|mark| Some((mark.criterion.clone(), mark.own.clone()?)))
            .map(|(criterion, level)| bare(criterion, level))
            .collect();
        marks_fit("marks.own", &form.criteria, &own)?;
        let marks = bare_marks(f);
        marks_fit("marks", &form.criteria, &marks)?;
        let earlier = assessments::one(self.state, &f.person, &f.assessment);
        let signed = assessments::signed(self.state, &f.person, &f.assessment);
        match &earlier {
            None => {
                self.enrolment_here(&f.person, &f.enrolment)?;
                self.at_site(&f.person, f.placement.as_ref())?;
            }
            Some(view) => {
                let same = view.shown.enrolment == f.enrolment
                    && view.shown.placement == f.placement
                    && view.shown.version == f.version
                    && view.shown.on == f.on;
                if !same {
                    return Err(Refusal::AlreadySigned);
                }
                if view.now() == *f && view.disputed.is_empty() {
                    return Err(Refusal::AlreadyRecorded);
                }
            }
        }
        let to_show = assessments::to_show(self.state, &f.person, &f.assessment);
        let mut expected = match (to_show, signed) {
            (Some(shown), _) => bare_marks(&shown),
            (None, Some(signed)) => signed.marks,
            (None, None) => return Err(Refusal::NoSuchAssessment),
        };
        for mark in &mut expected {
            mark.note.clear();
        }
        let sorted = |mut marks: Vec<CriterionMark>| {
            marks.sort_by(|a, b| a.criterion.cmp(&b.criterion));
            marks
        };
        if sorted(expected) == sorted(marks) {
            Ok(())
        } else {
            Err(Refusal::Invalid {
                field: "marks",
                problem: "differ from what was signed",
            })
        }
    }

    pub(super) fn assessment_amended(&self, f: &AssessmentAmended) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("reason", &f.reason)?;
        let shown = assessments::one(self.state, &f.person, &f.assessment)
            .ok_or(Refusal::NoSuchAssessment)?
            .shown;
        self.started_here(&f.person, &shown.enrolment)?;
        if f.marks.is_empty() && f.notes.trim().is_empty() {
            return Err(Refusal::Empty("marks"));
        }
        let form = self.assessment_form(&shown.form, shown.version)?;
        marks_fit("marks", &form.criteria, &f.marks)
    }

    pub(super) fn readiness_answered(&self, f: &ReadinessAnswered) -> Result<(), Refusal> {
        self.known(&f.person)?;
        self.enrolment_here(&f.person, &f.enrolment)?;
        not_empty("weighs", &f.weighs)?;
        let known = assessments::inside(self.state, &f.person, &f.enrolment);
        let all_known = f
            .weighs
            .iter()
            .all(|id| known.iter().any(|view| view.shown.assessment == *id));
        if !all_known {
            return Err(Refusal::NoSuchAssessment);
        }
        match f.again_on {
            Some(_) if f.ready => Err(Refusal::Invalid {
                field: "again_on",
                problem: "belongs to an answer that says not yet",
            }),
            Some(day) if day <= self.today() => self.unless_doubtful(Refusal::Invalid {
                field: "again_on",
                problem: "has passed",
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether nobody has signed this assessment: later changes are amendments.
    fn unsigned(&self, person: &PersonId, id: &AssessmentId) -> Result<(), Refusal> {
        let shown = assessments::one(self.state, person, id).is_some();
        if shown || assessments::signed(self.state, person, id).is_some() {
            Err(Refusal::AlreadySigned)
        } else {
            Ok(())
        }
    }

    /// Whether the stay that an assessment names is known.
    fn at_site(&self, person: &PersonId, placement: Option<&PlacementId>) -> Result<(), Refusal> {
        let known = placement.is_none_or(|id| {
            placements::of(self.state, person)
                .iter()
                .any(|stay| stay.placement == *id)
        });
        if known {
            Ok(())
        } else {
            Err(Refusal::Invalid {
                field: "placement",
                problem: "is not known",
            })
        }
    }

    fn not_ahead(&self, field: &'static str, day: NaiveDate) -> Result<(), Refusal> {
        if day > self.today() {
            self.unless_doubtful(Refusal::InFuture(field))
        } else {
            Ok(())
        }
    }

    /// The version of the form that marks name: without it nobody could read them again.
    fn assessment_form(&self, form: &str, version: u32) -> Result<Assessment, Refusal> {
        of_form(form, Assessment::NAME)?;
        forms::version(self.state, &self.here.workshop, version).ok_or(Refusal::Invalid {
            field: "version",
            problem: "of this form is not known",
        })
    }
}

/// Whether the form is the one that such a fact is filled in on.
pub(super) fn of_form(form: &str, name: &str) -> Result<(), Refusal> {
    if form == name {
        Ok(())
    } else {
        Err(Refusal::Invalid {
            field: "form",
            problem: "is another form",
        })
    }
}

/// Whether marks are of criteria and levels of the form, each criterion at most once.
pub(super) fn marks_fit(
    field: &'static str,
    criteria: &[Criterion],
    marks: &[CriterionMark],
) -> Result<(), Refusal> {
    let invalid = |problem| Err(Refusal::Invalid { field, problem });
    for (at, mark) in marks.iter().enumerate() {
        let Some(criterion) = criteria.iter().find(|known| known.id == mark.criterion) else {
            return invalid("a criterion is not in this version of the form");
        };
        if criterion.levels.iter().all(|level| level.id != mark.level) {
            return invalid("a level is not in this version of the form");
        }
        if marks
            .iter()
            .take(at)
            .any(|earlier| earlier.criterion == mark.criterion)
        {
            return invalid("a criterion is marked twice");
        }
    }
    Ok(())
}

fn all_marked<'a>(
    criteria: &[Criterion],
    marked: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Refusal> {
    let all = criteria
        .iter()
        .all(|criterion| marked.clone().any(|id| id == criterion.id));
    if all {
        Ok(())
    } else {
        Err(Refusal::Invalid {
            field: "marks",
            problem: "every criterion of the form must be marked",
        })
    }
}

fn bare(criterion: alloc::string::String, level: alloc::string::String) -> CriterionMark {
    CriterionMark {
        criterion,
        level,
        note: alloc::string::String::new(),
    }
}

fn bare_marks(shown: &AssessmentShown) -> Vec<CriterionMark> {
    shown
        .marks
        .iter()
        .map(|mark| bare(mark.criterion.clone(), mark.level.clone()))
        .collect()
}
