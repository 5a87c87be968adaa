//! Hazards and what answers them: knows which strategies act on what a threat strikes; does not know how well.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Cover, Effect, Id, Impact, Resource, Strategy, Threat};
use crate::units::Share;

use super::graph::{Net, Set, closure, set, struck, touched};
use super::rules::{UNANSWERED, UNREPORTED};
use super::{Finding, World, listed};

pub(super) fn findings(net: &Net<'_>) -> Vec<Finding> {
    let answers = Answers::new(net);
    let (mut all, mut told) = (Vec::new(), BTreeSet::new());
    for threat in threats(&net.world) {
        if let Some(text) = answers.missing(threat) {
            let about = net.written_name(threat);
            if told.insert((about, text.clone())) {
                all.push(UNANSWERED.finds(about, text));
            }
        }
    }
    all.extend(unreported(net));
    all
}

/// Every hazard and every consequence.
pub(super) fn threats(world: &World<'_>) -> Vec<Threat> {
    let hazards = world.case.hazards.ids().map(Threat::Hazard);
    hazards.chain(world.case.cascades.ids().map(Threat::Cascade)).collect()
}

fn unreported(net: &Net<'_>) -> Option<Finding> {
    let case = net.world.case;
    if case.alone.report.iter().any(|id| case.strategies[*id].works > Share::NONE) {
        return None;
    }
    let reportable = threats(&net.world).into_iter().filter(|threat| case.impact(*threat).reportable);
    let names: Vec<&str> = reportable.map(|threat| net.written_name(threat)).collect();
    let first = names.first()?;
    let text = match names.iter().collect::<BTreeSet<_>>().len() {
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

/// Which strategies answer which threat, by what they act on.
pub(super) struct Answers<'a> {
    net: &'a Net<'a>,
    /// All that a service or function needs as planned.
    planned: Set,
    /// The places of the ladders that hold a strategy, by strategy.
    ladders_of: Vec<Vec<usize>>,
    /// Substitutes, by what they stand in for.
    substitutes: Vec<Vec<Id<Strategy>>>,
    /// What restores or repairs, by what it brings back.
    menders: Vec<Vec<Id<Strategy>>>,
    /// The services that need a resource, by their places among the targets.
    served: Vec<Vec<usize>>,
    /// What tells clients, and what reports.
    tellers: Vec<Id<Strategy>>,
    reporters: Vec<Id<Strategy>>,
    /// What prevents or insures a threat.
    alone: BTreeMap<Threat, Vec<Id<Strategy>>>,
    /// The threats that an insurance pays for.
    insured: BTreeSet<Threat>,
    /// Benefits, by what is below what is good enough while they are paid.
    benefits: Vec<Vec<Id<Strategy>>>,
}

/// What some struck resources leave of the ways of each ladder, worked out where that is asked for.
struct Left<'a> {
    net: &'a Net<'a>,
    down: Vec<Id<Resource>>,
    up: BTreeMap<usize, Set>,
}

impl Left<'_> {
    /// Whether a strategy of a ladder can be called.
    fn can(&mut self, ladder: usize, id: Id<Strategy>) -> bool {
        let up = self.up.entry(ladder).or_insert_with(|| self.net.up(ladder, &self.down));
        self.net.world.case.strategies[id].effect.needs().iter().all(|need| up[need.index()])
    }
}

impl<'a> Answers<'a> {
    pub(super) fn new(net: &'a Net<'a>) -> Self {
        let case = net.world.case;
        let needs: Vec<Id<Resource>> = net.targets.iter().flat_map(|target| &target.needs).copied().collect();
        let by_resource = || vec![Vec::new(); case.resources.len()];
        let mut answers = Self {
            net,
            planned: set(case.resources.len(), &closure(case, &needs)),
            ladders_of: vec![Vec::new(); case.strategies.len()],
            substitutes: by_resource(),
            menders: by_resource(),
            served: vec![Vec::new(); case.resources.len()],
            tellers: Vec::new(),
            reporters: Vec::new(),
            alone: BTreeMap::new(),
            insured: BTreeSet::new(),
            benefits: by_resource(),
        };
        for (at, target) in net.targets.iter().enumerate() {
            target.ladder.iter().for_each(|id| answers.ladders_of[id.index()].push(target.rungs));
            if target.service {
                target.needs.iter().for_each(|need| answers.served[need.index()].push(at));
            }
        }
        for ladders in &mut answers.ladders_of {
            ladders.sort_unstable();
            ladders.dedup();
        }
        case.strategies.iter().for_each(|(id, _, strategy)| answers.note(id, &strategy.effect));
        answers
    }

