//! Cover: knows how many strategies of each section of the written plan act on what each scenario strikes; does not know
//! how well they do.

use serde::Serialize;

use crate::model::{Id, Strategy, Threat};

use super::World;
use super::threats::{Answers, threats, written_name};

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
    let answers = Answers::new(world);
    let acting: Vec<Vec<Id<Strategy>>> = (0..world.scenarios.len()).map(|at| of(world, &answers, at)).collect();
    let mut names: Vec<&str> = world.plan.strategies.0.iter().flat_map(|(_, s)| parts(&s.plan)).collect();
    names.sort_by_key(|name| (numbers(name), *name));
    names.dedup();
    let stands_in = |section: &str, id: Id<Strategy>| {
        let written = world.plan.strategies.get(world.case.strategies.name(id));
        written.is_some_and(|s| parts(&s.plan).any(|part| part == section))
    };
    let row = |section: &str| Section {
        section: section.to_owned(),
        strategies: acting.iter().map(|ids| ids.iter().filter(|id| stands_in(section, **id)).count()).collect(),
    };
    Cover {
        scenarios: world.scenarios.iter().map(|scenario| scenario.title.clone()).collect(),
        sections: names.into_iter().map(row).collect(),
    }
}

/// The strategies that act on any threat of a scenario.
fn of(world: &World<'_>, answers: &Answers<'_>, scenario: usize) -> Vec<Id<Strategy>> {
    let written = world.scenarios[scenario];
    let belongs = |threat: &Threat| {
        let name = written_name(world, *threat);
        match threat {
            Threat::Hazard(_) => written.hazards.get(&name).is_some(),
            Threat::Cascade(_) => written.then.get(&name).is_some(),
        }
    };
    let mut all: Vec<Id<Strategy>> = threats(world).into_iter().filter(belongs).flat_map(|t| answers.to(t)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The sections named in one entry: `5.2, 5.3`.
fn parts(plan: &str) -> impl Iterator<Item = &str> {
    plan.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// The numbers of a section, so that 10 comes after 9.
fn numbers(section: &str) -> Vec<u32> {
    section.split('.').map(|part| part.parse().unwrap_or(u32::MAX)).collect()
}
