//! Where pictures of the store are developed: read, looked at, decoded and made as small as they are shown, on a
//! thread of its own. No touch waits for a photograph.

use std::collections::{HashSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use slint::{Rgb8Pixel, Rgba8Pixel, SharedPixelBuffer};
use stupen_media::{Channels, KIOSK_PIXELS_MAX, PictureKind, Pixels};

/// A drawing up to this many bytes is drawn from its lines at every repaint, sharp at any size, where they are few; any
/// other costs more than a repaint can wait for and is painted once.
const DRAWING_BYTES_MAX: usize = 12 * 1024;
/// Pictures that wait to be taken over; more are not developed ahead.
const DONE_MAX: usize = 8;

/// Where the bytes of stored pictures lie.
pub trait PictureFiles: Send {
    /// The bytes that have this hash; nothing where they are not here or cannot be read.
    fn read(&self, hash: &str) -> Option<Vec<u8>>;
}

/// One picture in one size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Print {
    /// Its hash.
    pub(super) hash: Arc<str>,
    /// Width and height of its place.
    pub(super) within: (u32, u32),
}

/// What became of a picture.
pub(super) enum Developed {
    /// A photograph.
    Opaque(SharedPixelBuffer<Rgb8Pixel>),
    /// A photograph or raster drawing through which the ground is seen.
    Clear(SharedPixelBuffer<Rgba8Pixel>),
    /// A painted drawing.
    Painted(SharedPixelBuffer<Rgba8Pixel>),
    /// A small drawing that may be shown: its lines.
    Drawing(Vec<u8>),
    /// It cannot be shown; the reason.
    Unreadable(String),
}

#[derive(Default)]
struct Bench {
    /// For the screen that is shown.
    wanted: VecDeque<Print>,
    /// For the screens that a touch would bring.
    ahead: VecDeque<Print>,
    under_way: Option<Print>,
    done: Vec<(Print, Developed)>,
    /// What the screen goes without at the moment: somebody is told when it is done.
    awaited: HashSet<Print>,
    closed: bool,
}

impl Bench {
    fn knows(&self, print: &Print) -> bool {
        self.under_way.as_ref() == Some(print) || self.done.iter().any(|(done, _)| done == print)
    }

    fn take_up(&mut self) -> Option<Print> {
        let next = self.wanted.pop_front().or_else(|| {
            // What nobody takes over must not pile up.
            (self.done.len() < DONE_MAX)
                .then(|| self.ahead.pop_front())
                .flatten()
        })?;
        self.under_way = Some(next.clone());
        Some(next)
    }
}

#[derive(Default)]
struct Room {
    bench: Mutex<Bench>,
    /// There is something to do, or nothing more ever.
    work: Condvar,
    /// Something is done.
    ready: Condvar,
}

impl Room {
    fn bench(&self) -> MutexGuard<'_, Bench> {
        self.bench.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread and what lies on its bench.
pub(in crate::ui) struct Darkroom {
    room: Arc<Room>,
    worker: Option<JoinHandle<()>>,
}

impl Darkroom {
    /// Develops from these files; `wake` is called when something is done that a screen goes without.
    pub(in crate::ui) fn open(
        files: Box<dyn PictureFiles>,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        let room = Arc::new(Room::default());
        let inside = Arc::clone(&room);
        let worker = std::thread::Builder::new()
            .name("pictures".into())
            .spawn(move || work(&inside, files.as_ref(), &wake))?;
        Ok(Self {
            room,
            worker: Some(worker),
        })
    }

    /// Another screen: what was wanted for the one before is not, unless it is asked for again.
    pub(super) fn begin(&self) {
        let mut bench = self.room.bench();
        bench.wanted.clear();
        bench.awaited.clear();
    }

