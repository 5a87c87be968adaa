//! Single points of failure: knows which resources, alone, in pairs or struck by one disruption, leave a service or
//! function without any way; ignores chance and time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Id, Resource, Threat};
use crate::units::{MILLION, thousands};

use super::graph::{Net, Set, Target, set};
use super::rules::{ONE_BLOW, PAIRS, SINGLE};
use super::web::{Found, MOST_PAIRS, found};
use super::{Finding, listed};

/// Up to so many pairs of resources are told one by one; of more, those that take down the same are told together.
const MOST_TOLD: usize = 20_000;

/// What leaves one target without a way.
struct Cuts<'a> {
    target: &'a Target,
    /// All that can make a difference to it.
    matters: Set,
    /// Without anything struck.
    always: bool,
    singles: Vec<Id<Resource>>,
    /// The same, by position.
    alone: Set,
    /// The pairs in words, where there are any.
    pairs: Option<String>,
}

pub(super) fn findings(net: &Net<'_>) -> Vec<Finding> {
    let cuts: Vec<Cuts<'_>> = net.targets.iter().map(|target| Cuts::of(net, target)).collect();
    let mut all = singles(net, &cuts);
    all.extend(one_blow(net, &cuts));
    all.extend(pairs(&cuts));
    all
}

impl<'a> Cuts<'a> {
    fn of(net: &Net<'_>, target: &'a Target) -> Self {
        let case = net.world.case;
        let matters = target.rests_on(case);
        let may_be_lost: Set = matters.iter().zip(&net.roles).map(|(matters, role)| *matters && !role).collect();
        let found = found(case, target, &net.ladders[target.rungs], &may_be_lost);
        let candidates = case.resources.ids().filter(|id| may_be_lost[id.index()]);
        let singles = if found.always { candidates.collect() } else { found.singles.clone() };
        let pairs = if found.always { None } else { told(net, &found) };
        Self { target, matters, always: found.always, alone: set(case.resources.len(), &singles), singles, pairs }
    }

    /// Whether these leave it without a way together, and none of them alone.
    fn stops_together(&self, net: &Net<'_>, down: &[Id<Resource>]) -> bool {
        let hit: Vec<Id<Resource>> = down.iter().filter(|id| self.matters[id.index()]).copied().collect();
        match hit[..] {
            _ if hit.iter().any(|id| self.alone[id.index()]) => false,
            [] => self.always,
            [one] if !net.roles[one.index()] => false,
            _ => !self.target.has_a_way(net.world.case, &net.up(self.target.rungs, &hit)),
        }
    }
}

/// What each resource stops by its loss alone.
fn singles(net: &Net<'_>, cuts: &[Cuts<'_>]) -> Vec<Finding> {
    let world = net.world;
    let mut stops: Vec<Vec<&Target>> = vec![Vec::new(); world.case.resources.len()];
    for cuts in cuts {
        cuts.singles.iter().for_each(|id| stops[id.index()].push(cuts.target));
    }
    let serving = Serving::of(net);
    let of_one = |(id, name, _): (Id<Resource>, &str, &Resource)| {
        let named = |services: bool| stops[id.index()].iter().filter(move |t| t.service == services);
        let services: Vec<&str> = named(true).map(|target| target.name.as_str()).collect();
        let mut names: Vec<&str> = named(false).map(|target| target.name.as_str()).collect();
        names.extend(serving.falling(&services));
        names.extend(&services);
        (!names.is_empty()).then(|| SINGLE.finds(name, format!("its loss alone stops {}", listed(&names))))
    };
    world.case.resources.iter().filter_map(of_one).collect()
}

/// Which functions serve which services.
struct Serving<'a> {
    /// The name of each function, the share that it must keep up \[millionths\], and its sessions a week \[thousandths\].
    functions: Vec<(&'a str, u64, u64)>,
    /// The functions of each service, once for each time it is named, with its sessions a week.
    of: BTreeMap<&'a str, Vec<(usize, u64)>>,
}

impl<'a> Serving<'a> {
    fn of(net: &Net<'a>) -> Self {
        let services = &net.world.case.services;
        let weekly = |name: &str| services.id(name).map_or(0, |id| u64::from(services[id].weekly.thousandths()));
        let mut of: BTreeMap<&str, Vec<(usize, u64)>> = BTreeMap::new();
        let mut functions = Vec::new();
        for (at, (name, function)) in net.world.plan.functions.0.iter().enumerate() {
            let all = function.serves.iter().map(|service| weekly(service.as_str())).sum();
            functions.push((name.as_str(), u64::from(function.mbco.millionths()), all));
            for service in &function.serves {
                of.entry(service.as_str()).or_default().push((at, weekly(service.as_str())));
            }
        }
        Self { functions, of }
    }

