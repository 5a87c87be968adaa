//! A running assessment as its user sees it: knows the progress bar, the signal to stop and what is gone then; does not know
//! trials.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use tempfile::TempDir;

use crate::assess::Watch;
use crate::units::thousands;

/// Runs shorter than this show no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long what was asked to stop may take to show what it has, before the program ends all the same.
const GRACE: Duration = Duration::from_millis(700);
/// What is said of work that was stopped with nothing to show.
pub const LOST: &str = "stopped: what was under way is lost; a result is there as a whole, or the one before it";
/// The exit code of a program that was stopped.
pub const STOPPED: u8 = 130;

/// What the running work asks whether to go on; none where nobody asks, and a signal ends the program at once.
static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on Ctrl-C, and whatever else asks the program to end, ends it within a second, whatever it does.
///
/// Nothing half-written can be left, because results appear by being renamed when they are whole. So where nobody has partial
/// results to show the program ends at once. Work that has some asks before each trial and at each moment of one; if it is not
/// over in time, because it reads, binds or draws something large, it is ended as well. A second signal does not wait.
pub fn end_when_asked() {
    // Without a handler the signal just ends the program, which leaves nothing half-written either.
    let _ = ctrlc::set_handler(|| match ASKED.get() {
        Some(stop) if !stop.swap(true, Ordering::SeqCst) => drop(std::thread::spawn(|| {
            std::thread::sleep(GRACE);
            end(LOST);
        })),
        _ => end(""),
    });
}

/// Ends the program wherever it is.
fn end(why: &str) -> ! {
    let mut out = std::io::stderr();
    let folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
    // What the program still puts into one meanwhile is taken away with the next try.
    let is_gone = |folder: &PathBuf| fs::remove_dir_all(folder).is_ok() || fs::symlink_metadata(folder).is_err();
    let _ = (0..TRIES).any(|_| folders.iter().filter(|folder| !is_gone(folder)).count() == 0);
    // The line of a bar is left as it is. Nothing can be done where standard error is closed.
    let _ = if out.is_terminal() || !why.is_empty() { writeln!(out, "{why}") } else { Ok(()) };
    std::process::exit(STOPPED.into())
}

/// Folders that are gone when the program ends, however it does.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// How often it is tried to take them away.
const TRIES: usize = 100;

/// A folder of its own among the temporary ones, which is gone when it is no longer needed, or when the program is ended.
pub struct Temporary(TempDir);

impl Temporary {
    /// Makes one, with a name that begins with some word.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn new(prefix: &str) -> std::io::Result<Self> {
        // A signal waits meanwhile.
        let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
        let made = tempfile::Builder::new().prefix(prefix).tempdir()?;
        folders.push(made.path().to_path_buf());
        Ok(Self(made))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Waits where the program is just being ended: what fails because its folder was taken away has nothing to say any more.
pub fn wait_for_the_end() {
    drop(FOLDERS.lock());
}

/// Asks to be told when the program is to end, instead of being ended at once. All who ask share what is set.
pub fn on_ctrl_c() -> Arc<AtomicBool> {
    Arc::clone(ASKED.get_or_init(Arc::default))
}

/// Trials that may still be done, and whether more were.
static LEFT: AtomicU64 = AtomicU64::new(u64::MAX);
static SPENT: AtomicBool = AtomicBool::new(false);

/// Lets so many trials be done from now on. What goes on beyond is stopped: who makes again what somebody else says they made
/// cannot know beforehand how much it is.
pub fn at_most(trials: u64) {
    LEFT.store(trials, Ordering::SeqCst);
    SPENT.store(false, Ordering::SeqCst);
}

/// Takes some trials from those that may still be done.
fn take(trials: u64) {
    let left = LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(trials)));
    if left.is_ok_and(|left| left < trials) {
        SPENT.store(true, Ordering::SeqCst);
    }
}

/// The bar, on a terminal and only once it is worth it.
pub struct Progress {
    bar: ProgressBar,
    since: Instant,
    shown: AtomicBool,
    done: AtomicU64,
    wanted: bool,
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// A bar that may come to be shown.
    pub fn new(what: &'static str, quiet: bool, stop: &Arc<AtomicBool>) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_style(style(what));
        Self {
            bar,
            since: Instant::now(),
            shown: AtomicBool::new(false),
            done: AtomicU64::new(0),
            wanted: !quiet && std::io::stderr().is_terminal(),
            stop: Arc::clone(stop),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(what: &'static str) -> ProgressStyle {
    let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        // A bar that cannot be written is no reason to stop.
        let _ = write!(out, "{} trials/s", thousands(state.per_sec() as i64));
    };
    ProgressStyle::with_template("  {prefix}{bar:24} {human_pos} of at most {human_len} · {rate} · {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("prefix", move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = write!(out, "{what} ");
        })
        .with_key("rate", rate)
}

impl Watch for Progress {
    fn done(&self, more: u64, most: u64) {
        take(more);
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        if self.wanted && self.since.elapsed() > PATIENCE {
            if !self.shown.swap(true, Ordering::Relaxed) {
                self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(12));
            }
            self.bar.set_length(most);
            self.bar.set_position(done);
        }
    }

    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed) && !SPENT.load(Ordering::Relaxed)
    }
}
