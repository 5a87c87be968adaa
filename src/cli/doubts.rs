//! Warnings about files: knows when they are said and that they stop nothing; does not find any.

use std::collections::BTreeSet;
use std::io::Write;

use crate::file::{Day, EvidenceFile, Source, Warning, Warnings, warnings};
use crate::model::Case;
use crate::report::Doubt;

use super::evidence::Evidence;
use super::input::{Plan, Scenario};

/// The warnings about a plan and the scenarios that it was bound to; ages are counted for the day given, or the plan's.
pub fn find(plan: &Plan, scenarios: &[&Scenario], case: &Case, today: Option<Day>) -> Warnings {
    let files: Vec<_> = scenarios.iter().map(|scenario| (&scenario.source, &scenario.file)).collect();
    let today = today.unwrap_or_else(|| plan.file.as_of());
    let evidence = evidence(plan).map_or_else(Vec::new, |(source, file)| file.doubts(source, &plan.file, today));
    Warnings { evidence, ..warnings((&plan.source, &plan.file), &files, case, today) }
}

fn evidence(plan: &Plan) -> Option<(&Source, &EvidenceFile)> {
    plan.evidence.as_ref().and_then(Evidence::read)
}

/// The same for a report.
pub fn listed(plan: &Plan, scenarios: &[&Scenario], found: &Warnings) -> Vec<Doubt> {
    let own = scenarios.iter().zip(&found.scenarios).flat_map(|(scenario, found)| Doubt::all(&scenario.source, found));
    let tried = evidence(plan).map_or_else(Vec::new, |(source, _)| Doubt::all(source, &found.evidence));
    Doubt::all(&plan.source, &found.plan).into_iter().chain(tried).chain(own).collect()
}

/// Says warnings on standard error, each once.
pub struct Doubts {
    quiet: bool,
    /// In which file, where, and what.
    said: BTreeSet<(String, Option<usize>, String)>,
}

impl Doubts {
    /// Nothing has been said yet; nothing will be where that is asked for.
    pub fn new(quiet: bool) -> Self {
        Self { quiet, said: BTreeSet::new() }
    }

    /// Says what has not been said.
    pub fn say(&mut self, plan: &Plan, scenarios: &[&Scenario], found: &Warnings) {
        self.of_file(&plan.source, &found.plan);
        if let Some((source, _)) = evidence(plan) {
            self.of_file(source, &found.evidence);
        }
        scenarios.iter().zip(&found.scenarios).for_each(|(scenario, found)| self.of_file(&scenario.source, found));
    }

    fn of_file(&mut self, source: &Source, found: &[Warning]) {
        let of_one = |warning: &&Warning| self.said.insert((source.name.clone(), warning.at, warning.what.clone()));
        let new: Vec<Warning> = found.iter().filter(of_one).cloned().collect();
        if !self.quiet && !new.is_empty() {
            // Nothing can be done where standard error is closed.
            let _ = writeln!(anstream::stderr(), "{}", source.warn(&new));
        }
    }
}
