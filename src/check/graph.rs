//! What rests on what: knows what a resource needs, what needs it, and whether a service or function still has a way
//! when some resources are gone; ignores chance and time.
//!
//! A resource is up where it is not struck and all it needs is up, or where a substitute of the ladder has all that it
//! needs. The least fixed point counts: nothing holds itself up by a ring of substitutes.
//!
//! Plans of ten thousand resources are asked ten thousand times. So what is asked once is laid out once, in [`Net`], and
//! a question looks only at what rests on what it strikes.

use std::collections::{BTreeMap, BTreeSet};

use crate::file::{Name, PlanFile};
use crate::model::{Cascade, Case, Effect, Hazard, Id, Impact, Resource, Strategy, Substitute, Threat};
use crate::units::Share;

use super::World;
use super::threats::is_averted;

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
    /// The place of that ladder among the different ones.
    pub rungs: usize,
}

/// A plan and its scenarios, laid out for questions.
pub(super) struct Net<'a> {
    /// What is checked.
    pub world: World<'a>,
    /// Every service, and every function that needs resources itself.
    pub targets: Vec<Target>,
    /// The different ladders of targets.
    pub ladders: Vec<Ladder<'a>>,
    /// For each resource, what needs it: once for each time it is named.
    pub needed_by: Vec<Vec<Id<Resource>>>,
    /// The resources that are roles.
    pub roles: Set,
    /// For each hazard, the consequences that it may set off while it lasts and that nothing averts.
    at_once: Vec<Vec<Id<Cascade>>>,
    /// The names of consequences as scenarios have them, in order.
    consequences: BTreeSet<&'a str>,
}

impl<'a> Net<'a> {
    pub(super) fn of(world: &World<'a>) -> Self {
        let case = world.case;
        let mut needed_by = vec![Vec::new(); case.resources.len()];
        for (id, _, resource) in case.resources.iter() {
            resource.needs.iter().for_each(|need| needed_by[need.index()].push(id));
        }
        let mut roles = vec![false; case.resources.len()];
        let named = world.plan.roles.names().filter_map(|name| case.resources.id(name));
        named.for_each(|id| roles[id.index()] = true);
        let mut at_once = vec![Vec::new(); case.hazards.len()];
        for (id, _, cascade) in case.cascades.iter() {
            if !cascade.after_its_end && !is_averted(world, Threat::Cascade(id)) {
                cascade.of.iter().for_each(|cause| at_once[cause.index()].push(id));
            }
        }
        let mut targets = targets(world.plan, case);
        let ladders = ladders(case, &needed_by, &mut targets);
        let consequences = world.scenarios.iter().flat_map(|scenario| scenario.then.names()).collect();
        Self { world: *world, targets, ladders, needed_by, roles, at_once, consequences }
    }

    /// The name of a threat as the scenario has it, without the single person or thing that it strikes.
    pub(super) fn written_name(&self, threat: Threat) -> &'a str {
        let case = self.world.case;
        match threat {
            Threat::Hazard(id) => &case.entries[case.hazards[id].entry],
            Threat::Cascade(id) => {
                let name = case.cascades.name(id);
                let starts = name.char_indices().map(|(at, c)| &name[..at + c.len_utf8()]).rev();
                starts.into_iter().find(|start| self.consequences.contains(start)).unwrap_or(name)
            }
        }
    }

    /// What a hazard strikes together with what it may set off while it lasts, as far as nothing averts that.
    pub(super) fn struck_together(&self, hazard: Id<Hazard>) -> Vec<Id<Resource>> {
        let case = self.world.case;
        let mut all = struck(case, &case.hazards[hazard].impact);
        for cascade in &self.at_once[hazard.index()] {
            all.extend(struck(case, &case.cascades[*cascade].impact));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Some resources and all that needs them, substitutes aside.
    pub(super) fn affected(&self, struck: &[Id<Resource>]) -> Vec<Id<Resource>> {
        let mut seen = vec![false; self.needed_by.len()];
        let mut all = Vec::new();
        let mut ahead = struck.to_vec();
        while let Some(next) = ahead.pop() {
            if !std::mem::replace(&mut seen[next.index()], true) {
                all.push(next);
                ahead.extend(&self.needed_by[next.index()]);
            }
        }
        all
    }

    /// Which resources are up in the eyes of a target when some are struck.
    pub(super) fn up(&self, ladder: usize, struck: &[Id<Resource>]) -> Set {
        let ladder = &self.ladders[ladder];
        ladder.standing(self.world.case, &self.needed_by, (&ladder.up, &ladder.above(&self.needed_by, struck)), struck)
    }
}

/// Every service, and every function that needs resources itself.
fn targets(plan: &PlanFile, case: &Case) -> Vec<Target> {
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
        Some(Target { name: name.as_str().to_owned(), service: true, needs, ladder, rungs: 0 })
    });
    let functions = plan.functions.0.iter().filter(|(_, written)| written.serves.is_empty());
    let functions = functions.map(|(name, written)| Target {
        name: name.as_str().to_owned(),
        service: false,
        needs: ids(case, &written.needs),
        ladder: ladder(&written.ladder, false),
        rungs: 0,
    });
    services.chain(functions).collect()
}

