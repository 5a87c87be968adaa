//! `incident`: knows how a real incident, or a try, is logged: shown first with what it changes, and written only after a
//! yes; does not know how an entry changes a forecast.

use std::io::{BufRead, Write};

use crate::assess::{Trials, Unwatched};
use crate::check::contact_data;
use crate::compare::{Compared, Side, compare};
use crate::file::{Entry, EvidenceFile, Forecast, Name, Occasion, Question, propose, visible};
use crate::report::{Logged, logged};
use crate::sampling::Luck;

use super::args::{IncidentArgs, YesNo};
use super::failure::Failure;
use super::input::{self, Plan};
use super::job::sources;
use super::page::{print, print_of};

/// Trials of a year with and without the entry.
const TRIALS: u64 = 2_000;
/// The seed of their luck.
const SEED: u64 = 42;

/// Shows what an entry changes, asks, and writes it after a yes.
pub fn incident(args: &IncidentArgs) -> Result<(), Failure> {
    let plan = input::plan_at(args.plan.as_ref(), &[])?;
    let Some(evidence) = &plan.evidence else {
        return Err(Failure::Usage(
            "evidence is kept beside a plan that is a file\n  tip: name one with `--plan FILE`".to_owned(),
        ));
    };
    let new = [entry(args, &plan)?];
    let after = show(&plan, &evidence.file(), &new)?;
    if !(args.yes || asked()?) {
        return print("nothing written\n");
    }
    evidence.replace(&after)?;
    print_of("written to evidence.ron\n", evidence.path())
}

/// Shows what some entries change, and gives the evidence with them.
pub(super) fn show(plan: &Plan, before: &EvidenceFile, new: &[Entry]) -> Result<EvidenceFile, Failure> {
    let after = before.with(new);
    let today = plan.file.as_of();
    let compared = year(plan, before, &after)?;
    let changes = propose(&plan.file, before, new, today);
    print(&logged(&Logged { entries: new, changes: &changes, today, compared: compared.as_ref(), seed: SEED }))?;
    Ok(after)
}

/// The entry that the command line describes.
fn entry(args: &IncidentArgs, plan: &Plan) -> Result<Entry, Failure> {
    let names: Vec<&str> = plan.file.strategies.names().collect();
    let name = Name::new(&args.strategy).map_err(|e| Failure::Usage(format!("{}\n  tip: {}", e.what, e.tip)))?;
    if !names.contains(&name.as_str()) {
        let tip = crate::file::nearest(name.as_str(), &names);
        return Err(Failure::Usage(format!("the plan has no strategy `{}`\n  tip: {tip}", visible(name.as_str()))));
    }
    let note = args.note.clone().unwrap_or_default();
    if let Some(what) = contact_data(&note) {
        return Err(Failure::Usage(format!(
            "{what} stands in the note, and nothing is written\n  tip: say it without names, addresses and numbers of people"
        )));
    }
    let from = if args.drill { Occasion::Drill } else { Occasion::Incident };
    let worked = args.worked == YesNo::Yes;
    Ok(Entry { strategy: name, on: args.on, from, worked, took: args.took, note, reference: String::new() })
}

/// A year as tested with the old entries and with the new one, under the same luck; none where no scenario is found.
fn year(plan: &Plan, before: &EvidenceFile, after: &EvidenceFile) -> Result<Option<Compared>, Failure> {
    let Ok(scenarios) = input::scenarios(&[], plan) else { return Ok(None) };
    let all: Vec<_> = scenarios.iter().collect();
    let question = Question::months(12, Forecast::Tested);
    let bound = |file: &EvidenceFile| input::case_of(plan, &plan.file.clone().with_evidence(file), &all, &question);
    // A folder that lacks some of the plan's scenarios makes no year; the entry is worth logging all the same.
    let (Ok(old), Ok(new)) = (bound(before), bound(after)) else { return Ok(None) };
    let (old_sources, new_sources) = (sources(&old)?, sources(&new)?);
    let sides = (Side { case: &old, sources: &old_sources }, Side { case: &new, sources: &new_sources });
    Ok(Some(compare(sides.0, sides.1, &Luck::new(SEED), Trials::Fixed(TRIALS), &Unwatched)))
}

/// Asks on standard input; only a yes is one.
fn asked() -> Result<bool, Failure> {
    let told = anstream::stdout().lock().write_all(b"Write it to evidence.ron? [y/N] ");
    let told = told.and_then(|()| anstream::stdout().lock().flush());
    told.map_err(|e| Failure::io("write to", std::path::Path::new("standard output"), &e))?;
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.map_err(|e| Failure::io("read", std::path::Path::new("standard input"), &e))?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}
