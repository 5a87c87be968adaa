//! Objectives and what they are about: knows which functions, services and data the plan leaves without one; does not
//! know whether an objective is kept.

use crate::file::{Basis, FunctionFile, Name, PlanFile};
use crate::units::{DAY, Length};

use super::rules::{ABOVE, ASSUMED, NO_LADDER, NO_RPO, UNSERVED};
use super::{Finding, World, about};

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let plan = world.plan;
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
        if !has_ladder(plan, function) {
            all.push(NO_LADDER.finds(&about, "its ladder is empty"));
        }
        all.extend(data_without_rpo(world, name.as_str(), &about));
    }
    let served = |name: &str| plan.functions.0.iter().any(|(_, f)| f.serves.iter().any(|s| s.as_str() == name));
    let unserved = plan.services.0.iter().filter(|(name, _)| !served(name.as_str()));
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

/// Whether a strategy is a deputy of a role, which the reader puts into every ladder.
fn is_deputy(plan: &PlanFile, strategy: &str) -> bool {
    let stands_in = |role: &str, deputy: &Name| strategy == format!("{} as {role}", deputy.as_str());
    plan.roles.0.iter().any(|(role, held)| held.deputies.iter().any(|deputy| stands_in(role.as_str(), deputy)))
}

fn has_ladder(plan: &PlanFile, function: &FunctionFile) -> bool {
    let own = |names: &[Name]| names.iter().any(|name| !is_deputy(plan, name.as_str()));
    let of_service = |name: &Name| plan.services.get(name.as_str()).is_some_and(|s| own(&s.ladder));
    // A deputy fills a role; what the role is for still needs a line of its own.
    own(&function.ladder) || function.serves.iter().any(of_service)
}

/// Data on which a function rests and for which neither it nor another function has an RPO.
fn data_without_rpo(world: &World<'_>, name: &str, about: &str) -> Option<Finding> {
    let functions = &world.case.functions;
    let own = &functions[functions.id(name)?];
    let covered = |data| functions.iter().any(|(_, _, f)| f.rpo.is_some() && f.data.contains(data));
    let bare: Vec<&str> =
        own.data.iter().filter(|data| !covered(data)).map(|d| world.case.resources.name(*d)).collect();
    (!bare.is_empty()).then(|| NO_RPO.finds(about, super::listed(&bare)))
}
