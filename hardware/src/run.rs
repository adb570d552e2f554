//! Running a program for its effect, one at a time, without ever waiting for it: speech and sounds.

use std::fs::File;
use std::io::{Seek, Write};
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use rustix::fs::MemfdFlags;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};

use crate::report::Report;
use crate::{Device, Fault, Input, Trouble};

/// A program with its arguments, and what it reads from its standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) words: Vec<String>,
    pub(crate) stdin: Option<Vec<u8>>,
}

/// Runs one program at a time for one device; a new job ends the one before.
pub(crate) struct Runner {
    /// `None` stands for falling silent.
    jobs: Option<Sender<Option<Job>>>,
    pub(crate) report: Report,
    worker: Option<JoinHandle<()>>,
}

impl Runner {
    pub(crate) fn new(device: Device) -> Runner {
        let report = Report::new(device);
        let (jobs, todo) = channel();
        let worker = Worker {
            device,
            report: report.clone(),
            now: Arc::default(),
        };
        match std::thread::Builder::new()
            .name(format!("{} worker", device.name()))
            .spawn(move || worker.run(&todo))
        {
            Ok(worker) => Runner {
                jobs: Some(jobs),
                report,
                worker: Some(worker),
            },
            Err(error) => {
                report.fault(Fault::from_io(device, "starting a thread", &error));
                Runner {
                    jobs: None,
                    report,
                    worker: None,
                }
            }
        }
    }

    pub(crate) fn listen(&self, inputs: Sender<Input>) {
        self.report.listen(inputs);
    }

    /// Starts `job` in place of the one that runs; `None` only ends that one.
    pub(crate) fn start(&self, job: Option<Job>) {
        if let Some(jobs) = &self.jobs {
            // The worker ends only after this sender is dropped.
            let _ = jobs.send(job);
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(worker) = self.worker.take() {
            // A worker that panicked has nothing left to end.
            let _ = worker.join();
        }
        self.report.close();
    }
}

/// The program that runs now, with a number that tells it from the next one.
type Now = Arc<Mutex<(u64, Option<Child>)>>;

fn lock(now: &Now) -> MutexGuard<'_, (u64, Option<Child>)> {
    now.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Worker {
    device: Device,
    report: Report,
    now: Now,
}

impl Worker {
    fn run(self, todo: &Receiver<Option<Job>>) {
        let mut watchers: Vec<JoinHandle<()>> = Vec::new();
        while let Ok(job) = todo.recv() {
            // Only the newest wish counts: nobody wants to hear the screen before last.
            let job = todo.try_iter().last().unwrap_or(job);
            self.silence();
            watchers.retain(|watcher| !watcher.is_finished());
            if let Some(job) = job {
                match self.spawn(&job) {
                    Ok(watcher) => watchers.push(watcher),
                    Err(error) => {
                        let program = job.words.first().map_or("", String::as_str);
                        self.report
                            .fault(Fault::from_io(self.device, program, &error));
                    }
                }
            }
        }
        self.silence();
        for watcher in watchers {
            // A watcher that panicked has nothing left to end.
            let _ = watcher.join();
        }
    }

    /// Ends the program that runs, with all that it started.
    fn silence(&self) {
        let mut now = lock(&self.now);
        now.0 += 1;
        if let Some(mut child) = now.1.take() {
            kill_group(&child);
            // It was killed, so this does not wait for the program's pleasure.
            let _ = child.wait();
        }
    }

