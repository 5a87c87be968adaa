//! An entry of evidence and what it changes, for the terminal: knows how old and new are told; does not compute them.

use crate::compare::{Compared, detectable};
use crate::file::{Day, Entry, Proposed, visible};
use crate::statistics::Counts;
use crate::units::{Length, Share};

use super::terminal::wrapped;
use super::words::{count, decimals};

/// An entry and what comes of it.
pub struct Logged<'a> {
    /// The entries.
    pub entries: &'a [Entry],
    /// What it changes.
    pub changes: &'a [Proposed],
    /// The day for which ages are counted.
    pub today: Day,
    /// A year without and with it, where there are scenarios.
    pub compared: Option<&'a Compared>,
    /// The seed of that year.
    pub seed: u64,
}

/// The entry, what it changes and why, and what that does to a year.
#[must_use]
pub fn logged(of: &Logged<'_>) -> String {
    let mut text: String = of.entries.iter().map(headline).collect();
    text.push('\n');
    for change in of.changes {
        if of.changes.len() > 1 {
            text.push_str(&format!("  {}\n", visible(&change.strategy)));
        }
        let ready = change.ready;
        text.push_str(&line("works, as tested", &per_cent(change.works.0), &per_cent(change.works.1)));
        text.push_str(&line("ready, half below", &length(ready.0), &length(ready.1)));
        for (at, words) in wrapped(&change.why, 56).iter().enumerate() {
            text.push_str(&format!("  {:<20}{words}\n", if at == 0 { "because" } else { "" }));
        }
    }
    text.push_str(&format!("  {:<20}{}; the plan as written stays as it is\n\n", "as of", of.today.0));
    let year = of.compared.map_or_else(
        || "No year to show: that needs all scenarios of the plan beside it.\n".to_owned(),
        |c| year(c, of.seed),
    );
    text + &year + "\n"
}

fn headline(entry: &Entry) -> String {
    let took = entry.took.map_or_else(String::new, |took| format!(", took {took}"));
    let worked = if entry.worked { "worked" } else { "did not work" };
    let what = entry.from.word();
    format!("{}, {what} of {}: {worked}{took}\n", visible(entry.strategy.as_str()), entry.on.0)
}

fn line(what: &str, old: &str, new: &str) -> String {
    format!("  {what:<20}{old} → {new}\n")
}

fn per_cent(share: Share) -> String {
    format!("{:.1} %", share.fraction() * 100.0)
}

/// A median, to the tenth of its unit below an hour, since one try moves it little.
fn length(length: Length) -> String {
    match length {
        Length::Clock(minutes) if minutes < 60.0 => format!("{minutes:.1} min"),
        Length::Working(days) => format!("{days:.2} wd"),
        other => other.to_string(),
    }
}

fn year(compared: &Compared, seed: u64) -> String {
    let title = format!(
        "A year as tested, {}, the same luck without and with it (seed {seed}):\n",
        count(compared.old.trials, "trial")
    );
    let lost = compared.difference("sessions_lost").and_then(|difference| difference.counts.mean());
    let (Some(at), Some(mean)) = (crate::metric::place("sessions_lost"), lost) else { return title };
    let side = |counts: &Counts| {
        let mean = counts.mean();
        mean.map_or_else(String::new, |m| decimals(m.value(), m.standard_error().unwrap_or(0.0)))
    };
    let sides = line("sessions lost", &side(&compared.old.columns[at]), &side(&compared.new.columns[at]));
    let interval = mean.interval();
    let difference = match interval.filter(|i| i.low() > 0.0 || i.high() < 0.0) {
        Some(i) => format!("{:+.3} (95 % interval {:+.3} to {:+.3})", mean.value(), i.low(), i.high()),
        None => {
            let size = detectable(mean).filter(|size| *size > 0.0);
            let would = size.map_or_else(String::new, |size| format!("; {size:.3} sessions would have shown"));
            format!("no detectable difference{would}")
        }
    };
    title + &sides + &format!("  {:<20}{difference}\n", "difference")
}
