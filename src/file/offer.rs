//! Plans with some of their offers taken: knows where an offer goes in a ladder; does not know what it brings.

use super::names::{Entries, Name};
use super::plan::{OfferFile, PlanFile};
use super::revise::without;

/// The plan with those offers that are taken, and no others.
#[must_use]
pub fn with_offers(plan: &PlanFile, taken: &dyn Fn(&str) -> bool) -> PlanFile {
    let mut made = PlanFile { offers: Entries::default(), ..plan.clone() };
    let all: Vec<&(Name, OfferFile)> = plan.offers.0.iter().filter(|(name, _)| taken(name.as_str())).collect();
    all.iter().for_each(|(name, offer)| take(&mut made, name, offer));
    // What makes room goes last: another offer may stand beside it.
    without(&made, &|known| all.iter().any(|(_, offer)| offer.instead_of.as_ref().is_some_and(|n| n.as_str() == known)))
}

fn take(plan: &mut PlanFile, name: &Name, offer: &OfferFile) {
    for (resource, entry) in &offer.resources.0 {
        if plan.resources.get(resource.as_str()).is_none() {
            plan.resources.0.push((resource.clone(), entry.clone()));
        }
    }
    plan.strategies.0.push((name.clone(), offer.strategy.clone()));
    let services = plan.services.0.iter_mut().map(|(_, service)| &mut service.ladder);
    let functions = plan.functions.0.iter_mut().map(|(_, function)| &mut function.ladder);
    for ladder in services.chain(functions) {
        let at = |other: &Option<Name>| other.as_ref().and_then(|other| ladder.iter().position(|known| known == other));
        let behind = at(&offer.after).map(|place| place + 1);
        if let Some(place) = behind.or_else(|| at(&offer.before)).or_else(|| at(&offer.instead_of)) {
            ladder.insert(place, name.clone());
        }
    }
}
