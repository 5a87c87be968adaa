//! Cover: knows how many strategies of each section of the written plan act on what each scenario strikes; does not know
//! how well they do.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::file::ScenarioFile;
use crate::model::{Id, Strategy, Threat};

use super::World;
use super::graph::Net;
use super::threats::{Answers, threats};

/// Sections of the written plan against scenarios.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cover {
    /// The titles of the scenarios.
    pub scenarios: Vec<String>,
    /// One row for each section, in the order of the plan.
    pub sections: Vec<Section>,
}

/// The strategies of one section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The section of the written plan.
    pub section: String,
    /// How many of its strategies act, by scenario.
    pub strategies: Vec<usize>,
}

/// How many strategies of each section act on what each scenario strikes.
#[must_use]
pub fn cover(world: &World<'_>) -> Cover {
    let acting = acting(&Net::of(world));
    let sections: BTreeMap<&str, Vec<&str>> =
        world.plan.strategies.0.iter().map(|(name, s)| (name.as_str(), parts(&s.plan))).collect();
    let mut names: Vec<&str> = sections.values().flatten().copied().collect();
    names.sort_by_key(|name| (numbers(name), *name));
    names.dedup();
    let mut counted: BTreeMap<&str, Vec<usize>> =
        names.iter().map(|name| (*name, vec![0; world.scenarios.len()])).collect();
    for (scenario, ids) in acting.iter().enumerate() {
        for section in ids.iter().filter_map(|id| sections.get(world.case.strategies.name(*id))).flatten() {
            counted.entry(section).and_modify(|row| row[scenario] += 1);
        }
    }
    let row = |name: &str| Section { section: name.to_owned(), strategies: counted.remove(name).unwrap_or_default() };
    Cover {
        scenarios: world.scenarios.iter().map(|scenario| scenario.title.clone()).collect(),
        sections: names.into_iter().map(row).collect(),
    }
}

/// The strategies that act on any threat of a scenario, by scenario.
fn acting(net: &Net<'_>) -> Vec<BTreeSet<Id<Strategy>>> {
    let world = net.world;
    let by_name = |names: fn(&ScenarioFile) -> Vec<&str>| -> BTreeMap<&str, Vec<usize>> {
        let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, scenario) in world.scenarios.iter().enumerate() {
            names(scenario).into_iter().for_each(|name| all.entry(name).or_default().push(at));
        }
        all
    };
    let hazards = by_name(|scenario| scenario.hazards.names().collect());
    let cascades = by_name(|scenario| scenario.then.names().collect());
    let answers = Answers::new(net);
    let mut all = vec![BTreeSet::new(); world.scenarios.len()];
    for threat in threats(&world) {
        let known = if matches!(threat, Threat::Hazard(_)) { &hazards } else { &cascades };
        for scenario in known.get(net.written_name(threat)).into_iter().flatten() {
            answers.add(threat, &mut all[*scenario]);
        }
    }
    all
}

/// The sections named in one entry, each once: `5.2, 5.3`.
fn parts(plan: &str) -> Vec<&str> {
    let parts = plan.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The numbers of a section, so that 10 comes after 9.
fn numbers(section: &str) -> Vec<u32> {
    section.split('.').map(|part| part.parse().unwrap_or(u32::MAX)).collect()
}
