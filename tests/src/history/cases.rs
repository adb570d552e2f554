//! Wishes about breaches and reviews, requests and goals, assessments and readiness: what staff and participants may
//! want of one person, given what their device knows.

use chrono::{Duration, NaiveDate};
use fastrand::Rng;
use stupen_domain::facts::*;
use stupen_domain::reasons::{self, AT_OFFICE};
use stupen_domain::reviews::{self, Status};
use stupen_domain::time::Moment;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Command, Role, State, assessments, breaches, goals, people, requests};

use super::workshop;

/// The form that all assessments are filled in on.
pub(super) fn form() -> FormSet {
    let text = r#"{"ru":"т","en":"t"}"#;
    let levels: Vec<String> = LEVELS
        .iter()
        .map(|id| format!(r#"{{"id":"{id}","title":{text}}}"#))
        .collect();
    let levels = levels.join(",");
    let criteria: Vec<String> = CRITERIA
        .iter()
        .map(|id| {
            format!(
                r#"{{"id":"{id}","picture":"pictogram:x","title":{text},"asked":{text},"levels":[{levels}]}}"#
            )
        })
        .collect();
    FormSet {
        form: "assessment".into(),
        version: 1,
        body: format!(r#"{{"levels":[],"criteria":[{}]}}"#, criteria.join(",")),
    }
}

const CRITERIA: [&str; 2] = ["time", "care"];
const LEVELS: [&str; 4] = ["alone", "reminder", "picture", "help"];

/// Who wishes something of whom, when, and by what is known.
pub(super) struct Case<'a> {
    pub(super) rng: &'a mut Rng,
    pub(super) state: &'a State,
    pub(super) person: &'a PersonId,
    pub(super) now: Moment,
    pub(super) today: NaiveDate,
    /// Makes ids that nobody else makes.
    pub(super) serial: u32,
}

/// One act: its commands are decided one after the other.
type Act = (Vec<Command>, Actor);

fn act(command: impl Into<Command>, actor: Actor) -> Act {
    (vec![command.into()], actor)
}

fn lead() -> Actor {
    super::staff(Role::Lead)
}

fn consultant() -> Actor {
    Actor {
        person: Some(PersonId::new("maria")),
        role: Role::Consultant,
    }
}

impl Case<'_> {
    fn one_of<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        self.rng.choice(of).cloned()
    }

    fn day(&mut self) -> NaiveDate {
        self.today - Duration::days(self.rng.i64(0..3))
    }

    fn either(&mut self) -> Actor {
        if self.rng.bool() {
            lead()
        } else {
            consultant()
        }
    }

    fn enrolment(&self) -> Option<EnrolmentId> {
        let enrolments = people::enrolments(self.state, self.person);
        let open = enrolments.into_iter().rfind(|view| view.ended.is_none());
        open.map(|view| view.enrolment)
    }

    /// Something that may be wished; `None` where there is nothing to wish it of. Half of the time what waits.
    pub(super) fn wish(mut self) -> Option<Act> {
        if self.rng.bool() {
            let waiting = match self.rng.u32(0..9) {
                0 | 5 | 6 | 8 => self.answer_seen().or_else(|| self.answer()),
                1 => self.settled(),
                2 | 7 => self.way(),
                _ => self.next_of_review(),
            };
            if waiting.is_some() {
                return waiting;
            }
        }
        match self.rng.u32(0..32) {
            0..=6 => self.breach(),
            7 => self.told(),
            8 => self.annulled(),
            9 => self.declined(),
            10 => Some(act(
                PraiseRecorded {
                    praise: None,
                    person: self.person.clone(),
                    item: "helped".into(),
                    version: 1,
                },
                lead(),
            )),
            11..=13 => self.proposed(),
            14..=17 => self.confirmed(),
            18 => self.ended(),
            19 => self.way(),
            20 => self.request(),
            21 => self.answer(),
            22 => self.goal(),
            23 => self.settled(),
            24 => self.trial(),
            25..=28 => self.assessment(),
            29 => self.amended(),
            30 => self.readiness(),
            _ => Some(act(
                CaseNoted {
                    person: self.person.clone(),
                    about: NoteAbout::Ending,
                    id: "e".into(),
                    words: "words".into(),
                    conditions: String::new(),
                },
                lead(),
            )),
        }
    }

    fn breach(&mut self) -> Option<Act> {
        let mut breach = BreachRecorded {
            breach: BreachId::new(format!("b{}", self.serial)),
            person: self.person.clone(),
            enrolment: self.enrolment()?,
            regulation: "phone".into(),
            version: 1,
            day: self.day(),
            until: None,
            time: None,
            place: None,
            agreed: None,
            cause: None,
        };
        if let Some(proposal) = self.a_proposal()
            && self.rng.bool()
        {
            breach.day = proposal.day;
            breach.until = proposal.last();
            breach.cause = Some(proposal.cause);
        }
        Some(act(breach, self.either()))
    }

    fn a_proposal(&mut self) -> Option<breaches::Proposal> {
        let days = self.today - Duration::days(2)..=self.today;
        let found = breaches::proposals(self.state, &workshop(), Some(self.person), days, self.now);
        self.one_of(&found)
    }

    fn a_breach(&mut self) -> Option<BreachId> {
        let known: Vec<BreachId> = breaches::breaches(self.state, self.person)
            .iter()
            .filter(|view| view.stands())
            .map(|view| view.breach.breach.clone())
            .collect();
        self.one_of(&known)
    }

    fn told(&mut self) -> Option<Act> {
        let told = BreachTold {
            breach: self.a_breach()?,
            person: self.person.clone(),
            confirmed: self.rng.bool(),
            otherwise: false,
        };
        let described = BreachDescribed {
            breach: told.breach.clone(),
            person: self.person.clone(),
            happened: format!("words {}", self.serial),
            said: String::new(),
            said_picture: None,
            agreed: String::new(),
        };
        Some((vec![described.into(), told.into()], self.either()))
    }

    fn annulled(&mut self) -> Option<Act> {
        let annulled = BreachAnnulled {
            breach: self.a_breach()?,
            person: self.person.clone(),
            reason: AT_OFFICE.into(),
        };
        let fact = stupen_domain::wire::Fact::from(annulled);
        let noted = reasons::note(&fact, &format!("words {}", self.serial))?;
        Some((vec![fact.into(), noted.into()], self.either()))
    }

    fn declined(&mut self) -> Option<Act> {
        let proposal = self.a_proposal()?;
        let declined = BreachProposalDeclined {
            person: self.person.clone(),
            day: proposal.day,
            until: proposal.last(),
            cause: proposal.cause,
            reason: "no_transport".into(),
        };
        Some(act(declined, self.either()))
    }

    fn next_of_review(&mut self) -> Option<Act> {
        let enrolment = self.enrolment()?;
        match reviews::review(self.state, self.person, &enrolment).status {
            Status::NotDue => self.breach(),
            Status::Due(_) => self.proposed(),
            Status::Proposed { .. } => self.confirmed(),
            Status::Decided { .. } => self.ended(),
        }
    }

    fn proposed(&mut self) -> Option<Act> {
        let enrolment = self.enrolment()?;
        let review = reviews::review(self.state, self.person, &enrolment);
        let proposed = ReviewProposed {
            review: ReviewId::new(format!("r{}", self.serial)),
            person: self.person.clone(),
            weighs: review.weighs(),
            settles: review.settles(),
            outcome: if self.rng.bool() {
                ReviewOutcome::Keep
            } else {
                ReviewOutcome::Dismiss
            },
            condition: None,
            enrolment,
        };
        Some(act(proposed, self.either()))
    }

    fn confirmed(&mut self) -> Option<Act> {
        let enrolment = self.enrolment()?;
        let review = reviews::review(self.state, self.person, &enrolment);
        let Status::Proposed {
            review, confirms, ..
        } = review.status
        else {
            return None;
        };
        let confirmed = ReviewConfirmed {
            review: review.clone(),
            person: self.person.clone(),
        };
        let other = if confirms == Role::Lead {
            lead()
        } else {
            consultant()
        };
        Some(act(confirmed, other))
    }

    fn ended(&mut self) -> Option<Act> {
        let enrolment = self.enrolment()?;
        let review = reviews::review(self.state, self.person, &enrolment);
        let Status::Decided { entry, .. } = review.status else {
            return None;
        };
        let ended = EnrolmentEnded {
            person: self.person.clone(),
            on: self.today + Duration::days(self.rng.i64(0..3)),
            because: EndReason::DismissalReview,
            decision: Some(entry.clone()),
            enrolment,
        };
        Some(act(ended, lead()))
    }

    fn way(&mut self) -> Option<Act> {
        let enrolments = people::enrolments(self.state, self.person);
        let ended = enrolments.into_iter().find(|view| view.ended.is_some())?;
        let way = FurtherWayChosen {
            person: self.person.clone(),
            enrolment: ended.enrolment,
            way: FurtherWay::JobSearch,
        };
        let offered = FurtherWaysOffered {
            person: way.person.clone(),
            enrolment: way.enrolment.clone(),
        };
        Some((vec![way.into(), offered.into()], consultant()))
    }

    fn request(&mut self) -> Option<Act> {
        let what = [RequestKind::Talk, RequestKind::Join, RequestKind::Leave];
        let request = RequestMade {
            request: RequestId::new(format!("q{}", self.serial)),
            person: self.person.clone(),
            what: self.one_of(&what)?,
            activity: None,
        };
        Some(act(request, Actor::participant(self.person)))
    }

    fn answer(&mut self) -> Option<Act> {
        let open: Vec<RequestId> = requests::requests(self.state, self.person)
            .iter()
            .filter(|view| view.is_open())
            .map(|view| view.request.request.clone())
            .collect();
        let answered = RequestAnswered {
            request: self.one_of(&open)?,
            person: self.person.clone(),
            answer: RequestAnswer::Agreed,
            on: Some(self.today),
        };
        Some(act(answered, self.either()))
    }

    fn answer_seen(&mut self) -> Option<Act> {
        let unseen = requests::unseen(self.state, self.person);
        let view = unseen.first()?;
        let (_, answered) = view.answer()?;
        let seen = RequestAnswerSeen {
            request: view.request.request.clone(),
            person: self.person.clone(),
            answer: answered.entry.clone(),
        };
        Some(act(seen, Actor::participant(self.person)))
    }

    /// One of a few, so that devices agree the same goal without knowing of each other.
    fn goal(&mut self) -> Option<Act> {
        let goal = GoalAgreed {
            goal: GoalId::new(format!("g{}", self.rng.u32(0..3))),
            person: self.person.clone(),
            picture: PictureRef::new("pictogram:goal"),
            words: format!("words {}", self.serial),
            measure: String::new(),
            until: None,
        };
        Some(act(goal, consultant()))
    }

    fn settled(&mut self) -> Option<Act> {
        let current = goals::current(self.state, self.person);
        let settled = GoalSettled {
            goal: current.first()?.goal.goal.clone(),
            person: self.person.clone(),
            outcome: GoalOutcome::Reached,
        };
        Some(act(settled, consultant()))
    }

    fn trial(&mut self) -> Option<Act> {
        let done = TrialTaskDone {
            trial: TrialId::new(format!("t{}", self.serial)),
            person: self.person.clone(),
            operation: None,
            result: TrialResult::Practise,
        };
        let described = TrialTaskDescribed {
            trial: done.trial.clone(),
            person: self.person.clone(),
            form: "trial".into(),
            version: 1,
            marks: Vec::new(),
            remarks: String::new(),
        };
        Some((vec![done.into(), described.into()], self.either()))
    }

    fn marks(&mut self) -> Vec<CriterionMark> {
        CRITERIA
            .iter()
            .filter_map(|criterion| {
                Some(CriterionMark {
                    criterion: (*criterion).into(),
                    level: self.one_of(&LEVELS)?.into(),
                    note: String::new(),
                })
            })
            .collect()
    }

    fn assessment(&mut self) -> Option<Act> {
        let signed = AssessmentSigned {
            assessment: AssessmentId::new(format!("a{}", self.serial)),
            person: self.person.clone(),
            enrolment: self.enrolment()?,
            placement: None,
            form: "assessment".into(),
            version: 1,
            from: self.today - Duration::days(14),
            until: self.today,
            marks: self.marks(),
            own: Vec::new(),
            notes: String::new(),
            recommendations: String::new(),
        };
        let given = SelfRatingGiven {
            assessment: signed.assessment.clone(),
            person: self.person.clone(),
            form: signed.form.clone(),
            version: signed.version,
            marks: self.marks(),
        };
        let on = self.day();
        let shown = self.shown(&signed, on, &signed.marks);
        let commands = vec![given.into(), signed.into(), shown.into()];
        Some((commands, consultant()))
    }

    fn shown(
        &self,
        signed: &AssessmentSigned,
        on: NaiveDate,
        marks: &[CriterionMark],
    ) -> AssessmentShown {
        AssessmentShown {
            assessment: signed.assessment.clone(),
            person: self.person.clone(),
            enrolment: signed.enrolment.clone(),
            placement: None,
            form: signed.form.clone(),
            version: signed.version,
            on,
            marks: marks
                .iter()
                .map(|mark| ShownMark {
                    criterion: mark.criterion.clone(),
                    level: mark.level.clone(),
                    own: None,
                })
                .collect(),
        }
    }

    fn amended(&mut self) -> Option<Act> {
        let known = assessments::shown(self.state, self.person);
        let view = self.rng.choice(&known)?;
        let id = &view.shown.assessment;
        let signed = assessments::signed(self.state, self.person, id)?;
        let marks = self.marks();
        let amended = AssessmentAmended {
            assessment: id.clone(),
            person: self.person.clone(),
            marks: marks.clone(),
            notes: String::new(),
            reason: "a slip".into(),
        };
        let shown = self.shown(signed.signed, view.shown.on, &marks);
        Some((vec![amended.into(), shown.into()], consultant()))
    }

    fn readiness(&mut self) -> Option<Act> {
        let enrolment = self.enrolment()?;
        let known = assessments::inside(self.state, self.person, &enrolment);
        let answered = ReadinessAnswered {
            person: self.person.clone(),
            weighs: vec![known.last()?.shown.assessment.clone()],
            ready: self.rng.bool(),
            again_on: None,
            enrolment,
        };
        Some(act(answered, consultant()))
    }
}
