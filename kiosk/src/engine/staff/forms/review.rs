//! The dismissal review: proposed by one, confirmed by the other; the end, and where to go on.

use stupen_domain::decide::Now;
use stupen_domain::facts::{
    BreachRecorded, CaseNoted, EndReason, EnrolmentEnded, FurtherWay, FurtherWayChosen,
    FurtherWaysOffered, NoteAbout, ReviewConfirmed, ReviewOutcome, ReviewProposed,
};
use stupen_domain::people::{self, BadgeStatus};
use stupen_domain::reviews::{self, Status};
use stupen_domain::terms;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{BadgeHash, PersonId, ReviewId};

use super::super::form::{Answer, Finished, Form, FormKind, Ground};
use super::super::page::{Act, Lines, Page, action, line, pictogram, tell, tile};
use super::super::sections::{Proposed, Section, needed_word, outcome_words};
use super::super::{StaffScene, go};
use super::not_stated;
use crate::engine::scene::Scene;
use crate::engine::{Effect, Engine};
use crate::media::in_language;
use crate::ui::{Line, Named, Say, StaffTap, StaffTone, TellView, TileStyle, Word};

/// Among a form's answers: the breaches and decisions that stood when staff began, or went on with, a proposal.
const SEEN: &str = "seen";

/// What of a proposal is still true when it has to be made anew, and may lie on this kiosk: the floor has it too.
pub(in crate::engine::staff) const PROPOSED: [&str; 2] = ["outcome", "condition"];

/// Where a form has the reason in words, which are sealed to the office.
const WHY: &str = "why";

/// Why somebody proposed what they did. It is sealed and lies on no disk of the kiosk's; it is remembered only as long as
/// the program runs and nobody has confirmed, so that whoever has to propose anew need not write it again.
#[derive(Debug)]
pub(in crate::engine) struct WhyProposed {
    pub(in crate::engine::staff) of: PersonId,
    pub(in crate::engine::staff) review: ReviewId,
    why: Answer,
}

impl Engine {
    /// Takes over the reason of what this member of staff proposed before, while nobody has confirmed it.
    pub(in crate::engine::staff) fn reason_again(&self, form: &mut Form, now: &Now) {
        // Confirmed at another kiosk, it lies here as if it still waited.
        let decided: Vec<ReviewId> = self
            .enrolment_here(&form.of, now)
            .map(|enrolment| {
                let ledger = self.ledger();
                reviews::review(ledger.state(), &form.of, &enrolment.enrolment).settles()
            })
            .unwrap_or_default();
        let earlier = self.drafts().into_iter().find(|earlier| {
            let confirmed = |id: &ReviewId| earlier.choice("review") == Some(id.as_str());
            earlier.kind == FormKind::Second
                && !decided.iter().any(confirmed)
                && earlier.of == form.of
                && earlier.by == form.by
                && earlier.choice("outcome") == form.choice("outcome")
        });
        let Some(earlier) = earlier else {
            return;
        };
        for field in PROPOSED {
            if let Some(known) = earlier.answers.get(field) {
                form.answers
                    .entry(field.to_string())
                    .or_insert(known.clone());
            }
        }
        if let Some(why) = self.why_proposed(&earlier) {
            form.answers.entry(WHY.to_string()).or_insert(why);
        }
    }

    /// Why that was proposed which a form of the second is about, while it is remembered.
    fn why_proposed(&self, second: &Form) -> Option<Answer> {
        let mut known = self.desk.proposed.iter();
        let known = known.find(|known| second.choice("review") == Some(known.review.as_str()));
        known.map(|known| known.why.clone())
    }

    /// Why something was proposed: in words while this kiosk remembers them, else that they are at the office.
    pub(in crate::engine::staff) fn why_of(&self, review: &ReviewId) -> Say {
        let known = self
            .desk
            .proposed
            .iter()
            .find(|known| known.review == *review);
        match known.map(|known| &known.why) {
            Some(Answer::Text(words)) => words.trim().into(),
            _ => Word::ReasonAtOffice.into(),
        }
    }

