//! How a kiosk joins: the wish for a one-time code, the code, and the text and the page that carry it to the kiosk.
//! The command and the office's page ask in the same way.

use std::net::SocketAddr;

use rusqlite::Connection;
use serde_json::{Value, json};
use stupen_domain::wire::facts::Bilingual;
use stupen_domain::wire::ids::WorkshopId;
use stupen_domain::{State, workshop};
use thiserror::Error;

use crate::clock::Moment;
use crate::i18n::{Lang, msg};
use crate::office::OfficeError;
use crate::office::codes::{self, CODE_HOURS, KioskMode, Ticket};
use crate::tls::Pin;

/// Longest name of a kiosk, characters: it stands in lists and on the kiosk's own page.
pub const NAME_CHARS_MAX: usize = 64;

/// What is asked for: nothing of it is checked yet.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What staff call the kiosk.
    pub name: String,
    /// The workshop's id; not needed where there is one.
    pub workshop: Option<String>,
    /// What it is for.
    pub mode: KioskMode,
    /// How it reaches this server.
    pub address: String,
}

/// Why there is no code. The words are the command's; the page has its own ([`NoCode::words`]).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoCode {
    /// Without a name.
    #[error("--name: empty; say what staff call the kiosk")]
    NoName,
    /// A name that no list has room for.
    #[error("--name: longer than {NAME_CHARS_MAX} characters; say what staff call the kiosk")]
    LongName,
    /// Not an address.
    #[error("--address: `{0}` is no address: write it like https://192.0.2.10:8443")]
    NoAddress(String),
    /// An address by which a server listens, and by which nobody finds it.
    #[error(
        "--address: `{0}` is where a server listens, not where a kiosk finds it: write it like https://192.0.2.10:8443"
    )]
    EveryAddress(String),
    /// Nothing is set up.
    #[error("there is no workshop yet: `stupen-server init --workshop ID` makes one")]
    NoWorkshop,
    /// There is no such one.
    #[error("--workshop: no workshop `{wanted}`: there is {known}")]
    OtherWorkshop {
        /// What was asked for.
        wanted: String,
        /// Those there are.
        known: String,
    },
    /// There are several.
    #[error("--workshop: say which one: {0}")]
    WhichWorkshop(String),
}

impl NoCode {
    /// For whoever fills in the form, as a msgid.
    pub fn words(&self) -> &'static str {
        match self {
            Self::NoName => msg("Give the kiosk a name: where it stands, for example."),
            Self::LongName => msg("The name is too long. A word or two are enough."),
            Self::NoAddress(_) => {
                msg("This is no address. Write it like https://192.0.2.10:8443, without a path.")
            }
            Self::EveryAddress(_) => msg(
                "No kiosk finds the server by this address. Write the one by which other devices open this page.",
            ),
            Self::NoWorkshop => msg("There is no workshop yet."),
            Self::OtherWorkshop { .. } | Self::WhichWorkshop(_) => {
                msg("Choose the workshop in which the kiosk stands.")
            }
        }
    }
}

/// A wish that can be fulfilled.
#[derive(Clone, Debug)]
pub struct Asked {
    ticket: Ticket,
    address: String,
    workshop: Bilingual,
    organisation: Bilingual,
}

/// A code that was issued.
#[derive(Clone, Debug)]
pub struct Added {
    /// The code, readable only now.
    pub code: String,
    /// What the QR code says.
    pub text: String,
    /// The server's address in it.
    pub address: String,
    /// What it lets in.
    pub ticket: Ticket,
    /// The workshop's name.
    pub workshop: Bilingual,
    organisation: Bilingual,
}

impl Wish {
    /// Looks whether a code can be issued for this.
    ///
    /// # Errors
    /// [`NoCode`].
    pub fn check(self, state: &State) -> Result<Asked, NoCode> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err(NoCode::NoName);
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(NoCode::LongName);
        }
        let known: Vec<WorkshopId> = workshop::workshops(state)
            .into_iter()
            .map(|set| set.workshop.clone())
            .collect();
        let workshop = pick_workshop(&known, self.workshop.as_deref())?;
        let address = address(&self.address)?;
        Ok(Asked {
            workshop: workshop::settings(state, &workshop)
                .map(|set| set.name.clone())
                .unwrap_or_default(),
            organisation: workshop::organisation(state)
                .map(|set| set.name.clone())
                .unwrap_or_default(),
            ticket: Ticket {
                workshop: workshop.to_string(),
                name: name.to_owned(),
                mode: self.mode,
            },
            address,
        })
    }
}

impl Asked {
    /// Issues the code.
    ///
    /// # Errors
    /// When the database refuses or there is no randomness.
    pub fn issue(
        self,
        db: &Connection,
        pin: Pin,
        issued_by: &str,
        now: Moment,
    ) -> Result<Added, OfficeError> {
        let code = codes::issue(db, &self.ticket, issued_by, now)?;
        Ok(Added {
            text: enrolment_text(&self.address, pin, &code),
            code,
            address: self.address,
            ticket: self.ticket,
            workshop: self.workshop,
            organisation: self.organisation,
        })
    }
}

impl Added {
    /// Names of the workshop and the organisation.
    pub fn names(&self, lang: Lang) -> (String, String) {
        (
            lang.of(&self.workshop).to_owned(),
            lang.of(&self.organisation).to_owned(),
        )
    }
}

