//! What a kiosk cannot show or play is read at the office: which kiosk, which file, what is wrong, since when.

use stupen_domain::facts::Bilingual;
use stupen_domain::wire::unusable::{Trouble, Unusable};
use stupen_kiosk::office::Office;
use stupen_server::office::codes::{KioskMode, Ticket};
use stupen_tests::story::OfficeRoom;

const MONDAY: &str = "2026-11-23T09:00:00+03:00";
const LATER: &str = "2026-11-23T09:40:00+03:00";

fn file(what: Trouble, file: &str) -> Unusable {
    Unusable {
        what,
        pack: "gift".to_owned(),
        version: 2,
        file: file.to_owned(),
        operation: Some(Bilingual {
            ru: "Складываем".to_owned(),
            en: "Folding".to_owned(),
        }),
        step: 3,
    }
}

#[test]
fn staff_read_at_the_office_which_files_a_kiosk_cannot_use() {
    let mut office = OfficeRoom::open();
    office.set_clock(MONDAY.parse().unwrap());
    let kiosk = office.enrol(&Ticket {
        workshop: "soap".to_owned(),
        name: "Киоск у окна".to_owned(),
        mode: KioskMode::Both,
    });
    let mut call = office.call(&kiosk);
    // Every trouble that a kiosk knows has words of its own at the office, and they are Russian.
    let all = [
        (Trouble::Picture, "Картинка не открывается."),
        (Trouble::LargePicture, "Картинка слишком большая."),
        (Trouble::Sound, "Запись не звучит."),
        (Trouble::LongSound, "Запись слишком длинная."),
        (Trouble::NotSent, "Файл не дошёл до киоска."),
        (Trouble::NotHere, "Этой картинки нет в программе киоска."),
        (Trouble::Pack, "Набор не читается на киоске."),
        (Trouble::Damaged, "Файл повреждён на киоске."),
        (Trouble::Portrait, "Портрет не открывается."),
        (Trouble::Worn, "Портрет повреждён на киоске."),
    ];
    for (what, words) in all {
        call.tell_unusable(&[file(what, "pictures/take.png")])
            .unwrap();
        let page = office.page("lead", "/kiosks").unwrap();
        for expected in [
            words,
            "Киоск у окна",
            "gift 2: pictures/take.png",
            "Складываем, шаг 3",
            "сообщает с",
        ] {
            assert!(page.contains(expected), "{what:?}: no {expected} in {page}");
        }
    }
    let told = |office: &mut OfficeRoom| -> Vec<(String, String)> {
        let list = office.list("lead", "/kiosks").unwrap();
        let device = list
            .as_array()
            .unwrap()
            .iter()
            .find(|device| device["name"] == "Киоск у окна")
            .unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        device["unusable"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| (text(&file["file"]), text(&file["since"])))
            .collect()
    };
    // What was told before keeps its time, whatever comes beside it, and over a restart of the office.
    office.set_clock(LATER.parse().unwrap());
    let both = [
        file(Trouble::Worn, "pictures/take.png"),
        file(Trouble::Sound, "sounds/take.ogg"),
    ];
    call.tell_unusable(&both).unwrap();
    office.stop();
    office.start();
    let files = told(&mut office);
    let times: Vec<(&str, bool)> = files
        .iter()
        .map(|(file, since)| (file.as_str(), since.contains("T06:00")))
        .collect();
    assert_eq!(
        times,
        [("pictures/take.png", true), ("sounds/take.ogg", false)],
        "{files:?}"
    );
    // All mended.
    call.tell_unusable(&[]).unwrap();
    assert_eq!(told(&mut office), []);
    let page = office.page("lead", "/kiosks").unwrap();
    assert!(!page.contains("не работают на киоске"), "{page}");
}
