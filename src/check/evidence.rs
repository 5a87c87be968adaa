//! Evidence and its age: knows which strategies were never tried, long ago or in vain; does not know what that costs.

use std::collections::BTreeMap;

use crate::file::{Day, Evidence, StrategyFile};
use crate::model::{Effect, Id, Resource};

use super::rules::{FAILED, MOST_REFUSE, NO_RESTORE, OLD, REVIEW, UNSUPPORTED, UNTRIED};
use super::{Finding, Rule, World, about};

/// Evidence older than this is old \[d\].
const YEAR: i32 = 365;

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let mut all = Vec::new();
    for (name, strategy) in &world.plan.strategies.0 {
        let about = about(name.as_str(), &strategy.plan);
        all.extend(of_one(strategy, world.today).map(|(rule, text)| rule.finds(&about, text)));
        match &strategy.kind {
            Effect::Restore(_) if strategy.works.supported.is_none() => {
                all.push(UNSUPPORTED.finds(&about, "says nothing of what its evidence supports"));
            }
            Effect::HandOver(way) if way.accepted < crate::units::Share::HALF => {
                all.push(MOST_REFUSE.finds(&about, format!("{} of the clients would agree", way.accepted)));
            }
            _ => {}
        }
    }
    let data = world.case.resources.iter().filter(|(_, _, r)| r.data);
    let written: BTreeMap<&str, &StrategyFile> =
        world.plan.strategies.0.iter().map(|(name, strategy)| (name.as_str(), strategy)).collect();
    all.extend(data.filter_map(|(id, name, _)| untested(world, &written, id).map(|text| NO_RESTORE.finds(name, text))));
    all.extend(review(world));
    all
}

/// What acts by being called can be tried; what prevents, sustains, pays or postpones cannot.
fn can_be_tried(strategy: &StrategyFile) -> bool {
    !strategy.kind.stands_alone() && !matches!(strategy.kind, Effect::Postpone(_))
}

fn of_one(strategy: &StrategyFile, today: Day) -> Option<(&'static Rule, String)> {
    match strategy.last_tried() {
        Evidence::Never if can_be_tried(strategy) => Some((UNTRIED, "nobody knows whether they work".to_owned())),
        Evidence::Never => None,
        Evidence::Failed(day) => Some((FAILED, format!("failed on {}", day.0))),
        Evidence::Tried(day) | Evidence::Timed(day) => {
            is_old(day, today).then(|| (OLD, format!("last tried on {}", day.0)))
        }
    }
}

fn is_old(day: Day, today: Day) -> bool {
    (today.0 - day.0).get_days() > YEAR
}

/// Why no restore of this data can be relied on, where none can.
fn untested(world: &World<'_>, written: &BTreeMap<&str, &StrategyFile>, data: Id<Resource>) -> Option<String> {
    let names: Vec<&str> = world.case.restores[data.index()].iter().map(|id| world.case.strategies.name(*id)).collect();
    if names.is_empty() {
        return Some("nothing restores it".to_owned());
    }
    let tested = |name: &&str| {
        let evidence = written.get(name).map(|strategy| strategy.last_tried());
        matches!(evidence, Some(Evidence::Tried(day) | Evidence::Timed(day)) if !is_old(day, world.today))
    };
    (!names.iter().any(tested)).then(|| format!("{}: not tried in the last year", super::listed(&names)))
}

fn review(world: &World<'_>) -> Option<Finding> {
    let due = world.plan.next_review;
    (due.0 < world.today.0).then(|| REVIEW.finds("the plan", format!("was due on {}", due.0)))
}
