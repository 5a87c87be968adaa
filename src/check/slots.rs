//! Room for what is postponed: knows whether the opening hours have a free start for a service and whether a week may
//! hold one session more; does not know how long clients wait.

use std::collections::BTreeMap;

use crate::model::{Effect, Id, Service, Strategy};
use crate::units::show_minutes;

use super::rules::NO_SLOT;
use super::{Finding, World, about};

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let sections: BTreeMap<&str, &str> =
        world.plan.services.0.iter().map(|(name, written)| (name.as_str(), written.plan.as_str())).collect();
    let of_one = |(id, name, service): (Id<Service>, &str, &Service)| {
        let offer = service.ladder.iter().find(|rung| is_postponing(world, **rung))?;
        let section = sections.get(name).copied().unwrap_or_default();
        Some(NO_SLOT.finds(about(name, section), missing(world, id, service, *offer)?))
    };
    world.case.services.iter().filter_map(of_one).collect()
}

fn is_postponing(world: &World<'_>, strategy: Id<Strategy>) -> bool {
    matches!(world.case.strategies[strategy].effect, Effect::Postpone(_))
}

/// Why a session that was missed finds no room, where it finds none.
fn missing(world: &World<'_>, id: Id<Service>, service: &Service, offer: Id<Strategy>) -> Option<String> {
    let diary = &world.case.diary;
    if diary.longest_free(service.by) < diary.takes(id) {
        let length = show_minutes(diary.takes(id));
        return Some(format!("the opening hours have no gap of {length}: what is missed is never made up"));
    }
    let holds = diary.practitioners()[service.by].normal_minutes;
    let limit = world.case.week_limit(service.by, offer);
    let name = world.case.strategies.name(offer);
    (limit < holds + service.length).then(|| {
        let [holds, limit] = [holds, limit].map(show_minutes);
        format!("a week holds {holds} and by `{name}` at most {limit}: made up only where something else fell out")
    })
}
