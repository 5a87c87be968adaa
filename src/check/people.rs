//! Who acts: knows roles, holders and deputies and what they rest on; does not know when they are called.

use std::collections::{BTreeMap, BTreeSet};

use crate::file::{Name, ResourceFile, RoleFile};

use super::rules::{NO_DEPUTY, OUT_TOGETHER};
use super::{Finding, World, about, listed};

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let resources: Resources<'_> = world.plan.resources.0.iter().map(|(name, r)| (name.as_str(), r)).collect();
    world.plan.roles.0.iter().filter_map(|(name, role)| of_one(&resources, name, role)).collect()
}

type Resources<'a> = BTreeMap<&'a str, &'a ResourceFile>;

fn of_one(resources: &Resources<'_>, name: &Name, role: &RoleFile) -> Option<Finding> {
    let about = about(name.as_str(), &role.plan);
    if role.deputies.is_empty() {
        return Some(NO_DEPUTY.finds(about, format!("nobody acts when `{}` cannot", role.holder.as_str())));
    }
    let mut common = rests_on(resources, &role.holder);
    for deputy in &role.deputies {
        // Nothing in common stays so.
        if common.is_empty() {
            return None;
        }
        let own: BTreeSet<&str> = rests_on(resources, deputy).into_iter().collect();
        common.retain(|resource| own.contains(resource));
    }
    (!common.is_empty()).then(|| OUT_TOGETHER.finds(about, format!("all of them rest on {}", listed(&common))))
}

/// A resource, what it needs and whose it is, and so on.
fn rests_on<'a>(resources: &Resources<'a>, name: &'a Name) -> Vec<&'a str> {
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    let mut ahead = vec![name];
    while let Some(next) = ahead.pop() {
        if seen.insert(next.as_str()) {
            all.push(next.as_str());
            let written = resources.get(next.as_str());
            ahead.extend(written.into_iter().flat_map(|r| r.needs.iter().chain(&r.of)));
        }
    }
    all
}
