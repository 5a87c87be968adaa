//! What is felt when something goes down: knows which resources anything needs, and below which level that is noticed;
//! does not know where it is written.

use crate::model::{Case, Cover, Effect, Id, Impact, Resource, Serves, Strike};
use crate::units::Share;

/// What matters of a case.
pub(super) struct Felt {
    /// The resources that a service, a function, a strategy or an insurance needs, directly or through what it needs.
    pub(super) needed: Vec<bool>,
    /// The resources that somebody is called to mend, and paid for it, whether or not they are missed.
    pub(super) mended: Vec<bool>,
    /// For each resource, what needs it itself.
    pub(super) needed_by: Vec<Vec<Id<Resource>>>,
    /// For each resource, what of it and all that needs it, directly or through what needs it, notices when it falls.
    above: Vec<Above>,
}

/// What is needed of a resource and all that needs it.
#[derive(Clone, Copy)]
struct Above {
    /// Whether any of it is needed.
    needed: bool,
    /// Below this level one of those that are needed is not good enough.
    enough: Share,
    /// Whether one of those that are needed serves as many as it can.
    capacity: bool,
}

impl Felt {
    pub(super) fn of(case: &Case) -> Self {
        let mut needed = vec![false; case.resources.len()];
        let mut ahead = roots(case);
        while let Some(next) = ahead.pop() {
            if !std::mem::replace(&mut needed[next.index()], true) {
                ahead.extend(&case.resources[next].needs);
            }
        }
        let mut needed_by = vec![Vec::new(); case.resources.len()];
        for (id, _, resource) in case.resources.iter() {
            resource.needs.iter().for_each(|need| needed_by[need.index()].push(id));
        }
        let mut mended = vec![false; case.resources.len()];
        for (_, _, strategy) in case.strategies.iter() {
            if let Effect::Repair(repair) = &strategy.effect {
                repair.of.iter().for_each(|resource| mended[resource.index()] = true);
            }
        }
        let above = above(case, &needed, &needed_by);
        Self { needed, mended, needed_by, above }
    }

    /// Whether a strike changes anything: it damages data, calls a mender, or takes something that is needed below the level from
    /// which it is good enough, or below its full capacity. A level is handed on to whatever needs the resource.
    pub(super) fn strike(&self, case: &Case, strike: &Strike) -> bool {
        let phases = strike.phases.iter().filter(|phase| phase.share > Share::NONE);
        let lowest = phases.map(|phase| phase.level).min().unwrap_or(Share::ALL);
        let Above { enough, capacity, .. } = self.above[strike.resource.index()];
        let falls = lowest < enough || capacity && lowest < Share::ALL;
        // What is done again for lost data lasts as long as any strike on it.
        let called = case.resources[strike.resource].data || self.mended[strike.resource.index()];
        called && lowest < Share::ALL || falls
    }

    /// Whether anything needs a resource, or what needs it.
    pub(super) fn matters(&self, resource: Id<Resource>) -> bool {
        self.above[resource.index()].needed
    }

    /// Whether an impact changes anything.
    pub(super) fn impact(&self, case: &Case, impact: &Impact) -> bool {
        let sponsor = impact.sponsor_leaves && case.reaction.sponsor > Share::NONE;
        let more = Impact { strikes: Vec::new(), sponsor_leaves: sponsor, ..impact.clone() };
        more.is_more_than_strikes() || impact.strikes.iter().any(|strike| self.strike(case, strike))
    }
}

/// What each resource carries, itself and what needs it: so it comes after all that needs it.
fn above(case: &Case, needed: &[bool], needed_by: &[Vec<Id<Resource>>]) -> Vec<Above> {
    let own = |(id, _, resource): (Id<Resource>, &str, &Resource)| match needed[id.index()] {
        true => Above { needed: true, enough: resource.enough, capacity: resource.capacity },
        false => Above { needed: false, enough: Share::NONE, capacity: false },
    };
    let mut above: Vec<Above> = case.resources.iter().map(own).collect();
    let mut waits: Vec<usize> = needed_by.iter().map(Vec::len).collect();
    let mut free: Vec<Id<Resource>> = case.resources.ids().filter(|id| waits[id.index()] == 0).collect();
    while let Some(next) = free.pop() {
        let carried = above[next.index()];
        for need in &case.resources[next].needs {
            let of = &mut above[need.index()];
            of.needed |= carried.needed;
            of.enough = of.enough.max(carried.enough);
            of.capacity |= carried.capacity;
            waits[need.index()] -= 1;
            if waits[need.index()] == 0 {
                free.push(*need);
            }
        }
    }
    above
}

/// What is needed first of all.
fn roots(case: &Case) -> Vec<Id<Resource>> {
    let mut roots: Vec<Id<Resource>> = case.services.iter().flat_map(|(_, _, s)| s.needs.clone()).collect();
    for (_, _, function) in case.functions.iter() {
        if let Serves::Resources { needs, .. } = &function.serves {
            roots.extend(needs);
        }
    }
    for (_, _, strategy) in case.strategies.iter() {
        roots.extend(strategy.effect.needs());
        if let Effect::Insure(insure) = &strategy.effect
            && let Cover::Benefit { while_down, .. } = &insure.pays
        {
            roots.extend(while_down);
        }
    }
    roots
}
