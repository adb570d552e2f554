//! The real programs for a test: a server with the sample workshop, a kiosk in a window under a display of its own.
//!
//! The programs are those that `./test` builds first; run by hand: `cargo build --workspace --bins`.

#![allow(dead_code, reason = "every test file uses its own part of this")]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

pub(crate) mod page;

/// A Monday morning, so that the sample's people are expected.
pub(crate) const MORNING: &str = "2026-11-23T08:41:00+03:00";
/// Longest wait for anything; a pass never waits that long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The kiosk takes a second touch within half a second for the same finger.
pub(crate) const BETWEEN_TOUCHES: Duration = Duration::from_millis(700);

/// The digits of the PIN pad, 0 to 9.
const DIGITS: [(u32, u32); 10] = [
    (910, 683),
    (678, 116),
    (910, 116),
    (1142, 116),
    (678, 305),
    (910, 305),
    (1142, 305),
    (678, 494),
    (910, 494),
    (1142, 494),
];

/// A program that ends with the test.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Beside this test's own binary, or in the typesetter's own workspace; in the folder `STUPEN_PROGRAMS`, where there is one.
pub(crate) fn program(name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os("STUPEN_PROGRAMS") {
        return Path::new(&folder).join(name);
    }
    let here = std::env::current_exe().unwrap();
    let target = here.ancestors().nth(2).unwrap().to_owned();
    let documents = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../server/documents/target/debug")
        .join(name);
    let found = [target.join(name), documents]
        .into_iter()
        .find(|path| path.exists());
    found.unwrap_or_else(|| {
        panic!("{name} is not built: ./test builds it, or `cargo build --workspace --bins`")
    })
}

pub(crate) fn needs(tool: &str, package: &str) {
    let found = std::env::var_os("PATH")
        .is_some_and(|paths| std::env::split_paths(&paths).any(|dir| dir.join(tool).exists()));
    assert!(
        found,
        "{tool} is missing: install the package {package} (./test does)"
    );
}

pub(crate) fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub(crate) fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?}: {words}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    words
}

fn server_of(data: &Path) -> Command {
    let mut command = Command::new(program("stupen-server"));
    command.arg("--data").arg(data).args(["--clock", MORNING]);
    command
}

/// The sample workshop with a running server and a connected kiosk's data.
pub(crate) struct Workshop {
    pub(crate) dir: TempDir,
    pub(crate) address: String,
    /// By whose clock a kiosk starts.
    pub(crate) clock: &'static str,
    server: Option<Running>,
}

impl Workshop {
    /// With the typesetter, where something is printed.
    pub(crate) fn open(documents: Option<&Path>) -> Workshop {
        Workshop::made(documents, &["--bare"])
    }

    /// With the sample's two months behind it.
    pub(crate) fn with_a_past() -> Workshop {
        Workshop::made(None, &[])
    }

    fn made(documents: Option<&Path>, how: &[&str]) -> Workshop {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("server");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
        for folder in ["server", "kiosk"] {
            std::fs::create_dir(dir.path().join(folder)).unwrap();
            std::fs::write(dir.path().join(folder).join("demonstration"), "").unwrap();
        }
        said(
            server_of(&data)
                .arg("demo")
                .args(how)
                .arg("--sample")
                .arg(sample)
                .arg("--documents")
                .arg(documents.unwrap_or(Path::new("/nowhere/stupen-documents"))),
        );
        let mut workshop = Workshop {
            dir,
            address: "127.0.0.1:0".to_owned(),
            clock: MORNING,
            server: None,
        };
        workshop.serve(&[]);
        let code = workshop.code("Вход");
        said(workshop.kiosk().arg("enrol").arg(code));
        workshop
    }

