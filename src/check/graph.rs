//! What rests on what: knows what a resource needs, what needs it, and whether a service or function still has a way
//! when some resources are gone; ignores chance and time.
//!
//! A resource is up where it is not struck and all it needs is up, or where a substitute of the ladder has all that it
//! needs. The least fixed point counts: nothing holds itself up by a ring of substitutes.

use crate::file::{Name, PlanFile};
use crate::model::{Case, Effect, Id, Impact, Resource, Strategy};
use crate::units::Share;

/// Which resources, by position.
pub(super) type Set = Vec<bool>;

/// Something of the plan that must go on.
pub(super) struct Target {
    /// Its name.
    pub name: String,
    /// Whether it is a service.
    pub service: bool,
    /// What it needs as planned.
    pub needs: Vec<Id<Resource>>,
    /// The strategies of its ladder that may be used, those that can work.
    pub ladder: Vec<Id<Strategy>>,
}

/// Every service, and every function that needs resources itself.
pub(super) fn targets(plan: &PlanFile, case: &Case) -> Vec<Target> {
    let ladder = |names: &[Name], confidential: bool| -> Vec<Id<Strategy>> {
        let ids = names.iter().filter_map(|name| case.strategies.id(name.as_str()));
        let usable = |id: &Id<Strategy>| {
            let s = &case.strategies[*id];
            s.works > Share::NONE && (s.private || !confidential)
        };
        ids.filter(usable).collect()
    };
    let services = plan.services.0.iter().filter_map(|(name, written)| {
        let needs = case.services[case.services.id(name.as_str())?].needs.clone();
        let ladder = ladder(&written.ladder, written.confidential);
        Some(Target { name: name.as_str().to_owned(), service: true, needs, ladder })
    });
    let functions = plan.functions.0.iter().filter(|(_, written)| written.serves.is_empty());
    let functions = functions.map(|(name, written)| Target {
        name: name.as_str().to_owned(),
        service: false,
        needs: ids(case, &written.needs),
        ladder: ladder(&written.ladder, false),
    });
    services.chain(functions).collect()
}

/// The resources with these names.
fn ids(case: &Case, names: &[Name]) -> Vec<Id<Resource>> {
    names.iter().filter_map(|name| case.resources.id(name.as_str())).collect()
}

/// Some resources and all that they need, substitutes aside.
pub(super) fn closure(case: &Case, roots: &[Id<Resource>]) -> Set {
    let mut set = vec![false; case.resources.len()];
    let mut ahead = roots.to_vec();
    while let Some(next) = ahead.pop() {
        if !std::mem::replace(&mut set[next.index()], true) {
            ahead.extend(&case.resources[next].needs);
        }
    }
    set
}

/// Some resources and all that needs them, substitutes aside.
pub(super) fn affected(case: &Case, struck: &[Id<Resource>]) -> Set {
    let mut set = vec![false; case.resources.len()];
    struck.iter().for_each(|id| set[id.index()] = true);
    loop {
        let hit = |(id, r): &(Id<Resource>, &Resource)| !set[id.index()] && r.needs.iter().any(|n| set[n.index()]);
        let Some((next, _)) = case.resources.iter().map(|(id, _, r)| (id, r)).find(hit) else { return set };
        set[next.index()] = true;
    }
}

/// The resources that an impact takes below what is good enough.
pub(super) fn struck(case: &Case, impact: &Impact) -> Vec<Id<Resource>> {
    hit(case, impact, |resource, level| level < resource.enough)
}

/// The resources that an impact takes below what is good enough, or below their whole capacity.
pub(super) fn touched(case: &Case, impact: &Impact) -> Vec<Id<Resource>> {
    hit(case, impact, |resource, level| level < resource.enough || resource.capacity && level < Share::ALL)
}

fn hit(case: &Case, impact: &Impact, hurts: impl Fn(&Resource, Share) -> bool) -> Vec<Id<Resource>> {
    let hit = |strike: &&crate::model::Strike| {
        strike.phases.iter().any(|phase| hurts(&case.resources[strike.resource], phase.level))
    };
    impact.strikes.iter().filter(hit).map(|strike| strike.resource).collect()
}

/// Which resources are up in the eyes of a target when some are down.
pub(super) fn up(case: &Case, ladder: &[Id<Strategy>], down: &[bool]) -> Set {
    let mut set = vec![false; down.len()];
    loop {
        let mut grown = false;
        for (id, _, resource) in case.resources.iter() {
            let as_planned = !down[id.index()] && resource.needs.iter().all(|n| set[n.index()]);
            let up = || as_planned || ladder.iter().any(|s| stands_in(case, *s, id, &set));
            if !set[id.index()] && up() {
                set[id.index()] = true;
                grown = true;
            }
        }
        if !grown {
            return set;
        }
    }
}

fn stands_in(case: &Case, strategy: Id<Strategy>, resource: Id<Resource>, up: &[bool]) -> bool {
    match &case.strategies[strategy].effect {
        Effect::Substitute(way) => {
            way.level > Share::NONE && way.replaces.contains(&resource) && way.needs.iter().all(|n| up[n.index()])
        }
        _ => false,
    }
}

impl Target {
    /// Whether there is any way when these resources are down: as planned, on substitutes, another way or by an associate.
    pub(super) fn has_a_way(&self, case: &Case, down: &[bool]) -> bool {
        let up = up(case, &self.ladder, down);
        let all_up = |needs: &[Id<Resource>]| needs.iter().all(|n| up[n.index()]);
        let another = |id: &Id<Strategy>| match &case.strategies[*id].effect {
            Effect::Switch(way) => way.accepted > Share::NONE && all_up(&way.needs),
            Effect::HandOver(way) => way.accepted > Share::NONE && way.spare > 0 && all_up(&way.needs),
            _ => false,
        };
        all_up(&self.needs) || self.ladder.iter().any(another)
    }

    /// All that can make a difference to it: its needs, those of its ladder, and what these need.
    pub(super) fn rests_on(&self, case: &Case) -> Set {
        let mut roots = self.needs.clone();
        roots.extend(self.ladder.iter().flat_map(|id| case.strategies[*id].effect.needs()));
        closure(case, &roots)
    }
}
