//! `serve`: the server itself, until it is told to stop.

use std::fs;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, from_tcp_rustls};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::Context;
use crate::begun;
use crate::book::Book;
use crate::book::aside::{Through, keep_damaged};
use crate::book::damage::Damage;
use crate::book::media::{LOOKS_APART_S, MediaDamage};
use crate::data::write_private;
use crate::office::{looked, sessions};
use crate::router::router;
use crate::state::{AppState, Parts};
use crate::tls::Identity;
use crate::web::damage;

/// How long answers under way may take to finish once the server was told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// How often commands that wrote beside the server are noticed.
const NEIGHBOURS: Duration = Duration::from_millis(500);

/// How many of these looks lie between two writings of views: some seconds.
const SETTLED_AFTER: u32 = 10;

/// How long a client may take to shake hands and to send the head of its first request.
const HEAD_MAX: Duration = Duration::from_secs(10);

/// Run the server.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port; port 0 takes a free one, which is printed and written to DIR/server.addr
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// A name or address by which people reach this server, for its certificate; may be repeated
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// Set a damaged log aside and begin with an empty one. Only where there is no backup to restore: the server then knows
    /// nobody, and every kiosk has to be let in anew
    #[arg(long)]
    begin_empty: bool,
    /// Make another key where keys/tls.key is lost. Only where no backup has it: every kiosk has to be told the new pin
    /// (`stupen-kiosk office --pin PIN`). A key that is there stays
    #[arg(long)]
    new_key: bool,
}

/// Runs `serve` until SIGTERM, SIGINT or ctrl-c.
///
/// # Errors
/// When the directory is in use, a file is damaged or the address cannot be taken.
pub fn run(serve: Serve, context: &Context, out: &mut dyn Write) -> Result<()> {
    let _held = context.data.take()?;
    begun::ensure_restored(&context.data)?;
    if serve.new_key {
        Identity::make_anew(&context.data)?;
    }
    ensure_whole(context)?;
    let office = context.office()?;
    let (book, damage) = match open_book(&serve, context, out) {
        Ok(book) => (Some(book), None),
        Err(error) => (None, Some(error.downcast::<Damage>()?)),
    };
    let identity = Identity::load_or_make(&context.data, &names(&serve))?;
    let listener = TcpListener::bind(serve.listen).with_context(|| {
        format!(
            "--listen: cannot take {}: is another server running there? Try another port.",
            serve.listen
        )
    })?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let state = book
        .map(|book| {
            let now = context.clock.now();
            office.with(|db| {
                sessions::sweep(db, now)?;
                looked::forget_old(db, looked::KEEP_DAYS, now)
            })?;
            AppState::new(Parts {
                office,
                book,
                clock: context.clock.clone(),
                pin: identity.pin(),
                listens: address,
                demonstration: context.data.is_demonstration(),
            })
        })
        .transpose()?;
    let address_file = context.data.address_file();
    write_private(&address_file, format!("{address}\n").as_bytes())?;
    writeln!(out, "Office: https://{address}/")?;
    if let Some(damage) = damage {
        tracing::error!("{damage}");
        writeln!(out, "Nothing is served: {damage}.")?;
    }
    if let Some(state) = &state {
        if let Some(lost) = state.book().was_lost() {
            writeln!(out, "{lost} `stupen-server check` names the kept file.")?;
        }
        let lost = state.book().look_for_lost_media()?;
        if let Some(what) = &lost.unreadable {
            writeln!(
                out,
                "The file of pictures and packs cannot be read ({what}), so that no portrait and no pack is here: `stupen-server check` says what is wrong with it."
            )?;
        } else if !lost.is_nothing() {
            writeln!(
                out,
                "{} pictures or files of packs that the log names are not here: `stupen-server check` names them, `stupen-server media take FILE` brings them back from a backup.",
                lost.missing.len()
            )?;
        }
    }
    // The last line: whoever waits for it has read all the others.
    writeln!(out, "Key pin: {}", identity.pin())?;
    out.flush()?;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start threads")?;
    let served = runtime.block_on(listen(listener, &identity, state));
    // Whoever reads the file must not be sent to a server that is gone.
    let _already_gone = fs::remove_file(&address_file);
    served
}

/// Refuses to begin where a file is lost that a server must have, and names all of them.
fn ensure_whole(context: &Context) -> Result<()> {
    let lost: Vec<String> = begun::lost(&context.data)
        .iter()
        .map(ToString::to_string)
        .collect();
    ensure!(lost.is_empty(), "{}", lost.join("\n"));
    Ok(())
}

