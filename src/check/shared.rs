//! Shared causes: knows what a fallback has in common with what it replaces, what one disruption strikes in both, and
//! how many strategies one resource carries; does not know whether there is another way.

use crate::model::{Effect, Hazard, Id, Resource, Strategy, Threat};

use super::cuts::struck_together;
use super::graph::{Set, Target, closure, targets};
use super::rules::{CARRIES, COMMON, TOGETHER};
use super::threats::written_name;
use super::{Finding, World, about, listed};

/// So many strategies on one resource are many.
const MANY: usize = 3;

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let targets = targets(world.plan, world.case);
    let blows: Vec<(Id<Hazard>, Vec<Id<Resource>>)> =
        world.case.hazards.ids().map(|hazard| (hazard, struck_together(world, hazard))).collect();
    let mut all = Vec::new();
    for (name, written) in &world.plan.strategies.0 {
        let Some(id) = world.case.strategies.id(name.as_str()) else { continue };
        let about = about(name.as_str(), &written.plan);
        let pairs: Vec<Both> = replaced(world, id, &targets).into_iter().map(|r| Both::of(world, id, r)).collect();
        all.extend(together(world, &pairs, &blows).map(|text| TOGETHER.finds(&about, text)));
        all.extend(common(world, &pairs).map(|text| COMMON.finds(&about, text)));
    }
    all.extend(carriers(world));
    all
}

/// What a fallback replaces: each resource it stands in for, or what the services need that it holds another way.
fn replaced(world: &World<'_>, id: Id<Strategy>, targets: &[Target]) -> Vec<Vec<Id<Resource>>> {
    match &world.case.strategies[id].effect {
        Effect::Substitute(way) => way.replaces.iter().map(|r| vec![*r]).collect(),
        Effect::Switch(_) | Effect::HandOver(_) => {
            let using = targets.iter().filter(|t| t.service && t.ladder.contains(&id));
            using.map(|t| t.needs.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// What a fallback rests on, and what that rests on which it replaces.
struct Both {
    own: Set,
    replaced: Set,
}

impl Both {
    fn of(world: &World<'_>, id: Id<Strategy>, replaced: Vec<Id<Resource>>) -> Self {
        let own = closure(world.case, world.case.strategies[id].effect.needs());
        Self { own, replaced: closure(world.case, &replaced) }
    }

    /// Whether a blow strikes both at different places; what they have in common is said elsewhere.
    fn is_struck(&self, blow: &[Id<Resource>]) -> bool {
        let hits = |a: &Set, b: &Set| blow.iter().any(|id| a[id.index()] && !b[id.index()]);
        hits(&self.own, &self.replaced) && hits(&self.replaced, &self.own)
    }
}

/// The disruptions that strike a fallback and what it replaces.
fn together(world: &World<'_>, pairs: &[Both], blows: &[(Id<Hazard>, Vec<Id<Resource>>)]) -> Option<String> {
    let striking = blows.iter().filter(|(_, blow)| pairs.iter().any(|both| both.is_struck(blow)));
    let mut names: Vec<String> =
        striking.map(|(id, _)| format!("`{}`", written_name(world, Threat::Hazard(*id)))).collect();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| format!("{} can strike both", listed(&names)))
}

/// What both need: of resources that need each other only the outermost.
fn common(world: &World<'_>, pairs: &[Both]) -> Option<String> {
    let resources = &world.case.resources;
    let shared = |id: &Id<Resource>| pairs.iter().any(|both| both.own[id.index()] && both.replaced[id.index()]);
    let ids: Vec<Id<Resource>> = resources.ids().filter(shared).collect();
    let outermost = |id: &&Id<Resource>| !ids.iter().any(|other| resources[*other].needs.contains(id));
    let names: Vec<&str> = ids.iter().filter(outermost).map(|id| resources.name(*id)).collect();
    (!names.is_empty()).then(|| format!("both need {}", listed(&names)))
}

/// The resources that many strategies need, directly or through what they need.
fn carriers(world: &World<'_>) -> Vec<Finding> {
    let case = world.case;
    let rests: Vec<(&str, Set)> =
        case.strategies.iter().map(|(_, name, s)| (name, closure(case, s.effect.needs()))).collect();
    let carried = |id: Id<Resource>| -> Vec<&str> {
        rests.iter().filter(|(_, set)| set[id.index()]).map(|(name, _)| *name).collect()
    };
    // A resource that carries just what another carries for it is not told twice.
    let told_above = |id: Id<Resource>, own: &[&str]| {
        case.resources.iter().any(|(other, _, r)| r.needs.contains(&id) && carried(other) == own)
    };
    let told = |id: Id<Resource>, own: &[&str]| {
        let needs =
            |name: &&&str| case.strategies.id(name).is_some_and(|s| case.strategies[s].effect.needs().contains(&id));
        let direct: Vec<&str> = own.iter().filter(needs).copied().collect();
        let others = own.len() - direct.len();
        match (direct.len(), others) {
            (_, 0) => format!("carries {} strategies: {}", own.len(), listed(&direct)),
            (0, _) => format!("carries {} strategies through what they need", own.len()),
            _ => format!("carries {} strategies: {}, {others} through what they need", own.len(), direct.join(", ")),
        }
    };
    let of_one = |(id, name, _): (Id<Resource>, &str, &Resource)| {
        let own = carried(id);
        let is_role = world.plan.roles.get(name).is_some();
        let many = own.len() >= MANY && !is_role && !told_above(id, &own);
        many.then(|| CARRIES.finds(name, told(id, &own)))
    };
    case.resources.iter().filter_map(of_one).collect()
}
