//! A QR scanner on a serial port, also one that looks like a serial port over USB.

use std::io::{ErrorKind, Read};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serialport::{SerialPort, TTYPort};

use crate::code::Assembler;
use crate::halt::{Backoff, Halt};
use crate::report::Report;
use crate::{Device, Devices, Fault, Input, Output, Trouble};

/// How the serial line is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SerialConfig {
    /// Speed of the line in baud; scanners over USB ignore it.
    pub baud: u32,
    /// A silence this long ends a code that has no line end, in milliseconds. At 9,600 baud a character takes
    /// about one millisecond.
    pub idle_gap_ms: u64,
}

impl Default for SerialConfig {
    fn default() -> SerialConfig {
        SerialConfig {
            baud: 9600,
            idle_gap_ms: 100,
        }
    }
}

/// How long a read waits when nothing is half-read. It bounds how long a stop takes, not how fast a code is heard.
const READ_WAIT: Duration = Duration::from_millis(250);

/// Reads one serial port, and opens it again whenever it comes back.
pub struct SerialScanner {
    path: PathBuf,
    config: SerialConfig,
    report: Report,
    halt: Halt,
    reader: Option<JoinHandle<()>>,
}

impl SerialScanner {
    /// A scanner at `path`, such as `/dev/serial/by-id/…` (stays the same over replugging). Nothing is opened until
    /// somebody listens.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, config: SerialConfig) -> SerialScanner {
        SerialScanner {
            path: path.into(),
            config,
            report: Report::new(Device::Scanner),
            halt: Halt::default(),
            reader: None,
        }
    }
}

impl Devices for SerialScanner {
    fn listen(&mut self, inputs: Sender<Input>) {
        self.report.listen(inputs);
        if self.reader.is_some() {
            return;
        }
        let line = Line {
            path: self.path.clone(),
            config: self.config.clone(),
            report: self.report.clone(),
            halt: self.halt.clone(),
        };
        match std::thread::Builder::new()
            .name("serial scanner".into())
            .spawn(move || line.read_for_ever())
        {
            Ok(reader) => self.reader = Some(reader),
            Err(error) => {
                self.report
                    .fault(Fault::from_io(Device::Scanner, "starting a thread", &error))
            }
        }
    }

    fn act(&mut self, _output: &Output) {}

    fn check(&mut self) -> Vec<Fault> {
        if self.path.exists() {
            return Vec::new();
        }
        self.report.known_down();
        vec![Fault::new(
            Device::Scanner,
            Trouble::Missing,
            self.path.display().to_string(),
        )]
    }
}

impl Drop for SerialScanner {
    fn drop(&mut self) {
        self.halt.throw();
        if let Some(reader) = self.reader.take() {
            // A reader that panicked has nothing left to end.
            let _ = reader.join();
        }
        self.report.close();
    }
}

/// What the reading thread owns.
struct Line {
    path: PathBuf,
    config: SerialConfig,
    report: Report,
    halt: Halt,
}

impl Line {
    fn read_for_ever(self) {
        let mut backoff = Backoff::new();
        while !self.halt.thrown() {
            match self.open() {
                Ok(port) => {
                    self.report.works();
                    backoff = Backoff::new();
                    if let Some(why) = self.read(port) {
                        self.report.unplugged(&why);
                    }
                }
                Err(fault) => match fault.trouble {
                    Trouble::Missing => self.report.unplugged(&fault.detail),
                    _ => self.report.fault(fault),
                },
            }
            if self.halt.wait(backoff.next()) {
                return;
            }
        }
    }

    fn open(&self) -> Result<TTYPort, Fault> {
        let path = self.path.to_string_lossy();
        TTYPort::open(&serialport::new(path.as_ref(), self.config.baud).timeout(READ_WAIT)).map_err(
            |error| {
                let trouble = match error.kind() {
                    serialport::ErrorKind::NoDevice if self.path.exists() => Trouble::Busy,
                    serialport::ErrorKind::NoDevice => Trouble::Missing,
                    serialport::ErrorKind::Io(ErrorKind::NotFound) => Trouble::Missing,
                    serialport::ErrorKind::Io(ErrorKind::PermissionDenied) => Trouble::NotPermitted,
                    serialport::ErrorKind::Io(ErrorKind::ResourceBusy) => Trouble::Busy,
                    _ => Trouble::Failed,
                };
                Fault::new(Device::Scanner, trouble, format!("{path}: {error}"))
            },
        )
    }

    /// Reads until the port goes away, and says why; `None` when told to stop.
    fn read(&self, mut port: TTYPort) -> Option<String> {
        let idle_gap = Duration::from_millis(self.config.idle_gap_ms.max(1));
        let mut assembler = Assembler::default();
        let mut buffer = [0; 1024];
        loop {
            if self.halt.thrown() {
                return None;
            }
            let wait = if assembler.is_pending() {
                idle_gap
            } else {
                READ_WAIT
            };
            if let Err(error) = port.set_timeout(wait) {
                return Some(error.to_string());
            }
            match port.read(&mut buffer) {
                // A code that was half read is forgotten with its assembler.
                Ok(0) => return Some("the line is closed".into()),
                Ok(count) => {
                    assembler.take(buffer.get(..count).unwrap_or_default(), |input| {
                        self.report.tell(input)
                    });
                }
                Err(error) if error.kind() == ErrorKind::TimedOut => {
                    if let Some(input) = assembler.end() {
                        self.report.tell(input);
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Some(error.to_string()),
            }
        }
    }
}
