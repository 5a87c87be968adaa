//! `verify`: knows in which order a pack is looked at, what of it is made again, and with which exit code that ends; does not
//! know what a right pack is, how results are made, nor how what was found is told.
//!
//! What is in a pack was written by somebody else. It is read in memory, with limits, and believed in nothing. Whatever can be
//! said without making a result is said first ([`form`], [`around`]); how much there is to make is known before it is begun ([`work`]); then
//! each result is made again and compared ([`workshop`]). What nobody can check is listed by name ([`verdict`]), so that no
//! reader takes it for checked.

mod around;
mod form;
mod verdict;
mod work;
mod workshop;

use std::io::{IsTerminal, Write};
use std::sync::atomic::Ordering;

use crate::codes::PACK;
use crate::file::visible;
use crate::pack::{LARGEST_PACK, Manifest, fingerprint};
use crate::units::thousands;

pub use form::{Pack, drills, is_as_written, tells_of};

use super::args::VerifyArgs;
use super::disk;
use super::failure::Failure;
use super::page::print;
use super::watch::on_ctrl_c;
use verdict::Verdict;
use workshop::Workshop;

/// The file of a report that holds its figures.
const FIGURES: &str = "summary.json";
/// A table of a report with one row for each trial.
const ROWS: &str = "trials.csv";

/// Makes every result of a pack again and compares it.
pub fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let stop = on_ctrl_c();
    let bytes = disk::bytes(&args.pack, LARGEST_PACK)?;
    let shown = visible(&args.pack.to_string_lossy());
    let mut pack =
        Pack::open(&bytes).map_err(|why| Failure::Invalid(format!("{shown}: error[{}]: {why}", PACK.number)))?;
    let works = work::of(&pack);
    let months = works.iter().fold(0_u64, |sum, work| sum.saturating_add(work.simulated_months()));
    within(months, args, &shown)?;
    tell(&pack.manifest, months);
    let workshop = Workshop::new(&pack.entries)?;
    let mut results = Vec::new();
    for (claimed, work) in std::mem::take(&mut pack.results).into_iter().zip(works) {
        results.push(workshop.again(&pack, claimed, &work, args.threads)?);
        if stop.load(Ordering::SeqCst) {
            return Err(Failure::Stopped);
        }
    }
    drop(workshop);
    let verdict = Verdict::new(&pack, fingerprint(&bytes), months, results);
    // Whoever does not see the verdict has its exit code.
    let printed = print(&if args.json { verdict.json() } else { verdict.told() });
    match verdict.wrong() {
        0 => printed,
        wrong => Err(Failure::Unmet(format!("error: something differs in {wrong} of {}", verdict.all()))),
    }
}

/// Refuses more work than is wanted, before any of it is done.
fn within(months: u64, args: &VerifyArgs, shown: &str) -> Result<(), Failure> {
    if months <= args.most {
        return Ok(());
    }
    let told = |months: u64| i64::try_from(months).map_or_else(|_| "more than can be counted".to_owned(), thousands);
    Err(Failure::Usage(format!(
        "making the results of `{shown}` again takes about {} simulated months, and {} are the most that is done unasked\n  tip: a simulated month is one month of the practice in one trial of one plan; if you know the sender and have the time, type `bcp-sim verify {} --most {months}`",
        told(months),
        told(args.most),
        crate::report::word(&args.pack.to_string_lossy()),
    )))
}

/// Says to somebody who waits how much there is to do.
fn tell(manifest: &Manifest, months: u64) {
    if std::io::stderr().is_terminal() {
        let many = manifest.results.len();
        let what = if many == 1 { "1 result".to_owned() } else { format!("{many} results") };
        // Nothing can be done where standard error is closed.
        let _ = writeln!(
            anstream::stderr(),
            "Making {what} again: about {} simulated months.",
            thousands(i64::try_from(months).unwrap_or(i64::MAX))
        );
    }
}