/// The workshop that is meant: the one of that id, or the only one.
///
/// # Errors
/// When there is none of that id, or several to choose from.
pub fn pick_workshop(known: &[WorkshopId], wanted: Option<&str>) -> Result<WorkshopId, NoCode> {
    let names = || {
        known
            .iter()
            .map(WorkshopId::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (wanted, known) {
        (_, []) => Err(NoCode::NoWorkshop),
        (Some(wanted), _) => known
            .iter()
            .find(|id| id.as_str() == wanted)
            .cloned()
            .ok_or_else(|| NoCode::OtherWorkshop {
                wanted: wanted.to_owned(),
                known: names(),
            }),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(NoCode::WhichWorkshop(names())),
    }
}

/// The address of a server that listens there, as a kiosk calls it; none when it listens on every address.
pub fn address_of(listens: SocketAddr) -> Option<String> {
    (!listens.ip().is_unspecified()).then(|| format!("https://{listens}"))
}

/// What a kiosk scans or is told to join this server.
pub fn enrolment_text(address: &str, pin: Pin, code: &str) -> String {
    format!("STUPEN-ENROL:{address}|{}|{code}", pin.base32())
}

/// The address as a kiosk calls it: `https://HOST:PORT`, without a path.
///
/// # Errors
/// When it is something else; the message shows the form.
pub fn address(text: &str) -> Result<String, NoCode> {
    let given = text.trim();
    let rest = given.strip_prefix("https://").unwrap_or(given);
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let is_plain = !rest.is_empty()
        && rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'));
    if !is_plain {
        return Err(NoCode::NoAddress(given.to_owned()));
    }
    if rest.starts_with("0.0.0.0") || rest.starts_with("[::]") {
        return Err(NoCode::EveryAddress(given.to_owned()));
    }
    Ok(format!("https://{rest}"))
}

/// The page that joins a kiosk, for the typesetter.
pub fn enrolment_page(
    lang: Lang,
    ticket: &Ticket,
    workshop: &str,
    organisation: &str,
    text: &str,
    address: &str,
) -> Value {
    // What the kiosk's own screen says before and after, in its words.
    let (title, typed_label, steps, server, note) = match lang {
        Lang::Ru => (
            "Подключение киоска",
            "Нет сканера? Наберите на клавиатуре киоска всю строку и нажмите Enter. Пробелы можно не набирать, буквы годятся и маленькие.",
            [
                "Включите киоск и дождитесь слов «Этот киоск ещё не подключён».",
                "Поднесите этот лист к сканеру.",
                "Дождитесь слов «Покажи бейдж».",
            ],
            "Сервер",
            format!("Код действует {CODE_HOURS} часа и только один раз. Потом уничтожьте лист."),
        ),
        Lang::En => (
            "Joining a kiosk",
            "No scanner? Type the whole line on the kiosk's keyboard and press Enter. Spaces may be left out, small letters do as well.",
            [
                "Switch the kiosk on and wait for the words “This kiosk is not connected yet”.",
                "Hold this sheet before the scanner.",
                "Wait for the words “Show your badge”.",
            ],
            "Server",
            format!(
                "The code works for {CODE_HOURS} hours and only once. Destroy the sheet afterwards."
            ),
        ),
    };
    json!({
        "document": "enrolment",
        "lang": lang.code(),
        "title": title,
        "subtitle": format!("{} · {workshop}", ticket.name),
        "code": text,
        "typed": text,
        "typed_label": typed_label,
        "steps": steps,
        "facts": [{"name": server, "value": address}],
        "note": note,
        "footer": organisation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kiosk's screen says, in Russian.
    fn on_screen(words: &str) -> String {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../assets/i18n/ru/LC_MESSAGES/stupen-window.po"
        );
        let file = std::fs::read_to_string(file).unwrap();
        let msgid = format!("msgid \"{words}\"");
        let mut lines = file.lines().skip_while(|line| *line != msgid).skip(1);
        let line = lines.next().expect("words of the kiosk's screen");
        let words = line.strip_prefix("msgstr \"").unwrap();
        words.strip_suffix('"').unwrap().to_owned()
    }

    #[test]
    fn the_sheet_says_what_the_kiosk_shows_and_takes() {
        let ticket = Ticket {
            workshop: "soap".to_owned(),
            name: "Вход".to_owned(),
            mode: KioskMode::Both,
        };
        let text = "STUPEN-ENROL:https://192.0.2.10:8443|ABC|QRDT-7K2M";
        for lang in [Lang::Ru, Lang::En] {
            let sheet = enrolment_page(
                lang,
                &ticket,
                "Мыло",
                "НКО",
                text,
                "https://192.0.2.10:8443",
            );
            assert_eq!(sheet["code"], text);
            assert_eq!(sheet["typed"], text, "the bare code opens nothing");
            for (step, words) in [
                (0, "This kiosk is not connected yet"),
                (2, "Show your badge"),
            ] {
                let words = match lang {
                    Lang::Ru => on_screen(words),
                    Lang::En => words.to_owned(),
                };
                let step = sheet["steps"][step].as_str().unwrap();
                assert!(step.contains(&words), "{words}: {step}");
            }
        }
    }
}
