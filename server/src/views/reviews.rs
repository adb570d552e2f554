//! Dismissal reviews: which wait, and one with its evidence on one page.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::breaches;
use stupen_domain::facts::{EndReason, FurtherWay, NoteAbout, ReviewOutcome, Service};
use stupen_domain::people::EnrolmentView;
use stupen_domain::reviews::{self, Fate, Opening, Review, Status, WayOn};
use stupen_domain::wire::ids::{BreachId, EnrolmentId, PersonId, ReviewId};
use stupen_domain::{EntryRef, Role, State, people, requests};
use stupen_ledger::{Ledger, ViewsError};

use super::breaches::{BreachLine, By, PraiseLine};
use super::items::{Forms, MarkWords};
use super::past::Past;
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// How a review stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Fewer than three breaches.
    NotDue,
    /// To be decided.
    Due,
    /// Decided once, and open again.
    Reopened,
    /// One proposed; the other may confirm.
    Proposed,
    /// Decided: the person stays.
    Kept,
    /// Decided: the enrolment ends.
    Dismissed,
}

impl Standing {
    pub(super) fn of(status: &Status<'_>) -> Self {
        match status {
            Status::NotDue => Self::NotDue,
            Status::Due(Opening::ThirdStrike) => Self::Due,
            Status::Due(_) => Self::Reopened,
            Status::Proposed { .. } => Self::Proposed,
            Status::Decided {
                outcome: ReviewOutcome::Keep,
                ..
            } => Self::Kept,
            Status::Decided {
                outcome: ReviewOutcome::Dismiss,
                ..
            } => Self::Dismissed,
        }
    }

    /// In words, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotDue => msg("nothing to decide"),
            Self::Due => msg("to be decided"),
            Self::Reopened => msg("open again"),
            Self::Proposed => msg("waits for confirmation"),
            Self::Kept => msg("decided: stays"),
            Self::Dismissed => msg("decided: the enrolment ends"),
        }
    }

    /// The colour of its tag: always beside the word, never alone.
    pub fn colour(self) -> &'static str {
        match self {
            Self::Due | Self::Reopened => "help",
            Self::Proposed => "pause",
            Self::Kept => "done",
            Self::NotDue | Self::Dismissed => "past",
        }
    }
}

/// Why a review is open, in words, as a msgid.
pub fn opening_label(opening: Opening) -> &'static str {
    match opening {
        Opening::ThirdStrike => msg("the third breach"),
        Opening::NewStrike => msg("a further breach after it was decided that the person stays"),
        Opening::Annulled => msg("a breach that had been weighed was annulled"),
        Opening::Conflict => {
            msg("two decisions were made without knowing of each other, and contradict")
        }
    }
}

/// One review in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewLine {
    /// Whose.
    #[serde(flatten)]
    pub name: Name,
    /// Of which enrolment.
    pub enrolment: EnrolmentId,
    /// How many breaches stand.
    pub strikes: usize,
    /// How it stands.
    pub standing: Standing,
    /// Why it is open, as a msgid.
    #[serde(skip)]
    pub opening: Option<&'static str>,
    /// Day of the last breach.
    pub last: Option<NaiveDate>,
    /// It is decided that the enrolment ends, and the end is not recorded.
    pub end_missing: bool,
    /// When it was decided.
    pub decided: Option<By>,
}

impl ReviewLine {
    fn of(
        state: &State,
        person: &PersonId,
        enrolment: &EnrolmentView,
        review: &Review<'_>,
        today: NaiveDate,
    ) -> Self {
        let standing = Standing::of(&review.status);
        let decided = review
            .proposals
            .iter()
            .rfind(|view| view.fate == Fate::Decided)
            .and_then(|view| view.confirmed.as_ref())
            .map(|said| By::of(state, said));
        Self {
            name: Name::of(state, person),
            enrolment: enrolment.enrolment.clone(),
            strikes: review.strikes.len(),
            opening: review.opening().map(opening_label),
            last: review.strikes.last().map(|strike| *strike.days().end()),
            end_missing: reviews::end_missing(review, enrolment, today),
            standing,
            decided,
        }
    }
}