    /// What a form of the second, or of who confirms, is about, while it may still be confirmed.
    pub(in crate::engine::staff) fn to_confirm(&self, form: &Form, now: &Now) -> Option<Proposed> {
        let proposed = self.proposed_now(&form.of, now)?;
        (form.choice("review") == Some(proposed.review.as_str())).then_some(proposed)
    }

    /// The same in short words, one below the other: how it shall end, on which condition, why, by whom.
    pub(in crate::engine::staff) fn proposed_words(
        &self,
        proposed: &Proposed,
        lang: &str,
    ) -> Vec<Say> {
        let (word, _) = outcome_words(proposed.outcome);
        let by = proposed.by.as_ref().map_or(Say::Nothing, |by| {
            Say::Name(Named::ProposedBy, self.person_view(by).name)
        });
        let condition = self.condition_of(proposed, lang);
        let mut words = vec![Say::row([word.into(), by])];
        if !condition.is_nothing() {
            words.push(condition);
        }
        words.push(self.why_of(&proposed.review));
        words
    }

    /// Whether a proposal that is being written does not rest any more on what was seen when it was begun: another was
    /// made, it was decided, or breaches came and went.
    fn review_has_moved(&self, form: &Form, now: &Now) -> bool {
        let Some(seen) = form.choice(SEEN) else {
            return false;
        };
        self.seen_now(&form.of, now)
            .is_some_and(|stands| stands != seen)
    }

    /// What a proposal made now would rest on: breaches, decisions, and what waits for confirmation.
    fn seen_now(&self, of: &PersonId, now: &Now) -> Option<String> {
        let enrolment = self.enrolment_here(of, now)?;
        let ledger = self.ledger();
        Some(reviews::review(ledger.state(), of, &enrolment.enrolment).rests_on())
    }

    /// That it has moved, on the page of the form: what was written stays, and the review is to be looked at.
    fn moved_while_open(&self, form: &Form, now: &Now) -> Page {
        let decided = self.enrolment_here(&form.of, now).is_some_and(|enrolment| {
            let ledger = self.ledger();
            let review = reviews::review(ledger.state(), &form.of, &enrolment.enrolment);
            let knew = |id: &ReviewId| {
                form.choice(SEEN)
                    .is_some_and(|seen| seen.contains(id.as_str()))
            };
            matches!(review.status, Status::Decided { review: id, .. } if !knew(id))
        });
        let (title, picture) = if decided {
            (Word::DecidedElsewhere, "sign")
        } else if self.proposed_now(&form.of, now).is_some() {
            (Word::ProposedElsewhere, "review")
        } else {
            (Word::ReviewChanged, "review")
        };
        let lang = self.form_language(form);
        let words = match self.proposed_now(&form.of, now) {
            Some(proposed) => self.proposed_words(&proposed, &lang),
            None if form.kind == FormKind::Review && !decided && self.is_filled(form) => {
                vec![Word::DraftKept.into()]
            }
            None => Vec::new(),
        };
        let section = StaffScene::Section {
            of: form.of.clone(),
            section: Section::Review,
            page: 0,
        };
        let (drop, drops) = Self::drop_key();
        tell(
            TellView {
                person: self.person_view(&form.of),
                tone: StaffTone::Rest,
                picture: pictogram(picture),
                title: title.into(),
                words,
                ..TellView::default()
            },
            vec![
                (
                    action(Word::Review, "review", StaffTone::Now, true),
                    go(section),
                ),
                (drop, drops),
            ],
            Self::card_of(form),
        )
    }

