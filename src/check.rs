//! Whether a plan is complete, current and consistent: knows the rules and what they find in a plan, its scenarios and
//! the graph of what needs what; does not replay anything, and does not know how findings are shown.
//!
//! A finding is true of the files as they are: no rule guesses. Chances and lengths of time are left to the replay; here
//! a way either exists or does not. *Gap*: the plan lacks something that it needs. *Warning*: it rests on something
//! doubtful. *Note*: worth knowing.

mod cover;
mod cuts;
mod evidence;
mod graph;
mod money;
mod objectives;
mod people;
mod privacy;
mod rules;
mod shared;
mod slots;
mod threats;
mod web;

use serde::Serialize;

use crate::file::{Day, PlanFile, ScenarioFile};
use crate::model::Case;

use graph::Net;

pub use cover::{Cover, cover};
pub use privacy::{contact_data, has_address};
pub use rules::{Rule, rules};

/// What is checked.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The plan as written.
    pub plan: &'a PlanFile,
    /// The scenarios as written.
    pub scenarios: &'a [&'a ScenarioFile],
    /// Both, bound.
    pub case: &'a Case,
    /// The day for which ages are counted.
    pub today: Day,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The plan lacks something that it needs.
    Gap,
    /// It rests on something doubtful.
    Warning,
    /// Worth knowing.
    Note,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's code; it stays with the rule.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What the rule is about.
    pub title: &'static str,
    /// The part of the plan, its section where it has one.
    pub about: String,
    /// What was found.
    pub text: String,
    /// What to do.
    pub advice: &'static str,
}

/// Whatever applies rules, each with the findings it makes.
const FINDERS: [fn(&Net<'_>) -> Vec<Finding>; 10] = [
    |net| objectives::findings(&net.world),
    |net| evidence::findings(&net.world),
    |net| people::findings(&net.world),
    threats::findings,
    |net| money::findings(&net.world),
    |net| slots::findings(&net.world),
    cuts::findings,
    shared::findings,
    |net| privacy::barred(&net.world),
    |net| privacy::client_data(&net.world),
];

/// Everything that is found, gaps first, then by code.
#[must_use]
pub fn findings(world: &World<'_>) -> Vec<Finding> {
    let net = Net::of(world);
    let mut all: Vec<Finding> = FINDERS.iter().flat_map(|find| find(&net)).collect();
    all.sort_by_key(|finding| (finding.severity, finding.code));
    all
}

/// A name with the section of the written plan, where it has one.
fn about(name: &str, section: &str) -> String {
    if section.is_empty() { name.to_owned() } else { format!("{name} ({section})") }
}

/// Names in one line: `a`, `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
