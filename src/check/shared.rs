//! Shared causes: knows what a fallback has in common with what it replaces, what one disruption strikes in both, and
//! how many strategies one resource carries; does not know whether there is another way.

use std::collections::BTreeMap;

use crate::model::{Effect, Hazard, Id, Resource, Strategy, Threat};

use super::graph::{Net, closure, set};
use super::rules::{CARRIES, COMMON, TOGETHER};
use super::{Finding, about, listed};

/// So many strategies on one resource are many.
const MANY: usize = 3;

pub(super) fn findings(net: &Net<'_>) -> Vec<Finding> {
    let case = net.world.case;
    let blows = Blows::of(net);
    let mut using: BTreeMap<Id<Strategy>, Vec<&[Id<Resource>]>> = BTreeMap::new();
    for target in net.targets.iter().filter(|target| target.service) {
        target.ladder.iter().for_each(|id| using.entry(*id).or_default().push(&target.needs));
    }
    let mut all = Vec::new();
    for (name, written) in &net.world.plan.strategies.0 {
        let Some(id) = case.strategies.id(name.as_str()) else { continue };
        // What it replaces: each resource it stands in for, or what the services need that it holds another way.
        let replaced: Vec<&[Id<Resource>]> = match &case.strategies[id].effect {
            Effect::Substitute(way) => way.replaces.iter().map(std::slice::from_ref).collect(),
            Effect::Switch(_) | Effect::HandOver(_) => using.get(&id).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        let shared = Shared::of(net, &blows, id, &replaced);
        let about = about(name.as_str(), &written.plan);
        all.extend(shared.struck(net).map(|text| TOGETHER.finds(&about, text)));
        all.extend(shared.told(net).map(|text| COMMON.finds(&about, text)));
    }
    all.extend(carriers(net));
    all
}

/// What each hazard strikes together with what it may set off.
struct Blows {
    /// By hazard.
    blows: Vec<Vec<Id<Resource>>>,
    /// The hazards that strike each resource.
    on: Vec<Vec<Id<Hazard>>>,
}

impl Blows {
    fn of(net: &Net<'_>) -> Self {
        let case = net.world.case;
        let blows: Vec<_> = case.hazards.ids().map(|hazard| net.struck_together(hazard)).collect();
        let mut on = vec![Vec::new(); case.resources.len()];
        for (hazard, blow) in case.hazards.ids().zip(&blows) {
            blow.iter().for_each(|id| on[id.index()].push(hazard));
        }
        Self { blows, on }
    }
}

/// What a fallback and what it replaces have in common.
struct Shared {
    /// The hazards that strike both at different places.
    hazards: Vec<Id<Hazard>>,
    /// What both need.
    both: Vec<Id<Resource>>,
}

impl Shared {
    fn of(net: &Net<'_>, blows: &Blows, id: Id<Strategy>, replaced: &[&[Id<Resource>]]) -> Self {
        let case = net.world.case;
        let rests_on = closure(case, case.strategies[id].effect.needs());
        let own = set(case.resources.len(), &rests_on);
        // Only a blow on what it needs itself can strike both.
        let mut near: Vec<Id<Hazard>> = rests_on.iter().flat_map(|id| &blows.on[id.index()]).copied().collect();
        near.sort_unstable();
        near.dedup();
        let (mut hazards, mut both) = (Vec::new(), Vec::new());
        for roots in replaced {
            let theirs = closure(case, roots);
            both.extend(theirs.iter().filter(|id| own[id.index()]));
            let theirs = set(case.resources.len(), &theirs);
            let is_struck = |hazard: &Id<Hazard>| {
                let blow = &blows.blows[hazard.index()];
                blow.iter().any(|id| own[id.index()] && !theirs[id.index()])
                    && blow.iter().any(|id| theirs[id.index()] && !own[id.index()])
            };
            hazards.extend(near.extract_if(.., |hazard| is_struck(hazard)));
        }
        hazards.sort_unstable();
        both.sort_unstable();
        both.dedup();
        Self { hazards, both }
    }

    /// The disruptions that strike a fallback and what it replaces.
    fn struck(&self, net: &Net<'_>) -> Option<String> {
        let name = |id: &Id<Hazard>| format!("`{}`", net.written_name(Threat::Hazard(*id)));
        let mut names: Vec<String> = self.hazards.iter().map(name).collect();
        names.dedup();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{} can strike both", listed(&names)))
    }

    /// What both need: of resources that need each other only the outermost.
    fn told(&self, net: &Net<'_>) -> Option<String> {
        let resources = &net.world.case.resources;
        let mut inner = vec![false; resources.len()];
        self.both.iter().flat_map(|id| &resources[*id].needs).for_each(|need| inner[need.index()] = true);
        let outermost = self.both.iter().filter(|id| !inner[id.index()]);
        let names: Vec<&str> = outermost.map(|id| resources.name(*id)).collect();
        (!names.is_empty()).then(|| format!("both need {}", listed(&names)))
    }
}

/// Which strategies each resource carries: a bit for each strategy, in words of 64.
struct Carried {
    words: usize,
    bits: Vec<u64>,
    /// The strategies that need a resource themselves.
    direct: Vec<Vec<Id<Strategy>>>,
}

impl Carried {
    fn of(net: &Net<'_>) -> Self {
        let case = net.world.case;
        let words = case.strategies.len().div_ceil(64);
        let mut bits = vec![0; words * case.resources.len()];
        let mut direct = vec![Vec::new(); case.resources.len()];
        for (id, _, strategy) in case.strategies.iter() {
            for need in strategy.effect.needs() {
                bits[need.index() * words + id.index() / 64] |= 1 << (id.index() % 64);
                direct[need.index()].push(id);
            }
        }
        direct.iter_mut().for_each(Vec::dedup);
        let mut carried = Self { words, bits, direct };
        // Each resource carries what those carry that need it, so it comes after them.
        let mut waits: Vec<usize> = net.needed_by.iter().map(Vec::len).collect();
        let mut free: Vec<Id<Resource>> = case.resources.ids().filter(|id| waits[id.index()] == 0).collect();
        while let Some(id) = free.pop() {
            for need in &case.resources[id].needs {
                carried.hand_on(id, *need);
                waits[need.index()] -= 1;
                if waits[need.index()] == 0 {
                    free.push(*need);
                }
            }
        }
        carried
    }

    fn hand_on(&mut self, from: Id<Resource>, to: Id<Resource>) {
        for word in 0..self.words {
            self.bits[to.index() * self.words + word] |= self.bits[from.index() * self.words + word];
        }
    }

    fn by(&self, id: Id<Resource>) -> &[u64] {
        &self.bits[id.index() * self.words..][..self.words]
    }

    fn count(&self, id: Id<Resource>) -> usize {
        self.by(id).iter().map(|word| word.count_ones() as usize).sum()
    }
}

/// The resources that many strategies need, directly or through what they need.
fn carriers(net: &Net<'_>) -> Vec<Finding> {
    let case = net.world.case;
    let carried = Carried::of(net);
    // A resource that carries just what another carries for it is not told twice.
    let told_above =
        |id: Id<Resource>| net.needed_by[id.index()].iter().any(|other| carried.by(*other) == carried.by(id));
    let told = |id: Id<Resource>, all: usize| {
        let direct: Vec<&str> = carried.direct[id.index()].iter().map(|s| case.strategies.name(*s)).collect();
        let others = all - direct.len();
        match (direct.len(), others) {
            (_, 0) => format!("carries {all} strategies: {}", listed(&direct)),
            (0, _) => format!("carries {all} strategies through what they need"),
            _ => format!("carries {all} strategies: {}, {others} through what they need", direct.join(", ")),
        }
    };
    let of_one = |(id, name, _): (Id<Resource>, &str, &Resource)| {
        let all = carried.count(id);
        (all >= MANY && !net.roles[id.index()] && !told_above(id)).then(|| CARRIES.finds(name, told(id, all)))
    };
    case.resources.iter().filter_map(of_one).collect()
}