    /// The proposal that the second was to confirm fits no more: it becomes a form that may be proposed anew, with the
    /// reason that was written. Where that is not known any more, it stays what it was.
    pub(in crate::engine::staff) fn proposal_again(&self, form: &Form) -> Option<Form> {
        if form.kind != FormKind::Second {
            return None;
        }
        let why = self.why_proposed(form)?;
        let known = PROPOSED
            .iter()
            .filter_map(|field| Some(((*field).to_string(), form.answers.get(*field)?.clone())));
        let answers = known.chain([(WHY.to_string(), why)]).collect();
        Some(form.proposed_anew(answers))
    }

    pub(in crate::engine::staff) fn review_is_open(&self, of: &PersonId, now: &Now) -> bool {
        self.enrolment_here(of, now).is_some_and(|enrolment| {
            let ledger = self.ledger();
            reviews::review(ledger.state(), of, &enrolment.enrolment)
                .opening()
                .is_some()
        })
    }

    /// A proposal rests on what staff see now; remembered, so that it can be told when that has changed.
    pub(in crate::engine::staff) fn remember_seen(&self, form: &mut Form, now: &Now) {
        let Some(seen) = self.seen_now(&form.of, now) else {
            return;
        };
        form.answers.insert(SEEN.to_string(), Answer::Choice(seen));
    }

    pub(super) fn review_page(&self, form: &Form, page: usize, now: &Now) -> Page {
        let lang = self.form_language(form);
        let settled = match form.kind {
            FormKind::Review => self.review_has_moved(form, now),
            FormKind::Second | FormKind::Confirm => self.to_confirm(form, now).is_none(),
            _ => false,
        };
        if settled {
            return self.moved_while_open(form, now);
        }
        match (form.kind, form.step.as_str()) {
            (FormKind::Review, "condition") => {
                let Some(rules) = self.regulations() else {
                    return self.no_form(form);
                };
                let options = rules
                    .form
                    .agreed
                    .iter()
                    .map(|choice| (self.choice_tile(choice, &lang), choice.id.clone()))
                    .collect();
                self.choose(form, page, Word::Condition, TileStyle::Tall, options)
                    .page()
            }
            (FormKind::Review, "why") => {
                self.write(form, page, Word::WhyReview, self.form_phrases(form), false)
            }
            (FormKind::End, "why") => {
                self.write(form, page, Word::Why, self.form_phrases(form), false)
            }
            (FormKind::End, "day") => {
                // A completed term ends on a day on which it is over.
                let over = self
                    .enrolment_here(&form.of, now)
                    .filter(|_| form.choice("because") == Some("term"))
                    .map(|enrolment| terms::completed_from(&enrolment));
                let days = self
                    .days_back(now)
                    .filter(|day| over.is_none_or(|over| over <= *day));
                self.set_day(form, page, Word::LastDay, days, now).page()
            }
            (FormKind::Ways, _) => {
                let options = [
                    (Word::WayJob, "job-search", "job_search"),
                    (Word::WayTalk, "support-talk", "socio_psychological"),
                    (Word::WayElsewhere, "elsewhere", "elsewhere"),
                    (Word::WayNone, "close", "none"),
                ]
                .iter()
                .map(|(word, picture, id)| (tile(picture, *word, Say::Nothing), (*id).to_string()))
                .collect();
                self.choose(form, page, Word::ThreeWays, TileStyle::Large, options)
                    .page()
            }
            (FormKind::Second, _) => {
                let untold = self.untold_at_dismissal(form, now);
                let proposed = self.to_confirm(form, now);
                let mut words: Vec<Say> = Vec::new();
                if let Some(proposed) = &proposed {
                    words.push(needed_word(proposed.confirms).into());
                    words.extend(self.proposed_words(proposed, &lang));
                }
                let mut actions = Vec::new();
                if let Some(first) = untold.first() {
                    words.push(self.untold_words(&untold, &lang));
                    actions.push((
                        action(Word::TellNow, "told", StaffTone::Plain, false),
                        tell_first(&form.of, first),
                    ));
                }
                tell(
                    TellView {
                        person: self.person_view(&form.of),
                        tone: StaffTone::Now,
                        picture: pictogram("show-badge"),
                        title: Word::SecondBadge.into(),
                        words,
                        ..TellView::default()
                    },
                    actions,
                    Self::card_of(form),
                )
            }
            _ => self.review_sheet(form, page, now, &lang),
        }
    }

