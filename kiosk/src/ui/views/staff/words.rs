//! The words of staff's pages: which one is meant. How it reads in each language stands in
//! `ui/views/staff/words.slint` and the catalogue.

/// Lists every word with the getter of its property in the face: one list, so that none is forgotten.
macro_rules! each_word {
    ($with:ident) => {
        $with! {
            words {
                Everybody get_everybody
                WantsStaff get_wants_staff
                NotHere get_not_here
                OnBreak get_on_break
                ByStation get_by_station
                Menu get_menu
                Expected get_expected
                Absent get_absent
                Excused get_excused
                Gone get_gone
                AtSite get_at_site
                NearLimit get_near_limit
                PastLimit get_past_limit
                Late get_late
                NoStation get_no_station
                Today get_today
                Breaches get_breaches
                Breach get_breach
                Praise get_praise
                Assessment get_assessment
                Goals get_goals
                Goal get_goal
                Station get_station
                Learning get_learning
                Badge get_badge
                Term get_term
                Requests get_requests
                Internship get_internship
                Absence get_absence
                Settings get_settings
                Review get_review
                Readiness get_readiness
                TrialTask get_trial_task
                Assessments get_assessments
                Reviews get_reviews
                Stations get_stations
                SkillMatrix get_skill_matrix
                Help get_help
                ToDecide get_to_decide
                ComingToHelp get_coming_to_help
                Device get_device
                About get_about
                BeginOwn get_begin_own
                OwnApart get_own_apart
                Unfinished get_unfinished
                WhichRule get_which_rule
                WhatHappened get_what_happened
                WhatAgreed get_what_agreed
                WhereWas get_where_was
                WhenDay get_when_day
                WhenTime get_when_time
                When get_when
                Rule get_rule
                Happened get_happened
                Said get_said
                Agreed get_agreed
                CheckAndRecord get_check_and_record
                RecordAndTell get_record_and_tell
                DropForm get_drop_form
                Recorded get_recorded
                Skip get_skip
                WasTold get_was_told
                NotConfirmed get_not_confirmed
                NotToldYet get_not_told_yet
                Told get_told
                Annul get_annul
                Annulled get_annulled
                WhyAnnul get_why_annul
                Why get_why
                Reason get_reason
                NoBreaches get_no_breaches
                Accept get_accept
                Decline get_decline
                ProposalLate get_proposal_late
                ProposalAbsent get_proposal_absent
                WhyDecline get_why_decline
                NotCounted get_not_counted
                ReviewOpen get_review_open
                HowEnds get_how_ends
                Dismiss get_dismiss
                Keep get_keep
                Condition get_condition
                WhyReview get_why_review
                Propose get_propose
                Confirm get_confirm
                ConfirmOther get_confirm_other
                SecondBadge get_second_badge
                SecondWho get_second_who
                SecondWrong get_second_wrong
                Decided get_decided
                WorkEnded get_work_ended
                Stays get_stays
                ThreeWays get_three_ways
                WayJob get_way_job
                WayTalk get_way_talk
                WayElsewhere get_way_elsewhere
                WayNone get_way_none
                WhatFor get_what_for
                WellDone get_well_done
                WantsTalk get_wants_talk
                WantsJoin get_wants_join
                WantsLeave get_wants_leave
                WantsPicture get_wants_picture
                NoRequests get_no_requests
                AnswerRequest get_answer_request
                AnsAgreed get_ans_agreed
                AnsDone get_ans_done
                AnsNotNow get_ans_not_now
                AnsTakenBack get_ans_taken_back
                TakePicture get_take_picture
                EndByWish get_end_by_wish
                EndTerm get_end_term
                EndWork get_end_work
                EarlierTerm get_earlier_term
                LastDay get_last_day
                WhichDay get_which_day
                Tomorrow get_tomorrow
                Yesterday get_yesterday
                Came get_came
                WentBreak get_went_break
                CameBack get_came_back
                WentHome get_went_home
                AddMark get_add_mark
                WhichMark get_which_mark
                ChangeTime get_change_time
                NotHappened get_not_happened
                WhatCorrect get_what_correct
                WhyCorrect get_why_correct
                WasWord get_was_word
                NoMarks get_no_marks
                OpenDay get_open_day
                NotTheirs get_not_theirs
                DeadBadge get_dead_badge
                BeforeNight get_before_night
                BadgeElsewhere get_badge_elsewhere
                KioskRevoked get_kiosk_revoked
                PlannedEnd get_planned_end
                PlannedStart get_planned_start
                NowTime get_now_time
                UntilDay get_until_day
                NotExcused get_not_excused
                Explained get_explained
                IsExplained get_is_explained
                NewBadge get_new_badge
                ScanSpare get_scan_spare
                OldDies get_old_dies
                BadgeTaken get_badge_taken
                BadgeGiven get_badge_given
                NoBadge get_no_badge
                HasBadge get_has_badge
                LetIn get_let_in
                DayWas get_day_was
                OldStays get_old_stays
                IsLost get_is_lost
                BadgeLost get_badge_lost
                TodayOnly get_today_only
                DayBadge get_day_badge
                StandWithout get_stand_without
                TouchPause get_touch_pause
                Language get_language
                TextSize get_text_size
                Speech get_speech
                SpeechAlways get_speech_always
                SpeechRequest get_speech_request
                SpeechOff get_speech_off
                Volume get_volume
                Contrast get_contrast
                LeftHand get_left_hand
                Calm get_calm
                BreakTimerWord get_break_timer_word
                WorkTimerWord get_work_timer_word
                TimerOff get_timer_off
                TimerDisc get_timer_disc
                TimerBar get_timer_bar
                Yes get_yes
                No get_no
                NoRuns get_no_runs
                AssessDue get_assess_due
                AssessSoon get_assess_soon
                AssessOverdue get_assess_overdue
                AssessNotYet get_assess_not_yet
                AssessAway get_assess_away
                AssessExcused get_assess_excused
                BeginAssess get_begin_assess
                GiveToParticipant get_give_to_participant
                HandOver get_hand_over
                ThanksMarked get_thanks_marked
                GiveBack get_give_back
                StaffShowsBadge get_staff_shows_badge
                GoBack get_go_back
                ByPin get_by_pin
                OthersRecord get_others_record
                ReasonAtOffice get_reason_at_office
                CallOff get_call_off
                CalledOff get_called_off
                YouSay get_you_say
                NoOwnMarks get_no_own_marks
                SideBySide get_side_by_side
                ChooseGoal get_choose_goal
                SameGoal get_same_goal
                GoalUntil get_goal_until
                GoalMeasure get_goal_measure
                Notes get_notes
                Recommendations get_recommendations
                Sign get_sign
                Understood get_understood
                LastMark get_last_mark
                NoAssessments get_no_assessments
                NobodyDue get_nobody_due
                ReadyYes get_ready_yes
                ReadyNotYet get_ready_not_yet
                LookAgain get_look_again
                NoGoal get_no_goal
                GoalReached get_goal_reached
                GoalDropped get_goal_dropped
                GoalChanged get_goal_changed
                NewGoal get_new_goal
                WhatBecame get_what_became
                PlanToday get_plan_today
                WhichOperation get_which_operation
                NoneOperation get_none_operation
                NoPlan get_no_plan
                NoHelp get_no_help
                Open get_open
                GoOut get_go_out
                Contact get_contact
                Difficulty get_difficulty
                ComeBack get_come_back
                WhatKind get_what_kind
                KindInternship get_kind_internship
                KindJob get_kind_job
                FromDay get_from_day
                Employer get_employer
                Mentor get_mentor
                WithWhom get_with_whom
                WithParticipant get_with_participant
                WithEmployer get_with_employer
                WithMentor get_with_mentor
                HowContact get_how_contact
                HowVisit get_how_visit
                HowCall get_how_call
                HowMessage get_how_message
                IsWell get_is_well
                AllWell get_all_well
                NeedsCare get_needs_care
                WhatWasSaid get_what_was_said
                WhatDifficult get_what_difficult
                ReturnNeeded get_return_needed
                HowPlacementEnds get_how_placement_ends
                EndReturned get_end_returned
                EndCompleted get_end_completed
                EndHired get_end_hired
                EndLost get_end_lost
                EndOwn get_end_own
                NoPlacement get_no_placement
                HowTrial get_how_trial
                TrialReady get_trial_ready
                TrialPractise get_trial_practise
                TrialOther get_trial_other
                NoForms get_no_forms
                NobodyEnrolled get_nobody_enrolled
                Overdue get_overdue
                NoEnd get_no_end
                Continue get_continue
                NoUnfinished get_no_unfinished
                Orientation get_orientation
                Temporary get_temporary
                NotRecorded get_not_recorded
                Changed get_changed
                SettledMeanwhile get_settled_meanwhile
                AnnulledMeanwhile get_annulled_meanwhile
                EndedMeanwhile get_ended_meanwhile
                GoesOnMeanwhile get_goes_on_meanwhile
                CorrectedMeanwhile get_corrected_meanwhile
                StayBeganMeanwhile get_stay_began_meanwhile
                StayOverMeanwhile get_stay_over_meanwhile
                ReviewChanged get_review_changed
                DraftKept get_draft_kept
                TermPast get_term_past
                EndsEarlier get_ends_earlier
                TermNotOver get_term_not_over
                ReviewFirst get_review_first
                DecidedToEnd get_decided_to_end
                WhyOpen get_why_open
                ThirdStrike get_third_strike
                NewStrike get_new_strike
                WeighedAnnulled get_weighed_annulled
                TwoDecisions get_two_decisions
                EarlierDecision get_earlier_decision
                StaysIf get_stays_if
                PraisedFor get_praised_for
                NoPraise get_no_praise
                WorksHereNoMore get_works_here_no_more
                Proposals get_proposals
                NoProposals get_no_proposals
                NoReviews get_no_reviews
                DayOff get_day_off
                TellNow get_tell_now
                WhatSay get_what_say
                Proposed get_proposed
                WorkTime get_work_time
                ThisWeek get_this_week
                AtNight get_at_night
                RecordAgreed get_record_agreed
                NoLimits get_no_limits
                Rotation get_rotation
                TakeAll get_take_all
                LeastPractised get_least_practised
                Covers get_covers
                NothingAllowed get_nothing_allowed
                NotAllowed get_not_allowed
                OfficeBars get_office_bars
                NobodyHere get_nobody_here
                AsPlanned get_as_planned
                Prompts get_prompts
                LevelFull get_level_full
                LevelGrouped get_level_grouped
                LevelChecklist get_level_checklist
                LevelFree get_level_free
                SupportPicture get_support_picture
                SupportSpeech get_support_speech
                SupportClip get_support_clip
                LessPrompts get_less_prompts
                NextTrial get_next_trial
                MorePrompts get_more_prompts
                TakeIt get_take_it
                LeaveIt get_leave_it
                Quicker get_quicker
                Slower get_slower
                Steady get_steady
                SkillNew get_skill_new
                SkillLearning get_skill_learning
                SkillExperienced get_skill_experienced
                SpeedLearning get_speed_learning
                TimePiece get_time_piece
                OfLate get_of_late
                HowMuchShown get_how_much_shown
                WhatSupports get_what_supports
                OwnWords get_own_words
                SeesOtherwise get_sees_otherwise
                OtherDay get_other_day
                TwoWeeks get_two_weeks
                Amend get_amend
                Amended get_amended
                WhichCriterion get_which_criterion
                ShowResult get_show_result
                WhatAnswer get_what_answer
                AnswerSeen get_answer_seen
                AnswerUnseen get_answer_unseen
                NotCountedMark get_not_counted_mark
                HowDays get_how_days
                MoodOne get_mood_one
                MoodTwo get_mood_two
                MoodThree get_mood_three
                MoodFour get_mood_four
                MoodFive get_mood_five
                NoMoods get_no_moods
                NoTrials get_no_trials
                Newcomers get_newcomers
                NoNewcomers get_no_newcomers
                WasHere get_was_here
                TellFirst get_tell_first
                AssessedMeanwhile get_assessed_meanwhile
                SameDays get_same_days
                AmendThat get_amend_that
                SignTwice get_sign_twice
                Independent get_independent
                AnswerReadiness get_answer_readiness
                WaysAnswered get_ways_answered
                WaysOpen get_ways_open
                OwnNext get_own_next
                SayAgain get_say_again
                DoNotKnow get_do_not_know
                GiveScreen get_give_screen
                NotNamed get_not_named
                NextContact get_next_contact
                ReturnWanted get_return_wanted
                StayGoesOn get_stay_goes_on
                AgreedAtOffice get_agreed_at_office
                ConditionAtOffice get_condition_at_office
                SaidAtOffice get_said_at_office
                Attendance get_attendance
                NeedsLead get_needs_lead
                NeedsConsultant get_needs_consultant
                WhatFollows get_what_follows
                WhatFollowsSaid get_what_follows_said
                RecordIt get_record_it
                DecidedElsewhere get_decided_elsewhere
                ProposedElsewhere get_proposed_elsewhere
                BeginAnew get_begin_anew
                OpensAgain get_opens_again
                LastAssessment get_last_assessment
            }
            counted {
                OfThree invoke_of_three
                DaysLeft invoke_days_left
                MonthsLeft invoke_months_left
                InDays invoke_in_days
                DaysOver invoke_days_over
                Minutes invoke_minutes
                Pieces invoke_pieces
                OnTimeDays invoke_on_time_days
                LateDays invoke_late_days
                AbsentDays invoke_absent_days
                ExcusedDays invoke_excused_days
                BreachCount invoke_breach_count
                PraiseCount invoke_praise_count
                HelpCount invoke_help_count
                Defects invoke_defects
                OperationCount invoke_operation_count
                SecondsPiece invoke_seconds_piece
                WaitCount invoke_wait_count
                FilesToCome invoke_files_to_come
                StepsBack invoke_steps_back
                Percent invoke_percent
                MinutesLeft invoke_minutes_left
                MinutesWorked invoke_minutes_worked
                CleanRuns invoke_clean_runs
                Errors invoke_errors
                DaysAway invoke_days_away
                PiecesToNorm invoke_pieces_to_norm
                Days invoke_days
                WaitsMinutes invoke_waits_minutes
                AfterMinutes invoke_after_minutes
            }
            named {
                SecondsWay invoke_seconds_way
                Until invoke_until
                Since invoke_since
                Norm invoke_norm
                WasAt invoke_was_at
                ToldAt invoke_told_at
                WaitsSince invoke_waits_since
                Beside invoke_beside
                NineMonths invoke_nine_months
                BegunBy invoke_begun_by
                ProposedBy invoke_proposed_by
                Shows invoke_shows
            }
        }
    };
}
pub(in crate::ui) use each_word;