    /// Notes what a strategy acts on.
    fn note(&mut self, id: Id<Strategy>, effect: &Effect<Id<Resource>, Threat>) {
        match effect {
            Effect::Substitute(way) => way.replaces.iter().for_each(|r| self.substitutes[r.index()].push(id)),
            Effect::Restore(way) => way.of.iter().for_each(|r| self.menders[r.index()].push(id)),
            Effect::Repair(way) => way.of.iter().for_each(|r| self.menders[r.index()].push(id)),
            Effect::Tell(_) => self.tellers.push(id),
            Effect::Report(_) => self.reporters.push(id),
            Effect::Prevent(prevent) => prevent.of.iter().for_each(|of| self.alone.entry(*of).or_default().push(id)),
            Effect::Insure(insure) => match &insure.pays {
                Cover::Loss { of, .. } => {
                    of.iter().for_each(|of| self.alone.entry(*of).or_default().push(id));
                    self.insured.extend(of);
                }
                // At part of their strength none is paid.
                Cover::Benefit { while_down, .. } => {
                    while_down.iter().for_each(|r| self.benefits[r.index()].push(id));
                }
            },
            Effect::Switch(_) | Effect::HandOver(_) | Effect::Postpone(_) | Effect::Sustain(_) => {}
        }
    }

    /// What of a threat nothing answers, where there is something.
    fn missing(&self, threat: Threat) -> Option<String> {
        let case = self.net.world.case;
        if is_averted(&self.net.world, threat) || self.insured.contains(&threat) {
            return None;
        }
        let impact = case.impact(threat);
        let all = touched(case, impact);
        let paid = self.paid_while(impact);
        let mut left = Left { net: self.net, down: all.clone(), up: BTreeMap::new() };
        let bare = all.iter().filter(|r| self.planned[r.index()] && !paid.contains(r));
        let bare: Vec<&str> =
            bare.filter(|r| !self.is_answered(**r, &mut left)).map(|r| case.resources.name(*r)).collect();
        if !bare.is_empty() {
            return Some(format!("strikes {}, with nothing instead of it", listed(&bare)));
        }
        let harmless = all.is_empty() && matches!(threat, Threat::Hazard(_));
        let slump = impact.demand.is_some() && !case.alone.sustain.is_empty();
        (harmless && !slump).then(|| "nothing prevents it or pays for it".to_owned())
    }

    /// Whether a strategy that can be called keeps things going without a resource, or brings it back.
    fn is_answered(&self, resource: Id<Resource>, left: &mut Left<'_>) -> bool {
        let hit = self.net.affected(&[resource]);
        let mut can = |id: &Id<Strategy>| self.ladders_of[id.index()].iter().any(|ladder| left.can(*ladder, *id));
        if self.menders[resource.index()].iter().any(&mut can)
            || hit.iter().flat_map(|r| &self.substitutes[r.index()]).any(&mut can)
        {
            return true;
        }
        let other = |id: &&Id<Strategy>| self.is_other_way(**id, false);
        self.served_by(&hit).iter().any(|at| {
            let target = &self.net.targets[*at];
            target.ladder.iter().filter(other).any(|id| left.can(target.rungs, *id))
        })
    }

    /// The services that need one of these, by their places among the targets.
    fn served_by(&self, hit: &[Id<Resource>]) -> BTreeSet<usize> {
        hit.iter().flat_map(|r| &self.served[r.index()]).copied().collect()
    }

    /// Whether a strategy holds sessions another way, or by somebody else, or later where that counts.
    fn is_other_way(&self, id: Id<Strategy>, later: bool) -> bool {
        match &self.net.world.case.strategies[id].effect {
            Effect::Switch(_) | Effect::HandOver(_) => true,
            Effect::Postpone(_) => later,
            _ => false,
        }
    }

    /// What an impact takes so far down that a benefit is paid for it.
    fn paid_while(&self, impact: &Impact) -> BTreeSet<Id<Resource>> {
        let below = struck(self.net.world.case, impact);
        below.into_iter().filter(|r| !self.benefits[r.index()].is_empty()).collect()
    }

    /// Adds every strategy that acts on a threat.
    pub(super) fn add(&self, threat: Threat, all: &mut BTreeSet<Id<Strategy>>) {
        let case = self.net.world.case;
        let impact = case.impact(threat);
        let down = touched(case, impact);
        let hit = self.net.affected(&down);
        let served = self.served_by(&hit);
        all.extend(self.alone.get(&threat).into_iter().flatten());
        all.extend(struck(case, impact).iter().flat_map(|r| &self.benefits[r.index()]));
        if impact.demand.is_some() {
            all.extend(&case.alone.sustain);
        }
        let mut acting: Vec<Id<Strategy>> = hit.iter().flat_map(|r| &self.substitutes[r.index()]).copied().collect();
        acting.extend(down.iter().flat_map(|r| &self.menders[r.index()]));
        acting.extend(self.tellers.iter().filter(|_| !served.is_empty()));
        acting.extend(self.reporters.iter().filter(|_| impact.reportable));
        let mut left = Left { net: self.net, down, up: BTreeMap::new() };
        for id in acting {
            if !all.contains(&id) && self.ladders_of[id.index()].iter().any(|ladder| left.can(*ladder, id)) {
                all.insert(id);
            }
        }
        for target in served.iter().map(|at| &self.net.targets[*at]) {
            for id in target.ladder.iter().filter(|id| self.is_other_way(**id, true)) {
                if !all.contains(id) && left.can(target.rungs, *id) {
                    all.insert(*id);
                }
            }
        }
    }
}
