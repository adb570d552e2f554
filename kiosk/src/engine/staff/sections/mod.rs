//! The sections of a person's card: what is known, and what may be done about it.

mod assessments;
mod breaches;
mod entry;
mod learning;
mod requests;
mod review;
mod settings;
mod term;
mod today;

use chrono::NaiveDate;
use stupen_domain::decide::Now;
use stupen_domain::forms;
use stupen_domain::wire::forms::{Assessment, Regulations};
use stupen_domain::wire::ids::{AssessmentId, BreachId, OperationId, PersonId};

pub(super) use entry::{mood_word, trial_word};
pub(super) use learning::{level_words, proposal_word, support_words};
pub(super) use requests::answer_word;
pub(super) use review::{Proposed, needed_word, outcome_words, words_of};

use super::page::{Act, Lines, Page};
use super::{StaffScene, go};
use crate::engine::Engine;
use crate::ui::{Say, Word};

/// Which section.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) enum Section {
    /// Today's attendance, with corrections.
    Today,
    /// The attendance of an earlier day.
    Day(NaiveDate),
    /// The last two weeks.
    Days,
    /// All breaches, and what is proposed.
    Breaches,
    /// What the person was praised for.
    Praise,
    /// One breach.
    Breach(BreachId),
    /// A breach that the log proposes.
    Proposal(NaiveDate, &'static str),
    /// The dismissal review.
    Review,
    /// Assessments, what is due, readiness.
    Assessments,
    /// One assessment.
    Assessment(AssessmentId),
    /// What a proposed readiness rests on.
    Readiness,
    /// Goals.
    Goals,
    /// Operations tried.
    Learning,
    /// One of them.
    Operation(OperationId),
    /// What the person asked for.
    Requests,
    /// How the last days were, in the person's own view.
    Moods,
    /// Trial tasks at entry.
    Trials,
    /// The badge.
    Badge,
    /// The enrolment.
    Term,
    /// Stays at external sites.
    Internship,
    /// How the kiosk is set for the person.
    Settings,
    /// Limits of working time.
    Limits,
}

impl Engine {
    pub(super) fn section_page(
        &self,
        staff: &PersonId,
        of: &PersonId,
        section: &Section,
        page: usize,
        now: &Now,
    ) -> Page {
        match section {
            Section::Today => self.today_section(of, page, now),
            Section::Day(day) => self.day_section(of, *day, page, now),
            Section::Days => self.days_section(of, page, now),
            Section::Breaches => self.breaches_section(of, page, now),
            Section::Praise => self.praise_section(of, page, now),
            Section::Breach(id) => self.breach_section(of, id, page, now),
            Section::Proposal(day, cause) => self.proposal_section(of, *day, cause, page, now),
            Section::Review => self.review_section(staff, of, page, now),
            Section::Assessments => self.assessments_section(staff, of, page, now),
            Section::Assessment(id) => self.assessment_section(staff, of, id, page, now),
            Section::Readiness => self.readiness_section(staff, of, page, now),
            Section::Goals => self.goals_section(of, page, now),
            Section::Learning => self.learning_section(of, page, now),
            Section::Operation(operation) => self.operation_section(of, operation, page, now),
            Section::Requests => self.requests_section(of, page, now),
            Section::Moods => self.moods_section(of, page, now),
            Section::Trials => self.trials_section(of, page, now),
            Section::Badge => self.badge_section(of, page, now),
            Section::Term => self.term_section(of, page, now),
            Section::Internship => self.internship_section(staff, of, page, now),
            Section::Settings => self.settings_section(of, page),
            Section::Limits => self.limits_section(of, page, now),
        }
    }

    fn lines_of(&self, of: &PersonId, title: Word, page: usize, nothing: impl Into<Say>) -> Lines {
        Lines::new(self.ask_of(of, title), page, nothing, card(of))
    }

    pub(super) fn regulations(&self) -> Option<forms::Versioned<Regulations>> {
        forms::current(self.ledger().state(), &self.setup.workshop)
    }

    /// The form of assessments that holds now.
    pub(super) fn assessment_form(&self) -> Option<forms::Versioned<Assessment>> {
        forms::current(self.ledger().state(), &self.setup.workshop)
    }
}

pub(super) fn card(of: &PersonId) -> Act {
    go(StaffScene::Card {
        of: of.clone(),
        page: 0,
    })
}