    fn review_sheet(&self, form: &Form, page: usize, now: &Now, lang: &str) -> Page {
        let mut lines = Lines::new(
            self.ask_of(&form.of, Word::CheckAndRecord),
            page,
            Say::Nothing,
            Act::Nothing,
        );
        let rules = self
            .regulations()
            .map(|found| found.form)
            .unwrap_or_default();
        match form.kind {
            FormKind::End => {
                let (word, picture) = match form.choice("because") {
                    Some("wish") => (Word::EndByWish, "want-leave"),
                    Some("term") => (Word::EndTerm, "work-ended"),
                    _ => (Word::Review, "review"),
                };
                let day = form.day("day").unwrap_or_else(|| workshop_day(now.at));
                lines.line(
                    line(picture, Word::EndWork, word, Say::Nothing),
                    Act::Nothing,
                );
                lines.line(
                    line(
                        "calendar",
                        Word::LastDay,
                        self.day_words(day, now, lang),
                        Say::Nothing,
                    ),
                    Act::Nothing,
                );
                lines.line(
                    line("talk", Word::Reason, form.text("why"), Say::Nothing),
                    Act::Nothing,
                );
                lines.action(
                    action(Word::EndWork, "work-ended", StaffTone::Now, true),
                    Act::Submit,
                );
            }
            FormKind::Confirm => {
                if let Some(proposed) = self.to_confirm(form, now) {
                    for shown in self.proposed_lines(&proposed, lang) {
                        lines.line(shown, Act::Nothing);
                    }
                }
                lines.action(
                    action(Word::Confirm, "sign", StaffTone::Now, true),
                    Act::Submit,
                );
            }
            _ => {
                let outcome = outcome_of(form);
                let (word, picture) = outcome_words(outcome);
                lines.line(
                    line(picture, Word::HowEnds, word, Say::Nothing),
                    Act::Nothing,
                );
                let condition = rules
                    .agreed
                    .iter()
                    .find(|choice| Some(choice.id.as_str()) == form.choice("condition"))
                    .map_or(Say::Nothing, |choice| {
                        in_language(&choice.title, lang).into()
                    });
                if !condition.is_nothing() {
                    lines.line(
                        line("promise", Word::Agreed, condition, Say::Nothing),
                        Act::Nothing,
                    );
                }
                lines.line(
                    line("talk", Word::Reason, form.text("why"), Say::Nothing),
                    Act::Nothing,
                );
                lines.action(
                    action(Word::Propose, "sign", StaffTone::Now, true),
                    Act::Submit,
                );
            }
        }
        let untold = self.untold_at_dismissal(form, now);
        if let Some(first) = untold.first() {
            lines.line(
                Line {
                    tone: StaffTone::Help,
                    ..line(
                        "told",
                        Word::TellFirst,
                        self.untold_words(&untold, lang),
                        Say::Nothing,
                    )
                },
                tell_first(&form.of, first),
            );
            lines.action(
                action(Word::TellNow, "told", StaffTone::Plain, false),
                tell_first(&form.of, first),
            );
        }
        let (key, act) = Self::drop_key();
        lines.action(key, act);
        lines.page()
    }