    fn spawn(&self, job: &Job) -> std::io::Result<JoinHandle<()>> {
        let (program, arguments) = job
            .words
            .split_first()
            .ok_or(std::io::ErrorKind::InvalidInput)?;
        // Errors go to a file in memory: unlike a pipe it cannot fill up, and nobody has to drain it.
        let errors = File::from(rustix::fs::memfd_create("errors", MemfdFlags::CLOEXEC)?);
        let child = Command::new(program)
            .args(arguments)
            .stdin(match &job.stdin {
                Some(bytes) => Stdio::from(in_memory("input", bytes)?),
                None => Stdio::null(),
            })
            .stdout(Stdio::null())
            .stderr(Stdio::from(errors.try_clone()?))
            // A group of its own, so that a script can be ended with the players that it started.
            .process_group(0)
            .spawn()?;
        let id = Pid::from_child(&child);
        let number = {
            let mut now = lock(&self.now);
            now.1 = Some(child);
            now.0
        };
        let watcher = Watcher {
            device: self.device,
            report: self.report.clone(),
            now: self.now.clone(),
            number,
            id,
            errors,
        };
        let program = program.clone();
        std::thread::Builder::new()
            .name(format!("{} watcher", self.device.name()))
            .spawn(move || watcher.watch(&program))
    }
}

/// Waits for one program to end and tells how it went, unless it was ended by us.
struct Watcher {
    device: Device,
    report: Report,
    now: Now,
    number: u64,
    id: Pid,
    errors: File,
}

impl Watcher {
    fn watch(self, program: &str) {
        // Waits without taking the status, so that the process id stays ours to kill until it is taken below.
        let end = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while let Err(rustix::io::Errno::INTR) = rustix::process::waitid(WaitId::Pid(self.id), end)
        {
        }
        let status = {
            let mut now = lock(&self.now);
            if now.0 != self.number {
                return;
            }
            now.1.take().map(|mut child| child.wait())
        };
        match status {
            Some(Ok(status)) => self.judge(program, status),
            Some(Err(error)) => self
                .report
                .fault(Fault::from_io(self.device, program, &error)),
            None => {}
        }
    }

    fn judge(&self, program: &str, status: ExitStatus) {
        let mut buffer = [0; 4096];
        let count = self.errors.read_at(&mut buffer, 0).unwrap_or(0);
        let errors = String::from_utf8_lossy(buffer.get(..count).unwrap_or_default());
        // espeak-ng ends with 0 when there is no sound card; only its words tell.
        let complaint = errors
            .lines()
            .find(|line| line.to_lowercase().starts_with("error"));
        if status.success() && complaint.is_none() {
            self.report.works();
            return;
        }
        let last = complaint
            .or_else(|| errors.lines().last())
            .unwrap_or_default();
        let last: String = last.chars().take(200).collect();
        self.report.fault(Fault::new(
            self.device,
            Trouble::Failed,
            format!("{program}: {status}: {last}"),
        ));
    }
}

/// A file in memory that holds these bytes and stands at its beginning: unlike a pipe it never makes the writer wait
/// for a slow reader, and a player may open it by its name, `/dev/stdin`.
fn in_memory(name: &str, bytes: &[u8]) -> std::io::Result<File> {
    let mut file = File::from(rustix::fs::memfd_create(name, MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

fn kill_group(child: &Child) {
    // The child has not been waited for, so its id still names this group and no other.
    if let Err(error) = rustix::process::kill_process_group(Pid::from_child(child), Signal::KILL)
        && error != rustix::io::Errno::SRCH
    {
        tracing::warn!(%error, "a program could not be ended");
    }
}

/// Puts values in place of `{name}`. Values are not searched again, so that a text cannot smuggle in another one.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    'next: while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        for (name, value) in values {
            if let Some(after) = after
                .strip_prefix(name)
                .and_then(|after| after.strip_prefix('}'))
            {
                filled.push_str(value);
                rest = after;
                continue 'next;
            }
        }
        filled.push('{');
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Whether `program` can be found, by path or on the search path.
pub(crate) fn is_installed(program: &str) -> bool {
    if program.contains('/') {
        return Path::new(program).is_file();
    }
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once() {
        let values = [("lang", "ru"), ("text", "{lang} {"), ("file", "/s/a.wav")];
        for (template, expected) in [
            ("{lang}", "ru"),
            ("-v{lang}+f2", "-vru+f2"),
            ("{text}", "{lang} {"),
            ("{other}{lang}", "{other}ru"),
            ("{", "{"),
            ("a}b", "a}b"),
            ("{{lang}}", "{ru}"),
            ("файл={file}", "файл=/s/a.wav"),
        ] {
            assert_eq!(fill(template, &values), expected, "{template}");
        }
    }

    #[test]
    fn programs_are_found_by_name_and_path() {
        assert!(is_installed("sh"));
        assert!(is_installed("/bin/sh"));
        assert!(!is_installed("no-such-program-at-all"));
        assert!(!is_installed("/bin"));
    }
}
