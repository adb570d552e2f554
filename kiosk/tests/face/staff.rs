//! One sample of every view behind the staff door. All people are invented.

use stupen_kiosk::ui::*;

use super::{lead, long_name, person, word};

fn pic(id: &str) -> Picture {
    Picture::pictogram(id)
}

fn tile(picture: &str, label: Say, note: Say, tone: StaffTone) -> Tile {
    Tile {
        picture: pic(picture),
        label,
        note,
        tone,
        ..Tile::default()
    }
}

fn line(picture: &str, label: impl Into<Say>, value: impl Into<Say>, opens: bool) -> Line {
    Line {
        picture: pic(picture),
        label: label.into(),
        value: value.into(),
        opens,
        ..Line::default()
    }
}

fn action(label: impl Into<Say>, picture: &str, tone: StaffTone, main: bool) -> Action {
    Action {
        label: label.into(),
        picture: pic(picture),
        tone,
        main,
    }
}

fn about(lang: &str, note: impl Into<Say>) -> Head {
    let person = person(lang);
    Head {
        picture: person.picture,
        person: true,
        title: person.name.into(),
        note: note.into(),
        ..Head::default()
    }
}

fn question(lang: &str, title: impl Into<Say>) -> Head {
    let person = person(lang);
    Head {
        picture: person.picture,
        person: true,
        title: title.into(),
        note: person.name.into(),
        ..Head::default()
    }
}

/// The board: as many people as a large workshop has.
pub(crate) fn board(lang: &str, people: usize) -> TilesView {
    let names = [
        ("Денис", "Denis"),
        ("Александра Щ.", "Maximilian W."),
        ("Вера", "Vera"),
        ("Тимур", "Timur"),
        ("Лейла", "Leila"),
        ("Святослав", "Svyatoslav"),
        ("Аня К.", "Anya K."),
    ];
    let states = [
        (StaffTone::Help, Say::Word(Word::Help), Some("help")),
        (StaffTone::Rest, Say::Word(Word::NearLimit), Some("clock")),
        (StaffTone::Rest, Say::Word(Word::Late), Some("late")),
        (StaffTone::Plain, Say::Word(Word::Absent), Some("question")),
        (StaffTone::Home, Say::Word(Word::Excused), Some("calendar")),
        (StaffTone::Home, Say::Word(Word::AtSite), Some("bus")),
        (StaffTone::Rest, Say::Word(Word::OnBreak), Some("break")),
        (
            StaffTone::Done,
            Say::Name(Named::Since, "8:52".into()),
            None,
        ),
        (StaffTone::Past, Say::Word(Word::Gone), Some("home")),
    ];
    let tiles = (0..people)
        .map(|i| {
            let (ru, en) = names.iter().cycle().nth(i).expect("a name");
            let (tone, note, sign) = states.get(i).or(states.get(7)).expect("a state").clone();
            Tile {
                picture: person(lang).picture,
                sign: sign.map(pic),
                label: word(lang, ru, en).into(),
                note,
                tone,
                chosen: false,
            }
        })
        .collect();
    let chip = |picture: &str, label: Word, count, chosen| Chip {
        picture: pic(picture),
        label: label.into(),
        count,
        chosen,
    };
    TilesView {
        head: Head {
            title: Word::Everybody.into(),
            ..Head::default()
        },
        chips: vec![
            chip("people", Word::Everybody, 60, true),
            chip("help", Word::WantsStaff, 3, false),
            chip("question", Word::NotHere, 12, false),
            chip("break", Word::OnBreak, 7, false),
            chip("table", Word::ByStation, 60, false),
            chip("plus", Word::Menu, 4, false),
        ],
        tiles,
        ..TilesView::default()
    }
}

