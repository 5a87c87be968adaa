//! A running assessment as its user sees it: knows the progress bar and the signal to stop; does not know trials.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::assess::Watch;
use crate::units::thousands;

/// Runs shorter than this show no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// The first Ctrl-C asks to stop after the running chunks; the second ends the program. There is one signal and one handler,
/// so all who ask share what it sets.
pub fn on_ctrl_c() -> Arc<AtomicBool> {
    static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    Arc::clone(STOP.get_or_init(handled))
}

fn handled() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // Without a handler the signal just ends the program, which leaves nothing half-written either.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
    stop
}

/// Trials that may still be done.
static LEFT: AtomicU64 = AtomicU64::new(u64::MAX);

/// Lets so many trials be done from now on. What goes on beyond is stopped: who makes again what somebody else says they made
/// cannot know beforehand how much it is.
pub fn at_most(trials: u64) {
    LEFT.store(trials, Ordering::SeqCst);
}

/// Takes some trials from those that may still be done; whether that were enough.
fn take(trials: u64) -> bool {
    let left = LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(trials)));
    left.is_ok_and(|left| left >= trials)
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
    fn done(&self, more: u64, most: u64) -> bool {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        if self.wanted && self.since.elapsed() > PATIENCE {
            if !self.shown.swap(true, Ordering::Relaxed) {
                self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(12));
            }
            self.bar.set_length(most);
            self.bar.set_position(done);
        }
        take(more) && !self.stop.load(Ordering::SeqCst)
    }
}