    /// Starts the server where it was, at first on a free port; what it said until it listens.
    pub(crate) fn serve(&mut self, how: &[&str]) -> String {
        let mut serving = self
            .server()
            .args(["serve", "--listen", &self.address])
            .args(how)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(serving.stdout.take().unwrap()).lines();
        self.server = Some(Running(serving));
        let mut said = String::new();
        let file = self.dir.path().join("server/server.addr");
        // The pin is told last, once the address is written.
        for line in lines.by_ref().map_while(Result::ok) {
            said.push_str(&line);
            said.push('\n');
            if line.starts_with("Key pin: ") {
                break;
            }
        }
        let address = std::fs::read_to_string(file).expect("the server's address");
        address.trim().clone_into(&mut self.address);
        // What it says later must find an ear.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        said
    }

    /// As a power cut does.
    pub(crate) fn stop_serving(&mut self) {
        self.server = None;
    }

    /// A code that enrols a kiosk of this name.
    pub(crate) fn code(&self, name: &str) -> String {
        let told = said(
            self.server()
                .args(["kiosks", "add", "--name", name, "--mode", "both"]),
        );
        let code = told.lines().find_map(|line| line.strip_prefix("QR text: "));
        code.expect("an enrolment code").to_owned()
    }

    pub(crate) fn server(&self) -> Command {
        server_of(&self.dir.path().join("server"))
    }

    pub(crate) fn kiosk(&self) -> Command {
        let mut command = Command::new(program("stupen-kiosk"));
        command
            .arg("--data")
            .arg(self.dir.path().join("kiosk"))
            .args(["--clock", self.clock]);
        command
    }

    /// `(name, badge text)` of everybody, as the demonstration wrote it down.
    pub(crate) fn badges(&self) -> Vec<(String, String)> {
        let text = std::fs::read_to_string(self.dir.path().join("server/badges.txt")).unwrap();
        text.lines()
            .map(|line| {
                let (rest, code) = line.rsplit_once(' ').unwrap();
                (rest.split_once(' ').unwrap().1.to_owned(), code.to_owned())
            })
            .collect()
    }

    /// The PIN of a member of staff, digit by digit.
    pub(crate) fn pin_of(&self, login: &str) -> Vec<usize> {
        let text = std::fs::read_to_string(self.dir.path().join("server/logins.txt")).unwrap();
        let line = text.lines().find(|line| line.starts_with(login)).unwrap();
        let (_, pin) = line.split_once("PIN ").unwrap();
        let digits = pin.chars().map_while(|sign| sign.to_digit(10));
        digits.map(|digit| digit as usize).collect()
    }

    pub(crate) fn badge_of(&self, name: &str) -> String {
        let badges = self.badges();
        let found = badges.into_iter().find(|(known, _)| known == name);
        found.expect("somebody of this name").1
    }

    /// Where the kiosk's simulated devices listen.
    pub(crate) fn devices(&self) -> PathBuf {
        self.dir.path().join("kiosk.sock")
    }

    pub(crate) fn password_of(&self, login: &str) -> String {
        let text = std::fs::read_to_string(self.dir.path().join("server/logins.txt")).unwrap();
        let line = text.lines().find(|line| line.starts_with(login)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    }
}

/// The kiosk in a real window under a display of its own.
pub(crate) struct Window {
    pub(crate) display: String,
    socket: UnixStream,
    told: Receiver<String>,
    pub(crate) kiosk: Running,
    /// When it was started, and where the pixels of its display lie.
    pub(crate) started: Instant,
    framebuffer: PathBuf,
    _screen: Running,
}

impl Window {
    pub(crate) fn open(workshop: &Workshop) -> Window {
        Window::configured(workshop, "")
    }

