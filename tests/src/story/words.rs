//! Screens, sounds and days as the scripts write them.

use stupen_domain::attendance::{DayMark, DayView, Question, Stretch, Whereabouts};
use stupen_domain::board::BoardRow;
use stupen_domain::facts::MarkKind;
use stupen_domain::time::Moment;
use stupen_hardware::Lamp;
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{
    AnswerView, Answered, Asking, DeviceView, Head, Look, MessageKind, MineThing, MineView,
    NoticeKind, Offer, Person, Picking, Say, Screen, Soon, SoonKind, StaffScreen,
};

/// What a kiosk did, in order; what only concerns the program is left out.
pub(super) fn effects(effects: &[Effect]) -> String {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Language(lang) => Some(format!("language {lang}")),
            Effect::Show(shown) => Some(format!("screen {}", screen(shown))),
            Effect::Sound(name) => Some(format!("sound {name}")),
            Effect::Lamp(lamp) => Some(format!("lamp {}", lamp_word(*lamp))),
            Effect::Buzz => Some("buzzes".to_owned()),
            Effect::Speak => Some("speaks".to_owned()),
            Effect::Say(text) => Some(format!("says «{text}»")),
            Effect::Recording(_) => Some("plays a recording".to_owned()),
            Effect::Remind(soon) => Some(format!("reminds of {}", soon_word(soon))),
            Effect::Look(look) => Some(format!("look {}", look_word(look))),
            Effect::Volume(percent) => Some(format!("volume {percent}")),
            Effect::Close => Some("closes".to_owned()),
            Effect::Restart => Some("begins anew".to_owned()),
            Effect::Sync | Effect::TellUnusable(_) | Effect::Expect(_) | Effect::Hush => None,
        })
        .collect::<Vec<_>>()
        .join("; ")
}

fn soon_word(soon: &Soon) -> String {
    let what = match soon.what {
        SoonKind::Break => "the break",
        SoonKind::Lunch => "lunch",
        SoonKind::Work => "work",
        SoonKind::Home => "going home",
    };
    match soon.minutes {
        0 => format!("{what} now"),
        minutes => format!("{what} in {minutes} min"),
    }
}

fn look_word(look: &Look) -> String {
    let mut words = vec![format!("{} %", look.text_percent)];
    for (is, word) in [
        (look.high_contrast, "high contrast"),
        (look.left_handed, "left-handed"),
        (look.still, "still"),
    ] {
        if is {
            words.push(word.to_owned());
        }
    }
    words.join(", ")
}

fn lamp_word(lamp: Lamp) -> String {
    format!("{lamp:?}").to_lowercase()
}

