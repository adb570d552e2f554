//! The composition root: the clock, the log's outlet and the command are put together here and nowhere else.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::SystemTime;

use clap::Parser;
use stupen_server::clock::Clock;
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
    match run(cli, Clock::new(read_clock), &mut std::io::stdout()) {
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