    /// The strikes on which a dismissal would rest and of which the participant was not told yet: staff decide, and are
    /// to know that they decide about what the person has not heard (docs/domain.md section 2.6).
    fn untold_at_dismissal(&self, form: &Form, now: &Now) -> Vec<BreachRecorded> {
        let dismisses = match form.kind {
            FormKind::Review => outcome_of(form) == ReviewOutcome::Dismiss,
            FormKind::Confirm | FormKind::Second => {
                let proposed = self.to_confirm(form, now);
                proposed.is_some_and(|proposed| proposed.outcome == ReviewOutcome::Dismiss)
            }
            FormKind::End => form.choice("because") == Some("review"),
            _ => false,
        };
        let enrolment = self.enrolment_here(&form.of, now).filter(|_| dismisses);
        enrolment.map_or_else(Vec::new, |enrolment| {
            let ledger = self.ledger();
            let review = reviews::review(ledger.state(), &form.of, &enrolment.enrolment);
            review
                .untold()
                .map(|strike| strike.breach.clone())
                .collect()
        })
    }

    /// That they are not told yet, and which: by their rules.
    fn untold_words(&self, untold: &[BreachRecorded], lang: &str) -> Say {
        let rules = self.regulations().map(|found| found.form);
        let rules = rules.unwrap_or_default().regulations;
        let titles = untold.iter().map(|breach| -> Say {
            let rule = rules.iter().find(|rule| rule.id == breach.regulation);
            rule.map_or(Say::Plain(breach.regulation.clone()), |rule| {
                in_language(&rule.title, lang).into()
            })
        });
        let said = std::iter::once(Say::from(Word::NotToldYet)).chain(titles);
        Say::row(said)
    }

    pub(super) fn finish_review(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        let card = StaffScene::Card {
            of: of.clone(),
            page: 0,
        };
        match form.kind {
            FormKind::Ways => {
                let enrolment = {
                    let ledger = self.ledger();
                    people::enrolments(ledger.state(), &of)
                        .into_iter()
                        .rfind(|view| view.ended.is_some())
                };
                let Some(enrolment) = enrolment else {
                    return Finished::Moved(Ground::GoesOn, card);
                };
                // Another has asked meanwhile, or it was recorded before the power went: nobody is asked twice.
                if self.ways_offered(&of).is_some() {
                    return Finished::Moved(Ground::Settled, card);
                }
                let way = match form.choice("way") {
                    Some("job_search") => FurtherWay::JobSearch,
                    Some("socio_psychological") => FurtherWay::SocioPsychological,
                    Some("elsewhere") => FurtherWay::Elsewhere,
                    _ => FurtherWay::None,
                };
                let offered = FurtherWaysOffered {
                    person: of.clone(),
                    enrolment: enrolment.enrolment.clone(),
                };
                let chosen = FurtherWayChosen {
                    person: of,
                    enrolment: enrolment.enrolment,
                    way,
                };
                // The participant chose, by picture.
                let by = chosen.person.clone();
                let commands = vec![chosen.into(), offered.into()];
                self.recorded_by(staff, &by, commands, card, now)
            }
            FormKind::Confirm => {
                let review = ReviewId::new(form.choice("review").unwrap_or_default());
                self.confirm(staff, staff, &of, review, now)
            }
            FormKind::Second => Finished::To(card),
            FormKind::End => {
                let because = match form.choice("because") {
                    Some("wish") => EndReason::OwnWish,
                    Some("term") => EndReason::TermCompleted,
                    _ => EndReason::DismissalReview,
                };
                let on = form.day("day").unwrap_or_else(|| workshop_day(now.at));
                self.end_work((staff, staff), &of, because, on, &form.text("why"), now)
            }
            _ => self.propose(staff, form, now),
        }
    }