/// The different ladders of some targets, of which each gets the place of its own.
fn ladders<'a>(case: &'a Case, needed_by: &[Vec<Id<Resource>>], targets: &mut [Target]) -> Vec<Ladder<'a>> {
    let mut places: BTreeMap<Vec<Id<Strategy>>, usize> = BTreeMap::new();
    let mut all = Vec::new();
    for target in targets {
        target.rungs = *places.entry(target.ladder.clone()).or_insert_with(|| {
            all.push(Ladder::of(case, needed_by, &target.ladder));
            all.len() - 1
        });
    }
    all
}

/// The resources with these names.
fn ids(case: &Case, names: &[Name]) -> Vec<Id<Resource>> {
    names.iter().filter_map(|name| case.resources.id(name.as_str())).collect()
}

/// Some resources and all that they need, substitutes aside.
pub(super) fn closure(case: &Case, roots: &[Id<Resource>]) -> Vec<Id<Resource>> {
    let mut seen = vec![false; case.resources.len()];
    let mut all = Vec::new();
    let mut ahead = roots.to_vec();
    while let Some(next) = ahead.pop() {
        if !std::mem::replace(&mut seen[next.index()], true) {
            all.push(next);
            ahead.extend(&case.resources[next].needs);
        }
    }
    all
}

/// Some of so many resources.
pub(super) fn set(len: usize, members: &[Id<Resource>]) -> Set {
    let mut set = vec![false; len];
    members.iter().for_each(|id| set[id.index()] = true);
    set
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

/// The substitutes of a ladder that supply something, and what is up with nothing struck.
pub(super) struct Ladder<'a> {
    pub(super) ways: Vec<&'a Substitute<Id<Resource>>>,
    /// For each resource, the ways that need it: once for each time it is named.
    needing: BTreeMap<Id<Resource>, Vec<usize>>,
    /// For each resource, the ways that stand in for it.
    pub(super) instead: BTreeMap<Id<Resource>, Vec<usize>>,
    pub(super) up: Set,
}

impl<'a> Ladder<'a> {
    fn of(case: &'a Case, needed_by: &[Vec<Id<Resource>>], rungs: &[Id<Strategy>]) -> Self {
        let substitute = |id: &Id<Strategy>| match &case.strategies[*id].effect {
            Effect::Substitute(way) => Some(way).filter(|way| way.level > Share::NONE),
            _ => None,
        };
        let ways: Vec<_> = rungs.iter().filter_map(substitute).collect();
        let (mut needing, mut instead) = (BTreeMap::new(), BTreeMap::new());
        for (at, way) in ways.iter().enumerate() {
            way.needs.iter().for_each(|id| needing.entry(*id).or_insert_with(Vec::new).push(at));
            way.replaces.iter().for_each(|id| instead.entry(*id).or_insert_with(Vec::new).push(at));
        }
        let mut ladder = Self { ways, needing, instead, up: Vec::new() };
        let all: Vec<Id<Resource>> = case.resources.ids().collect();
        let nothing = vec![false; all.len()];
        ladder.up = ladder.standing(case, needed_by, (&nothing, &all), &[]);
        ladder
    }

