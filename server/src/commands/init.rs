//! `init`: the organisation and its first workshop, or another workshop.

use std::io::Write;

use anyhow::{Result, ensure};
use chrono_tz::Tz;
use clap::Args;
use stupen_domain::wire::facts::{Bilingual, OrganisationSet, WorkshopSet};
use stupen_domain::wire::ids::{OrganisationId, WorkshopId};
use stupen_domain::workshop;

use super::{AT_THE_CONSOLE, Context};
use crate::begun;
use crate::book::Book;
use crate::office::settings;

/// Set up the organisation and a workshop; again with another --workshop for a second one
#[derive(Debug, Args)]
pub struct Init {
    /// Id of the organisation, for ever: a-z, 0-9 and -
    #[arg(long, value_name = "ID")]
    organisation: String,
    /// Its Russian name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Its English name; the Russian one without it
    #[arg(long, value_name = "NAME")]
    name_en: Option<String>,
    /// Id of the workshop, for ever: a-z, 0-9 and -
    #[arg(long, value_name = "ID")]
    workshop: String,
    /// The workshop's Russian name
    #[arg(long, value_name = "NAME")]
    workshop_name: String,
    /// Its English name; the Russian one without it
    #[arg(long, value_name = "NAME")]
    workshop_name_en: Option<String>,
    /// The workshop's time zone
    #[arg(long, value_name = "ZONE", default_value = "Europe/Moscow")]
    time_zone: Tz,
    /// Minutes after the start that still count as on time
    #[arg(long, value_name = "MINUTES", default_value_t = workshop::LATE_GRACE_MIN)]
    late_grace_min: u16,
}

/// Runs `init`.
///
/// # Errors
/// When the directory belongs to another organisation, or an id or name is none.
pub fn run(init: Init, context: &Context, out: &mut dyn Write) -> Result<()> {
    let both = |ru: String, en: Option<String>| Bilingual {
        en: en.unwrap_or_else(|| ru.clone()),
        ru,
    };
    let organisation = OrganisationSet {
        organisation: OrganisationId::new(init.organisation),
        name: both(init.name, init.name_en),
    };
    let workshop = WorkshopSet {
        workshop: WorkshopId::new(init.workshop),
        organisation: organisation.organisation.clone(),
        name: both(init.workshop_name, init.workshop_name_en),
        time_zone: init.time_zone.name().to_owned(),
        late_grace_min: init.late_grace_min,
        double_scan_s: workshop::DOUBLE_SCAN_S,
    };
    let id = workshop.workshop.clone();
    set_up(context, organisation, workshop)?;
    writeln!(
        out,
        "Workshop {id} is set up in {}.",
        context.data.root().display()
    )?;
    writeln!(
        out,
        "Next: `stupen-server user add LOGIN --role administrator --name NAME`, then `stupen-server serve`."
    )?;
    Ok(())
}

/// Makes keys and accounts' file where the directory belongs to nobody yet, and states organisation and workshop where they differ.
///
/// # Errors
/// As [`run`].
pub fn set_up(
    context: &Context,
    organisation: OrganisationSet,
    workshop: WorkshopSet,
) -> Result<Book> {
    let id = workshop.workshop.as_str();
    ensure!(
        crate::book::is_id(id),
        "workshop id `{id}`: use 1 to 64 of a-z, 0-9 and -"
    );
    if !begun::has_begun(&context.data) {
        begun::begin(&context.data, &organisation.organisation)?;
    }
    let book = context.book()?;
    ensure!(
        *book.organisation() == organisation.organisation,
        "{} belongs to organisation `{}`, not `{}`: choose another place with --data",
        context.data.root().display(),
        book.organisation(),
        organisation.organisation
    );
    let office = context.office()?;
    let place = settings::Place {
        name_ru: organisation.name.ru.clone(),
        name_en: organisation.name.en.clone(),
        time_zone: workshop.time_zone.parse()?,
    };
    office.with(|db| settings::set_place(db, &place))?;
    let here = workshop.workshop.clone();
    book.set_workshop(workshop, &AT_THE_CONSOLE)?;
    let known = book.with(|ledger| {
        workshop::organisation(ledger.state()).is_some_and(|known| *known == organisation)
    })?;
    if !known {
        book.commit_now(&here, &AT_THE_CONSOLE, vec![organisation.into()])?;
    }
    Ok(book)
}