    /// With this as its `kiosk.toml`.
    pub(crate) fn configured(workshop: &Workshop, config: &str) -> Window {
        let settings = workshop.dir.path().join("kiosk.toml");
        std::fs::write(&settings, config).unwrap();
        needs("Xvfb", "xvfb");
        needs("xdotool", "xdotool");
        let pixels = workshop.dir.path().join("pixels");
        std::fs::create_dir_all(&pixels).unwrap();
        let mut screen = Command::new("Xvfb")
            .arg("-fbdir")
            .arg(&pixels)
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(screen.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let screen = Running(screen);
        let display = format!(":{}", number.trim());
        let path = workshop.devices();
        let started = Instant::now();
        let kiosk = workshop
            .kiosk()
            .arg("--config")
            .arg(&settings)
            .args([
                "--size",
                "1280x800",
                "--hardware",
                &format!("sim:{}", path.display()),
            ])
            .env("DISPLAY", &display)
            .env("SLINT_SCALE_FACTOR", "1")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let kiosk = Running(kiosk);
        let (socket, told) = connected(&path);
        Window {
            display,
            socket,
            told,
            kiosk,
            started,
            framebuffer: pixels.join("Xvfb_screen0"),
            _screen: screen,
        }
    }

    /// The pixels of the display as they are now: a file in the form of `xwd`, less its head.
    pub(crate) fn pixels(&self) -> Vec<u8> {
        let mut file = std::fs::read(&self.framebuffer).unwrap();
        let number = |at: usize| {
            let bytes = file[at * 4..][..4].try_into().unwrap();
            u32::from_be_bytes(bytes) as usize
        };
        // The head's length, then a table of as many colours as stand in its twentieth number.
        let head = number(0) + number(19) * 12;
        file.drain(..head);
        file
    }

    /// The program began anew: its devices are others now.
    pub(crate) fn connect_again(&mut self, workshop: &Workshop) {
        (self.socket, self.told) = connected(&workshop.devices());
    }

    pub(crate) fn scan(&mut self, badge: &str) {
        writeln!(self.socket, "{}", json!({ "scan": badge })).unwrap();
    }

    /// Waits until the devices are asked for something that contains `words`.
    pub(crate) fn hears(&self, words: &str) -> String {
        let mut heard = Vec::new();
        loop {
            match self.told.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => heard.push(line),
                Err(_) => panic!("waited in vain for {words:?}; heard {heard:?}"),
            }
        }
    }

    /// The same for a while only; nothing where nothing of the kind comes.
    pub(crate) fn hears_within(&mut self, patience: Duration, words: &str) -> Option<String> {
        let until = Instant::now() + patience;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.told.recv_timeout(left) {
                Ok(line) if line.contains(words) => return Some(line),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// Scans until the kiosk knows the person: welcomed, or in already, where the office told of an arrival that another
    /// kiosk sent it. Until it is enrolled a badge says nothing to it, and until the office's list has come, it asks for
    /// patience.
    pub(crate) fn knows(&mut self, badge: &str) {
        wait_for("a kiosk that knows the person", || {
            self.scan(badge);
            let heard = self.hears_within(Duration::from_secs(2), r#""sound":"#)?;
            ["welcome", "done"]
                .iter()
                .any(|sound| heard.contains(sound))
                .then_some(())
        });
    }

    /// Does something that is seen: waits until the screen is another.
    pub(crate) fn shows(&mut self, what: &str, act: impl FnOnce(&mut Window)) {
        let before = self.pixels();
        act(self);
        wait_for(what, || (self.pixels() != before).then_some(()));
    }

    /// At staff's door.
    pub(crate) fn types_pin(&self, digits: &[usize]) {
        for digit in digits {
            let (x, y) = DIGITS[*digit];
            self.touch(x, y);
        }
    }

    /// Touches; a moment after the last touch, because the kiosk takes two quick ones for one.
    pub(crate) fn touch(&self, x: u32, y: u32) {
        std::thread::sleep(BETWEEN_TOUCHES);
        let place = [x.to_string(), y.to_string()];
        said(Command::new("xdotool").env("DISPLAY", &self.display).args([
            "mousemove",
            &place[0],
            &place[1],
            "click",
            "1",
        ]));
    }
}

/// The kiosk's devices: what is told them, and what they are asked for.
fn connected(path: &Path) -> (UnixStream, Receiver<String>) {
    let socket = wait_for("the kiosk's devices", || UnixStream::connect(path).ok());
    let (tell, told) = channel();
    let lines = BufReader::new(socket.try_clone().unwrap());
    std::thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    (socket, told)
}
