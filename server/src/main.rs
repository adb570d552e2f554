//! The composition root: the clock, the log's outlet and the command are put together here and nowhere else.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use clap::Parser;
use stupen_server::clock::{Boot, Clock};
use stupen_server::commands::{Cli, run};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        // Colours are for eyes, not for the journal of the system.
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            EnvFilter::try_from_env("STUPEN_LOG").unwrap_or_else(|_unset| EnvFilter::new("info")),
        )
        .init();
    // Wrong usage ends here with exit code 2.
    let cli = Cli::parse();
    match run(
        cli,
        Clock::new(read_clock).on(read_boot()),
        &mut std::io::stdout(),
    ) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nobody_reads = writeln!(std::io::stderr(), "stupen-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system's clock"
)]
fn read_clock() -> stupen_server::clock::Moment {
    SystemTime::now().into()
}

/// Linux names each boot and counts the time since; elsewhere this process stands for one.
fn read_boot() -> Boot {
    let started = Instant::now();
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
    let up_ms = std::fs::read_to_string("/proc/uptime")
        .ok()
        .and_then(|text| {
            let (seconds, _idle) = text.split_once(' ')?;
            let (whole, hundredths) = seconds.split_once('.')?;
            Some(whole.parse::<u64>().ok()? * 1000 + hundredths.parse::<u64>().ok()? * 10)
        });
    let (id, up_ms) = match (id, up_ms) {
        (Some(id), Some(up_ms)) => (id.trim().replace('-', ""), up_ms),
        _ => (format!("process{}", std::process::id()), 0),
    };
    Boot::new(id, move || {
        up_ms + u64::try_from(started.elapsed().as_millis()).unwrap_or(0)
    })
}
