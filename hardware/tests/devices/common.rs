//! What the device tests share: waiting for inputs, programs that stand in for players, ports on a pty.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, PidfdFlags};
use serde_json::Value;
use serialport::{SerialPort, TTYPort};
use stupen_hardware::Input;

/// Only a failing test waits so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The next input.
#[track_caller]
pub(crate) fn next(heard: &Receiver<Input>) -> Input {
    heard.recv_timeout(PATIENCE).expect("an input comes")
}

/// All inputs until every thread of the dropped device has let go of the channel.
#[track_caller]
pub(crate) fn rest(heard: &Receiver<Input>) -> Vec<Input> {
    let mut rest = Vec::new();
    loop {
        match heard.recv_timeout(PATIENCE) {
            Ok(input) => rest.push(input),
            Err(RecvTimeoutError::Disconnected) => return rest,
            Err(RecvTimeoutError::Timeout) => panic!("a thread outlives its device"),
        }
    }
}

/// A shell script that stands in for a player. It is read by `sh` rather than executed, because executing a file that
/// was just written fails while another test's child still has it open.
pub(crate) fn script(dir: &Path, text: &str) -> Vec<String> {
    let path = dir.join("script.sh");
    std::fs::write(&path, text).unwrap();
    vec!["sh".into(), path.display().to_string()]
}

/// A named pipe; the lines that programs write into it arrive in the channel.
pub(crate) fn pipe(path: &Path) -> Receiver<String> {
    let kind = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, path, kind, 0o600.into(), 0).unwrap();
    // Open for writing too, so that there is no end of file between two programs.
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let (lines, arrived) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(file).lines() {
            if lines.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    arrived
}

/// Waits until a process has ended, even one that is not our child.
#[track_caller]
pub(crate) fn wait_for_end(id: &str) {
    let id = Pid::from_raw(id.trim().parse().unwrap()).unwrap();
    let Ok(process) = rustix::process::pidfd_open(id, PidfdFlags::empty()) else {
        return;
    };
    let patience = Timespec {
        tv_sec: 30,
        tv_nsec: 0,
    };
    let mut waiting = [PollFd::new(&process, PollFlags::IN)];
    assert_eq!(
        rustix::event::poll(&mut waiting, Some(&patience)),
        Ok(1),
        "a process lives on"
    );
}

/// A scanner's cable: a pty behind a name that stays the same over replugging, as under `/dev/serial/by-id`.
pub(crate) struct Cable {
    name: PathBuf,
    /// The scanner's end and the port's. The port is held too, because a pty takes no bytes while nobody has it open.
    ends: Option<(TTYPort, TTYPort)>,
}

impl Cable {
    pub(crate) fn new(name: PathBuf) -> Cable {
        let mut cable = Cable { name, ends: None };
        cable.plug();
        cable
    }

    pub(crate) fn plug(&mut self) {
        let (scanner, port) = TTYPort::pair().unwrap();
        std::os::unix::fs::symlink(port.name().unwrap(), &self.name).unwrap();
        self.ends = Some((scanner, port));
    }

    pub(crate) fn unplug(&mut self) {
        std::fs::remove_file(&self.name).unwrap();
        self.ends = None;
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let (scanner, _) = self.ends.as_mut().expect("the cable is in");
        scanner.write_all(bytes).unwrap();
    }
}

/// A client of the simulator.
pub(crate) struct Client {
    writer: UnixStream,
    reader: BufReader<UnixStream>,
}

impl Client {
    pub(crate) fn connect(path: &Path) -> Client {
        let writer = UnixStream::connect(path).unwrap();
        writer.set_read_timeout(Some(PATIENCE)).unwrap();
        Client {
            reader: BufReader::new(writer.try_clone().unwrap()),
            writer,
        }
    }

    pub(crate) fn write(&mut self, text: &str) {
        self.writer.write_all(text.as_bytes()).unwrap();
    }

    /// The next line; `None` when the simulator has closed the connection.
    #[track_caller]
    pub(crate) fn read(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.reader.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_str(&line).expect("a line is JSON")),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// Goes, and waits until the simulator has noticed.
    #[track_caller]
    pub(crate) fn leave(mut self) {
        self.writer.shutdown(std::net::Shutdown::Write).unwrap();
        assert_eq!(self.read(), None);
    }

    /// Makes sure that the simulator knows this client: it has answered a line.
    pub(crate) fn greet(mut self) -> Client {
        self.write("hello\n");
        assert!(
            self.read().unwrap()["error"]
                .as_str()
                .unwrap()
                .starts_with("not JSON")
        );
        self
    }
}