    /// Some resources and all that rests on them, through substitutes as well.
    fn above(&self, needed_by: &[Vec<Id<Resource>>], of: &[Id<Resource>]) -> Vec<Id<Resource>> {
        let mut seen = vec![false; needed_by.len()];
        let mut all = Vec::new();
        let mut ahead = of.to_vec();
        while let Some(next) = ahead.pop() {
            if !std::mem::replace(&mut seen[next.index()], true) {
                all.push(next);
                ahead.extend(&needed_by[next.index()]);
                let ways = self.needing.get(&next).into_iter().flatten();
                ways.for_each(|way| ahead.extend(&self.ways[*way].replaces));
            }
        }
        all
    }

    /// What is up when some resources are struck: outside of a region, on which nothing outside rests, what was up before;
    /// inside, what comes up step by step from what is.
    fn standing(
        &self,
        case: &Case,
        needed_by: &[Vec<Id<Resource>>],
        (before, region): (&Set, &[Id<Resource>]),
        struck: &[Id<Resource>],
    ) -> Set {
        let (inside, struck) = (set(before.len(), region), set(before.len(), struck));
        let mut up = before.clone();
        region.iter().for_each(|id| up[id.index()] = false);
        // How many things a resource, or a way, waits for.
        let mut missing = vec![0; before.len()];
        let mut lacking = vec![0; self.ways.len()];
        let mut ready = Vec::new();
        for id in region {
            let lacks = |needs: &[Id<Resource>]| needs.iter().filter(|need| !up[need.index()]).count();
            missing[id.index()] = lacks(&case.resources[*id].needs) + usize::from(struck[id.index()]);
            if missing[id.index()] == 0 {
                ready.push(*id);
            }
            for way in self.instead.get(id).into_iter().flatten() {
                lacking[*way] = lacks(&self.ways[*way].needs);
                if lacking[*way] == 0 {
                    ready.push(*id);
                }
            }
        }
        while let Some(id) = ready.pop() {
            if std::mem::replace(&mut up[id.index()], true) {
                continue;
            }
            for above in needed_by[id.index()].iter().filter(|above| inside[above.index()]) {
                missing[above.index()] -= 1;
                if missing[above.index()] == 0 {
                    ready.push(*above);
                }
            }
            // Whatever a way stands in for that needs something inside is inside as well.
            for way in self.needing.get(&id).into_iter().flatten() {
                lacking[*way] -= 1;
                if lacking[*way] == 0 {
                    ready.extend(&self.ways[*way].replaces);
                }
            }
        }
        up
    }
}

impl Target {
    /// What each way to go on needs: as planned, another way or by an associate.
    pub(super) fn ways<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = &'a [Id<Resource>]> {
        let another = |id: &Id<Strategy>| match &case.strategies[*id].effect {
            Effect::Switch(way) => (way.accepted > Share::NONE).then_some(way.needs.as_slice()),
            Effect::HandOver(way) => (way.accepted > Share::NONE && way.spare > 0).then_some(way.needs.as_slice()),
            _ => None,
        };
        std::iter::once(self.needs.as_slice()).chain(self.ladder.iter().filter_map(another))
    }

    /// Whether there is any way when these resources are up.
    pub(super) fn has_a_way(&self, case: &Case, up: &Set) -> bool {
        self.ways(case).any(|needs| needs.iter().all(|need| up[need.index()]))
    }

    /// All that can make a difference to it: its needs, those of its ladder, and what these need.
    pub(super) fn rests_on(&self, case: &Case) -> Set {
        let mut roots = self.needs.clone();
        roots.extend(self.ladder.iter().flat_map(|id| case.strategies[*id].effect.needs()));
        set(case.resources.len(), &closure(case, &roots))
    }
}
