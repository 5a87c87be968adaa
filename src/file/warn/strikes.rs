//! What of a scenario does nothing: knows hazards and consequences that never come or that nobody feels, and strikes that
//! nothing notices; does not know how often the others come.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::{NEVER_STRIKES, NOT_FELT, NOTHING};
use crate::model::{Id, Impact, Resource, Strike};
use crate::units::Share;

use super::super::names::Name;
use super::super::scenario::{CascadeFile, HazardFile, Phases, ScenarioFile};
use super::place::Text;
use super::{Seen, Warning};

pub(super) fn in_scenario(seen: &Seen<'_>, text: &Text<'_>, file: &ScenarioFile) -> Vec<Warning> {
    let causes: BTreeSet<&str> = file.then.0.iter().flat_map(|(_, cascade)| &cascade.of).map(Name::as_str).collect();
    let hazards = file.hazards.0.iter().flat_map(|(name, hazard)| of_hazard(seen, text, &causes, name, hazard));
    let then = file.then.0.iter().flat_map(|(name, cascade)| of_cascade(seen, text, name, cascade));
    hazards.chain(then).collect()
}

/// What is doubtful in a hazard; `causes` are those that may set something off.
fn of_hazard(
    seen: &Seen<'_>,
    text: &Text<'_>,
    causes: &BTreeSet<&str>,
    name: &Name,
    hazard: &HazardFile,
) -> Vec<Warning> {
    if let Some((field, why)) = never(hazard) {
        let what = format!("`{}` never strikes: {why}", name.as_str());
        let at = text.near(&["hazards", name.as_str(), field], name);
        return vec![Warning::new(NEVER_STRIKES, at, what, "write how often it strikes, or take it out")];
    }
    let own = seen.hazards.get(name.as_str()).into_iter().flatten();
    let impacts: Vec<&Impact> = own.map(|id| &seen.case.hazards[*id].impact).collect();
    if causes.contains(name.as_str()) {
        return unfelt(seen, text, "hazards", name, (&hazard.strikes.0, &impacts));
    }
    of_impacts(seen, text, "hazards", name, (&hazard.strikes.0, &impacts))
}

/// Why a hazard never strikes, and in which field that stands.
fn never(hazard: &HazardFile) -> Option<(&'static str, &'static str)> {
    if hazard.rate.rate.a_year() <= 0.0 {
        return Some(("rate", "its rate is 0"));
    }
    hazard.is_out_of_season().then_some(("season", "its season is 0% in every month"))
}

fn of_cascade(seen: &Seen<'_>, text: &Text<'_>, name: &Name, cascade: &CascadeFile) -> Vec<Warning> {
    let why = if cascade.chance.0.iter().all(|step| step.chance == Share::NONE) {
        Some(("chance", "its chance is 0%"))
    } else {
        cascade.of.is_empty().then_some(("of", "nothing sets it off"))
    };
    if let Some((field, why)) = why {
        let what = format!("`{}` never happens: {why}", name.as_str());
        let at = text.near(&["then", name.as_str(), field], name);
        return vec![Warning::new(NEVER_STRIKES, at, what, "write the chance and what sets it off, or take it out")];
    }
    let own = seen.cascades.get(name.as_str()).into_iter().flatten();
    let impacts: Vec<&Impact> = own.map(|id| &seen.case.cascades[*id].impact).collect();
    of_impacts(seen, text, "then", name, (&cascade.strikes.0, &impacts))
}

/// What is written under `strikes`, and what became of it.
type Written<'a> = (&'a [(Name, Phases)], &'a [&'a Impact]);

fn of_impacts(seen: &Seen<'_>, text: &Text<'_>, kind: &str, name: &Name, written: Written<'_>) -> Vec<Warning> {
    // A consequence of what is one of a kind may do nothing in a plan that does not rest on that kind.
    let of_a_kind = || kind == "then" && written.0.iter().any(|(struck, _)| is_of_a_kind(seen, struck));
    if written.1.iter().any(|impact| seen.felt.impact(seen.case, impact)) || of_a_kind() {
        return unfelt(seen, text, kind, name, written);
    }
    let what = format!("`{}` does no harm: it takes down nothing that is needed, and costs nothing", name.as_str());
    let tip = "write what it takes down or costs, or take it out";
    vec![Warning::new(NOTHING, text.name(name), what, tip)]
}

/// Whether a name stands for all that carry it with `is`. Those are there to be struck, whether or not anything needs
/// them, so that one scenario does for many plans.
fn is_of_a_kind(seen: &Seen<'_>, name: &Name) -> bool {
    seen.case.resources.id(name.as_str()).is_none() && seen.tagged.contains_key(name.as_str())
}

/// Strikes that nothing notices.
fn unfelt(seen: &Seen<'_>, text: &Text<'_>, kind: &str, name: &Name, written: Written<'_>) -> Vec<Warning> {
    let (strikes, impacts) = written;
    let case = seen.case;
    let mut by_resource: BTreeMap<Id<Resource>, Vec<&Strike>> = BTreeMap::new();
    for strike in impacts.iter().flat_map(|impact| &impact.strikes) {
        by_resource.entry(strike.resource).or_default().push(strike);
    }
    let unnoticed = |(struck, _): &&(Name, Phases)| {
        let all = || seen.named(struck).filter_map(|id| by_resource.get(&id)).flatten();
        let matters = || all().any(|strike| seen.felt.matters(strike.resource));
        !all().any(|strike| seen.felt.strike(case, strike)) && (matters() || !is_of_a_kind(seen, struck))
    };
    let told = |(struck, phases): &(Name, Phases)| {
        let lowest = phases.0.iter().map(|phase| phase.level).min().unwrap_or(Share::ALL);
        let what = format!(
            "nothing notices that `{}` strikes `{}`: nothing needs it, or {lowest} of it is good enough",
            name.as_str(),
            struck.as_str()
        );
        let at = text.near(&[kind, name.as_str(), "strikes", struck.as_str()], struck);
        Warning::new(NOT_FELT, at, what, "strike it further, raise its `enough` in the plan, or take the strike out")
    };
    strikes.iter().filter(unnoticed).map(told).collect()
}
