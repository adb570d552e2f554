//! What the rules say of sentences, good and bad.

use super::*;

fn said(lang: Lang, sentence: Sentence<'_>) -> String {
    let found: Vec<String> = lint(lang, sentence)
        .into_iter()
        .map(|(severity, advice)| format!("{}: {advice}", severity.as_str()))
        .collect();
    found.join(" | ")
}

#[test]
fn instructions_are_plain() {
    #[rustfmt::skip]
    let table = [
        // What people say.
        (Lang::Ru, "Возьми", "одну картонку", ""),
        (Lang::Ru, "Загни", "края слева и справа", ""),
        (Lang::Ru, "Положи", "мыло и бумагу", ""),
        (Lang::Ru, "Положи", "деревянную лопатку на последнюю полку", ""),
        (Lang::Ru, "Поставь", "следующую коробку", ""),
        (Lang::Ru, "Подожди", "один час", ""),
        (Lang::Ru, "Закрой", "правый рукав", ""),
        (Lang::Ru, "Поставь", "ящик с вещами", ""),
        (Lang::Ru, "Собери", "карандаши и ручки", ""),
        (Lang::En, "Take", "one flat box", ""),
        (Lang::En, "Fold in", "the left and right edges", ""),
        (Lang::En, "Close", "the lid", ""),
        // More than one action.
        (Lang::Ru, "Возьми", "картонку и раскрой", "раскрой"),
        (Lang::Ru, "Возьми", "картонку и прошнуруй", "прошнуруй"),
        (Lang::Ru, "Возьми", "картонку положи на стол", "положи"),
        (Lang::Ru, "Возьми", "мыло, потом бумагу", "потом"),
        (Lang::Ru, "Возьми", "картонку, прошнуруй её", "прошнуруй"),
        (Lang::Ru, "Возьми", "картонку; открой крышку", "semicolon"),
        (Lang::Ru, "Вымой", "руки после склеивания", "после"),
        (Lang::Ru, "Возьми", "губку и вымой стол", "вымой"),
        (Lang::Ru, "Возьми", "картонку и склей края", "склей"),
        (Lang::Ru, "Заклей", "затем край", "затем"),
        (Lang::Ru, "Возьми", "картонку и клей край", "\"клей\" is a second"),
        (Lang::Ru, "Возьми", "конверт, клей этикетку", "\"клей\" is a second"),
        (Lang::Ru, "Возьми", "конверт и клейте его", "\"клейте\" is a second"),
        (Lang::En, "Take", "the box and fold", "\"fold\" is a second"),
        (Lang::En, "Take", "the cup and wash.", "\"wash\" is a second"),
        (Lang::En, "Take", "the box, turn, close", "\"turn\" is a second"),
        (Lang::En, "Take", "the box and close the lid", "close"),
        (Lang::En, "Take", "soap then paper", "then"),
        (Lang::En, "Turn", "the cap left and lock it", "lock"),
        (Lang::En, "Take", "the box and label the side", "label"),
        (Lang::En, "Take", "the box and tape it", "tape"),
        (Lang::En, "Take", "the box, tape it", "tape"),
        (Lang::En, "Shake", "the bottle and unscrew the cap", "unscrew"),
        (Lang::En, "Wash", "hands after gluing", "after"),
        (Lang::En, "Wait", "until the glue is dry", "until"),
        (Lang::Ru, "Возьми и положи", "мыло", "more than a verb"),
        // Percents and abbreviations.
        (Lang::Ru, "Наполни", "коробку на 50 %", "error: percents"),
        (Lang::En, "Fill", "fifty percent", "error: percents"),
        (Lang::Ru, "Возьми", "5 шт.", "error: \"шт\""),
        (Lang::Ru, "Возьми", "5шт", "error: \"5шт\""),
        (Lang::Ru, "Возьми", "мыло, бумагу и т.д.", "error: \"т.д\""),
        (Lang::Ru, "Взвесь", "2 кг муки", "error: \"кг\""),
        (Lang::Ru, "Взвесь", "200 г муки", "error: \"г\""),
        (Lang::Ru, "Отнеси", "коробку в ОТК", "error: \"ОТК\""),
        (Lang::En, "Take", "5 pcs", "error: \"pcs\""),
        (Lang::En, "Take", "200 g of flour", "error: \"g\""),
        (Lang::En, "Take", "soap etc.", "error: \"etc\""),
        // Participles, gerunds, passive, clauses, negation.
        (Lang::Ru, "Возьми", "склеенную коробку", "participle"),
        (Lang::Ru, "Возьми", "упавшую коробку", "participle"),
        (Lang::Ru, "Положи", "снятую крышку", "participle"),
        (Lang::Ru, "Поставь", "вымытые чашки", "participle"),
        (Lang::Ru, "Возьми", "согнутый лист", "participle"),
        (Lang::Ru, "Возьми", "завёрнутое мыло", "participle"),
        (Lang::Ru, "Отнеси", "сшитые сумки", "participle"),
        (Lang::Ru, "Положи", "вытертую доску", "participle"),
        (Lang::Ru, "Возьми", "налитую воду", "participle"),
        (Lang::Ru, "Поставь", "поднятый ящик", "participle"),
        (Lang::En, "Take", "the folded sheet", "participle"),
        (Lang::En, "Take", "the cut paper", "participle"),
        (Lang::En, "Take", "2 taped boxes", "participle"),
        (Lang::Ru, "Возьми", "стоящую коробку", "participle"),
        (Lang::Ru, "Найди", "открывающуюся крышку", "participle"),
        (Lang::Ru, "Заклей", "край прижав ладонью", "gerund"),
        (Lang::Ru, "Заклей", "край придерживая коробку", "gerund"),
        (Lang::Ru, "Поверни", "держа за край", "gerund"),
        (Lang::Ru, "Иди", "не торопясь", "gerund"),
        (Lang::Ru, "Проверь", "что крышка должна быть закрыта", "passive"),
        (Lang::Ru, "Смотри", "как складывается коробка", "passive"),
        (Lang::En, "See", "that the lid is closed", "passive"),
        (Lang::Ru, "Найди", "банку которая стоит криво", "sentence within"),
        (Lang::Ru, "Держи", "не за край", "rather than what is not"),
        (Lang::En, "Do", "not press", "rather than what is not"),
    ];
    for (lang, verb, words, expected) in table {
        let said = said(lang, Sentence::Action { verb, words });
        if expected.is_empty() {
            assert_eq!(said, "", "{verb} {words}");
        } else {
            assert!(
                said.contains(expected),
                "{verb} {words}: {expected}\n=> {said}"
            );
        }
    }
}