/// A person's card.
pub(crate) fn card(lang: &str) -> TilesView {
    let say = |ru, en| Say::Plain(word(lang, ru, en));
    TilesView {
        head: about(
            lang,
            Say::row([
                Say::Name(Named::Since, "8:52".into()),
                say("Складываем коробки", "Folding boxes"),
            ]),
        ),
        tiles: vec![
            tile(
                "today",
                Word::Today.into(),
                "8:52 – …".into(),
                StaffTone::Plain,
            ),
            tile(
                "stop-hand",
                Word::Breaches.into(),
                Say::Count(Counted::OfThree, 2),
                StaffTone::Rest,
            ),
            tile(
                "check",
                Word::Assessments.into(),
                Say::row([Word::AssessSoon.into(), Say::Count(Counted::InDays, 3)]),
                StaffTone::Now,
            ),
            tile(
                "goal",
                Word::Goals.into(),
                say("Приходить до девяти", "Come before nine"),
                StaffTone::Plain,
            ),
            tile(
                "table",
                Word::Station.into(),
                say("Складываем коробки", "Folding boxes"),
                StaffTone::Plain,
            ),
            tile(
                "work",
                Word::Learning.into(),
                Say::Count(Counted::OperationCount, 4),
                StaffTone::Plain,
            ),
            tile(
                "talk",
                Word::Requests.into(),
                Word::WantsTalk.into(),
                StaffTone::Help,
            ),
            tile(
                "badge",
                Word::Badge.into(),
                Word::HasBadge.into(),
                StaffTone::Plain,
            ),
            tile(
                "calendar",
                Word::Term.into(),
                Say::Count(Counted::MonthsLeft, 4),
                StaffTone::Plain,
            ),
            tile(
                "day-off",
                Word::Absence.into(),
                Say::Nothing,
                StaffTone::Plain,
            ),
            tile(
                "bus",
                Word::Internship.into(),
                Say::Nothing,
                StaffTone::Plain,
            ),
            tile(
                "settings",
                Word::Settings.into(),
                Say::Nothing,
                StaffTone::Plain,
            ),
        ],
        actions: vec![
            action(Word::Breach, "stop-hand", StaffTone::Plain, false),
            action(Word::Praise, "mood-5", StaffTone::Done, false),
            action(Word::Assessment, "check", StaffTone::Now, false),
        ],
        ..TilesView::default()
    }
}

fn rules(lang: &str) -> Vec<Tile> {
    [
        ("late", "Приходим к началу", "We come at the start"),
        ("phone", "За столом без телефона", "No phone at the table"),
        ("gloves", "Работаем в перчатках", "We work in gloves"),
        (
            "stop-hand",
            "Уходя, предупреждаем мастера",
            "We tell the lead before we leave",
        ),
        (
            "talk",
            "Говорим спокойно, никого не обижаем",
            "We talk calmly and hurt nobody",
        ),
        ("defect", "Бережём инструмент", "We take care of tools"),
        ("wash-hands", "Моем руки", "We wash our hands"),
        (
            "no-drop",
            "Не трогаем чужое",
            "We leave the things of others",
        ),
        (
            "question",
            "Объясняем, почему не пришли",
            "We say why we did not come",
        ),
    ]
    .iter()
    .map(|(picture, ru, en)| {
        tile(
            picture,
            word(lang, ru, en).into(),
            Say::Nothing,
            StaffTone::Plain,
        )
    })
    .collect()
}

