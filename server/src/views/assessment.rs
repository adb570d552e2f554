//! One assessment whole: both marks of each criterion side by side, what the log shows of those days, what was changed
//! after signing.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::assessments;
use stupen_domain::evidence::Evidence;
use stupen_domain::facts::{AssessmentShown, CriterionMark};
use stupen_domain::wire::forms::EvidenceKind;
use stupen_domain::wire::ids::{AssessmentId, PersonId};
use stupen_ledger::{Ledger, ViewsError};

use super::breaches::By;
use super::evidence::{self, Shows};
use super::items::{Forms, Item, MarkWords};
use super::operations::Operations;
use super::{Name, Room};
use crate::book::Book;
use crate::clock::Moment;

/// One criterion of an assessment.
#[derive(Clone, Debug, Serialize)]
pub struct CriterionLine {
    /// Criterion and the consultant's level now.
    pub mark: MarkWords,
    /// The consultant's remark, where the office may read it.
    pub note: String,
    /// As it was signed, where it was amended.
    pub was: Option<Item>,
    /// The participant's own level.
    pub own: Option<Item>,
    /// What the log shows of those days, where it can tell anything.
    pub evidence: Vec<Shows>,
    /// Levels to choose from, for an amendment.
    #[serde(skip)]
    pub levels: Vec<(String, stupen_domain::facts::Bilingual)>,
}

/// A change of a signed assessment.
#[derive(Clone, Debug, Serialize)]
pub struct AmendmentLine {
    /// By whom.
    pub by: By,
    /// Why.
    pub reason: String,
    /// Notes that were added.
    pub notes: String,
    /// The marks that changed.
    pub marks: Vec<(MarkWords, String)>,
}

/// One assessment whole.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentPage {
    /// In which workshop.
    pub workshop: Room,
    /// Who was assessed.
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// Which.
    pub id: AssessmentId,
    /// When it was signed.
    pub on: NaiveDate,
    /// By whom.
    pub by: By,
    /// The days that it looks back on, where the office may read it.
    pub looks_at: Option<(NaiveDate, NaiveDate)>,
    /// Each criterion.
    pub criteria: Vec<CriterionLine>,
    /// Notes.
    pub notes: String,
    /// Recommendations.
    pub recommendations: String,
    /// Changes, in order.
    pub amendments: Vec<AmendmentLine>,
    /// At an external site.
    pub at_site: bool,
    /// What the floor is shown now.
    #[serde(skip)]
    pub shown: AssessmentShown,
    /// The marks now, with remarks.
    #[serde(skip)]
    pub marks: Vec<CriterionMark>,
}

impl AssessmentPage {
    /// Reads one assessment; `None` when there is none of this id.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        book: &Book,
        room: Room,
        person: &PersonId,
        id: &AssessmentId,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        let days = assessments::signed(ledger.state(), person, id)
            .map(|signed| (signed.signed.from, signed.signed.until));
        let found = match days {
            Some((from, until)) => evidence::of(ledger, book, &room, person, from, until, moment)?,
            None => Evidence::default(),
        };
        let state = ledger.state();
        let Some(view) = assessments::one(state, person, id) else {
            return Ok(None);
        };
        let operations = Operations::of(book, state, &room.id);
        let shown = assessments::to_show(state, person, id).unwrap_or_else(|| view.now());
        let workshop = room.id.clone();
        let mut forms = Forms::of(state, &workshop);
        let signed = assessments::signed(state, person, id);
        let own = assessments::own_marks(state, person, id);
        let own_of = |criterion: &str| {
            let of_signed = signed
                .as_ref()
                .and_then(|signed| signed.signed.own.iter().find(|m| m.criterion == criterion));
            let of_rating = own
                .as_ref()
                .and_then(|(given, _)| given.marks.iter().find(|m| m.criterion == criterion));
            let of_shown = shown.marks.iter().find(|m| m.criterion == criterion);
            of_signed
                .or(of_rating)
                .map(|mark| mark.level.clone())
                .or_else(|| of_shown.and_then(|mark| mark.own.clone()))
        };
        let marks: Vec<CriterionMark> = match &signed {
            Some(signed) => signed.marks.clone(),
            None => shown
                .marks
                .iter()
                .map(|mark| CriterionMark {
                    criterion: mark.criterion.clone(),
                    level: mark.level.clone(),
                    note: String::new(),
                })
                .collect(),
        };
        let version = shown.version;
        let criteria = forms
            .marks(version, &marks)
            .into_iter()
            .map(|(mark, note)| {
                let criterion = mark.criterion.id.clone();
                let first = signed
                    .as_ref()
                    .and_then(|s| s.signed.marks.iter().find(|m| m.criterion == criterion))
                    .filter(|first| first.level != mark.level.id)
                    .map(|first| forms.mark(version, &criterion, &first.level).level);
                let kind = forms
                    .assessment(version)
                    .and_then(|form| form.criteria.iter().find(|c| c.id == criterion))
                    .map_or(EvidenceKind::None, |c| c.evidence);
                CriterionLine {
                    evidence: evidence::shows(&found, kind, &operations),
                    note,
                    was: first,
                    own: own_of(&criterion)
                        .map(|level| forms.mark(version, &criterion, &level).level),
                    levels: forms
                        .assessment(version)
                        .and_then(|form| form.criteria.iter().find(|c| c.id == criterion))
                        .map(|c| {
                            c.levels
                                .iter()
                                .map(|level| (level.id.clone(), level.title.clone()))
                                .collect()
                        })
                        .unwrap_or_default(),
                    mark,
                }
            })
            .collect();
        let amendments = assessments::amendments(state, person, id)
            .into_iter()
            .map(|(amended, said)| AmendmentLine {
                by: By::of(state, &said),
                reason: amended.reason.clone(),
                notes: amended.notes.clone(),
                marks: forms.marks(version, &amended.marks),
            })
            .collect();
        Ok(Some(Self {
            name: Name::of(state, person),
            full_name: super::full_name(state, person),
            id: id.clone(),
            on: shown.on,
            by: By::of(
                state,
                signed.as_ref().map_or(&view.said, |signed| &signed.said),
            ),
            looks_at: signed
                .as_ref()
                .map(|signed| (signed.signed.from, signed.signed.until)),
            criteria,
            notes: signed
                .as_ref()
                .map_or_else(String::new, |signed| signed.signed.notes.clone()),
            recommendations: signed
                .as_ref()
                .map_or_else(String::new, |signed| signed.signed.recommendations.clone()),
            amendments,
            at_site: shown.placement.is_some(),
            shown,
            marks,
            workshop: room,
        }))
    }
}