#[test]
fn a_second_action_is_told_once() {
    let words = "картонку и раскрой";
    let found = lint(
        Lang::Ru,
        Sentence::Action {
            verb: "Возьми",
            words,
        },
    );
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn other_texts_have_their_own_measure() {
    #[rustfmt::skip]
    let table = [
        // Titles name work; only what cannot be read out is wrong with them.
        (Lang::Ru, Sentence::Title("Складываем и заклеиваем"), ""),
        (Lang::En, Sentence::Title("Folding and closing"), ""),
        (Lang::Ru, Sentence::Title("Укладка по 10 шт."), "error: \"шт\""),
        (Lang::Ru, Sentence::Question("Крышка закрыта?"), ""),
        (Lang::Ru, Sentence::Question("Наклейка приклеена гладкой стороной?"), ""),
        (Lang::Ru, Sentence::Question("Наклейка приклеена прижатой стороной?"), "participle"),
        (Lang::Ru, Sentence::Question("Коробка, которая стоит слева, целая?"), "sentence within"),
        (Lang::En, Sentence::Question("Is the lid closed?"), ""),
        // Several sentences may be spoken.
        (Lang::Ru, Sentence::Spoken("Отрежь скотч ножницами. Осторожно, пальцы."), ""),
        (Lang::Ru, Sentence::Spoken("Отрежь 5 см скотча."), "error: \"см\""),
    ];
    for (lang, sentence, expected) in table {
        let said = said(lang, sentence);
        if expected.is_empty() {
            assert_eq!(said, "", "{sentence:?}");
        } else {
            assert!(said.contains(expected), "{sentence:?}: {said}");
        }
    }
}

/// Short forms, and words that only look short.
#[test]
fn short_forms_are_told_from_words() {
    #[rustfmt::skip]
    let table = [
        // Genuine short forms, however they are written.
        (Lang::Ru, "Возьми 5 шт. мыла", "error: \"шт\""),
        (Lang::Ru, "Подожди 5 мин.", "error: \"мин\""),
        (Lang::Ru, "Подожди 5 мин", "error: \"мин\""),
        (Lang::Ru, "Возьми мыло, т.е. брусок", "error: \"т.е\""),
        (Lang::Ru, "Возьми мыло, т. е. брусок", "error: \"т\""),
        (Lang::Ru, "Бумага, лента и т. п.", "error: \"т\""),
        (Lang::Ru, "Бумага, лента и пр.", "error: \"пр\""),
        (Lang::Ru, "См. картинку", "error: \"См\""),
        (Lang::Ru, "Посмотри на рис. 2", "error: \"рис\""),
        (Lang::Ru, "Насыпь макс. 5 ложек", "error: \"макс\""),
        (Lang::Ru, "Насыпь макс 5 ложек", "error: \"макс\""),
        (Lang::Ru, "Проверь кол-во", "error: \"кол-во\""),
        (Lang::Ru, "Возьми б/у коробку", "error: \"б/у\""),
        (Lang::Ru, "Отнеси в ОТК", "error: \"ОТК\""),
        (Lang::Ru, "Надень СИЗ", "error: \"СИЗ\""),
        (Lang::Ru, "Взвесь 2 КГ", "error: \"КГ\""),
        (Lang::En, "See fig. 2", "error: \"fig\""),
        (Lang::En, "Wait 5 min", "error: \"min\""),
        (Lang::En, "Fill max. 5 spoons", "error: \"max\""),
        (Lang::En, "Fill max 3 spoons", "error: \"max\""),
        (Lang::En, "Max 3 spoons", "error: \"Max\""),
        (Lang::En, "Fill it. Max 3 spoons", "error: \"Max\""),
        (Lang::En, "Fill MAX 3 spoons", "error: \"MAX\""),
        (Lang::En, "Wait min 3 hours", "error: \"min\""),
        (Lang::En, "Wait 5 Min", "error: \"Min\""),
        (Lang::Ru, "Макс 3 ложки", "error: \"Макс\""),
        (Lang::En, "Paper, tape etc.", "error: \"etc\""),
        (Lang::En, "Take one, e.g. soap", "error: \"e.g\""),
        (Lang::En, "Take it w/o a lid", "error: \"w/o\""),
        (Lang::En, "Put on PPE", "error: \"PPE\""),
        // Words.
        (Lang::Ru, "Насыпь рис", ""),
        (Lang::Ru, "Рис", ""),
        (Lang::Ru, "Насыпь рис.", ""),
        (Lang::Ru, "Насыпь рис. Закрой крышку.", ""),
        (Lang::Ru, "Возьми рис, гречку и соль", ""),
        (Lang::Ru, "Тебе поможет Макс.", ""),
        (Lang::Ru, "Поставь ящик к столу А.", ""),
        (Lang::Ru, "Коробка и/или пакет", ""),
        (Lang::Ru, "Включи TV", ""),
        (Lang::Ru, "Вставь USB", ""),
        (Lang::En, "Take one fig", ""),
        (Lang::En, "Take 2 figs", ""),
        (Lang::En, "Wash the fig. Put it down.", ""),
        (Lang::En, "Max helps you.", ""),
        (Lang::En, "Ask Max.", ""),
        (Lang::En, "Give Max 3 boxes", ""),
        (Lang::En, "Give Min 3 boxes", ""),
        (Lang::En, "Ask Max. 3 boxes are left", ""),
        (Lang::Ru, "Теперь Макс 3 раза считает", ""),
        (Lang::En, "Switch on the TV", ""),
        (Lang::En, "Plug in the USB stick", ""),
        (Lang::En, "Go to the PC", ""),
        (Lang::En, "Stand at table A", ""),
        // Emphasis is looked at, and refuses nothing.
        (Lang::Ru, "НОВОЕ", "advice: \"НОВОЕ\" is all in capitals"),
        (Lang::Ru, "Возьми НОВУЮ коробку", "advice: \"НОВУЮ\" is all in capitals"),
        (Lang::Ru, "РИС", "advice: \"РИС\" is all in capitals"),
        (Lang::Ru, "ОСТОРОЖНО", "advice: \"ОСТОРОЖНО\" is all in capitals"),
        (Lang::En, "NEW", "advice: \"NEW\" is all in capitals"),
        (Lang::En, "Do it NOW", "advice: \"NOW\" is all in capitals"),
    ];
    let mut faults = Vec::new();
    for (lang, text, expected) in table {
        let said = said(lang, Sentence::Title(text));
        let fits = if expected.is_empty() {
            said.is_empty()
        } else {
            said.starts_with(expected)
        };
        if !fits {
            faults.push(format!("{text}: {said}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What people in workshops say to each other: none of it is to be found fault with.
#[test]
fn good_sentences_pass_without_a_word() {
    #[rustfmt::skip]
    let table: &[(Lang, &[(&str, &str)])] = &[
        (Lang::Ru, &[
            ("Возьми", "клей"), ("Возьми", "кисть и клей"), ("Возьми", "кисть и клей с полки"), ("Отдай", "кисть и клей мастеру"),
            ("Поставь", "бумагу, клей и кисть"), ("Отнеси", "ленту и клей сотруднику"), ("Закрой", "клей крышкой"),
            ("Вымой", "руки после обеда"), ("Приходи", "после перерыва"), ("Позови", "мастера после работы"),
            ("Возьми", "мыло, бумагу и ленту"), ("Положи", "ложку, вилку и нож"), ("Собери", "коробки, крышки"),
            ("Вытри", "стол губкой и тряпкой"), ("Возьми", "коробку с белой и синей наклейкой"),
            ("Проверь", "цену и надпись"), ("Возьми", "ремень и пряжку"), ("Положи", "десять ручек и деталей"),
            ("Отложи", "ткань и камень"), ("Положи", "нитки, иголки и ткань"), ("Разбери", "ящик карандашей и ножей"),
            ("Насыпь", "рис в банку"), ("Налей", "воду до черты"), ("Поставь", "чашку на золотой поднос"),
            ("Возьми", "пустой пакет"), ("Возьми", "пятый лист"), ("Поставь", "толстый ящик вниз"),
            ("Возьми", "жёлтую ленту"), ("Подожди", "одну минуту"), ("Накрой", "кастрюлю плитой"),
            ("Положи", "открытую коробку налево"), ("Возьми", "закрытую банку"), ("Вынеси", "особенную коробку"),
            ("Возьми", "соломенную корзину"), ("Помой", "пол у стены"), ("Повесь", "фартук на крючок"),
            ("Намажь", "край кистью"), ("Обвяжи", "коробку лентой"), ("Срежь", "лишнюю нитку"),
            ("Пришей", "пуговицу к рубашке"), ("Взвесь", "двести граммов муки"), ("Отсчитай", "десять пакетов"),
            ("Поверни", "крышку вправо до конца"), ("Вставь", "зелёную деталь в паз"), ("Приклей", "этикетку ровно"),
            ("Сними", "перчатки"), ("Отнеси", "большой и тяжёлый ящик вдвоём"), ("Найди", "свой шкаф и вешалку"),
            ("Сложи", "полотенце вдоль"), ("Нажми", "зелёную кнопку"), ("Выключи", "утюг и свет"),
            ("Посмотри", "на верхний и нижний край"),
        ]),
        (Lang::En, &[
            ("Take", "the box and label"), ("Bring", "the box and tape"), ("Take", "the brush and glue"),
            ("Take", "soap, paper and tape"), ("Put", "the spoon, the fork and the knife"), ("Lay out", "the lid and screw"),
            ("Put", "the box, bottom down"), ("Wash", "your hands after lunch"), ("Come back", "after the break"),
            ("Rest", "until the next bell"), ("Wash", "your hands before work"), ("Wait", "one minute"),
            ("Fill", "the jar with rice"), ("Take", "one fig"), ("Take", "the red box"), ("Take", "a hundred bags"),
            ("Take", "the closed box"), ("Put on", "the used gloves"), ("Take", "the seed packet"),
            ("Make", "a cut in the paper"), ("Press", "the green button"), ("Fold", "the towel in half"),
            ("Sew", "the button to the shirt"), ("Weigh", "the flour"), ("Turn", "the cap to the right"),
            ("Wipe", "the table with a cloth"), ("Put", "the label and tape on the table"), ("Hang", "the apron on the hook"),
            ("Tie", "the ribbon round the box"), ("Find", "your locker and hook"), ("Look", "at the top and bottom edge"),
            ("Carry", "the big and heavy box in pairs"), ("Switch off", "the iron and light"), ("Take off", "your gloves"),
            ("Put", "the tools left or right"), ("Count", "ten bags and boxes"), ("Take", "the card and count sheet"), ("Find", "the iron and press cloth"), ("Stick", "the stamp on straight"),
        ]),
    ];
    let mut faults = Vec::new();
    let mut count = 0;
    for (lang, sentences) in table {
        for (verb, words) in *sentences {
            let said = said(*lang, Sentence::Action { verb, words });
            if !said.is_empty() {
                faults.push(format!("{verb} {words}: {said}"));
            }
            count += 1;
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(count > 60, "{count}");
}