    fn propose(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        let Some(enrolment) = self.enrolment_here(&of, now) else {
            return Finished::Moved(Ground::Ended, StaffScene::Card { of, page: 0 });
        };
        let (weighs, settles) = {
            let ledger = self.ledger();
            let review = reviews::review(ledger.state(), &of, &enrolment.enrolment);
            (review.weighs(), review.settles())
        };
        let section = StaffScene::Section {
            of: of.clone(),
            section: Section::Review,
            page: 0,
        };
        // What is proposed is weighed by who saw it: other breaches, proposals and decisions than stood then are looked
        // at first.
        if self.review_has_moved(form, now) {
            return Finished::Moved(Ground::ReviewChanged, section);
        }
        let review = ReviewId::new(form.id.clone());
        let proposed = ReviewProposed {
            review: review.clone(),
            person: of.clone(),
            enrolment: enrolment.enrolment,
            weighs,
            settles,
            outcome: outcome_of(form),
            condition: form.choice("condition").map(str::to_string),
        };
        let noted = CaseNoted {
            person: of,
            about: NoteAbout::Review,
            id: review.to_string(),
            words: form.text("why"),
            conditions: String::new(),
        };
        match self.state_by(staff, staff, vec![proposed.into(), noted.into()], now) {
            Ok(()) => {
                let mut known = vec![("review", Answer::Choice(review.to_string()))];
                // Whoever has to propose anew does not write the reason again.
                known.extend(
                    PROPOSED
                        .iter()
                        .filter_map(|field| Some((*field, form.answers.get(*field)?.clone()))),
                );
                if let Some(why) = form.answers.get(WHY) {
                    self.desk.proposed.push(WhyProposed {
                        of: form.of.clone(),
                        review,
                        why: why.clone(),
                    });
                }
                Finished::Begin(FormKind::Second, known)
            }
            Err(not) => not_stated(not, section),
        }
    }

    /// The other agrees: now it is decided. A dismissal ends the enrolment at once.
    fn confirm(
        &mut self,
        staff: &PersonId,
        by: &PersonId,
        of: &PersonId,
        review: ReviewId,
        now: &Now,
    ) -> Finished {
        let card = StaffScene::Card {
            of: of.clone(),
            page: 0,
        };
        let confirmed = ReviewConfirmed {
            review,
            person: of.clone(),
        };
        if let Err(not) = self.state_by(staff, by, vec![confirmed.into()], now) {
            let section = StaffScene::Section {
                of: of.clone(),
                section: Section::Review,
                page: 0,
            };
            return not_stated(not, section);
        }
        let dismissed = self.enrolment_here(of, now).is_some_and(|enrolment| {
            let ledger = self.ledger();
            let review = reviews::review(ledger.state(), of, &enrolment.enrolment);
            matches!(
                review.status,
                Status::Decided {
                    outcome: ReviewOutcome::Dismiss,
                    ..
                }
            )
        });
        if dismissed {
            let today = workshop_day(now.at);
            let why = EndReason::DismissalReview;
            return self.end_work((staff, by), of, why, today, "", now);
        }
        Finished::To(StaffScene::Said {
            of: of.clone(),
            title: Word::Stays,
            words: vec![Word::Decided],
            picture: "promise",
            then: Box::new(card),
        })
    }

    /// Ends the enrolment: `staff` are in, `by` states it.
    fn end_work(
        &mut self,
        (staff, by): (&PersonId, &PersonId),
        of: &PersonId,
        because: EndReason,
        on: chrono::NaiveDate,
        why: &str,
        now: &Now,
    ) -> Finished {
        let term = StaffScene::Section {
            of: of.clone(),
            section: Section::Term,
            page: 0,
        };
        let Some(enrolment) = self.enrolment_here(of, now) else {
            return Finished::Moved(Ground::Ended, term);
        };
        let decision = {
            let ledger = self.ledger();
            let review = reviews::review(ledger.state(), of, &enrolment.enrolment);
            match review.status {
                Status::Decided {
                    outcome: ReviewOutcome::Dismiss,
                    entry,
                    ..
                } => Some(entry.clone()),
                Status::Decided { .. }
                | Status::Due(_)
                | Status::Proposed { .. }
                | Status::NotDue => None,
            }
        };
        let ended = EnrolmentEnded {
            enrolment: enrolment.enrolment.clone(),
            person: of.clone(),
            on,
            because,
            decision: decision.filter(|_| because == EndReason::DismissalReview),
        };
        let mut commands = vec![ended.into()];
        if !why.is_empty() {
            commands.push(
                CaseNoted {
                    person: of.clone(),
                    about: NoteAbout::Ending,
                    id: enrolment.enrolment.to_string(),
                    words: why.to_string(),
                    conditions: String::new(),
                }
                .into(),
            );
        }
        match self.state_by(staff, by, commands, now) {
            // Where the last day was told ahead, they may be answered already.
            Ok(()) if self.ways_offered(of).is_some() => Finished::To(term),
            // Then the three ways are offered, by picture, to the participant.
            Ok(()) => Finished::Begin(FormKind::Ways, Vec::new()),
            Err(not) => not_stated(not, term),
        }
    }

