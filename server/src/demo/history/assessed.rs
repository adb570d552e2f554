//! Assessments of several weeks, goals and trial tasks: some grow, some stand, one is overdue.

use anyhow::Result;
use chrono::Days;
use stupen_domain::facts::{
    AssessmentShown, AssessmentSigned, CriterionMark, GoalAgreed, GoalOutcome, GoalSettled,
    ShownMark, TrialResult, TrialTaskDescribed, TrialTaskDone,
};
use stupen_domain::forms;
use stupen_domain::wire::forms::{Assessment, Form, Trial};
use stupen_domain::wire::ids::{AssessmentId, GoalId, OperationId, PictureRef, TrialId};

use super::{Told, clock, some};

impl Told<'_> {
    /// Assessments of several weeks: some grow, some stand, one is overdue.
    pub(super) fn assessments(&self) -> Result<()> {
        let found = self
            .book
            .with(|ledger| forms::current::<Assessment>(ledger.state(), self.workshop))?;
        let Some(form) = found else {
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
        self.consultant(commands)
    }

    /// What was agreed with them to aim at.
    pub(super) fn goals(&self) -> Result<()> {
        let mut commands = Vec::new();
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
        self.consultant(commands)
    }

    /// Trial tasks at the beginning.
    pub(super) fn trials(&self) -> Result<()> {
        let found = self
            .book
            .with(|ledger| forms::current::<Trial>(ledger.state(), self.workshop))?;
        let Some(trial) = found else {
            return Ok(());
        };
        let mut commands = Vec::new();
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
                        remarks: "Спокойно выполняет до конца, просит показать ещё раз.".to_owned(),
                    },
                ),
            );
        }
        self.consultant(commands)
    }
}