    /// The functions that fall below their minimum level when these services stop.
    fn falling(&self, stopped: &[&str]) -> Vec<&'a str> {
        let mut lost: BTreeMap<usize, u64> = BTreeMap::new();
        for (function, weekly) in stopped.iter().filter_map(|service| self.of.get(service)).flatten() {
            *lost.entry(*function).or_default() += weekly;
        }
        let falls = |(at, lost): &(usize, u64)| {
            let (_, least, all) = self.functions[*at];
            (all - lost) * u64::from(MILLION) < least * all
        };
        lost.into_iter().filter(falls).map(|(at, _)| self.functions[at].0).collect()
    }
}

/// Hazards that, with what they may set off while they last, leave targets without a way that no single loss stops.
fn one_blow(net: &Net<'_>, cuts: &[Cuts<'_>]) -> Vec<Finding> {
    let (mut all, mut told) = (Vec::new(), BTreeSet::new());
    for hazard in net.world.case.hazards.ids() {
        let down = net.struck_together(hazard);
        let stopped = cuts.iter().filter(|cuts| cuts.stops_together(net, &down));
        let names: Vec<&str> = stopped.map(|cuts| cuts.target.name.as_str()).collect();
        let text = format!("with what it may set off it can stop {}", listed(&names));
        let about = net.written_name(Threat::Hazard(hazard));
        if !names.is_empty() && told.insert((about, text.clone())) {
            all.push(ONE_BLOW.finds(about, text));
        }
    }
    all
}

/// Pairs, told once for all targets that have the same.
fn pairs(cuts: &[Cuts<'_>]) -> Vec<Finding> {
    let mut by_pairs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for cuts in cuts {
        if let Some(text) = &cuts.pairs {
            by_pairs.entry(text).or_default().push(&cuts.target.name);
        }
    }
    by_pairs.into_iter().map(|(text, names)| PAIRS.finds(listed(&names), text)).collect()
}

/// The pairs of a target in words, where there are any.
fn told(net: &Net<'_>, found: &Found) -> Option<String> {
    if found.more {
        return Some(format!("more than {} pairs, too many to list", thousands(MOST_PAIRS as i64)));
    }
    let name = |id: Id<Resource>| net.world.case.resources.name(id);
    let members = |part: usize| &found.parts[part];
    let several: usize = found.pairs.iter().map(|(a, b)| members(*a).len() * members(*b).len()).sum();
    match several {
        0 => None,
        1..=MOST_TOLD => {
            let one_by_one = |(a, b): &(usize, usize)| {
                let (a, b) = (members(*a), members(*b));
                a.iter().flat_map(move |a| b.iter().map(move |b| (*a.min(b), *a.max(b))))
            };
            let mut pairs: Vec<_> = found.pairs.iter().flat_map(one_by_one).collect();
            pairs.sort_unstable();
            Some(worded(&pairs, |id| name(id).to_owned()))
        }
        _ => {
            let names = |part: usize| members(part).iter().map(|id| name(*id)).collect::<Vec<_>>().join(" or ");
            Some(worded(&found.pairs, names))
        }
    }
}

/// Pairs in words, whatever is in most of them first: `a with b or c; d with e`.
fn worded<T: Copy + Ord>(pairs: &[(T, T)], name: impl Fn(T) -> String) -> String {
    let mut of: BTreeMap<T, Vec<usize>> = BTreeMap::new();
    for (at, (a, b)) in pairs.iter().enumerate() {
        of.entry(*a).or_default().push(at);
        of.entry(*b).or_default().push(at);
    }
    let mut left: BTreeMap<T, usize> = of.iter().map(|(one, pairs)| (*one, pairs.len())).collect();
    let mut by_count: BTreeSet<(usize, Reverse<T>)> = left.iter().map(|(one, n)| (*n, Reverse(*one))).collect();
    let mut is_told = vec![false; pairs.len()];
    let mut said = Vec::new();
    while let Some((1.., Reverse(hub))) = by_count.pop_last() {
        let mut others = Vec::new();
        for at in &of[&hub] {
            if std::mem::replace(&mut is_told[*at], true) {
                continue;
            }
            let (a, b) = pairs[*at];
            let other = if a == hub { b } else { a };
            others.push(name(other));
            if let Some(count) = left.get_mut(&other) {
                by_count.remove(&(*count, Reverse(other)));
                *count -= 1;
                by_count.insert((*count, Reverse(other)));
            }
        }
        said.push(format!("{} with {}", name(hub), others.join(" or ")));
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_told_by_what_is_in_most_of_them() {
        let pairs = [(1, 3), (2, 3), (2, 4), (5, 6)];
        assert_eq!(worded(&pairs, |n| n.to_string()), "2 with 3 or 4; 1 with 3; 5 with 6");
    }
}