/// An enrolment that ended and after which no further way is chosen.
#[derive(Clone, Debug, Serialize)]
pub struct EndedLine {
    /// Whose.
    #[serde(flatten)]
    pub name: Name,
    /// Which.
    pub enrolment: EnrolmentId,
    /// Last day.
    pub ended: NaiveDate,
    /// Why it ended.
    pub because: EndReason,
    /// The dismissal fell, and the enrolment stays ended because a newer one began.
    pub dismissal_fell: bool,
}

/// Why an enrolment ended, in words, as a msgid.
pub fn end_label(because: EndReason) -> &'static str {
    match because {
        EndReason::OwnWish => msg("own wish"),
        EndReason::TermCompleted => msg("the term is completed"),
        EndReason::DismissalReview => msg("decided by a review"),
    }
}

/// A further way in words, as a msgid.
pub fn way_label(way: FurtherWay) -> &'static str {
    match way {
        FurtherWay::JobSearch => msg("help with looking for work"),
        FurtherWay::SocioPsychological => msg("socio-psychological services"),
        FurtherWay::Elsewhere => msg("social services elsewhere"),
        FurtherWay::None => msg("none of the three"),
    }
}

/// A breach that somebody who was dismissed has not been told of yet.
#[derive(Clone, Debug, Serialize)]
pub struct UntoldLine {
    /// Whose.
    #[serde(flatten)]
    pub name: Name,
    /// Which.
    pub line: BreachLine,
}

/// The reviews of a workshop.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewList {
    /// Which workshop.
    pub workshop: Room,
    /// Those that wait for staff, the longest first.
    pub waiting: Vec<ReviewLine>,
    /// Those that are decided, the latest first.
    pub decided: Vec<ReviewLine>,
    /// What who was dismissed has not been told of yet.
    pub untold: Vec<UntoldLine>,
    /// Who left without a further way, the latest first.
    pub without_way: Vec<EndedLine>,
    /// From which day on ends were looked at; absent where all were.
    pub since: Option<NaiveDate>,
}

impl ReviewList {
    /// Reads the list.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        past: Past,
        moment: Moment,
    ) -> Result<Self, ViewsError> {
        let today = room.day(moment);
        let state = ledger.state();
        let (mut waiting, mut decided, mut without_way) = (Vec::new(), Vec::new(), Vec::new());
        for view in people::everybody(state) {
            let person = &view.person.person;
            for enrolment in people::enrolments(state, person) {
                let ended = enrolment.ended.map(|(on, _)| on);
                if enrolment.workshop != room.id || !past.shows(ended, today) {
                    continue;
                }
                let review = reviews::review(state, person, &enrolment.enrolment);
                let line = ReviewLine::of(state, person, &enrolment, &review, today);
                match line.standing {
                    Standing::NotDue => {}
                    Standing::Kept => decided.push(line),
                    Standing::Dismissed if !line.end_missing => decided.push(line),
                    _ if reviews::waits(&review, &enrolment, today) => waiting.push(line),
                    _ => {}
                }
                if let Some((ended, because)) = enrolment.ended
                    && enrolment.service == Service::TemporaryEmployment
                    // That it was answered at a kiosk does not say which was chosen.
                    && matches!(
                        reviews::further_way(state, person, &enrolment.enrolment),
                        WayOn::Open | WayOn::Offered(_)
                    )
                {
                    without_way.push(EndedLine {
                        name: Name::from(view.person),
                        enrolment: enrolment.enrolment.clone(),
                        ended,
                        because,
                        dismissal_fell: enrolment.dismissal_fell,
                    });
                }
            }
        }
        waiting.sort_by_key(|line| line.last);
        decided.sort_by_key(|line| std::cmp::Reverse(line.decided.as_ref().map(|by| by.at)));
        without_way.sort_by_key(|line| std::cmp::Reverse(line.ended));
        let id = room.id.clone();
        let mut forms = Forms::of(state, &id);
        let untold = reviews::to_tell(state, &id)
            .into_iter()
            .filter_map(|(person, breach)| {
                let all = breaches::breaches(state, &person);
                let view = all.iter().find(|view| view.breach.breach == breach)?;
                let strikes = breaches::strikes(state, &person, &view.breach.enrolment);
                Some(UntoldLine {
                    name: Name::of(state, &person),
                    line: BreachLine::of(state, &mut forms, view, &strikes),
                })
            })
            .collect();
        Ok(Self {
            workshop: room,
            waiting,
            decided,
            untold,
            without_way,
            since: past.since(today),
        })
    }
}