/// A screen with what matters on it.
pub(super) fn screen(screen: &Screen) -> String {
    match screen {
        Screen::Waiting(view) => {
            let offline = if view.offline { ", no office" } else { "" };
            format!("waiting {}{offline}", view.clock)
        }
        Screen::Hello(view) => {
            let late = if view.late { " late" } else { "" };
            let next = match &view.next {
                Some(next) => format!(", next «{}»", next.title),
                None => String::new(),
            };
            format!("hello {} {}{late}{next}", view.person.name, view.time)
        }
        Screen::Choice(view) => {
            let unsure = if view.clock_unsure {
                " (clock unsure)"
            } else {
                ""
            };
            let offers: Vec<&str> = view.offers.iter().map(|offer| offer_word(*offer)).collect();
            let answered = if view.answered { ", answered" } else { "" };
            format!(
                "choice {}: {}{unsure}{answered}",
                view.person.name,
                offers.join(", ")
            )
        }
        Screen::Break(view) => {
            let what = if view.lunch { "lunch" } else { "break" };
            let until = match &view.timer {
                Some(timer) => format!(" until {}", timer.until),
                None => String::new(),
            };
            format!("{what} {}{until}", view.person.name)
        }
        Screen::Step(view) => {
            let help = if view.help_called {
                ", help called"
            } else {
                ""
            };
            format!(
                "step {} {}/{} «{} {}»{help}",
                view.person.name,
                view.index + 1,
                view.steps,
                view.verb,
                view.words
            )
        }
        Screen::Checklist(view) => {
            let done = view.ticks.iter().filter(|tick| tick.done).count();
            format!(
                "checklist {} «{}» {done}/{}",
                view.person.name,
                view.title,
                view.ticks.len()
            )
        }
        Screen::Free(view) => {
            format!("free {} «{}» {}", view.person.name, view.title, view.count)
        }
        Screen::Question(view) => format!("question {} «{}»", view.person.name, view.words),
        Screen::Tools(view) => {
            let names: Vec<&str> = view.tools.iter().map(|tool| tool.name.as_str()).collect();
            format!("tools {}: {}", view.person.name, names.join(", "))
        }
        Screen::Mine(view) => mine(view),
        Screen::MineCard(view) => {
            let things: Vec<String> = view.things.iter().map(MineThing::said).collect();
            format!(
                "own {:?} {}: {}",
                view.card,
                view.person.name,
                things.join(" ")
            )
            .trim_end()
            .to_owned()
        }
        Screen::Ask(view) => {
            let what = match &view.asking {
                Asking::Join(thing) => format!("really join «{}»?", thing.name),
                Asking::Wish(wish) => format!("really {wish:?}?").to_lowercase(),
                Asking::NotMe => "really not you?".to_owned(),
                Asking::StillHere => "still here?".to_owned(),
                Asking::Picture(_) => "really this picture?".to_owned(),
                Asking::Myself(who) => format!("really {}?", who.name),
                Asking::Done(_) => "really done?".to_owned(),
            };
            format!("asks {}: {what}", name_of(view.person.as_ref()))
        }
        Screen::Answer(view) => answer(view),
        Screen::Pick(view) => {
            let what = match view.what {
                Picking::Activity => "activities",
                Picking::Picture => "pictures",
                Picking::Myself => "people",
            };
            let whose = name_of(view.person.as_ref());
            format!("{what} for {whose}: {}", view.things.len())
        }
        Screen::Finished(view) => {
            // What comes next is a sign on the screen too.
            let soon = match &view.soon {
                Some(soon) => format!(", {}", soon_word(soon)),
                None => String::new(),
            };
            format!(
                "finished {} «{}» {}{soon}",
                view.person.name, view.title, view.count
            )
        }
        Screen::Goodbye(view) => {
            let again = match &view.again {
                Some(again) => format!(", again {again}"),
                None => String::new(),
            };
            let mood = match view.mood {
                Some(mood) => format!(", mood {mood}"),
                None => ", how was it?".to_owned(),
            };
            format!("goodbye {} {}{again}{mood}", view.person.name, view.time)
        }
        Screen::HelpComing(view) => {
            let who = view.person.as_ref().map_or("", |person| &person.name);
            let seen = if view.seen { ", seen" } else { "" };
            format!("help is called {who}{seen}").trim_end().to_owned()
        }
        Screen::Message(view) => {
            let who = view.person.as_ref().map_or("", |person| &person.name);
            format!("{} {who}", message_word(view.kind))
                .trim_end()
                .to_owned()
        }
        Screen::StaffDoor(view) => {
            let wrong = if view.wrong { ", wrong" } else { "" };
            let locked = match view.locked_minutes {
                0 => String::new(),
                minutes => format!(", locked {minutes} min"),
            };
            format!("PIN {}{wrong}{locked}", view.person.name)
        }
        Screen::Staff(StaffScreen::Device(view)) => staff(view),
        Screen::Staff(page) => staff_page(page),
        Screen::Unenrolled(_) => "no office yet".to_owned(),
        Screen::Stuck(view) => format!("stuck: {:?}", view.cause).to_lowercase(),
    }
}