macro_rules! make_words {
    (words { $($word:ident $get:ident)+ } counted { $($counted:ident $count:ident)+ } named { $($named:ident $name:ident)+ }) => {
        /// A word or a short sentence of the face.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word { $($word,)+ }

        /// A sentence with a number in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Counted { $($counted,)+ }

        /// A sentence with a name or a time in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Named { $($named,)+ }
    };
}
each_word!(make_words);

/// What stands somewhere: words of the face, or text from data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Say {
    /// Nothing.
    #[default]
    Nothing,
    /// A text from data, in the language of the reader.
    Plain(String),
    /// A word of the face.
    Word(Word),
    /// A sentence with a number.
    Count(Counted, u32),
    /// A sentence with a name or a time.
    Name(Named, String),
    /// Several, with a dot between.
    Row(Vec<Say>),
}

impl Say {
    /// Several with a dot between, leaving out what says nothing.
    #[must_use]
    pub fn row(parts: impl IntoIterator<Item = Say>) -> Self {
        let mut parts: Vec<Say> = parts
            .into_iter()
            .filter(|part| !part.is_nothing())
            .collect();
        if parts.len() > 1 {
            Self::Row(parts)
        } else {
            parts.pop().unwrap_or_default()
        }
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Plain(text) => text.is_empty(),
            Self::Row(parts) => parts.iter().all(Self::is_nothing),
            Self::Word(_) | Self::Count(..) | Self::Name(..) => false,
        }
    }
}

impl From<Word> for Say {
    fn from(word: Word) -> Self {
        Self::Word(word)
    }
}

impl From<String> for Say {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Say {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}
