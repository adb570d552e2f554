//! What happened before the demonstration begins, so that every page shows something: attendance and runs, breaches
//! and a review that is due, assessments, requests, goals, stays, limits. All invented, counted back from today.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use chrono::{Days, NaiveDate, NaiveTime};
use stupen_domain::facts::{
    Arrived, AssessmentShown, AssessmentSigned, BreachAnnulled, BreachDescribed, BreachRecorded,
    BreachTold, BreakEnded, BreakStarted, CaseNoted, ContactHow, ContactMade, ContactWith,
    CriterionMark, DifficultyRaised, EndReason, EnrolmentEnded, EnrolmentStarted, GoalAgreed,
    GoalOutcome, GoalSettled, Left, NoteAbout, OperationsBarred, PersonSet, PersonSettingsSet,
    PlacementDescribed, PlacementEnd, PlacementEnded, PlacementKind, PlacementStarted,
    PraiseRecorded, PromptLadderSet, PromptLevel, PromptSupport, RequestAnswer, RequestAnswered,
    RequestKind, RequestMade, RunRecorded, Service, ShownMark, SpeechMode, StationSet, StepSum,
    TimerShape, TrialResult, TrialTaskDescribed, TrialTaskDone, WorkLimitsSet,
};
use stupen_domain::time::{Moment, at_time};
use stupen_domain::wire::forms::{Assessment, Form, Praise, Regulations, Trial};
use stupen_domain::wire::ids::{
    AssessmentId, BreachId, DifficultyId, EnrolmentId, GoalId, OperationId, PersonId, PictureRef,
    PlacementId, RequestId, RunId, StationId, TrialId, WorkshopId,
};
use stupen_domain::{Actor, Command, Role, forms, people, schedule, stations};

use crate::book::{Book, local};
use crate::views::operations::Operations;

/// Working days that attendance and runs are told of: as many as a review looks back on.
const DAYS: usize = 44;

/// Days that go back at most to find them.
const BACK_MAX: u64 = 64;

/// One breach: id, who, days ago, regulation, what was agreed, where, what happened, what was said, told.
type Breach = (
    &'static str,
    &'static str,
    u64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
);

/// Who is told of: the sample's roster by key.
struct Told<'a> {
    book: &'a Book,
    workshop: &'a WorkshopId,
    people: &'a BTreeMap<String, PersonId>,
    enrolments: BTreeMap<PersonId, EnrolmentId>,
    today: NaiveDate,
    now: Moment,
}

/// Tells the history. Forms that the sample does not bring leave out what rests on them.
///
/// # Errors
/// When the book cannot be written.
pub(super) fn tell(
    book: &Book,
    workshop: &WorkshopId,
    people: &BTreeMap<String, PersonId>,
    today: NaiveDate,
) -> Result<()> {
    let now = local(book.clock().now(), chrono_tz::Europe::Moscow);
    let enrolments = book.with(|ledger| {
        people
            .values()
            .filter_map(|id| {
                let held = people::enrolment_on(ledger.state(), id, workshop, today)?;
                Some((id.clone(), held.enrolment))
            })
            .collect()
    })?;
    let told = Told {
        book,
        workshop,
        people,
        enrolments,
        today,
        now,
    };
    told.places()?;
    told.stays()?;
    told.days()?;
    told.conduct()?;
    told.assessments()?;
    told.wishes()?;
    told.settings()?;
    told.left()
}