/// "answer for Аня from Илья: talk, agreed, 24 ноября".
fn answer(view: &AnswerView) -> String {
    let by = match &view.by {
        Some(by) => format!(" from {}", by.name),
        None => String::new(),
    };
    let what = match &view.thing {
        Some(thing) => format!("join «{}»", thing.name),
        None => format!("{:?}", view.wish).to_lowercase(),
    };
    let answered = match view.answer {
        Answered::Agreed => "agreed",
        Answered::Done => "done",
        Answered::NotNow => "not now",
        Answered::TakenBack => "taken back",
    };
    let day = if view.day.is_empty() {
        String::new()
    } else {
        format!(", {}", view.day)
    };
    format!(
        "answer for {}{by}: {what}, {answered}{day}",
        view.person.name
    )
}

/// Signs of a page's rows that a story tells.
const ROWS_LENGTH_MAX: usize = 96;

/// One of staff's pages: what stands above, and what can be touched.
fn staff_page(page: &StaffScreen) -> String {
    let (head, rows): (&Head, Vec<String>) = match page {
        StaffScreen::Device(view) => return staff(view),
        StaffScreen::Tiles(view) => (
            &view.head,
            view.tiles
                .iter()
                .map(|tile| row(&tile.label, &tile.note))
                .collect(),
        ),
        StaffScreen::Lines(view) => (
            &view.head,
            view.lines
                .iter()
                .map(|line| {
                    let beside = Say::row([line.value.clone(), line.note.clone()]);
                    row(&line.label, &beside)
                })
                .collect(),
        ),
        StaffScreen::Mark(view) => (
            &view.head,
            view.levels.iter().map(|level| said(&level.label)).collect(),
        ),
        StaffScreen::Write(view) => (&view.head, vec![view.text.clone()]),
        StaffScreen::Time(view) => (
            &view.head,
            vec![format!("{}:{:02}", view.hour, view.minute)],
        ),
        StaffScreen::Pairs(view) => (
            &view.head,
            view.pairs.iter().map(|pair| said(&pair.label)).collect(),
        ),
        StaffScreen::Matrix(view) => (
            &view.head,
            view.people
                .iter()
                .map(|(who, _)| who.name.clone())
                .collect(),
        ),
        StaffScreen::Tell(view) => {
            let words: Vec<String> = view.words.iter().map(said).collect();
            return format!(
                "told {}: {}. {}",
                view.person.name,
                said(&view.title),
                words.join(" ")
            )
            .trim_end()
            .to_owned();
        }
    };
    format!("staff: {}: {}", said(&head.title), beginning(&rows))
        .trim_end()
        .to_owned()
}

/// As many rows as a line of a story has room for, and how many more there are.
fn beginning(rows: &[String]) -> String {
    let rows: Vec<&str> = rows
        .iter()
        .map(String::as_str)
        .filter(|row| !row.is_empty())
        .collect();
    let mut length = 0;
    let fit = rows.iter().take_while(|row| {
        length += row.chars().count();
        length <= ROWS_LENGTH_MAX
    });
    let fit = fit.count().max(1).min(rows.len());
    let mut told = rows[..fit].join("; ");
    if fit < rows.len() {
        told += &format!("; and {} more", rows.len() - fit);
    }
    told
}

fn row(label: &Say, note: &Say) -> String {
    if note.is_nothing() {
        said(label)
    } else {
        format!("{} ({})", said(label), said(note))
    }
}

/// Words of the face by their names in the code, text of data as it is.
pub(super) fn said(what: &Say) -> String {
    match what {
        Say::Nothing => String::new(),
        Say::Plain(text) => text.clone(),
        Say::Word(word) => format!("{word:?}"),
        Say::Count(which, n) => format!("{which:?} {n}"),
        Say::Name(which, text) => format!("{which:?} {text}"),
        Say::Row(parts) => parts.iter().map(said).collect::<Vec<_>>().join(", "),
    }
}

