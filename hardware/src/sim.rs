//! All devices simulated on a Unix socket: one JSON object a line, in and out. It drives tests and demonstrations.
//!
//! | a client writes | meaning |
//! |---|---|
//! | `{"scan":"…"}` | the scanner read this text |
//! | `{"unreadable":"scanner"}` | the scanner read something that is not text |
//! | `{"press":"help"}` | a button: `help`, `pedal`, `next`, `back` |
//! | `{"unplug":"scanner"}`, `{"plug":"scanner"}` | a device goes away, comes back |
//!
//! Every client reads `{"lamp":"green"}`, `{"sound":"welcome"}`, `{"say":"…","lang":"ru"}` (with `"voice"` where one
//! is asked for), `{"stop":"say"}` and `{"buzz":true}`. A line that makes no sense is answered, to its writer alone,
//! with `{"error":"…"}`.

use std::fs::{DirBuilder, Permissions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use rustix::event::{PollFd, PollFlags};
use rustix::net::SendFlags;
use serde_json::{Value, json};

use crate::code::input_of_text;
use crate::report::Report;
use crate::{Button, Device, Devices, Fault, Input, Lamp, Output, Trouble};

/// Longest line of a client, in bytes: the longest code with every byte escaped, and room to spare.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// More clients than any test or demonstration needs; each has a thread.
const CLIENTS_MAX: usize = 16;

/// The simulated devices.
pub struct Sim {
    path: PathBuf,
    /// Device and inode of the socket, so that another program's is not taken away at the end.
    identity: (u64, u64),
    listener: Option<UnixListener>,
    shared: Arc<Shared>,
    /// Closing it wakes the accepting thread.
    wake: Option<UnixStream>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    report: Report,
    clients: Mutex<Vec<Arc<Client>>>,
    unplugged: Mutex<Vec<Device>>,
}

struct Client {
    stream: UnixStream,
    /// Keeps the lines of two threads apart.
    writing: Mutex<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sim {
    /// Makes the socket at `path`, readable and writable for this user alone. A stale socket is replaced.
    ///
    /// # Errors
    /// A fault when something else lives at `path`, another program listens there, or the folder is missing or
    /// closed to this user.
    pub fn bind(path: impl Into<PathBuf>) -> Result<Sim, Fault> {
        let path = path.into();
        let fault = |error: io::Error| {
            Fault::from_io(Device::Simulator, &path.display().to_string(), &error)
        };
        if let Err(error) = SocketAddr::from_pathname(&path) {
            // Found out now: moved into place it would be a socket that nobody can reach.
            let detail = format!("{}: {error}", path.display());
            return Err(Fault::new(
                Device::Simulator,
                Trouble::Misconfigured,
                detail,
            ));
        }
        if let Ok(existing) = std::fs::symlink_metadata(&path) {
            if !existing.file_type().is_socket() {
                let detail = format!("{} is there and is not a socket", path.display());
                return Err(Fault::new(
                    Device::Simulator,
                    Trouble::Misconfigured,
                    detail,
                ));
            }
            if UnixStream::connect(&path).is_ok() {
                let detail = format!("another program listens at {}", path.display());
                return Err(Fault::new(Device::Simulator, Trouble::Busy, detail));
            }
        }
        let listener = bind_private(&path).map_err(fault)?;
        let made = std::fs::symlink_metadata(&path).map_err(fault)?;
        listener.set_nonblocking(true).map_err(fault)?;
        Ok(Sim {
            identity: (made.dev(), made.ino()),
            path,
            listener: Some(listener),
            shared: Arc::new(Shared {
                report: Report::new(Device::Simulator),
                clients: Mutex::default(),
                unplugged: Mutex::default(),
            }),
            wake: None,
            accepting: None,
        })
    }

    fn accept(&mut self, listener: UnixListener) -> io::Result<()> {
        let (wake, woken) = UnixStream::pair()?;
        let shared = self.shared.clone();
        let thread = std::thread::Builder::new().name("simulator".into());
        self.accepting = Some(thread.spawn(move || shared.accept_for_ever(&listener, &woken))?);
        self.wake = Some(wake);
        Ok(())
    }
}

/// Binds in a folder of our own and moves the socket into place: it is never there with a wider mode, and a stale one
/// is replaced in one step.
fn bind_private(path: &Path) -> io::Result<UnixListener> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let room = private_room(parent)?;
    let made = room.join("s");
    let bound = (|| {
        let listener = UnixListener::bind(&made)?;
        std::fs::set_permissions(&made, Permissions::from_mode(0o600))?;
        std::fs::rename(&made, path)?;
        Ok(listener)
    })();
    if bound.is_err() {
        let _ = std::fs::remove_file(&made);
    }
    let _ = std::fs::remove_dir(&room);
    bound
}

/// A new folder that only this user may enter. Its name is short: a socket's path holds no more than 107 bytes.
fn private_room(parent: &Path) -> io::Result<PathBuf> {
    let mut last = io::Error::from(ErrorKind::AlreadyExists);
    for number in 0..100 {
        let room = parent.join(format!(".{}-{number}", std::process::id()));
        match DirBuilder::new().mode(0o700).create(&room) {
            Ok(()) => return Ok(room),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

impl Devices for Sim {
    fn listen(&mut self, inputs: Sender<Input>) {
        self.shared.report.listen(inputs);
        if let Some(listener) = self.listener.take()
            && let Err(error) = self.accept(listener)
        {
            self.shared.report.fault(Fault::from_io(
                Device::Simulator,
                "starting a thread",
                &error,
            ));
        }
    }

    fn act(&mut self, output: &Output) {
        let (device, line) = match output {
            Output::Lamp(lamp) => (Device::Lamp, json!({"lamp": Lamp::name(*lamp)})),
            Output::Sound(name) => (Device::Speaker, json!({"sound": name})),
            Output::Say {
                text,
                lang,
                voice: None,
            } => (Device::Voice, json!({"say": text, "lang": lang})),
            Output::Say {
                text,
                lang,
                voice: Some(voice),
            } => (
                Device::Voice,
                json!({"say": text, "lang": lang, "voice": voice}),
            ),
            Output::Recording { text, lang, .. } => {
                (Device::Voice, json!({"play": text, "lang": lang}))
            }
            Output::Volume(percent) => (Device::Speaker, json!({"volume": percent})),
            Output::StopSaying => (Device::Voice, json!({"stop": "say"})),
            Output::Buzz => (Device::Buzzer, json!({"buzz": true})),
        };
        if !lock(&self.shared.unplugged).contains(&device) {
            for client in lock(&self.shared.clients).iter() {
                client.write(&line);
            }
        }
    }

    fn check(&mut self) -> Vec<Fault> {
        Vec::new()
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(accepting) = self.accepting.take() {
            // A thread that panicked has nothing left to end.
            let _ = accepting.join();
        }
        self.shared.report.close();
        if std::fs::symlink_metadata(&self.path)
            .is_ok_and(|now| (now.dev(), now.ino()) == self.identity)
        {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Client {
    /// Writes one line without waiting. A client that reads too little is let go: the kiosk waits for nobody.
    fn write(&self, line: &Value) {
        let line = format!("{line}\n");
        let _writing = lock(&self.writing);
        let sent = rustix::net::send(
            &self.stream,
            line.as_bytes(),
            SendFlags::DONTWAIT | SendFlags::NOSIGNAL,
        );
        if sent != Ok(line.len()) {
            self.close();
        }
    }

    fn close(&self) {
        // Fails only where the other side has closed already.
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

impl Shared {
    /// Takes clients until the other end of `woken` is closed, then lets go of all of them.
    fn accept_for_ever(self: Arc<Shared>, listener: &UnixListener, woken: &UnixStream) {
        let mut readers: Vec<JoinHandle<()>> = Vec::new();
        loop {
            let mut waiting = [
                PollFd::new(listener, PollFlags::IN),
                PollFd::new(woken, PollFlags::IN),
            ];
            match rustix::event::poll(&mut waiting, None) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => {
                    self.report.fault(Fault::from_io(
                        Device::Simulator,
                        "waiting for clients",
                        &error.into(),
                    ));
                    break;
                }
            }
            let [_, woken] = waiting;
            if !woken.revents().is_empty() {
                break;
            }
            readers.retain(|reader| !reader.is_finished());
            match listener.accept() {
                Ok((stream, _)) => readers.extend(self.admit(stream)),
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                Err(error) => {
                    self.report.fault(Fault::from_io(
                        Device::Simulator,
                        "accepting a client",
                        &error,
                    ));
                    break;
                }
            }
        }
        for client in lock(&self.clients).iter() {
            client.close();
        }
        for reader in readers {
            let _ = reader.join();
        }
    }

    fn admit(self: &Arc<Shared>, stream: UnixStream) -> Option<JoinHandle<()>> {
        let client = Arc::new(Client {
            stream,
            writing: Mutex::new(()),
        });
        let reading = client
            .stream
            .set_nonblocking(false)
            .and_then(|()| client.stream.try_clone())
            .ok()?;
        {
            let mut clients = lock(&self.clients);
            if clients.len() >= CLIENTS_MAX {
                client.write(
                    &json!({"error": format!("{CLIENTS_MAX} clients are connected already")}),
                );
                client.close();
                return None;
            }
            clients.push(client.clone());
        }
        let shared = self.clone();
        let thread = std::thread::Builder::new().name("simulator client".into());
        let reader = thread.spawn({
            let client = client.clone();
            move || {
                shared.read(reading, &client);
                shared.leave(&client);
            }
        });
        if reader.is_err() {
            self.leave(&client);
        }
        reader.ok()
    }

    fn leave(&self, client: &Arc<Client>) {
        // Forgotten before it is let go, so that whoever sees the end may connect again at once.
        lock(&self.clients).retain(|other| !Arc::ptr_eq(other, client));
        client.close();
    }

    /// Reads lines until the client goes.
    fn read(&self, mut stream: UnixStream, client: &Client) {
        let mut line: Vec<u8> = Vec::new();
        let mut too_long = false;
        let mut buffer = [0; 4096];
        loop {
            let count = match stream.read(&mut buffer) {
                Ok(0) => return,
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return,
            };
            for byte in buffer.get(..count).unwrap_or_default() {
                if *byte == b'\n' {
                    let answer = if std::mem::take(&mut too_long) {
                        Err(format!("the line is longer than {LINE_BYTES_MAX} bytes"))
                    } else {
                        self.take(&line)
                    };
                    line.clear();
                    if let Err(error) = answer {
                        client.write(&json!({"error": error}));
                    }
                } else if line.len() < LINE_BYTES_MAX {
                    line.push(*byte);
                } else {
                    too_long = true;
                }
            }
        }
    }

    /// Does what one line asks, or says what is wrong with it. The answer never repeats the line: it may be a badge.
    fn take(&self, line: &[u8]) -> Result<(), String> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let value: Value =
            serde_json::from_slice(line).map_err(|error| format!("not JSON: {error}"))?;
        let fields = value
            .as_object()
            .ok_or("a line is one JSON object, such as {\"scan\":\"…\"}")?;
        let mut fields = fields.iter();
        let (Some((key, value)), None) = (fields.next(), fields.next()) else {
            return Err("an object has exactly one field".into());
        };
        let text = value
            .as_str()
            .ok_or_else(|| format!("{key:?} takes a text"));
        match key.as_str() {
            "scan" => {
                self.plugged(Device::Scanner)?;
                let input =
                    input_of_text(text?).ok_or("\"scan\" takes a text that is not empty")?;
                self.report.tell(input);
            }
            "unreadable" => {
                if text? != Device::Scanner.name() {
                    return Err("\"unreadable\" takes \"scanner\"".into());
                }
                self.plugged(Device::Scanner)?;
                self.report.tell(Input::Unreadable);
            }
            "press" => {
                let button = named(&Button::ALL, "press", text?)?;
                self.plugged(Device::Buttons)?;
                self.report.tell(Input::Press(button));
            }
            "unplug" => {
                let device = named(&Device::ALL, "unplug", text?)?;
                let mut unplugged = lock(&self.unplugged);
                if unplugged.contains(&device) {
                    return Err(format!("{:?} is unplugged already", device.name()));
                }
                unplugged.push(device);
                self.report.tell(Input::Unplugged(device));
            }
            "plug" => {
                let device = named(&Device::ALL, "plug", text?)?;
                let mut unplugged = lock(&self.unplugged);
                if !unplugged.contains(&device) {
                    return Err(format!("{:?} is plugged in already", device.name()));
                }
                unplugged.retain(|other| *other != device);
                self.report.tell(Input::Plugged(device));
            }
            _ => {
                return Err(format!(
                    "unknown field {key:?}; known are \"scan\", \"unreadable\", \"press\", \"unplug\", \"plug\""
                ));
            }
        }
        Ok(())
    }

    fn plugged(&self, device: Device) -> Result<(), String> {
        if lock(&self.unplugged).contains(&device) {
            return Err(format!("{:?} is unplugged", device.name()));
        }
        Ok(())
    }
}

/// Finds a value by its name on the socket.
fn named<T: Copy>(known: &[(&str, T)], key: &str, name: &str) -> Result<T, String> {
    known
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
        .ok_or_else(|| {
            let names: Vec<String> = known
                .iter()
                .map(|(known, _)| format!("{known:?}"))
                .collect();
            format!("{key:?} takes one of {}", names.join(", "))
        })
}