/// Serves the listener until a signal comes, then lets answers under way finish. Without a state, the log is damaged, and
/// all that is served is that it is.
async fn listen(listener: TcpListener, identity: &Identity, state: Option<AppState>) -> Result<()> {
    let handle = Handle::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (stopping, farewell) = (state.clone(), handle.clone());
    tokio::spawn(async move {
        tokio::select! {
            _signal = terminate.recv() => {}
            _signal = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        if let Some(stopping) = stopping {
            stopping.live().stop();
        }
        farewell.graceful_shutdown(Some(FAREWELL));
    });
    let router = match state {
        Some(state) => {
            let book = state.book().clone();
            tokio::task::spawn_blocking(move || book.look_for_damage());
            tokio::spawn(watch_neighbours(state.clone()));
            tokio::spawn(watch_media(state.clone()));
            router(state)
        }
        None => damage::router(),
    };
    from_tcp_rustls(listener, RustlsConfig::from_config(identity.config()))?
        .handle(handle)
        .first_request_timeout(HEAD_MAX)
        .serve(router.into_make_service_with_connect_info::<SocketAddr>())
        .await
        .context("the server stopped")
}

/// Opens the book. A file of pictures and packs that cannot be opened is set aside and kept, since the office can do without
/// it; a damaged log is not. What is wrong further inside, [`watch_media`] finds: reading all of it would delay the start.
fn open_book(serve: &Serve, context: &Context, out: &mut dyn Write) -> Result<Book> {
    let open = || {
        if serve.begin_empty {
            Book::open_anew(&context.data, &context.clock)
        } else {
            Book::open_to_serve(&context.data, &context.clock)
        }
    };
    let what = match open() {
        Ok(book) => return Ok(book),
        Err(error) => error.downcast::<MediaDamage>()?.what,
    };
    let kept = keep_damaged(&context.data, &what)?;
    tracing::error!(kept = %kept.display(), reason = what, "a damaged file of pictures and packs was set aside");
    writeln!(
        out,
        "The file of pictures and packs was damaged; it is kept as {}.",
        kept.display()
    )?;
    open()
}

/// Looks now and then whether pictures and packs are here that the log names. Their file is read through at first, and again
/// as long as something is wrong with it.
async fn watch_media(state: AppState) {
    let mut turns = tokio::time::interval(Duration::from_secs(LOOKS_APART_S));
    let mut is_through = false;
    loop {
        turns.tick().await;
        if state.book().damage().is_some() {
            return;
        }
        let book = state.book().clone();
        let looked = tokio::task::spawn_blocking(move || {
            if !is_through || book.lost_media().unreadable.is_some() {
                is_through = match book.look_media_through() {
                    Ok(Through::Sound | Through::Kept(_)) => true,
                    Ok(Through::InUse) => false,
                    Err(error) => {
                        tracing::error!(
                            error = format!("{error:#}"),
                            "the file of pictures and packs could not be read through"
                        );
                        false
                    }
                };
            }
            book.look_for_lost_media().map(|_lost| is_through)
        })
        .await;
        match looked {
            Ok(Ok(through)) => is_through = through,
            Ok(Err(error)) => {
                tracing::error!(%error, "pictures and packs could not be looked for");
            }
            Err(stopping) if stopping.is_cancelled() => return,
            Err(panic) => tracing::error!(%panic, "looking for pictures and packs broke off"),
        }
    }
}

/// Looks for entries of commands that ran beside the server, so that open pages show them. Writes views now and then: a
/// start after a crash folds what they lack, and knows by them how far the log reached.
async fn watch_neighbours(state: AppState) {
    let mut turns = tokio::time::interval(NEIGHBOURS);
    let mut until_settled = SETTLED_AFTER;
    loop {
        turns.tick().await;
        if state.book().damage().is_some() {
            return;
        }
        until_settled = until_settled.checked_sub(1).unwrap_or(SETTLED_AFTER);
        let is_due = until_settled == 0;
        let looked = state.book().run(move |ledger| match is_due {
            true => ledger.settle(),
            false => Ok(()),
        });
        match looked.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "views could not be written"),
            Err(error) => tracing::error!(%error, "the log could not be looked at"),
        }
    }
}

fn names(serve: &Serve) -> Vec<String> {
    let mut names = vec![
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
    ];
    let ip = serve.listen.ip();
    if !ip.is_unspecified() {
        names.push(ip.to_string());
    }
    names.extend(serve.name.iter().cloned());
    let mut seen = Vec::with_capacity(names.len());
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}