fn mine(view: &MineView) -> String {
    let mut parts = vec![
        format!("own page {}", view.person.name),
        format!("counted {}", view.count),
        format!("breaches {}", view.breaches.len()),
    ];
    if !view.marks.is_empty() {
        parts.push("assessed".to_owned());
    }
    for (is, word) in [
        (view.goal.is_some(), "goal"),
        (view.internship.is_some(), "internship"),
    ] {
        if is {
            parts.push(word.to_owned());
        }
    }
    for wish in &view.open {
        parts.push(format!("asked to {wish:?}").to_lowercase());
    }
    parts.join(", ")
}

fn staff(view: &DeviceView) -> String {
    let mut parts = vec![
        format!("staff {}", view.person.name),
        format!("unsent {}", view.unsent),
    ];
    if !view.online {
        parts.push("no office".to_owned());
    }
    for call in &view.calls {
        parts.push(format!("{} called {}", call.person.name, call.since));
    }
    for notice in &view.notices {
        parts.push(notice_word(notice.kind).to_owned());
    }
    parts.join(", ")
}

fn offer_word(offer: Offer) -> &'static str {
    match offer {
        Offer::Arrive => "arrive",
        Offer::Work => "work",
        Offer::Break => "break",
        Offer::Lunch => "lunch",
        Offer::Home => "home",
        Offer::Mine => "own page",
    }
}

/// Whose screen it is, where that is known.
fn name_of(person: Option<&Person>) -> &str {
    person.map_or("somebody", |person| person.name.as_str())
}

fn message_word(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::UnknownBadge => "unknown badge",
        MessageKind::RevokedBadge => "revoked badge",
        MessageKind::Unreadable => "unreadable",
        MessageKind::OtherCode => "not a badge",
        MessageKind::DoubleScan => "double scan",
        MessageKind::DiskFull => "disk full",
        MessageKind::DeviceBroken => "device broken",
        MessageKind::ScannerAway => "scanner away",
        MessageKind::NotEnrolled => "not enrolled",
        MessageKind::WorkEnded => "work has ended",
        MessageKind::NoTask => "no task",
        MessageKind::ClockAsks => "clock asks",
        MessageKind::TalkTold => "passed on: wants to talk",
        MessageKind::JoinTold => "passed on: wants to join",
        MessageKind::LeaveTold => "passed on: wants to leave",
        MessageKind::NotMeTold => "passed on: somebody else",
        MessageKind::PictureTold => "passed on: a picture",
        MessageKind::OneMoment => "one moment",
        MessageKind::BadgeForgotten => "waits for staff without a badge",
        MessageKind::TimeHome => "time to go home",
        MessageKind::PutAside => "a piece put aside",
    }
}

fn notice_word(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::ScannerMissing => "scanner missing",
        NoticeKind::SoundMissing => "sound missing",
        NoticeKind::LampMissing => "lamp missing",
        NoticeKind::DiskFull => "disk full",
        NoticeKind::ClockSuspect => "clock unsure",
        NoticeKind::SetAside => "a damaged file was set aside",
        NoticeKind::EntriesLost => "the newest entries were lost",
        NoticeKind::NoPack => "no pack",
        NoticeKind::ServerRefuses => "the office refuses",
        NoticeKind::Revoked => "revoked",
        NoticeKind::OfficeKnowsNot => "unknown to the office",
        NoticeKind::OfficeDiskFull => "the office's disk is full",
        NoticeKind::OfficeFailed => "the office failed",
        NoticeKind::EntriesRefused => "entries are not taken",
        NoticeKind::ServerKeyChanged => "another office",
        NoticeKind::NeverSynced => "never synced",
        NoticeKind::PackComing { .. } => "a pack is on its way",
        NoticeKind::PackReady => "a pack came whole",
        NoticeKind::BadMedia { .. } => "a picture or sound is broken",
        NoticeKind::WornPortrait => "a portrait is worn",
    }
}

