//! What is doubtful in a plan and its scenarios although it can be replayed: knows who looks for what and where it
//! stands; changes nothing and stops nothing.
//!
//! A warning is true of the files as they are: no rule guesses. What a plan lacks is told by [`crate::check`]; here it is
//! told what was written and does not do what its author may believe.

mod dates;
mod felt;
mod idle;
mod money;
mod place;
mod spans;
mod strikes;
mod unused;

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::Code;
use crate::model::{Cascade, Case, Hazard, Id, Resource};

use super::diagnosis::Source;
use super::names::Name;
use super::plan::{Day, PlanFile, RoleFile};
use super::scenario::ScenarioFile;
use felt::Felt;
use place::Text;

pub(super) use dates::is_stale;

/// One thing in a file that its author may not have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What kind of thing it is.
    pub code: &'static Code,
    /// What was found and what it means.
    pub what: String,
    /// What to write instead, or when it is fine.
    pub tip: String,
    /// Byte offset in the text; none where it concerns the file as a whole.
    pub at: Option<usize>,
}

impl Warning {
    fn new(code: &'static Code, at: Option<usize>, what: impl Into<String>, tip: impl Into<String>) -> Self {
        Self { code, what: what.into(), tip: tip.into(), at }
    }
}

/// The warnings of all files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings {
    /// In the plan.
    pub plan: Vec<Warning>,
    /// In each scenario.
    pub scenarios: Vec<Vec<Warning>>,
    /// In the file of evidence beside the plan, where there is one.
    pub evidence: Vec<Warning>,
}

/// What is looked at.
struct Seen<'a> {
    plan: &'a PlanFile,
    text: Text<'a>,
    case: &'a Case,
    /// The strategies that the reader makes of the deputies of roles: they are written nowhere.
    made: BTreeSet<String>,
    /// What can be noticed when it goes down.
    felt: Felt,
    /// The resources that carry each tag.
    tagged: BTreeMap<&'a str, Vec<Id<Resource>>>,
    /// The hazards of each entry, and the consequences.
    hazards: BTreeMap<&'a str, Vec<Id<Hazard>>>,
    cascades: BTreeMap<&'a str, Vec<Id<Cascade>>>,
    /// The day for which ages are counted.
    today: Day,
}

impl<'a> Seen<'a> {
    fn of(plan: (&'a Source, &'a PlanFile), case: &'a Case, today: Day) -> Self {
        let mut tagged: BTreeMap<&str, Vec<Id<Resource>>> = BTreeMap::new();
        for (name, resource) in &plan.1.resources.0 {
            if let (Some(tag), Some(id)) = (&resource.is, case.resources.id(name.as_str())) {
                tagged.entry(tag.as_str()).or_default().push(id);
            }
        }
        let mut hazards: BTreeMap<&str, Vec<Id<Hazard>>> = BTreeMap::new();
        for (id, _, hazard) in case.hazards.iter() {
            if let Some(entry) = case.entries.get(hazard.entry) {
                hazards.entry(entry).or_default().push(id);
            }
        }
        let mut cascades: BTreeMap<&str, Vec<Id<Cascade>>> = BTreeMap::new();
        for (id, full, _) in case.cascades.iter() {
            cascades.entry(full).or_default().push(id);
            // The consequence of one of several carries the name of that one behind its own.
            let of_one = |(at, _): (usize, &str)| {
                let member = full[at..].strip_prefix(" (")?.strip_suffix(')')?;
                case.resources.id(member).map(|_| &full[..at])
            };
            for written in full.match_indices(" (").filter_map(of_one) {
                cascades.entry(written).or_default().push(id);
            }
        }
        let (text, made, felt) = (Text::of(plan.0), made(plan.1), Felt::of(case));
        Self { plan: plan.1, text, case, made, felt, tagged, hazards, cascades, today }
    }

    /// The resources that go by a name: the one of that name, and all that carry it with `is`.
    fn named(&self, name: &Name) -> impl Iterator<Item = Id<Resource>> {
        let tagged = self.tagged.get(name.as_str()).into_iter().flatten().copied();
        self.case.resources.id(name.as_str()).into_iter().chain(tagged)
    }
}

fn made(plan: &PlanFile) -> BTreeSet<String> {
    let of_role = |(role, held): &(Name, RoleFile)| {
        held.deputies.iter().map(|deputy| format!("{} as {}", deputy.as_str(), role.as_str())).collect::<Vec<_>>()
    };
    plan.roles.0.iter().flat_map(of_role).collect()
}

/// All warnings about a plan and the scenarios that it was bound to.
#[must_use]
pub fn warnings(
    plan: (&Source, &PlanFile),
    scenarios: &[(&Source, &ScenarioFile)],
    case: &Case,
    today: Day,
) -> Warnings {
    let seen = Seen::of(plan, case, today);
    let mut in_plan = idle::in_plan(&seen);
    in_plan.extend(money::in_plan(&seen));
    in_plan.extend(spans::in_plan(&seen));
    in_plan.extend(dates::in_plan(&seen));
    in_plan.extend(unused::in_plan(&seen));
    let of_one = |(source, file): &(&Source, &ScenarioFile)| {
        let text = Text::of(source);
        let mut found = strikes::in_scenario(&seen, &text, file);
        found.extend(spans::in_scenario(&seen, &text, file));
        found.extend(unused::in_scenario(&text, file));
        found
    };
    Warnings { plan: in_plan, scenarios: scenarios.iter().map(of_one).collect(), evidence: Vec::new() }
}
