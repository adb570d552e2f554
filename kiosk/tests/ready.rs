//! "Station ready": staff read that a pack is on its way, how many files are still to come, and that it came whole.

use std::collections::BTreeMap;

use crate::rig::Rig;
use stupen_domain::wire::ids::BlobHash;
use stupen_journal::blobs::blob_hash;
use stupen_kiosk::ui::{
    Counted, Notice, NoticeKind, Say, Screen, StaffScreen, StaffTap, Tap, Word,
};

const PACK: &str = r#"{"id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"}, "picture": "pictogram:box",
    "licence": "CC0-1.0",
    "operation": [{"id": "fold", "title": {"ru": "Складываем", "en": "Folding"}, "picture": "pictogram:box", "station": "table", "norm_s": 45,
    "step": [{"id": "take", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a box"},
    "picture": "pictures/a.svg"}, {"id": "put", "verb": {"ru": "Положи", "en": "Put"},
    "words": {"ru": "картонку", "en": "a box"}, "picture": "pictures/b.svg"}]}]}"#;

fn drawing(n: u8) -> Vec<u8> {
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='{n}' height='9'/></svg>")
        .into_bytes()
}

fn files(from: u8) -> [(&'static str, Vec<u8>); 2] {
    [
        ("pictures/a.svg", drawing(from)),
        ("pictures/b.svg", drawing(from + 1)),
    ]
}

/// Behind the door, at the board.
fn board_note(rig: &mut Rig) -> Say {
    rig.staff();
    let Screen::Staff(StaffScreen::Tiles(view)) = rig.screen() else {
        panic!("{:?}", rig.screen());
    };
    view.head.note.clone()
}

/// From the board on to the page of the machine.
fn notices(rig: &mut Rig) -> Vec<Notice> {
    for label in [Word::Menu, Word::Device] {
        let Screen::Staff(StaffScreen::Tiles(view)) = rig.screen() else {
            panic!("{:?}", rig.screen());
        };
        let chip = view
            .chips
            .iter()
            .position(|chip| chip.label == label.into());
        let tile = view
            .tiles
            .iter()
            .position(|tile| tile.label == label.into());
        let tap = chip
            .map(StaffTap::Chip)
            .or(tile.map(StaffTap::Tile))
            .expect("the way");
        rig.tap(Tap::Staff(tap));
    }
    let Screen::Staff(StaffScreen::Device(view)) = rig.screen() else {
        panic!("{:?}", rig.screen());
    };
    let packs = view.notices.iter().filter(|notice| {
        matches!(
            notice.kind,
            NoticeKind::PackComing { .. } | NoticeKind::PackReady
        )
    });
    packs.cloned().collect()
}

fn leave(rig: &mut Rig) {
    while !matches!(rig.screen(), Screen::Waiting(_)) {
        rig.tap(Tap::Staff(StaffTap::Back));
    }
}

#[test]
fn staff_read_what_is_still_to_come_and_that_it_came() {
    let mut rig = Rig::new(PACK, &files(1));
    assert_eq!(board_note(&mut rig), Say::Nothing, "all is here");
    assert_eq!(notices(&mut rig), []);
    leave(&mut rig);
    // Version 2 is announced; of its files none has come yet.
    let media: BTreeMap<String, BlobHash> = files(3)
        .into_iter()
        .map(|(path, bytes)| {
            (
                path.to_owned(),
                BlobHash::new(blob_hash(&bytes).to_string()),
            )
        })
        .collect();
    let published = rig.publish(PACK, 2, media);
    rig.state(vec![published]);
    let said = |files: u32| {
        (
            Say::row([
                "Подарок 2".to_string().into(),
                Say::Count(Counted::FilesToCome, files),
            ]),
            [Notice {
                kind: NoticeKind::PackComing { files },
                detail: "Подарок 2".into(),
            }],
        )
    };
    for (stored, left) in [(None, 2), (Some(0), 1)] {
        if let Some(at) = stored {
            rig.blobs().put(&files(3)[at].1).expect("stored");
            rig.state(vec![]);
        }
        let (note, told) = said(left);
        assert_eq!(board_note(&mut rig), note);
        assert_eq!(notices(&mut rig), told);
        leave(&mut rig);
    }
    rig.blobs().put(&files(3)[1].1).expect("stored");
    rig.state(vec![]);
    assert_eq!(board_note(&mut rig), Say::Nothing);
    let ready = [Notice {
        kind: NoticeKind::PackReady,
        detail: "Подарок 2".into(),
    }];
    assert_eq!(notices(&mut rig), ready);
    leave(&mut rig);
    // Tomorrow that is no news any more.
    rig.next_day("9:00");
    board_note(&mut rig);
    assert_eq!(notices(&mut rig), []);
}