/// Every view at least once, by a name for files and messages.
pub(crate) fn samples(lang: &str) -> Vec<(&'static str, Screen)> {
    let say = |ru: &str, en: &str| Say::Plain(word(lang, ru, en));
    let described = |ru: &str, en: &str| word(lang, ru, en);
    let all: Vec<(&'static str, StaffScreen)> = vec![
        ("staff-board", StaffScreen::Tiles(board(lang, 60))),
        (
            "staff-board-few",
            StaffScreen::Tiles(TilesView {
                page: 0,
                ..board(lang, 8)
            }),
        ),
        (
            "staff-board-nobody",
            StaffScreen::Tiles(TilesView {
                tiles: Vec::new(),
                ..board(lang, 0)
            }),
        ),
        ("staff-card", StaffScreen::Tiles(card(lang))),
        (
            "staff-rules",
            StaffScreen::Tiles(TilesView {
                head: question(lang, Word::WhichRule),
                style: TileStyle::Tall,
                tiles: rules(lang),
                ..TilesView::default()
            }),
        ),
        (
            "staff-rules-few",
            StaffScreen::Tiles(TilesView {
                head: question(lang, Word::WhatAgreed),
                style: TileStyle::Tall,
                tiles: rules(lang).into_iter().take(5).collect(),
                actions: vec![action(Word::Skip, "next", StaffTone::Plain, false)],
                ..TilesView::default()
            }),
        ),
        (
            "staff-phrases",
            StaffScreen::Tiles(TilesView {
                head: question(lang, Word::WhichDay),
                style: TileStyle::Words,
                tiles: (9..20)
                    .map(|day| Tile {
                        label: word(
                            lang,
                            &format!("четверг, {day} ноября"),
                            &format!("Thursday, {day} November"),
                        )
                        .into(),
                        chosen: day == 10,
                        ..Tile::default()
                    })
                    .collect(),
                ..TilesView::default()
            }),
        ),
        (
            "staff-own-words",
            StaffScreen::Tiles(TilesView {
                head: Head {
                    note: Say::Nothing,
                    ..question(lang, say("Что скажешь?", "What do you say?"))
                },
                style: TileStyle::Large,
                tiles: vec![
                    tile(
                        "late",
                        say("Автобус опоздал", "The bus was late"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                    tile(
                        "question",
                        say("Я не знаю правило", "I did not know the rule"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                    tile(
                        "talk",
                        say("Меня отвлекли", "Somebody disturbed me"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                    tile(
                        "mood-2",
                        say("Я плохо себя чувствую", "I do not feel well"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                    tile(
                        "mute",
                        say("Не хочу говорить", "I do not want to say"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                ],
                actions: vec![action(Word::Help, "help", StaffTone::Help, false)],
                ..TilesView::default()
            }),
        ),
        ("staff-own-words-many", own_words_many(lang)),
        ("staff-menu", StaffScreen::Tiles(menu())),
        (
            "staff-own-mark",
            StaffScreen::Tiles(TilesView {
                head: Head {
                    picture: pic("today"),
                    person: false,
                    title: say(
                        "Как ты приходишь вовремя и держишь правила?",
                        "How do you come on time and keep the rules?",
                    ),
                    note: say("1 из 6", "1 of 6"),
                    ..Head::default()
                },
                style: TileStyle::Large,
                tiles: vec![
                    tile(
                        "tick",
                        say("Делаю без помощи", "I do it alone"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                    tile(
                        "listen",
                        say("После напоминания", "After a reminder"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                    tile(
                        "look",
                        say("С картинкой", "With a picture"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                    tile(
                        "help",
                        say("С помощью", "With help"),
                        Say::Nothing,
                        StaffTone::Plain,
                    ),
                ],
                actions: own_keys(StaffTone::Past),
                below: true,
                ..TilesView::default()
            }),
        ),
        ("staff-own-marked", own_marked(lang)),
        (
            "staff-lines",
            StaffScreen::Lines(LinesView {
                head: question(lang, Word::Today),
                lines: vec![
                    Line {
                        note: Say::Name(Named::WasAt, "9:17".into()),
                        ..line("arrived", Word::Came, "8:52", true)
                    },
                    line("break", Word::WentBreak, "10:30", true),
                    line("work", Word::CameBack, "10:47", true),
                    line("lunch", Word::WentBreak, "12:31", true),
                    line("work", Word::CameBack, "13:14", true),
                ],
                actions: vec![
                    action(Word::AddMark, "plus", StaffTone::Now, true),
                    action(Word::Decline, "close", StaffTone::Plain, false),
                ],
                ..LinesView::default()
            }),
        ),
        ("staff-curve", StaffScreen::Lines(learning(lang))),
        // On the smallest panel the drawing has a page of its own.
        (
            "staff-curve-second",
            StaffScreen::Lines(LinesView {
                page: 1,
                ..learning(lang)
            }),
        ),
        (
            "staff-sheet",
            StaffScreen::Lines(LinesView {
                head: question(lang, Word::CheckAndRecord),
                lines: vec![
                    Line {
                        note: say("За столом без телефона", "No phone at the table"),
                        ..line("phone", Word::Rule, "", false)
                    },
                    Line {
                        note: say(
                            "сегодня, 10:12 · упаковочный стол",
                            "today, 10:12 · packing table",
                        ),
                        ..line("today", Word::When, "", false)
                    },
                    Line {
                        note: say(
                            "Телефон за работой, после напоминания",
                            "Phone during work, after a reminder",
                        ),
                        ..line("talk", Word::Happened, "", false)
                    },
                    Line {
                        note: say("Меня отвлекли", "Somebody disturbed me"),
                        ..line("person", Word::Said, "", false)
                    },
                ],
                actions: vec![
                    action(Word::RecordAndTell, "done", StaffTone::Now, true),
                    action(Word::WhenDay, "calendar", StaffTone::Plain, false),
                    action(Word::WhereWas, "place", StaffTone::Plain, false),
                    action(Word::DropForm, "bin", StaffTone::Plain, false),
                ],
                ..LinesView::default()
            }),
        ),
        ("staff-about", made_of(lang)),
        (
            "staff-lines-none",
            StaffScreen::Lines(LinesView {
                head: question(lang, Word::Requests),
                nothing: Word::NoRequests.into(),
                ..LinesView::default()
            }),
        ),
        (
            "staff-write",
            StaffScreen::Write(WriteView {
                head: question(lang, Word::WhatHappened),
                text: described(
                    "Телефон за столом, после двух напоминаний",
                    "Phone at the table, after two reminders",
                ),
                phrases: vec![
                    described("Телефон за столом", "Phone at the table");
                    3
                ],
                keyboard: true,
                ready: true,
                latin: lang == "en",
                ..WriteView::default()
            }),
        ),
        (
            "staff-write-signs",
            StaffScreen::Write(WriteView {
                head: question(lang, Word::Reason),
                text: String::new(),
                keyboard: true,
                signs: true,
                capital: true,
                latin: lang == "en",
                ..WriteView::default()
            }),
        ),
        (
            "staff-write-phrases",
            StaffScreen::Write(WriteView {
                head: question(lang, Word::WhatHappened),
                phrases: (0..11)
                    .map(|i| {
                        if i % 2 == 0 {
                            described("Телефон за столом", "Phone at the table")
                        } else {
                            described(
                                "Работа без перчаток, хотя мастер напоминал два раза",
                                "Worked without gloves, though the lead had reminded twice",
                            )
                        }
                    })
                    .collect(),
                ready: true,
                ..WriteView::default()
            }),
        ),
        (
            "staff-time",
            StaffScreen::Time(TimeView {
                head: question(lang, Word::WhenTime),
                hour: 15,
                minute: 5,
                likely: vec![
                    tile(
                        "calendar",
                        "15:00".into(),
                        Word::PlannedEnd.into(),
                        StaffTone::Plain,
                    ),
                    tile(
                        "clock",
                        "15:42".into(),
                        Word::NowTime.into(),
                        StaffTone::Plain,
                    ),
                ],
            }),
        ),
        (
            "staff-mark",
            StaffScreen::Mark(MarkView {
                head: Head {
                    picture: pic("today"),
                    person: false,
                    title: say("Трудовая дисциплина", "Labour discipline"),
                    note: say("1 из 6", "1 of 6"),
                    ..Head::default()
                },
                levels: [
                    (
                        "tick",
                        "Приходит вовремя, о пропусках сообщает заранее",
                        "Comes on time, tells of absences beforehand",
                    ),
                    (
                        "listen",
                        "Приходит вовремя после напоминания накануне",
                        "Comes on time after a reminder the day before",
                    ),
                    (
                        "look",
                        "Держится расписания с картинкой перед глазами",
                        "Keeps to the schedule with a picture at hand",
                    ),
                    (
                        "help",
                        "Приходит вовремя, когда кто-то провожает",
                        "Comes on time when somebody accompanies",
                    ),
                ]
                .iter()
                .enumerate()
                .map(|(i, (picture, ru, en))| Level {
                    picture: pic(picture),
                    label: say(ru, en),
                    chosen: i == 1,
                })
                .collect(),
                evidence: vec![
                    line("arrived", Say::Count(Counted::OnTimeDays, 8), "", false),
                    line("late", Say::Count(Counted::LateDays, 2), "", false),
                    line("question", Say::Count(Counted::AbsentDays, 0), "", false),
                    Line {
                        tone: StaffTone::Now,
                        ..line("listen", Word::LastMark, "", false)
                    },
                    line(
                        "goal",
                        say("Приходить до девяти", "Come before nine"),
                        "",
                        false,
                    ),
                ],
            }),
        ),
        ("staff-mark-work", mark_of_work(lang)),
        ("staff-noted", noted(lang)),
        ("staff-twice", twice(lang)),
        (
            "staff-pairs",
            StaffScreen::Pairs(PairsView {
                head: question(lang, Word::SideBySide),
                people: (person(lang).picture, lead(lang).picture),
                pairs: pairs(lang),
                actions: vec![
                    action(Word::Sign, "done", StaffTone::Now, true),
                    action(Word::DropForm, "bin", StaffTone::Plain, false),
                ],
                ..PairsView::default()
            }),
        ),
        (
            "staff-result",
            StaffScreen::Pairs(PairsView {
                head: about(lang, Say::Nothing),
                people: (person(lang).picture, lead(lang).picture),
                pairs: pairs(lang),
                actions: vec![action(Word::Understood, "tick", StaffTone::Now, true)],
                participant: true,
                ..PairsView::default()
            }),
        ),
        (
            "staff-told",
            StaffScreen::Tell(TellView {
                person: person(lang),
                tone: StaffTone::Now,
                picture: pic("phone"),
                title: say("Телефон за столом", "A phone at the table"),
                words: vec![say(
                    "За столом мы без телефона.",
                    "At the table we have no phone.",
                )],
                facts: vec![
                    (
                        pic("calendar"),
                        Say::row([Word::Yesterday.into(), "10:45".into()]),
                    ),
                    (pic("table"), say("У рабочего стола", "At the work table")),
                    (
                        pic("did-not-know"),
                        say("Правило было непонятно", "The rule was not clear"),
                    ),
                ],
                agreed: Some((
                    pic("shelf"),
                    say("Телефон лежит в шкафчике", "The phone lies in the locker"),
                )),
                count: Some((2, 3)),
                actions: vec![
                    action(Word::WasTold, "tick", StaffTone::Now, true),
                    action(Word::SeesOtherwise, "talk", StaffTone::Plain, false),
                    action(Word::NotConfirmed, "close", StaffTone::Plain, false),
                ],
                participant: true,
                ..TellView::default()
            }),
        ),
        (
            "staff-told-third",
            StaffScreen::Tell(TellView {
                person: person(lang),
                tone: StaffTone::Now,
                picture: pic("late-arrival"),
                title: say("Начало работы вовремя", "Start of work on time"),
                words: vec![say(
                    "Работа начинается по расписанию.",
                    "Work begins by the schedule.",
                )],
                facts: vec![(
                    pic("calendar"),
                    Say::row([Word::Today.into(), "9:45".into()]),
                )],
                agreed: Some((
                    pic("phone"),
                    say(
                        "Позвонить в мастерскую, если утром что-то мешает",
                        "Ring the workshop when something is in the way in the morning",
                    ),
                )),
                count: Some((4, 3)),
                follows: Some((pic("review"), Word::WhatFollows.into())),
                follows_heard: Word::WhatFollowsSaid.into(),
                actions: vec![
                    action(Word::WasTold, "tick", StaffTone::Now, true),
                    action(Word::SeesOtherwise, "talk", StaffTone::Plain, false),
                    action(Word::NotConfirmed, "close", StaffTone::Plain, false),
                ],
                participant: true,
                ..TellView::default()
            }),
        ),
        (
            "staff-second",
            StaffScreen::Tell(TellView {
                person: person(lang),
                tone: StaffTone::Now,
                picture: pic("show-badge"),
                title: Word::SecondBadge.into(),
                words: std::iter::once(Word::NeedsConsultant.into())
                    .chain(proposed_words(lang).into_iter().skip(1))
                    .collect(),
                actions: vec![action(Word::TellNow, "told", StaffTone::Plain, false)],
                ..TellView::default()
            }),
        ),
        (
            "staff-give-back",
            StaffScreen::Tell(TellView {
                person: long_name(lang),
                tone: StaffTone::Now,
                picture: lead(lang).picture,
                title: Word::GiveBack.into(),
                words: vec![lead(lang).name.into()],
                agreed: Some((pic("show-badge"), Word::StaffShowsBadge.into())),
                actions: vec![
                    action(Word::GoBack, "back", StaffTone::Plain, false),
                    action(Word::Help, "help", StaffTone::Help, false),
                    action(Word::ByPin, "pin", StaffTone::Plain, false),
                ],
                participant: true,
                ..TellView::default()
            }),
        ),
        (
            "staff-scan",
            StaffScreen::Tell(TellView {
                person: long_name(lang),
                tone: StaffTone::Now,
                picture: pic("show-badge"),
                title: Word::ScanSpare.into(),
                words: vec![Word::OldDies.into()],
                ..TellView::default()
            }),
        ),
        (
            "staff-matrix",
            StaffScreen::Matrix(MatrixView {
                head: Head {
                    picture: pic("table"),
                    title: Word::SkillMatrix.into(),
                    ..Head::default()
                },
                operations: [
                    "fold-box",
                    "fill",
                    "wrap",
                    "place",
                    "label",
                    "close-box",
                    "check",
                    "pack-ten",
                ]
                .iter()
                .map(|id| (pic(id), (*id).to_owned()))
                .collect(),
                people: (0..14)
                    .map(|i| {
                        let all = [
                            Skill::Experienced,
                            Skill::Learning,
                            Skill::New,
                            Skill::Barred,
                        ];
                        let who = if i % 3 == 0 {
                            long_name(lang)
                        } else {
                            person(lang)
                        };
                        (who, all.iter().copied().cycle().skip(i).take(8).collect())
                    })
                    .collect(),
                ..MatrixView::default()
            }),
        ),
    ];
    all.into_iter()
        .map(|(name, screen)| (name, Screen::Staff(screen)))
        .collect()
}

/// What somebody may say of a breach: as many answers as the sample workshop has.
fn own_words_many(lang: &str) -> StaffScreen {
    let answers = [
        ("Хочу рассказать по-своему", "I want to tell it my way"),
        ("Да, так было", "Yes, it was so"),
        ("Это не я", "It was not me"),
        ("Не хочу говорить", "I do not want to say"),
    ];
    StaffScreen::Tiles(TilesView {
        head: question(
            lang,
            say(lang, "Что скажешь об этом?", "What do you say about it?"),
        ),
        style: TileStyle::Large,
        tiles: answers
            .iter()
            .cycle()
            .take(15)
            .map(|(ru, en)| tile("talk", say(lang, ru, en), Say::Nothing, StaffTone::Plain))
            .collect(),
        actions: vec![action(Word::Help, "help", StaffTone::Help, false)],
        ..TilesView::default()
    })
}

fn say(lang: &str, ru: &str, en: &str) -> Say {
    word(lang, ru, en).into()
}

/// What the program is made of, in the names and words that travel with it.
fn made_of(lang: &str) -> StaffScreen {
    let made = |picture: &str, name: &str, note: String, licence: &str| Line {
        note: note.into(),
        ..line(picture, Say::from(name), Say::from(licence), false)
    };
    let mut lines = vec![
        made("about", "Stupen 0.1.0", String::new(), "GPL-3.0"),
        made("photo", "Stupen Pictograms", String::new(), "CC0-1.0"),
        made(
            "photo",
            word(lang, "Картинки для мастерской", "Pictures for workshops").as_str(),
            "Copyright © 2019 Mulberry Symbols contributors".into(),
            "CC-BY-SA-2.0-UK",
        ),
    ];
    lines.extend(stupen_kiosk::about::FONTS.iter().map(|font| {
        made(
            "text-size",
            &font.family,
            font.copyright.clone(),
            &font.licence,
        )
    }));
    lines.extend(stupen_kiosk::about::PARTS.iter().map(|part| {
        let what_for = word(lang, &part.what_for.ru, &part.what_for.en);
        let name = format!("{} · {what_for}", part.name);
        made("tools", &name, part.copyright.clone(), &part.licence)
    }));
    StaffScreen::Lines(LinesView {
        head: Head {
            picture: pic("about"),
            title: Word::About.into(),
            ..Head::default()
        },
        lines,
        roomy: true,
        ..LinesView::default()
    })
}

/// What is not about one person.
/// A criterion of work, with what is known of each operation.
fn mark_of_work(lang: &str) -> StaffScreen {
    let say = |ru: &str, en: &str| Say::from(if lang == "ru" { ru } else { en });
    let line = |picture: &str, label: Say, tone: StaffTone| Line {
        picture: pic(picture),
        label,
        tone,
        ..Line::default()
    };
    let level = |picture: &str, label: Say, chosen: bool| Level {
        picture: pic(picture),
        label,
        chosen,
    };
    let work = |ru: &str, en: &str, pieces: u32, back: u32| {
        line(
            "work",
            Say::row([
                say(ru, en),
                Say::Count(Counted::Pieces, pieces),
                Say::Count(Counted::Defects, 2),
                Say::Count(Counted::StepsBack, back),
            ]),
            StaffTone::Plain,
        )
    };
    StaffScreen::Mark(MarkView {
        head: Head {
            picture: pic("process"),
            title: say(
                "Соблюдение технологии",
                "Keeping to the technological process",
            ),
            note: say("Денис · 5 / 6", "Denis · 5 / 6"),
            owner: Some(person(lang).picture),
            ..Head::default()
        },
        levels: vec![
            level(
                "level-alone",
                say(
                    "Делает все шаги по порядку, замечает брак.",
                    "Does all steps in order and notices faults.",
                ),
                false,
            ),
            level(
                "level-reminder",
                say(
                    "Делает по порядку, после напоминания исправляет.",
                    "Works in order; corrects after a reminder.",
                ),
                true,
            ),
            level(
                "level-picture",
                say(
                    "Делает по порядку с карточками шагов.",
                    "Works in order with step cards.",
                ),
                false,
            ),
            level(
                "level-help",
                say(
                    "Делает по порядку, когда шаги показывает сотрудник.",
                    "Works in order when staff show the steps.",
                ),
                false,
            ),
        ],
        evidence: vec![
            line(
                "level-picture",
                Say::row([Word::LastMark.into(), lead(lang).name.into()]),
                StaffTone::Now,
            ),
            line(
                "history",
                say(
                    "Делаю с помощью → Делаю по картинке",
                    "I do it with help → I do it with a picture",
                ),
                StaffTone::Plain,
            ),
            line(
                "goal",
                say("Делаю операцию без помощи", "I do an operation alone"),
                StaffTone::Plain,
            ),
            work("Складываем коробки", "Folding boxes", 148, 11),
            work("Заворачиваем мыло", "Wrapping soap", 96, 3),
            work("Клеим этикетки", "Sticking labels", 24, 1),
        ],
    })
}

/// A contact that was recorded, with the day of the next.
fn noted(lang: &str) -> StaffScreen {
    let say = |ru: &str, en: &str| Say::from(if lang == "ru" { ru } else { en });
    let next = say("пн, 30 ноября", "Mon, 30 November");
    StaffScreen::Tell(TellView {
        person: person(lang),
        tone: StaffTone::Done,
        picture: pic("done"),
        title: Say::row([Word::Contact.into(), Word::Recorded.into()]),
        words: vec![Say::row([Word::NextContact.into(), next])],
        facts: vec![
            (pic("calendar"), Word::Today.into()),
            (
                pic("mentor"),
                Say::row([Word::WithMentor.into(), Word::HowCall.into()]),
            ),
            (pic("difficulty"), Word::NeedsCare.into()),
        ],
        actions: vec![action(Word::Understood, "tick", StaffTone::Now, true)],
        ..TellView::default()
    })
}

/// Another assessment of the same days was signed.
fn twice(lang: &str) -> StaffScreen {
    StaffScreen::Tell(TellView {
        person: person(lang),
        tone: StaffTone::Rest,
        picture: pic("assess"),
        title: Word::AssessedMeanwhile.into(),
        words: vec![
            Say::row([lead(lang).name.into(), "9:42".into()]),
            Word::SameDays.into(),
        ],
        actions: vec![
            action(Word::AmendThat, "edit", StaffTone::Now, true),
            action(Word::SignTwice, "sign", StaffTone::Plain, false),
        ],
        ..TellView::default()
    })
}

/// The keys below a mark of the participant's own; until something is chosen the one that goes on is pale.
fn own_keys(next: StaffTone) -> Vec<Action> {
    vec![
        action(Word::OwnNext, "next", next, true),
        action(Word::DoNotKnow, "did-not-know", StaffTone::Plain, false),
        action(Word::SayAgain, "speak", StaffTone::Plain, false),
        action(Word::Help, "help", StaffTone::Help, false),
    ]
}

/// A mark of the participant's own, chosen, with the words of the sample.
fn own_marked(lang: &str) -> StaffScreen {
    let say = |ru: &str, en: &str| Say::from(if lang == "ru" { ru } else { en });
    let level = |picture: &str, label: Say, chosen: bool| Tile {
        picture: pic(picture),
        label,
        chosen,
        ..Tile::default()
    };
    StaffScreen::Tiles(TilesView {
        head: Head {
            picture: pic("instructions"),
            title: say(
                "Как ты работаешь по инструкции?",
                "How do you work to the instruction?",
            ),
            note: say("Денис · 3 / 6", "Denis · 3 / 6"),
            owner: Some(pic("person")),
            ..Head::default()
        },
        style: TileStyle::Large,
        tiles: vec![
            level(
                "level-alone",
                say("Делаю без помощи", "I do it alone"),
                false,
            ),
            level(
                "level-reminder",
                say("Делаю после напоминания", "I do it after a reminder"),
                true,
            ),
            level(
                "level-picture",
                say("Делаю по картинке", "I do it with a picture"),
                false,
            ),
            level(
                "level-help",
                say("Делаю с помощью", "I do it with help"),
                false,
            ),
        ],
        actions: own_keys(StaffTone::Now),
        below: true,
        heard: say("Делаю после напоминания", "I do it after a reminder"),
        ..TilesView::default()
    })
}

fn menu() -> TilesView {
    let waits = |n| Say::Count(Counted::WaitCount, n);
    TilesView {
        head: Head {
            picture: pic("staff"),
            title: Word::Menu.into(),
            ..Head::default()
        },
        tiles: [
            ("talk", Word::Requests, waits(2)),
            ("assess", Word::Assessments, waits(3)),
            ("review", Word::Reviews, waits(1)),
            ("rules", Word::Proposals, waits(11)),
            ("station", Word::Stations, Say::Nothing),
            ("skill-matrix", Word::SkillMatrix, Say::Nothing),
            ("help", Word::Help, Say::Nothing),
            ("draft", Word::Unfinished, waits(1)),
            ("settings", Word::Device, Say::Nothing),
        ]
        .into_iter()
        .map(|(picture, label, note)| {
            let tone = if note.is_nothing() {
                StaffTone::Plain
            } else {
                StaffTone::Help
            };
            tile(picture, label.into(), note, tone)
        })
        .collect(),
        ..TilesView::default()
    }
}

fn pairs(lang: &str) -> Vec<Pair> {
    [
        (
            "today",
            "Прихожу вовремя",
            "I come on time",
            "tick",
            "listen",
        ),
        (
            "talk",
            "Говорю с людьми",
            "I talk with people",
            "listen",
            "listen",
        ),
        (
            "check",
            "Делаю по карточкам",
            "I work by the cards",
            "look",
            "tick",
        ),
        (
            "people",
            "Работаю в команде",
            "I work in the team",
            "tick",
            "tick",
        ),
        (
            "work",
            "Держу порядок шагов",
            "I keep the order of steps",
            "help",
            "look",
        ),
        (
            "clock",
            "Работаю в своём темпе",
            "I work at my pace",
            "look",
            "help",
        ),
    ]
    .iter()
    .enumerate()
    .map(|(i, (picture, ru, en, own, staff))| Pair {
        picture: pic(picture),
        label: word(lang, ru, en).into(),
        own: (i != 4).then(|| pic(own)),
        staff: Some(pic(staff)),
    })
    .collect()
}

/// How somebody learns an operation: words, and the curve beside them.
fn learning(lang: &str) -> LinesView {
    let say = |ru: &str, en: &str| Say::Plain(if lang == "ru" { ru } else { en }.to_owned());
    let told = |picture, label: Say, note: Say, value: Say| Line {
        note,
        value,
        ..line(picture, label, "", false)
    };
    let way = |seconds: &str| Say::Name(Named::SecondsWay, seconds.to_owned());
    let norm = || Say::Name(Named::Norm, "45".into());
    let pieces = |n| Say::Count(Counted::Pieces, n);
    let seconds = [92, 88, 71, 75, 66, 60, 58, 49, 55, 47, 44, 41];
    let mut lines = vec![
        Line {
            note: Say::row([Word::LevelGrouped.into(), Word::SupportSpeech.into()]),
            ..line("prompt-grouped", Word::Prompts, "", true)
        },
        told(
            "clock",
            Word::OfLate.into(),
            Say::row([way("44"), norm()]),
            Word::Quicker.into(),
        ),
        told(
            "learning-speed",
            Word::SpeedLearning.into(),
            way("92 → 44"),
            Say::Count(Counted::PiecesToNorm, 61),
        ),
        told(
            "skill-matrix",
            Word::SkillLearning.into(),
            Say::row([
                Say::Count(Counted::Days, 14),
                Say::Count(Counted::Defects, 3),
                Say::Count(Counted::HelpCount, 2),
            ]),
            pieces(312),
        ),
    ];
    lines.extend((0..8).map(|run| {
        told(
            "history",
            say("пт, 20 ноября", "Fri, 20 November"),
            Say::row([
                way("44"),
                Say::Count(Counted::StepsBack, run),
                Say::Count(Counted::HelpCount, run),
            ]),
            pieces(24),
        )
    }));
    LinesView {
        head: question(lang, Word::Learning),
        lines,
        actions: vec![
            action(Word::TakeIt, "tick", StaffTone::Done, true),
            action(Word::LeaveIt, "close", StaffTone::Plain, false),
        ],
        curve: Some(Curve {
            title: Word::TimePiece.into(),
            told: Say::row([Word::TimePiece.into(), way("92, 88, 41"), norm()]),
            bars: seconds
                .into_iter()
                .enumerate()
                .map(|(at, value)| Bar {
                    value,
                    day: format!("{}.11", 5 + at),
                })
                .collect(),
            norm: Some((45, norm())),
        }),
        ..LinesView::default()
    }
}

/// What is proposed in a review, as the one who confirms it reads it.
pub(crate) fn proposed_words(lang: &str) -> Vec<Say> {
    let say = |ru: &str, en: &str| Say::from(if lang == "ru" { ru } else { en });
    vec![
        say("Денис", "Denis"),
        Say::row([
            Word::Keep.into(),
            Say::Name(Named::ProposedBy, lead(lang).name),
        ]),
        say("Телефон лежит в шкафчике", "The phone lies in the locker"),
        say(
            "Видно старание, нужна ещё попытка",
            "There is effort, one more try is needed",
        ),
    ]
}
