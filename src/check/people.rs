//! Who acts: knows roles, holders and deputies and what they rest on; does not know when they are called.

use crate::file::{Name, PlanFile, RoleFile};

use super::rules::{NO_DEPUTY, OUT_TOGETHER};
use super::{Finding, World, about, listed};

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    world.plan.roles.0.iter().filter_map(|(name, role)| of_one(world.plan, name, role)).collect()
}

fn of_one(plan: &PlanFile, name: &Name, role: &RoleFile) -> Option<Finding> {
    let about = about(name.as_str(), &role.plan);
    if role.deputies.is_empty() {
        return Some(NO_DEPUTY.finds(about, format!("nobody acts when `{}` cannot", role.holder.as_str())));
    }
    let mut common = rests_on(plan, &role.holder);
    for deputy in &role.deputies {
        let own = rests_on(plan, deputy);
        common.retain(|resource| own.contains(resource));
    }
    (!common.is_empty()).then(|| OUT_TOGETHER.finds(about, format!("all of them rest on {}", listed(&common))))
}

/// A resource, what it needs and whose it is, and so on.
fn rests_on<'a>(plan: &'a PlanFile, name: &'a Name) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    let mut ahead = vec![name];
    while let Some(next) = ahead.pop() {
        if !all.contains(&next.as_str()) {
            all.push(next.as_str());
            let written = plan.resources.get(next.as_str());
            ahead.extend(written.into_iter().flat_map(|r| r.needs.iter().chain(&r.of)));
        }
    }
    all
}