/// One proposal with its words.
#[derive(Clone, Debug, Serialize)]
pub struct ProposalLine {
    /// Its id.
    pub review: ReviewId,
    /// How it shall end.
    pub outcome: ReviewOutcome,
    /// What is asked of the person who stays.
    pub condition: Option<super::items::Item>,
    /// By whom.
    pub proposed: By,
    /// By whom it was confirmed.
    pub confirmed: Option<By>,
    /// What became of it, as a msgid.
    #[serde(skip)]
    pub fate: &'static str,
    /// Reason and conditions.
    pub words: Vec<(String, String)>,
}

fn fate_label(fate: Fate) -> &'static str {
    match fate {
        Fate::Pending => msg("waits for confirmation"),
        Fate::Superseded => msg("a newer one took its place"),
        Fate::Withdrawn => msg("proposed anew by the same person"),
        Fate::Outdated => msg("does not fit any more: breaches came or went"),
        Fate::Decided => msg("decided"),
        Fate::Settled => msg("settled by a later decision"),
    }
}

/// An outcome in words, as a msgid.
pub fn outcome_label(outcome: ReviewOutcome) -> &'static str {
    match outcome {
        ReviewOutcome::Dismiss => msg("The enrolment ends"),
        ReviewOutcome::Keep => msg("The person stays, on conditions"),
    }
}

/// How the days of a stretch went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DaysLine {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Came in time.
    pub on_time: u32,
    /// Came late.
    pub late: u32,
    /// Did not come, not explained.
    pub absent: u32,
    /// Away, and staff accepted it.
    pub excused: u32,
}

/// One assessment in short.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentShort {
    /// Its id.
    pub id: stupen_domain::wire::ids::AssessmentId,
    /// When it was signed.
    pub on: NaiveDate,
    /// Its marks.
    pub marks: Vec<MarkWords>,
}

/// The part of the log that a review rests on.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewPage {
    /// Which workshop.
    pub workshop: Room,
    /// Whose.
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// Of which enrolment.
    pub enrolment: EnrolmentId,
    /// Its first day.
    pub from: NaiveDate,
    /// Its end, once it ended.
    pub ended: Option<(NaiveDate, EndReason)>,
    /// The dismissal fell, and the enrolment stays ended because a newer one began.
    pub dismissal_fell: bool,
    /// It is not over: what a review says of it may be decided.
    #[serde(skip)]
    pub runs: bool,
    /// It is decided that the enrolment ends, and the end is not recorded.
    #[serde(skip)]
    pub end_missing: bool,
    /// How it stands.
    pub standing: Standing,
    /// Why it is open, as a msgid.
    #[serde(skip)]
    pub opening: Option<&'static str>,
    /// The breaches that stand, with words, by day.
    pub strikes: Vec<BreachLine>,
    /// Breaches that no decision has weighed.
    pub unweighed: Vec<BreachId>,
    /// Attendance.
    pub days: DaysLine,
    /// The last assessments, the newest first.
    pub assessments: Vec<AssessmentShort>,
    /// Praise within the enrolment, the newest first.
    pub praise: Vec<PraiseLine>,
    /// Everything that was proposed, the newest first.
    pub proposals: Vec<ProposalLine>,
    /// The further way, once it was chosen.
    pub way: Option<(FurtherWay, By)>,
    /// A further way is to be chosen.
    pub way_open: bool,
    /// Today.
    pub today: NaiveDate,
    /// What a proposal made now weighs and settles.
    #[serde(skip)]
    pub weighs: (Vec<BreachId>, Vec<ReviewId>),
    /// What whoever reads this sees: breaches, decisions and what waits for confirmation, by id. Sent back with what is
    /// decided, so that nobody decides on what they did not see.
    pub seen: String,
    /// A dismissal may be decided.
    pub may_dismiss: bool,
    /// Who proposed what may be confirmed, in which part it may be confirmed.
    #[serde(skip)]
    pub pending: Option<(ReviewId, Option<PersonId>, Role, ReviewOutcome)>,
    /// The entry of the decision, which an end names.
    #[serde(skip)]
    pub decision: Option<EntryRef>,
}