fn clock(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

/// Numbers that look unplanned and are always the same.
fn some(seed: usize, below: usize) -> usize {
    seed.wrapping_mul(2_654_435_761)
        .rotate_right(7)
        .wrapping_mul(97)
        % below.max(1)
}

impl Told<'_> {
    fn person(&self, key: &str) -> Result<PersonId> {
        self.people
            .get(key)
            .cloned()
            .with_context(|| format!("roster.csv: nobody has the key `{key}`"))
    }

    fn enrolment(&self, person: &PersonId) -> Result<EnrolmentId> {
        self.enrolments
            .get(person)
            .cloned()
            .with_context(|| format!("{person} is not enrolled today"))
    }

    fn ago(&self, days: u64) -> NaiveDate {
        self.today
            .checked_sub_days(Days::new(days))
            .unwrap_or(self.today)
    }

    /// A working day of the workshop, at least so many days ago.
    fn workday(&self, days: u64) -> Result<NaiveDate> {
        let offset = *self.now.offset();
        let first = self.ago(days);
        Ok(self.book.with(|ledger| {
            let is_work = |day: &NaiveDate| {
                schedule::plan(ledger.state(), self.workshop, None, *day, offset).is_some()
            };
            std::iter::successors(Some(first), NaiveDate::pred_opt)
                .take(14)
                .find(is_work)
                .unwrap_or(first)
        })?)
    }

    /// A command that says when it happened.
    fn at<F>(&self, day: NaiveDate, time: NaiveTime, fact: F) -> Command
    where
        F: Into<stupen_domain::wire::Fact>,
    {
        Command {
            fact: fact.into(),
            occurred_at: Some(at_time(day, time, *self.now.offset()).min(self.now)),
        }
    }

    fn office(&self, staff: &str, role: Role, commands: Vec<Command>) -> Result<()> {
        if commands.is_empty() {
            return Ok(());
        }
        let actor = Actor {
            person: Some(PersonId::new(staff)),
            role,
        };
        self.book.commit_now(self.workshop, &actor, commands)?;
        Ok(())
    }

    fn consultant(&self, commands: Vec<Command>) -> Result<()> {
        self.office("consultant-1", Role::Consultant, commands)
    }

    fn lead(&self, commands: Vec<Command>) -> Result<()> {
        self.office("lead-1", Role::Lead, commands)
    }

    /// The tables of the conveyor.
    fn places(&self) -> Result<()> {
        let mut tables: BTreeMap<String, Vec<OperationId>> = BTreeMap::new();
        self.book.with(|ledger| {
            let operations = Operations::of(self.book, ledger.state(), self.workshop);
            for name in operations.all() {
                if let Some(station) = operations.station(&name.id) {
                    tables.entry(station.to_owned()).or_default().push(name.id);
                }
            }
        })?;
        let commands = tables
            .into_iter()
            .map(|(station, operations)| {
                let number = station.rsplit('-').next().unwrap_or_default().to_owned();
                let is_table = station.starts_with("table-");
                let name = if is_table {
                    stupen_domain::facts::Bilingual {
                        ru: format!("Стол {number}"),
                        en: format!("Table {number}"),
                    }
                } else {
                    stupen_domain::facts::Bilingual {
                        ru: format!("Место {station}"),
                        en: format!("Place {station}"),
                    }
                };
                StationSet {
                    station: StationId::new(station),
                    name,
                    picture: PictureRef::new("pictogram:work"),
                    operations,
                    active: true,
                }
                .into()
            })
            .collect();
        self.lead(commands)
    }

    /// Coming, breaks, going, and what was made: of each under their own name.
    fn days(&self) -> Result<()> {
        let offset = *self.now.offset();
        for (n, (key, person)) in self.people.iter().enumerate() {
            let mut commands = Vec::new();
            let Some(enrolment) = self.enrolments.get(person) else {
                continue;
            };
            self.book.with(|ledger| {
                let state = ledger.state();
                let operations = Operations::of(self.book, state, self.workshop);
                let operation = stations::assigned(state, person, self.today).cloned();
                let from = people::enrolments(state, person)
                    .into_iter()
                    .find(|view| view.enrolment == *enrolment)
                    .map_or(self.today, |view| view.from);
                let days: Vec<NaiveDate> = (1..=BACK_MAX)
                    .map(|back| self.ago(back))
                    .filter(|day| {
                        *day >= from && stupen_domain::placements::at(state, person, *day).is_none()
                    })
                    .filter_map(|day| {
                        let plan = schedule::plan(state, self.workshop, Some(person), day, offset)?;
                        (plan.end <= self.now).then_some(day)
                    })
                    .take(DAYS)
                    .collect();
                for (back, day) in days.iter().enumerate() {
                    // Марат did not come once; nobody has said why.
                    if key == "p-03" && back == 5 {
                        continue;
                    }
                    let Some(plan) =
                        schedule::plan(state, self.workshop, Some(person), *day, offset)
                    else {
                        continue;
                    };
                    let late = match (key.as_str(), back) {
                        ("p-05", 2) => Some(23),
                        ("p-02", 4) => Some(17),
                        ("p-09", 1) => Some(14),
                        _ => None,
                    };
                    let seed = n * 31 + back;
                    let minutes =
                        |n: usize| chrono::Duration::minutes(i64::try_from(n).unwrap_or_default());
                    let came = match late {
                        Some(late) => plan.start + minutes(late),
                        None => plan.start - minutes(some(seed, 15)),
                    };
                    let mut say = |at: Moment, fact: stupen_domain::wire::Fact| {
                        commands.push(Command {
                            fact,
                            occurred_at: Some(at),
                        });
                    };
                    let who = || person.clone();
                    say(
                        came,
                        Arrived {
                            person: who(),
                            badge: None,
                        }
                        .into(),
                    );
                    for (at, pause) in plan.pauses.iter().enumerate() {
                        let slip = minutes(some(seed + at, 3));
                        say(pause.start + slip, BreakStarted { person: who() }.into());
                        say(pause.end + slip, BreakEnded { person: who() }.into());
                    }
                    say(
                        plan.end + minutes(some(seed + 7, 6)),
                        Left { person: who() }.into(),
                    );
                    let Some(operation) = &operation else {
                        continue;
                    };
                    // The longer ago, the slower: people learn.
                    let norm = u64::from(operations.norm_s(operation).unwrap_or(45)) * 1000;
                    let slow = 95 + 5 * (back + some(seed, 4)) + 8 * some(n, 4);
                    let piece = norm * u64::try_from(slow).unwrap_or(100) / 100;
                    let began = came.max(plan.start) + minutes(5);
                    let pieces = (60 * 60 * 1000 / piece.max(1)).clamp(1, 60);
                    let counted = u32::try_from(pieces).unwrap_or(1);
                    let steps = operations.steps(operation);
                    let each = piece * pieces / u64::try_from(steps.len().max(1)).unwrap_or(1);
                    let trouble = u32::from(some(seed + 3, 5) == 0);
                    say(
                        began
                            + chrono::Duration::milliseconds(
                                i64::try_from(piece * pieces).unwrap_or_default(),
                            ),
                        RunRecorded {
                            run: RunId::new(format!("demo-run-{key}-{day}")),
                            person: who(),
                            operation: operation.clone(),
                            version: operations.version(operation).unwrap_or(1),
                            began,
                            ended: began
                                + chrono::Duration::milliseconds(
                                    i64::try_from(piece * pieces).unwrap_or_default(),
                                ),
                            counted,
                            defects: trouble,
                            help: trouble,
                            steps: steps
                                .into_iter()
                                .map(|step| StepSum {
                                    step,
                                    times: counted,
                                    total_ms: each,
                                    replays: trouble,
                                    back: trouble,
                                })
                                .collect(),
                        }
                        .into(),
                    );
                }
            })?;
            if !commands.is_empty() {
                let actor = Actor::participant(person);
                self.book.import_now(self.workshop, &actor, commands)?;
            }
        }
        Ok(())
    }

    /// Breaches, praise: one person with two, one whose third opens a review.
    fn conduct(&self) -> Result<()> {
        let version = self.book.with(|ledger| {
            let state = ledger.state();
            (
                forms::current::<Regulations>(state, self.workshop).map(|found| found.version),
                forms::current::<Praise>(state, self.workshop).map(|found| found.version),
            )
        })?;
        let (Some(regulations), Some(praise)) = version else {
            return Ok(());
        };
        let mut commands = Vec::new();
        #[rustfmt::skip]
        let rows: [Breach; 6] = [
            ("1", "p-05", 20, "phone", "locker", "station", "Смотрел видео во время работы, на просьбу убрать телефон ответил не сразу.", "Ждал сообщения от мамы.", true),
            ("2", "p-05", 9, "gear", "gloves", "station", "Работал без перчаток у пресса.", "", true),
            ("3", "p-03", 26, "not-called", "call-absent", "way", "Не пришёл и не позвонил. Дозвонились после обеда.", "Телефон разрядился.", true),
            ("4", "p-03", 15, "shouting", "calm", "station", "Накричал на соседа по столу из-за коробок.", "Он толкнул мой стол.", true),
            ("5", "p-03", 3, "left", "tell", "entrance", "Ушёл до конца смены, мастеру не сказал.", "", false),
            ("6", "p-01", 13, "thing", "give-back", "locker", "В шкафчике лежали чужие ножницы.", "Я их не брал.", true),
        ];
        for (id, key, back, regulation, agreed, place, happened, said, told) in rows {
            let person = self.person(key)?;
            let day = self.workday(back)?;
            let breach = BreachId::new(format!("demo-breach-{id}"));
            commands.push(self.at(
                day,
                clock(14, 10),
                BreachRecorded {
                    breach: breach.clone(),
                    person: person.clone(),
                    enrolment: self.enrolment(&person)?,
                    regulation: regulation.to_owned(),
                    version: regulations,
                    day,
                    time: Some(clock(11, 20)),
                    place: Some(place.to_owned()),
                    agreed: Some(agreed.to_owned()),
                    cause: None,
                },
            ));
            commands.push(self.at(
                day,
                clock(14, 10),
                BreachDescribed {
                    breach: breach.clone(),
                    person: person.clone(),
                    happened: happened.to_owned(),
                    said: said.to_owned(),
                    said_picture: (id == "4").then(|| "quarrel".to_owned()),
                    agreed: String::new(),
                },
            ));
            if told {
                commands.push(self.at(
                    day,
                    clock(14, 15),
                    BreachTold {
                        breach: breach.clone(),
                        person: person.clone(),
                        confirmed: true,
                    },
                ));
            }
            if id == "6" {
                commands.push(self.at(
                    self.workday(back - 1)?,
                    clock(9, 40),
                    BreachAnnulled {
                        breach,
                        person,
                        reason: "Ножницы положил туда другой участник, он сам сказал.".to_owned(),
                    },
                ));
            }
        }
        for (key, item, back) in [
            ("p-06", "helped", 2),
            ("p-06", "careful", 8),
            ("p-03", "team", 18),
            ("p-04", "learned", 6),
            ("p-01", "on-time", 4),
            ("p-07", "safe", 1),
        ] {
            let day = self.workday(back)?;
            commands.push(self.at(
                day,
                clock(14, 30),
                PraiseRecorded {
                    person: self.person(key)?,
                    item: item.to_owned(),
                    version: praise,
                },
            ));
        }
        self.consultant(commands)
    }

    /// Assessments of several weeks: some grow, some stand, one is overdue.
    fn assessments(&self) -> Result<()> {
        let found = self.book.with(|ledger| {
            let state = ledger.state();
            (
                forms::current::<Assessment>(state, self.workshop),
                forms::current::<Trial>(state, self.workshop),
            )
        })?;
        let (Some(form), trial) = found else {
            return Ok(());
        };
        let mut commands = Vec::new();
        // How many days ago the last was signed, and the level of each, oldest first: 0 is the most independent.
        #[rustfmt::skip]
        let rows: [(&str, u64, &[usize]); 6] = [
            ("p-06", 3, &[2, 2, 1, 0]),
            ("p-02", 12, &[3, 2, 2, 1]),
            ("p-05", 6, &[2, 1, 2, 2]),
            ("p-01", 9, &[2, 2, 1, 1]),
            ("p-04", 14, &[3, 2]),
            ("p-03", 25, &[2, 2, 3]),
        ];
        for (key, last, levels) in rows {
            let person = self.person(key)?;
            let enrolment = self.enrolment(&person)?;
            for (n, base) in levels.iter().enumerate() {
                let later = u64::try_from(levels.len() - 1 - n).unwrap_or_default();
                let on = self.workday(last + 14 * later)?;
                let marks: Vec<CriterionMark> = form
                    .form
                    .criteria
                    .iter()
                    .enumerate()
                    .map(|(at, criterion)| {
                        // Not everything goes at the same pace.
                        let level = match (some(at + key.len(), 3), *base) {
                            (0, base) if base > 0 => base - 1,
                            (1, 0) => 1,
                            (_, base) => base,
                        };
                        let level = criterion.levels.get(level).or(criterion.levels.last());
                        CriterionMark {
                            criterion: criterion.id.clone(),
                            level: level.map_or_else(String::new, |level| level.id.clone()),
                            note: String::new(),
                        }
                    })
                    .collect();
                let own: Vec<CriterionMark> = form
                    .form
                    .criteria
                    .iter()
                    .enumerate()
                    .map(|(at, criterion)| {
                        let level = criterion.levels.get(some(at + n, 3));
                        CriterionMark {
                            criterion: criterion.id.clone(),
                            level: level
                                .or(criterion.levels.last())
                                .map_or_else(String::new, |level| level.id.clone()),
                            note: String::new(),
                        }
                    })
                    .collect();
                let assessment = AssessmentId::new(format!("demo-assessment-{key}-{n}"));
                commands.push(self.at(
                    on,
                    clock(14, 0),
                    AssessmentSigned {
                        assessment: assessment.clone(),
                        person: person.clone(),
                        enrolment: enrolment.clone(),
                        placement: None,
                        form: Assessment::NAME.to_owned(),
                        version: form.version,
                        from: on.checked_sub_days(Days::new(13)).unwrap_or(on),
                        until: on,
                        marks: marks.clone(),
                        own: own.clone(),
                        notes: "Работает ровно, после перерыва возвращается сразу.".to_owned(),
                        recommendations: "Попробовать соседнюю операцию.".to_owned(),
                    },
                ));
                commands.push(
                    self.at(
                        on,
                        clock(14, 0),
                        AssessmentShown {
                            assessment,
                            person: person.clone(),
                            enrolment: enrolment.clone(),
                            placement: None,
                            form: Assessment::NAME.to_owned(),
                            version: form.version,
                            on,
                            marks: marks
                                .iter()
                                .zip(&own)
                                .map(|(mark, own)| ShownMark {
                                    criterion: mark.criterion.clone(),
                                    level: mark.level.clone(),
                                    own: Some(own.level.clone()),
                                })
                                .collect(),
                        },
                    ),
                );
            }
        }
        for (key, goal, picture, words, settled) in [
            (
                "p-06",
                "pace",
                "pictogram:work",
                "Собирать десять коробок до обеда",
                true,
            ),
            (
                "p-06",
                "way",
                "pictogram:home",
                "Доехать до площадки без провожатого",
                false,
            ),
            (
                "p-02",
                "ask",
                "pictogram:help",
                "Просить о помощи сразу",
                false,
            ),
        ] {
            let person = self.person(key)?;
            let goal = GoalId::new(format!("demo-goal-{key}-{goal}"));
            commands.push(self.at(
                self.workday(17)?,
                clock(14, 20),
                GoalAgreed {
                    goal: goal.clone(),
                    person: person.clone(),
                    picture: PictureRef::new(picture),
                    words: words.to_owned(),
                    measure: String::new(),
                    until: Some(self.today + Days::new(21)),
                },
            ));
            if settled {
                commands.push(self.at(
                    self.workday(3)?,
                    clock(14, 20),
                    GoalSettled {
                        goal,
                        person,
                        outcome: GoalOutcome::Reached,
                    },
                ));
            }
        }
        if let Some(trial) = trial {
            for (key, operation, level) in
                [("p-04", "soap-set/place", 1), ("p-07", "soap-set/check", 0)]
            {
                let person = self.person(key)?;
                let id = TrialId::new(format!("demo-trial-{key}"));
                let day = self.workday(38)?;
                commands.push(self.at(
                    day,
                    clock(11, 0),
                    TrialTaskDone {
                        trial: id.clone(),
                        person: person.clone(),
                        operation: Some(OperationId::new(operation)),
                        result: TrialResult::Ready,
                    },
                ));
                commands.push(
                    self.at(
                        day,
                        clock(11, 0),
                        TrialTaskDescribed {
                            trial: id,
                            person,
                            form: Trial::NAME.to_owned(),
                            version: trial.version,
                            marks: trial
                                .form
                                .criteria
                                .iter()
                                .filter_map(|criterion| {
                                    Some(CriterionMark {
                                        criterion: criterion.id.clone(),
                                        level: criterion.levels.get(level)?.id.clone(),
                                        note: String::new(),
                                    })
                                })
                                .collect(),
                            remarks: "Спокойно выполняет до конца, просит показать ещё раз."
                                .to_owned(),
                        },
                    ),
                );
            }
        }
        self.consultant(commands)
    }

    /// What people asked for, and what was answered.
    fn wishes(&self) -> Result<()> {
        let mut answers = Vec::new();
        for (key, id, what, activity, back, answer) in [
            ("p-01", "1", RequestKind::Talk, None, 1, None),
            ("p-09", "2", RequestKind::Join, Some("cooking"), 2, None),
            (
                "p-04",
                "3",
                RequestKind::Talk,
                None,
                8,
                Some(RequestAnswer::Done),
            ),
            (
                "p-02",
                "4",
                RequestKind::Join,
                Some("sport"),
                6,
                Some(RequestAnswer::Agreed),
            ),
            (
                "p-05",
                "5",
                RequestKind::Leave,
                None,
                12,
                Some(RequestAnswer::TakenBack),
            ),
        ] {
            let person = self.person(key)?;
            let request = RequestId::new(format!("demo-request-{id}"));
            let day = self.workday(back)?;
            let made = RequestMade {
                request: request.clone(),
                person: person.clone(),
                what,
                activity: activity.map(str::to_owned),
            };
            let command = self.at(day, clock(13, 20), made);
            let actor = Actor::participant(&person);
            self.book.import_now(self.workshop, &actor, vec![command])?;
            if let Some(answer) = answer {
                answers.push(self.at(
                    day,
                    clock(14, 40),
                    RequestAnswered {
                        request: request.clone(),
                        person: person.clone(),
                        answer,
                        on: (answer == RequestAnswer::Agreed).then(|| self.today + Days::new(2)),
                    },
                ));
                answers.push(self.at(
                    day,
                    clock(14, 40),
                    CaseNoted {
                        person,
                        about: NoteAbout::Request,
                        id: request.to_string(),
                        words: "Поговорили, стало спокойнее.".to_owned(),
                        conditions: String::new(),
                    },
                ));
            }
        }
        self.lead(answers)
    }

    /// One person is at an external site now, another was.
    fn stays(&self) -> Result<()> {
        let mut commands = Vec::new();
        let rows = [
            ("p-08", 10, None, "Пекарня «Колос»", "упаковка хлеба"),
            (
                "p-01",
                62,
                Some(41),
                "Типография «Лист»",
                "фальцовка буклетов",
            ),
        ];
        for (key, from, ended, employer, functions) in rows {
            let person = self.person(key)?;
            let placement = PlacementId::new(format!("demo-stay-{key}"));
            let from = self.workday(from)?;
            let until = ended.map_or(self.today + Days::new(32), |back| self.ago(back));
            commands.push(self.at(
                from,
                clock(9, 0),
                PlacementStarted {
                    placement: placement.clone(),
                    person: person.clone(),
                    enrolment: Some(self.enrolment(&person)?),
                    what: PlacementKind::Internship,
                    from,
                    until: Some(until),
                },
            ));
            commands.push(self.at(
                from,
                clock(9, 0),
                PlacementDescribed {
                    placement: placement.clone(),
                    person: person.clone(),
                    employer: employer.to_owned(),
                    mentor: "Тамара Ильинична, старшая смены".to_owned(),
                    functions: functions.to_owned(),
                    remarks: String::new(),
                },
            ));
            for (n, (with, how, well, words)) in [
                (
                    ContactWith::Mentor,
                    ContactHow::Call,
                    true,
                    "Пришёл вовремя, всё показали.",
                ),
                (
                    ContactWith::Participant,
                    ContactHow::Visit,
                    true,
                    "Работа нравится.",
                ),
                (
                    ContactWith::Mentor,
                    ContactHow::Call,
                    ended.is_some(),
                    "Устаёт к концу дня.",
                ),
            ]
            .into_iter()
            .enumerate()
            {
                let on = from + Days::new(u64::try_from(n).unwrap_or_default());
                if on > self.today {
                    break;
                }
                commands.push(self.at(
                    on,
                    clock(15, 30),
                    ContactMade {
                        placement: placement.clone(),
                        person: person.clone(),
                        on,
                        with,
                        how,
                        well,
                        words: words.to_owned(),
                    },
                ));
            }
            if ended.is_none() {
                commands.push(self.at(
                    self.workday(2)?,
                    clock(15, 40),
                    DifficultyRaised {
                        difficulty: DifficultyId::new("demo-difficulty"),
                        person,
                        placement: Some(placement),
                        words: "Долгая дорога: две пересадки.".to_owned(),
                        return_needed: false,
                    },
                ));
            } else {
                commands.push(self.at(
                    until,
                    clock(15, 0),
                    PlacementEnded {
                        placement,
                        person,
                        on: until,
                        because: PlacementEnd::Completed,
                    },
                ));
            }
        }
        self.consultant(commands)
    }

    /// Limits of a minor who studies, an operation that is barred, settings of the kiosk, prompts.
    fn settings(&self) -> Result<()> {
        let (minor, calm, strong) = (
            self.person("p-07")?,
            self.person("p-04")?,
            self.person("p-05")?,
        );
        let prompted = self.person("p-02")?;
        let settings = |person: &PersonId| PersonSettingsSet {
            person: person.clone(),
            text_percent: 100,
            speech: SpeechMode::Always,
            volume_percent: 100,
            high_contrast: false,
            left_handed: false,
            calm: false,
            debounce_ds: 5,
            break_timer: TimerShape::Disc,
            work_timer: TimerShape::Off,
        };
        self.consultant(vec![
            WorkLimitsSet {
                person: minor.clone(),
                from: self.ago(30),
                daily_min: Some(4 * 60),
                weekly_min: Some(17 * 60 + 30),
                no_night: true,
            }
            .into(),
            OperationsBarred {
                person: minor,
                operations: vec![OperationId::new("soap-set/close")],
            }
            .into(),
            PersonSettingsSet {
                text_percent: 150,
                calm: true,
                ..settings(&calm)
            }
            .into(),
            PersonSettingsSet {
                high_contrast: true,
                speech: SpeechMode::OnRequest,
                ..settings(&strong)
            }
            .into(),
            PromptLadderSet {
                person: prompted,
                operation: OperationId::new("soap-set/fill"),
                level: PromptLevel::Grouped,
                support: PromptSupport::Picture,
            }
            .into(),
        ])
    }

    /// Somebody whose term is completed, and after whom no further way is recorded.
    fn left(&self) -> Result<()> {
        let person = PersonId::new("demo-former");
        let enrolment = EnrolmentId::new("demo-former-enrolment");
        let set = |active| PersonSet {
            person: person.clone(),
            called: "Рита".to_owned(),
            picture: PictureRef::new("pictogram:person"),
            language: "ru".to_owned(),
            staff_role: None,
            active,
        };
        self.office(
            "admin-1",
            Role::Administrator,
            vec![
                set(true).into(),
                EnrolmentStarted {
                    enrolment: enrolment.clone(),
                    person: person.clone(),
                    service: Service::TemporaryEmployment,
                    from: self.ago(200),
                    until: None,
                }
                .into(),
                EnrolmentEnded {
                    enrolment,
                    person: person.clone(),
                    on: self.workday(21)?,
                    because: EndReason::TermCompleted,
                    decision: None,
                }
                .into(),
                set(false).into(),
            ],
        )
    }
}