fn time(at: Moment) -> String {
    at.format("%-H:%M").to_string()
}

/// The board in one line: how many are where, and who is late or waits for help.
pub(super) fn board(rows: &[BoardRow<'_>]) -> String {
    let count = |is: &dyn Fn(&DayView) -> bool| rows.iter().filter(|row| is(&row.day)).count();
    let mut parts = vec![
        format!(
            "in {}",
            count(&|day| matches!(day.whereabouts, Whereabouts::In(_)))
        ),
        format!(
            "on break {}",
            count(&|day| matches!(day.whereabouts, Whereabouts::OnBreak(_)))
        ),
        format!(
            "gone {}",
            count(&|day| matches!(day.whereabouts, Whereabouts::Gone(_)))
        ),
        format!("expected {}", count(&|day| day.mark == DayMark::Expected)),
    ];
    for (mark, word) in [
        (DayMark::AtSite, "at a site"),
        (DayMark::Excused, "excused"),
    ] {
        let there = rows.iter().filter(|row| row.day.mark == mark);
        let names: Vec<&str> = there.map(|row| row.person.called.as_str()).collect();
        if !names.is_empty() {
            parts.push(format!("{word} {}", names.join(" and ")));
        }
    }
    let late: Vec<String> = rows
        .iter()
        .filter(|row| row.day.mark == DayMark::Present)
        .filter_map(|row| Some(format!("{} {} min", row.person.called, row.day.late_min?)))
        .collect();
    if !late.is_empty() {
        parts.push(format!("late {}", late.join(" and ")));
    }
    for row in rows {
        if let Some(since) = row.asked_help {
            parts.push(format!("help {} {}", row.person.called, time(since)));
        }
    }
    parts.join(", ")
}

/// The day's list: a line for everybody who came or of whom something is to be settled.
pub(super) fn list(rows: &[BoardRow<'_>]) -> Vec<String> {
    rows.iter()
        .filter(|row| !row.day.marks.is_empty() || !row.day.questions.is_empty())
        .map(|row| day(&row.person.called, &row.day))
        .collect()
}

fn stretches(stretches: &[Stretch]) -> String {
    stretches
        .iter()
        .map(|stretch| {
            let to = stretch.to.map(time).unwrap_or_default();
            format!("{}–{to}", time(stretch.from))
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn day(called: &str, day: &DayView) -> String {
    let mut parts = vec![format!("{called} {}", stretches(&day.presence))];
    if !day.breaks.is_empty() {
        parts.push(format!("break {}", stretches(&day.breaks)));
    }
    if let Some(late) = day.late_min {
        parts.push(format!("late {late} min"));
    }
    parts.push(format!("worked {} min", day.worked_min));
    if day.counted > 0 {
        parts.push(format!("pieces {}", day.counted));
    }
    if day.marks.iter().any(|mark| mark.corrected_from.is_some()) {
        parts.push("corrected".to_owned());
    }
    parts.extend(day.questions.iter().map(question));
    parts.join(", ")
}

fn question(question: &Question) -> String {
    match question {
        Question::ForgottenCheckout { since } => format!("? no going home since {}", time(*since)),
        Question::OutOfPlace { what, at, .. } => {
            format!("? {} out of place {}", mark_word(*what), time(*at))
        }
        Question::DoubtfulClock { .. } => "? clock unsure".to_owned(),
        Question::RivalCorrections { .. } => "? two corrections".to_owned(),
        Question::SomebodyElse { at, .. } => format!("? somebody else's badge {}", time(*at)),
        Question::RevokedBadge { at, .. } => format!("? a revoked badge {}", time(*at)),
    }
}

pub(super) fn mark_word(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Arrived => "arrived",
        MarkKind::BreakStarted => "break",
        MarkKind::BreakEnded => "back",
        MarkKind::Left => "left",
    }
}