impl ReviewPage {
    /// Reads a review with its evidence: of the enrolment asked for, else of the last one of the person here. `None`
    /// when there is none.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        person: &PersonId,
        asked: Option<&EnrolmentId>,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        let today = room.day(moment);
        let Some(enrolment) = people::enrolments(ledger.state(), person)
            .into_iter()
            .filter(|view| view.workshop == room.id)
            .rfind(|view| asked.is_none_or(|asked| view.enrolment == *asked))
        else {
            return Ok(None);
        };
        let (from, until) = reviews::grounds_days(&enrolment, today).into_inner();
        for day in from.iter_days().take_while(|day| *day <= until) {
            ledger.open_day(day)?;
        }
        let state = ledger.state();
        let now = room.at(moment, today);
        let grounds = reviews::grounds(state, person, &enrolment, now);
        let review = reviews::review(state, person, &enrolment.enrolment);
        let id = room.id.clone();
        let mut forms = Forms::of(state, &id);
        let strikes = review
            .strikes
            .iter()
            .map(|strike| BreachLine::of(state, &mut forms, strike, &review.strikes))
            .collect();
        let shorts: Vec<AssessmentShort> = grounds
            .assessments
            .iter()
            .map(|view| AssessmentShort {
                id: view.shown.assessment.clone(),
                on: view.shown.on,
                marks: view
                    .marks
                    .iter()
                    .map(|mark| forms.mark(view.shown.version, &mark.criterion, &mark.level))
                    .collect(),
            })
            .collect();
        let praise: Vec<PraiseLine> = grounds
            .praise
            .iter()
            .map(|(praise, said)| PraiseLine {
                item: forms.praise(praise.version, &praise.item),
                said: By::of(state, said),
            })
            .collect();
        let current = stupen_domain::forms::current::<stupen_domain::wire::forms::Regulations>(
            state, &room.id,
        )
        .map_or(0, |found| found.version);
        let mut proposals: Vec<ProposalLine> = review
            .proposals
            .iter()
            .map(|view| ProposalLine {
                review: view.proposal.review.clone(),
                outcome: view.proposal.outcome,
                condition: view
                    .proposal
                    .condition
                    .as_ref()
                    .map(|id| forms.agreed(current, id)),
                proposed: By::of(state, &view.said),
                confirmed: view.confirmed.as_ref().map(|said| By::of(state, said)),
                fate: fate_label(view.fate),
                words: requests::notes(
                    state,
                    person,
                    NoteAbout::Review,
                    view.proposal.review.as_str(),
                )
                .into_iter()
                .map(|(note, _)| {
                    // An earlier kiosk noted here once more what was chosen from the list.
                    let conditions = Some(&note.conditions)
                        .filter(|said| view.proposal.condition.as_ref() != Some(said));
                    (note.words.clone(), conditions.cloned().unwrap_or_default())
                })
                .collect(),
            })
            .collect();
        proposals.reverse();
        let (way, way_open) = match reviews::further_way(state, person, &enrolment.enrolment) {
            WayOn::NotEnded => (None, false),
            WayOn::Open | WayOn::Offered(_) => (None, true),
            WayOn::Chosen(way, said) => (Some((way, By::of(state, &said))), false),
        };
        let pending = match &review.status {
            Status::Proposed {
                review: id,
                outcome,
                confirms,
                ..
            } => review
                .pending()
                .map(|view| ((*id).clone(), view.said.by.cloned(), *confirms, *outcome)),
            _ => None,
        };
        let decision = match &review.status {
            Status::Decided { entry, .. } => Some((*entry).clone()),
            _ => None,
        };
        Ok(Some(Self {
            name: Name::of(state, person),
            full_name: super::full_name(state, person),
            from: enrolment.from,
            ended: enrolment.ended,
            dismissal_fell: enrolment.dismissal_fell,
            runs: !enrolment.is_over(today),
            end_missing: reviews::end_missing(&review, &enrolment, today),
            standing: Standing::of(&review.status),
            opening: review.opening().map(opening_label),
            unweighed: review.unweighed.iter().map(|id| (*id).clone()).collect(),
            days: DaysLine {
                from,
                until,
                on_time: grounds.attendance.on_time,
                late: grounds.attendance.late,
                absent: grounds.attendance.absent,
                excused: grounds.attendance.excused,
            },
            seen: review.rests_on(),
            weighs: (review.weighs(), review.settles()),
            may_dismiss: review.may_dismiss(),
            enrolment: enrolment.enrolment,
            strikes,
            assessments: shorts,
            praise,
            proposals,
            way,
            way_open,
            today,
            pending,
            decision,
            workshop: room,
        }))
    }
}
