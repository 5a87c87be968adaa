//! Faults of the disk, for tests: knows which call is to fail, or to be the last one; does not know what it was for.
//!
//! `BCP_SIM_FAULT` says it: `fail N` lets the N-th call fail, `dead N` that one and all after it, `kill N` ends the program
//! instead of making it, `alone` has no call that lets two folders change places, and `log FILE` adds a line to a file for
//! each call. Several are parted by semicolons.

use std::fs::OpenOptions;
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a system says of a disk that cannot be read or written (EIO).
const BROKEN: i32 = 5;

#[derive(Default)]
struct Faults {
    fail: Option<u64>,
    dead: Option<u64>,
    kill: Option<u64>,
    alone: bool,
    log: Option<PathBuf>,
}

impl Faults {
    fn told(text: &str) -> Self {
        let mut told = Self::default();
        for one in text.split(';') {
            let (word, rest) = one.trim().split_once(' ').unwrap_or((one.trim(), ""));
            match word {
                "fail" => told.fail = rest.parse().ok(),
                "dead" => told.dead = rest.parse().ok(),
                "kill" => told.kill = rest.parse().ok(),
                "alone" => told.alone = true,
                "log" => told.log = Some(PathBuf::from(rest)),
                _ => {}
            }
        }
        told
    }
}

/// Lets a call pass, or not.
pub fn pass(call: &str, path: &Path) -> Result<()> {
    static FAULTS: OnceLock<Faults> = OnceLock::new();
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let faults = FAULTS.get_or_init(|| Faults::told(&std::env::var("BCP_SIM_FAULT").unwrap_or_default()));
    let number = CALLS.fetch_add(1, Ordering::SeqCst) + 1;
    if let Some(log) = &faults.log {
        let mut file = OpenOptions::new().create(true).append(true).open(log)?;
        writeln!(file, "{number} {call} {}", path.display())?;
    }
    if faults.kill == Some(number) {
        std::process::abort();
    }
    if faults.fail == Some(number) || faults.dead.is_some_and(|first| number >= first) {
        return Err(Error::from_raw_os_error(BROKEN));
    }
    if faults.alone && call == "exchange" { Err(ErrorKind::Unsupported.into()) } else { Ok(()) }
}
