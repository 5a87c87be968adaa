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

use std::collections::BTreeSet;

use crate::codes::Code;
use crate::model::Case;

use super::diagnosis::Source;
use super::names::Name;
use super::plan::{Day, PlanFile, RoleFile};
use super::scenario::ScenarioFile;
use felt::Felt;
use place::Text;

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
    /// The day for which ages are counted.
    today: Day,
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
    let seen = Seen { plan: plan.1, text: Text::of(plan.0), case, made: made(plan.1), felt: Felt::of(case), today };
    let mut in_plan = idle::in_plan(&seen);
    in_plan.extend(money::in_plan(&seen));
    in_plan.extend(spans::in_plan(&seen));
    in_plan.extend(dates::in_plan(&seen));
    let of_one = |(source, file): &(&Source, &ScenarioFile)| {
        let text = Text::of(source);
        let mut found = strikes::in_scenario(&seen, &text, file);
        found.extend(spans::in_scenario(&seen, &text, file));
        found
    };
    Warnings { plan: in_plan, scenarios: scenarios.iter().map(of_one).collect(), evidence: Vec::new() }
}
