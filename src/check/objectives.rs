//! Objectives and what they are about: knows which functions, services and data the plan leaves without one; does not
//! know whether an objective is kept.

use std::collections::BTreeSet;

use crate::file::{Basis, FunctionFile, Name, PlanFile, RoleFile};
use crate::model::{Id, Resource};
use crate::units::{DAY, Length};

use super::rules::{ABOVE, ASSUMED, NO_LADDER, NO_RPO, UNSERVED};
use super::{Finding, World, about};

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let plan = world.plan;
    let ladders = Ladders::of(plan);
    let covered = data_with_rpo(world);
    let mut all = Vec::new();
    for (name, function) in &plan.functions.0 {
        let about = about(name.as_str(), &function.plan);
        if matches!(function.basis, Basis::Assumed { .. }) {
            all.push(ASSUMED.finds(&about, "defaults stand for the objectives"));
        }
        if minutes(function.rto) > minutes(function.mtpd) {
            let text = format!("RTO {}, MTPD {} (a week counted as five working days)", function.rto, function.mtpd);
            all.push(ABOVE.finds(&about, text));
        }
        if !ladders.has(function) {
            all.push(NO_LADDER.finds(&about, "its ladder is empty"));
        }
        all.extend(data_without_rpo(world, &covered, name.as_str(), &about));
    }
    let served: BTreeSet<&str> = plan.functions.0.iter().flat_map(|(_, f)| &f.serves).map(Name::as_str).collect();
    let unserved = plan.services.0.iter().filter(|(name, _)| !served.contains(name.as_str()));
    all.extend(unserved.map(|(name, s)| UNSERVED.finds(about(name.as_str(), &s.plan), "has no objective")));
    all
}

/// Minutes of a length, a working day being seven fifths of a calendar day \[min\].
fn minutes(length: Length) -> f64 {
    match length {
        Length::Clock(minutes) => minutes,
        Length::Working(days) => days * 7.0 / 5.0 * DAY as f64,
    }
}

/// Which services have a strategy of their own in their ladders.
struct Ladders<'a> {
    /// What the reader makes of the deputies of roles, and puts into every ladder. A deputy fills a role; what the role is for
    /// still needs a line of its own.
    deputies: BTreeSet<String>,
    services: BTreeSet<&'a str>,
}

impl<'a> Ladders<'a> {
    fn of(plan: &'a PlanFile) -> Self {
        let of_role = |(role, held): &(Name, RoleFile)| {
            held.deputies.iter().map(|deputy| format!("{} as {}", deputy.as_str(), role.as_str())).collect::<Vec<_>>()
        };
        let deputies = plan.roles.0.iter().flat_map(of_role).collect();
        let mut ladders = Self { deputies, services: BTreeSet::new() };
        let own = plan.services.0.iter().filter(|(_, service)| ladders.has_own(&service.ladder));
        ladders.services = own.map(|(name, _)| name.as_str()).collect();
        ladders
    }

    fn has_own(&self, ladder: &[Name]) -> bool {
        ladder.iter().any(|name| !self.deputies.contains(name.as_str()))
    }

    /// Whether a function, or a service that it serves, has one.
    fn has(&self, function: &FunctionFile) -> bool {
        self.has_own(&function.ladder) || function.serves.iter().any(|name| self.services.contains(name.as_str()))
    }
}

/// The data for which a function has an RPO.
fn data_with_rpo(world: &World<'_>) -> BTreeSet<Id<Resource>> {
    let functions = world.case.functions.iter().filter(|(_, _, f)| f.rpo.is_some());
    functions.flat_map(|(_, _, f)| f.data.iter().copied()).collect()
}

/// Data on which a function rests and for which neither it nor another function has an RPO.
fn data_without_rpo(world: &World<'_>, covered: &BTreeSet<Id<Resource>>, name: &str, about: &str) -> Option<Finding> {
    let functions = &world.case.functions;
    let own = &functions[functions.id(name)?];
    let bare = own.data.iter().filter(|data| !covered.contains(data));
    let bare: Vec<&str> = bare.map(|data| world.case.resources.name(*data)).collect();
    (!bare.is_empty()).then(|| NO_RPO.finds(about, super::listed(&bare)))
}