    /// The other of lead and consultant shows a badge: the PIN is next.
    pub(in crate::engine::staff) fn second_badge(
        &mut self,
        staff: &PersonId,
        form: Form,
        badge: &BadgeHash,
        now: &Now,
    ) {
        let holder = {
            let ledger = self.ledger();
            match people::badge_status(ledger.state(), badge, workshop_day(now.at)) {
                BadgeStatus::Held(person) => Some(person),
                BadgeStatus::Unknown | BadgeStatus::Revoked(_) => None,
            }
        };
        let proposer = self.staff_actor(staff).role;
        let fits = holder.filter(|person| {
            person != staff && reviews::other_role(proposer) == Some(self.staff_actor(person).role)
        });
        match fits {
            Some(person) => {
                let scene = StaffScene::Second {
                    form,
                    person,
                    digits: String::new(),
                    wrong: false,
                };
                self.go(staff, scene, now);
            }
            None => {
                let of = form.of.clone();
                // Whose word is missing.
                let needed = self.to_confirm(&form, now);
                let needed = needed.map_or(Word::SecondWho, |it| needed_word(it.confirms));
                let said = StaffScene::Said {
                    of,
                    title: Word::SecondWrong,
                    words: vec![needed, Word::SecondWho],
                    picture: "badge-unknown",
                    then: Box::new(StaffScene::Form { form, page: 0 }),
                };
                self.go(staff, said, now);
                self.effects.push(Effect::Sound("error"));
            }
        }
    }

    /// A touch on the PIN pad of the second.
    pub(in crate::engine::staff) fn second_pin(
        &mut self,
        staff: &PersonId,
        form: Form,
        person: PersonId,
        mut digits: String,
        tap: StaffTap,
        now: &Now,
    ) {
        match self.pin_touched(&person, &mut digits, tap, now) {
            None => {
                let scene = StaffScene::Second {
                    form,
                    person,
                    digits,
                    wrong: false,
                };
                self.enter(
                    Scene::Staff {
                        person: staff.clone(),
                        scene,
                    },
                    now,
                );
            }
            Some(false) => {
                let scene = StaffScene::Second {
                    form,
                    person,
                    digits: String::new(),
                    wrong: true,
                };
                self.enter(
                    Scene::Staff {
                        person: staff.clone(),
                        scene,
                    },
                    now,
                );
                self.effects.push(Effect::Sound("error"));
            }
            Some(true) => {
                let review = ReviewId::new(form.choice("review").unwrap_or_default());
                let finished = self.confirm(staff, &person, &form.of, review, now);
                self.finished(staff, &form, finished, now);
            }
        }
    }
}

/// Tells of a breach before anything is decided about it; the form that was begun lies until then.
fn tell_first(of: &PersonId, breach: &BreachRecorded) -> Act {
    let id = Answer::Choice(breach.breach.to_string());
    Act::Begin(FormKind::Tell, of.clone(), vec![("breach", id)])
}

fn outcome_of(form: &Form) -> ReviewOutcome {
    if form.choice("outcome") == Some("dismiss") {
        ReviewOutcome::Dismiss
    } else {
        ReviewOutcome::Keep
    }
}
