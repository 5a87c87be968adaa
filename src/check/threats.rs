//! Hazards and what answers them: knows which strategies act on what a threat strikes; does not know how well.

use crate::model::{Cover, Effect, Id, Impact, Resource, Strategy, Threat};
use crate::units::Share;

use super::graph::{Set, Target, affected, closure, struck, targets, touched, up};
use super::rules::{UNANSWERED, UNREPORTED};
use super::{Finding, World, listed};

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let answers = Answers::new(world);
    let mut all: Vec<Finding> = Vec::new();
    for threat in threats(world) {
        if let Some(text) = answers.missing(threat) {
            let finding = UNANSWERED.finds(written_name(world, threat), text);
            if !all.contains(&finding) {
                all.push(finding);
            }
        }
    }
    all.extend(unreported(world));
    all
}

/// Every hazard and every consequence.
pub(super) fn threats(world: &World<'_>) -> Vec<Threat> {
    let hazards = world.case.hazards.ids().map(Threat::Hazard);
    hazards.chain(world.case.cascades.ids().map(Threat::Cascade)).collect()
}

/// The name of a threat as the scenario has it, without the single person or thing that it strikes.
pub(super) fn written_name(world: &World<'_>, threat: Threat) -> String {
    let case = world.case;
    match threat {
        Threat::Hazard(id) => case.entries[case.hazards[id].entry].clone(),
        Threat::Cascade(id) => {
            let name = case.cascades.name(id);
            let written = world.scenarios.iter().flat_map(|s| s.then.names()).filter(|w| name.starts_with(w));
            written.max_by_key(|w| w.len()).unwrap_or(name).to_owned()
        }
    }
}