    /// Develops a picture next, and waits for it as long as the screen can.
    pub(super) fn want(&self, print: &Print, patience: Duration) {
        let mut bench = self.room.bench();
        bench.ahead.retain(|ahead| ahead != print);
        if !bench.knows(print) && !bench.wanted.contains(print) {
            bench.wanted.push_back(print.clone());
            self.room.work.notify_one();
        }
        let (mut bench, _) = self
            .room
            .ready
            .wait_timeout_while(bench, patience, |bench| {
                !bench.done.iter().any(|(done, _)| done == print)
            })
            .unwrap_or_else(PoisonError::into_inner);
        if !bench.done.iter().any(|(done, _)| done == print) {
            bench.awaited.insert(print.clone());
        }
    }

    /// Develops these when nothing else is to be done, in place of those expected before.
    pub(super) fn expect(&self, prints: Vec<Print>) {
        let mut bench = self.room.bench();
        bench.ahead = prints.into();
        let known: Vec<Print> = bench
            .ahead
            .iter()
            .filter(|print| bench.knows(print))
            .cloned()
            .collect();
        bench.ahead.retain(|print| !known.contains(print));
        self.room.work.notify_one();
    }

    /// Hands over what is done.
    pub(super) fn take(&self) -> Vec<(Print, Developed)> {
        let mut bench = self.room.bench();
        let done = std::mem::take(&mut bench.done);
        if !bench.ahead.is_empty() {
            self.room.work.notify_one();
        }
        done
    }
}

impl Drop for Darkroom {
    fn drop(&mut self) {
        self.room.bench().closed = true;
        self.room.work.notify_all();
        if let Some(worker) = self.worker.take() {
            // It catches what pictures do to it; a worker that panicked all the same has nothing left to end.
            let _ = worker.join();
        }
    }
}

fn work(room: &Room, files: &dyn PictureFiles, wake: &dyn Fn()) {
    loop {
        let print = {
            let mut bench = room.bench();
            loop {
                if bench.closed {
                    return;
                }
                if let Some(print) = bench.take_up() {
                    break print;
                }
                bench = room
                    .work
                    .wait(bench)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        };
        let began = Instant::now();
        // Decoders read what strangers made: one that panics costs its picture, not all that come after it.
        let developed = std::panic::catch_unwind(AssertUnwindSafe(|| develop(files, &print)))
            .unwrap_or_else(|_| Err("its decoder gave up".to_owned()))
            .unwrap_or_else(Developed::Unreadable);
        tracing::trace!(hash = %print.hash, took = ?began.elapsed(), "a picture was developed");
        let awaited = {
            let mut bench = room.bench();
            bench.under_way = None;
            let awaited = bench.awaited.remove(&print);
            bench.done.push((print, developed));
            awaited
        };
        room.ready.notify_all();
        if awaited {
            wake();
        }
    }
}

fn develop(files: &dyn PictureFiles, print: &Print) -> Result<Developed, String> {
    let bytes = files
        .read(&print.hash)
        .ok_or_else(|| "it is not here".to_owned())?;
    let pixels = match PictureKind::of(&bytes) {
        PictureKind::Svg
            if bytes.len() <= DRAWING_BYTES_MAX
                && stupen_media::check_picture_within(&bytes, KIOSK_PIXELS_MAX)?.light =>
        {
            return Ok(Developed::Drawing(bytes));
        }
        PictureKind::Svg => stupen_media::paint(&bytes, print.within)?,
        PictureKind::Png | PictureKind::Jpeg => {
            stupen_media::decode(&bytes, KIOSK_PIXELS_MAX, print.within)?
        }
    };
    Ok(of(&pixels))
}

/// Pixels as the toolkit holds them.
pub(super) fn of(pixels: &Pixels) -> Developed {
    let (width, height) = (pixels.width, pixels.height);
    let clear = || SharedPixelBuffer::<Rgba8Pixel>::clone_from_slice(&pixels.bytes, width, height);
    match pixels.channels {
        Channels::Rgb => Developed::Opaque(SharedPixelBuffer::clone_from_slice(
            &pixels.bytes,
            width,
            height,
        )),
        Channels::Rgba => Developed::Clear(clear()),
        Channels::RgbaPremultiplied => Developed::Painted(clear()),
    }
}
