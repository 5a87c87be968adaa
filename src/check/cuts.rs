//! Single points of failure: knows which resources, alone, in pairs or struck by one disruption, leave a service or
//! function without any way; ignores chance and time.

use std::collections::BTreeMap;

use crate::file::{FunctionFile, Name};
use crate::model::{Hazard, Id, Resource, Threat};

use super::graph::{Set, Target, struck, targets};
use super::rules::{ONE_BLOW, PAIRS, SINGLE};
use super::threats::{is_averted, written_name};
use super::{Finding, World, listed};

/// What leaves one target without a way.
struct Cuts {
    target: Target,
    singles: Vec<Id<Resource>>,
    pairs: Vec<(Id<Resource>, Id<Resource>)>,
}

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let cuts: Vec<Cuts> = targets(world.plan, world.case).into_iter().map(|t| Cuts::of(world, t)).collect();
    let mut all = singles(world, &cuts);
    all.extend(one_blow(world, &cuts));
    all.extend(pairs(world, &cuts));
    all
}

impl Cuts {
    fn of(world: &World<'_>, target: Target) -> Self {
        let case = world.case;
        let matters = target.rests_on(case);
        let is_role = |id: &Id<Resource>| world.plan.roles.get(case.resources.name(*id)).is_some();
        let candidates: Vec<Id<Resource>> =
            case.resources.ids().filter(|id| matters[id.index()] && !is_role(id)).collect();
        let cuts = |down: &[Id<Resource>]| !target.has_a_way(case, &set(case.resources.len(), down));
        let (singles, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|id| cuts(&[*id]));
        let rest = |at: usize| others[at + 1..].iter();
        let pairs = others.iter().enumerate().flat_map(|(at, a)| rest(at).map(move |b| (*a, *b)));
        let pairs = pairs.filter(|(a, b)| cuts(&[*a, *b])).collect();
        Self { target, singles, pairs }
    }
}

fn set(len: usize, members: &[Id<Resource>]) -> Set {
    let mut set = vec![false; len];
    members.iter().for_each(|id| set[id.index()] = true);
    set
}

/// What each resource stops by its loss alone.
fn singles(world: &World<'_>, cuts: &[Cuts]) -> Vec<Finding> {
    let of_one = |(id, name, _): (Id<Resource>, &str, &Resource)| {
        let stops = |services: bool| {
            let hit = cuts.iter().filter(move |c| c.target.service == services && c.singles.contains(&id));
            hit.map(|c| c.target.name.as_str()).collect::<Vec<_>>()
        };
        let services = stops(true);
        let serving = world.plan.functions.0.iter().filter(|(_, f)| falls(world, f, &services));
        let mut names = stops(false);
        names.extend(serving.map(|(n, _)| n.as_str()));
        names.extend(&services);
        (!names.is_empty()).then(|| SINGLE.finds(name, format!("its loss alone stops {}", listed(&names))))
    };
    world.case.resources.iter().filter_map(of_one).collect()
}

/// Whether a function falls below its minimum level when these services stop.
fn falls(world: &World<'_>, function: &FunctionFile, stopped: &[&str]) -> bool {
    let services = &world.case.services;
    let weekly = |names: &[&Name]| -> u64 {
        names.iter().filter_map(|n| services.id(n.as_str())).map(|id| u64::from(services[id].weekly)).sum()
    };
    let all: Vec<&Name> = function.serves.iter().collect();
    let left: Vec<&Name> = all.iter().filter(|n| !stopped.contains(&n.as_str())).copied().collect();
    let least = u64::from(function.mbco.millionths()) * weekly(&all);
    weekly(&left) * u64::from(crate::units::MILLION) < least
}

/// Hazards that, with what they may set off while they last, leave targets without a way that no single loss stops.
fn one_blow(world: &World<'_>, cuts: &[Cuts]) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    for hazard in world.case.hazards.ids() {
        let down = struck_together(world, hazard);
        let set = set(world.case.resources.len(), &down);
        let stopped = cuts.iter().filter(|cuts| {
            !cuts.singles.iter().any(|id| down.contains(id)) && !cuts.target.has_a_way(world.case, &set)
        });
        let names: Vec<&str> = stopped.map(|cuts| cuts.target.name.as_str()).collect();
        let text = format!("with what it may set off it can stop {}", listed(&names));
        let finding = ONE_BLOW.finds(written_name(world, Threat::Hazard(hazard)), text);
        if !names.is_empty() && !all.contains(&finding) {
            all.push(finding);
        }
    }
    all
}

/// What a hazard strikes together with what it may set off while it lasts, as far as nothing averts that.
pub(super) fn struck_together(world: &World<'_>, hazard: Id<Hazard>) -> Vec<Id<Resource>> {
    let case = world.case;
    let mut all = struck(case, &case.hazards[hazard].impact);
    for (id, _, cascade) in case.cascades.iter() {
        let at_once = cascade.of.contains(&hazard) && !cascade.after_its_end;
        if at_once && !is_averted(world, Threat::Cascade(id)) {
            all.extend(struck(case, &cascade.impact));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Pairs, told once for all targets that have the same.
fn pairs(world: &World<'_>, cuts: &[Cuts]) -> Vec<Finding> {
    let mut by_pairs: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for cuts in cuts.iter().filter(|cuts| !cuts.pairs.is_empty()) {
        by_pairs.entry(told(world, &cuts.pairs)).or_default().push(&cuts.target.name);
    }
    by_pairs.into_iter().map(|(text, names)| PAIRS.finds(listed(&names), text)).collect()
}

/// Pairs in words, each resource that is in most of them first: `a with b or c; d with e`.
fn told(world: &World<'_>, pairs: &[(Id<Resource>, Id<Resource>)]) -> String {
    let name = |id: Id<Resource>| world.case.resources.name(id);
    let mut left = pairs.to_vec();
    let mut said = Vec::new();
    while !left.is_empty() {
        let count = |id: Id<Resource>| left.iter().filter(|(a, b)| *a == id || *b == id).count();
        let ids = left.iter().flat_map(|(a, b)| [*a, *b]);
        let Some(hub) = ids.max_by_key(|id| (count(*id), std::cmp::Reverse(*id))) else { break };
        let others: Vec<&str> = left
            .iter()
            .filter(|(a, b)| *a == hub || *b == hub)
            .map(|(a, b)| name(if *a == hub { *b } else { *a }))
            .collect();
        said.push(format!("{} with {}", name(hub), others.join(" or ")));
        left.retain(|(a, b)| *a != hub && *b != hub);
    }
    said.join("; ")
}