fn unreported(world: &World<'_>) -> Option<Finding> {
    let case = world.case;
    if case.alone.report.iter().any(|id| case.strategies[*id].works > Share::NONE) {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for threat in threats(world).into_iter().filter(|threat| case.impact(*threat).reportable) {
        let name = written_name(world, threat);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let first = names.first()?;
    let text = match names.len() {
        1 => format!("`{first}` must be reported, and no strategy does"),
        n => format!("`{first}` and {} more must be reported, and no strategy does", n - 1),
    };
    Some(UNREPORTED.finds("the plan", text))
}

/// Whether something averts a threat, or what causes it.
pub(super) fn is_averted(world: &World<'_>, threat: Threat) -> bool {
    let case = world.case;
    let averted = |threat| !case.averted_by(threat).is_empty();
    let by_cause = match threat {
        Threat::Hazard(_) => false,
        Threat::Cascade(id) => case.cascades[id].of.iter().all(|cause| averted(Threat::Hazard(*cause))),
    };
    averted(threat) || by_cause
}

/// Which strategies answer which threat.
pub(super) struct Answers<'a> {
    world: &'a World<'a>,
    targets: Vec<Target>,
    /// All that a service or function needs as planned.
    planned: Set,
}

impl<'a> Answers<'a> {
    pub(super) fn new(world: &'a World<'a>) -> Self {
        let targets = targets(world.plan, world.case);
        let needs: Vec<Id<Resource>> = targets.iter().flat_map(|target| &target.needs).copied().collect();
        Self { world, targets, planned: closure(world.case, &needs) }
    }

    /// What of a threat nothing answers, where there is something.
    fn missing(&self, threat: Threat) -> Option<String> {
        let case = self.world.case;
        if is_averted(self.world, threat) || self.pays(threat) {
            return None;
        }
        let impact = case.impact(threat);
        let all = touched(case, impact);
        let down: Vec<Id<Resource>> = all.iter().filter(|r| self.planned[r.index()]).copied().collect();
        let ways = self.ways(&all);
        let paid = self.paid_while(impact);
        let bare = down.iter().filter(|r| !paid.contains(r) && !self.is_answered(**r, &ways));
        let bare: Vec<&str> = bare.map(|r| case.resources.name(*r)).collect();
        if !bare.is_empty() {
            return Some(format!("strikes {}, with nothing instead of it", listed(&bare)));
        }
        let harmless = all.is_empty() && matches!(threat, Threat::Hazard(_));
        let slump = impact.demand.is_some() && !case.alone.sustain.is_empty();
        (harmless && !slump).then(|| "nothing prevents it or pays for it".to_owned())
    }

    /// Strategies of ladders that can be called when these are down, with the number of the target.
    fn ways(&self, down: &[Id<Resource>]) -> Vec<(usize, Id<Strategy>)> {
        let case = self.world.case;
        let mut set = vec![false; case.resources.len()];
        down.iter().for_each(|id| set[id.index()] = true);
        let of_one = |(at, target): (usize, &Target)| {
            let up = up(case, &target.ladder, &set);
            let ready = |id: &&Id<Strategy>| case.strategies[**id].effect.needs().iter().all(|n| up[n.index()]);
            target.ladder.iter().filter(ready).map(|id| (at, *id)).collect::<Vec<_>>()
        };
        self.targets.iter().enumerate().flat_map(of_one).collect()
    }

    /// Whether one of these ways keeps things going without a resource, or brings it back.
    fn is_answered(&self, resource: Id<Resource>, ways: &[(usize, Id<Strategy>)]) -> bool {
        let case = self.world.case;
        let hit = affected(case, &[resource]);
        let keeps = |(target, id): &(usize, Id<Strategy>)| {
            let effect = &case.strategies[*id].effect;
            !matches!(effect, Effect::Postpone(_) | Effect::Tell(_)) && self.acts(*target, effect, &hit, &[resource])
        };
        ways.iter().any(keeps)
    }

    /// What an impact takes so far down that a benefit is paid for it.
    fn paid_while(&self, impact: &Impact) -> Vec<Id<Resource>> {
        let case = self.world.case;
        let paid = |r: &Id<Resource>| {
            case.alone.insure.iter().any(|id| match &case.strategies[*id].effect {
                Effect::Insure(insure) => is_benefit(&insure.pays, &[*r]),
                _ => false,
            })
        };
        struck(case, impact).into_iter().filter(paid).collect()
    }

    /// Whether a strategy in the ladder of a target acts on what is struck, or on what that takes along.
    fn acts(
        &self,
        target: usize,
        effect: &Effect<Id<Resource>, Threat>,
        hit: &[bool],
        struck: &[Id<Resource>],
    ) -> bool {
        let target = &self.targets[target];
        let any = |list: &[Id<Resource>]| list.iter().any(|r| hit[r.index()]);
        match effect {
            Effect::Substitute(way) => any(&way.replaces),
            Effect::Switch(_) | Effect::HandOver(_) | Effect::Postpone(_) => target.service && any(&target.needs),
            Effect::Restore(way) => way.of.iter().any(|r| struck.contains(r)),
            Effect::Repair(way) => way.of.iter().any(|r| struck.contains(r)),
            Effect::Tell(_) => self.targets.iter().any(|t| t.service && any(&t.needs)),
            Effect::Report(_) | Effect::Prevent(_) | Effect::Sustain(_) | Effect::Insure(_) => false,
        }
    }

    fn pays(&self, threat: Threat) -> bool {
        let case = self.world.case;
        case.alone.insure.iter().any(|id| match &case.strategies[*id].effect {
            Effect::Insure(insure) => matches!(&insure.pays, Cover::Loss { of, .. } if of.contains(&threat)),
            _ => false,
        })
    }

    /// Every strategy that acts on a threat.
    pub(super) fn to(&self, threat: Threat) -> Vec<Id<Strategy>> {
        let case = self.world.case;
        let impact = case.impact(threat);
        let down = touched(case, impact);
        let hit = affected(case, &down);
        let below = struck(case, impact);
        let ways = self.ways(&down);
        let acting = ways.iter().filter(|(at, id)| {
            let effect = &case.strategies[*id].effect;
            let reports = impact.reportable && matches!(effect, Effect::Report(_));
            reports || self.acts(*at, effect, &hit, &down)
        });
        let mut all: Vec<Id<Strategy>> = acting.map(|(_, id)| *id).collect();
        let alone = |id: &Id<Strategy>| match &case.strategies[*id].effect {
            Effect::Prevent(prevent) => prevent.of.contains(&threat),
            Effect::Sustain(_) => impact.demand.is_some(),
            Effect::Insure(insure) => match &insure.pays {
                Cover::Loss { of, .. } => of.contains(&threat),
                benefit @ Cover::Benefit { .. } => is_benefit(benefit, &below),
            },
            _ => false,
        };
        all.extend(case.strategies.ids().filter(alone));
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether a benefit is paid while these are below what is good enough. At part of their strength none is.
fn is_benefit(pays: &Cover<Id<Resource>, Threat>, below: &[Id<Resource>]) -> bool {
    matches!(pays, Cover::Benefit { while_down, .. } if while_down.iter().any(|r| below.contains(r)))
}
