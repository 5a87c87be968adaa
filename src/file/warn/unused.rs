//! Values that change nothing, or cannot mean what they say: knows steps, objectives, lists and what belongs to what; does
//! not know what a trial makes of them.

use std::collections::BTreeSet;

use crate::codes::{OBJECTIVE, OWN_DEPUTY, STEPS, UNATTENDED, UNUSED};
use crate::model::{Distribution, Effect, PerYear, Postpone, Span};
use crate::units::{Factor, Length, Opening, Share};

use super::super::names::Name;
use super::super::plan::FunctionFile;
use super::super::scenario::{Chance, Harm, Inject, ScenarioFile};
use super::place::Text;
use super::{Seen, Warning};

pub(super) fn in_plan(seen: &Seen<'_>) -> Vec<Warning> {
    let plan = seen.plan;
    let mut all = twice(&seen.text);
    for (name, _) in plan.resources.0.iter().filter(|(_, resource)| resource.enough == Share::NONE) {
        // What a role supplies is written nowhere.
        let at = seen.text.at(&["resources", name.as_str(), "enough"]);
        let what = format!("`{}` is good enough whatever happens to it", name.as_str());
        all.extend(at.map(|at| Warning::new(UNUSED, Some(at), what, "write from which level it is good enough")));
    }
    for (name, strategy) in plan.strategies.0.iter().filter(|(name, _)| !seen.made.contains(name.as_str())) {
        if let Effect::Postpone(offer) = &strategy.kind {
            all.extend(patience(seen, name, offer));
        }
        if let Effect::Insure(insure) = &strategy.kind
            && insure.per_year == Some(PerYear::default())
        {
            let what = format!("`{}` has terms of a year that change nothing", name.as_str());
            let at = seen.text.near(&["strategies", name.as_str(), "kind", "per_year"], name);
            all.push(Warning::new(UNUSED, at, what, "write an `excess` or a `limit` in `per_year`, or take it out"));
        }
        if strategy.retry.times == 1 && strategy.retry.after.amount() > 0.0 {
            let what = format!("`{}` is tried once, so there is no pause before another try", name.as_str());
            let at = seen.text.near(&["strategies", name.as_str(), "retry"], name);
            all.push(Warning::new(UNUSED, at, what, "write how many `times` it is tried, or take `retry` out"));
        }
    }
    all.extend(plan.functions.0.iter().flat_map(|(name, function)| objectives(seen, name, function)));
    for (name, role) in plan.roles.0.iter().filter(|(_, role)| role.deputies.contains(&role.holder)) {
        let what = format!("`{}` holds `{}`, and is to stand in as well", role.holder.as_str(), name.as_str());
        let own = role.deputies.iter().find(|deputy| **deputy == role.holder);
        let at = own.and_then(|deputy| seen.text.name(deputy));
        all.push(Warning::new(OWN_DEPUTY, at, what, "name somebody else, or take the deputy out"));
    }
    all.extend(crunch(seen));
    if !meet(&plan.calendar.open, &plan.calendar.attended) {
        let what = "nobody is there to act in any opening hour";
        let at = seen.text.at(&["calendar", "attended"]);
        all.push(Warning::new(
            UNATTENDED,
            at,
            what,
            "`attended` is when somebody notices and acts; without it, always",
        ));
    }
    all
}

pub(super) fn in_scenario(text: &Text<'_>, file: &ScenarioFile) -> Vec<Warning> {
    let mut all = twice(text);
    for (name, hazard) in &file.hazards.0 {
        all.extend(lasts(text, "hazards", name, Some(&hazard.lasts.0)));
        all.extend(harm(text, "hazards", name, &hazard.harm()));
    }
    for (name, cascade) in &file.then.0 {
        all.extend(lasts(text, "then", name, cascade.lasts.as_ref().map(|lasts| &lasts.0)));
        all.extend(harm(text, "then", name, &cascade.harm()));
        all.extend(chances(text, name, &cascade.chance));
    }
    all.extend(file.injects.iter().enumerate().filter_map(|(n, inject)| never_told(text, n, inject)));
    all
}

/// Lists of names in which one stands again.
const LISTS: [&str; 8] = ["needs", "serves", "for", "of", "while_down", "closed_weeks", "deputies", "promises"];

fn twice(text: &Text<'_>) -> Vec<Warning> {
    let mut all = Vec::new();
    for (field, list) in text.lists(&LISTS) {
        let mut seen = BTreeSet::new();
        let again = |item: &&super::super::outline::Item| !seen.insert(text.written(&item.value));
        if let Some(item) = list.items.iter().find(again) {
            let what = format!("{} stands twice in `{field}`", text.written(&item.value));
            all.push(Warning::new(
                UNUSED,
                Some(item.value.span.start),
                what,
                "once is enough; or another one is meant",
            ));
        }
    }
    all
}

/// Steps of patience that do not fall with waiting.
fn patience(seen: &Seen<'_>, name: &Name, offer: &Postpone) -> Option<Warning> {
    let wrong = |pair: &[crate::model::Patience]| {
        let [one, next] = pair else { return None };
        if !is_longer(next.within, one.within) {
            Some(format!("the step within {} comes behind that within {}", next.within, one.within))
        } else if next.accepted > one.accepted {
            let more = format!("{} of clients wait {}, and only {}", next.accepted, next.within, one.accepted);
            Some(format!("{more} wait {}: patience falls with waiting", one.within))
        } else {
            None
        }
    };
    let (n, what) = offer.patience.windows(2).enumerate().find_map(|(n, pair)| Some((n, wrong(pair)?)))?;
    let at = seen.text.step(&["strategies", name.as_str(), "kind", "patience"], n + 1).or_else(|| seen.text.name(name));
    let tip = "write the steps from the shortest to the longest, each accepted by fewer";
    Some(Warning::new(STEPS, at, format!("`{}`: {what}", name.as_str()), tip))
}

/// Chances by length whose lengths do not rise.
fn chances(text: &Text<'_>, name: &Name, chance: &Chance) -> Option<Warning> {
    let wrong = |pair: &[crate::model::ChanceUpTo]| match pair {
        [one, next] => match (one.up_to, next.up_to) {
            (None, _) => Some("a step comes behind `longer`, and is never reached".to_owned()),
            (Some(one), Some(next)) if !is_longer(next, one) => {
                Some(format!("the step up to {next} comes behind that up to {one}, and is never reached"))
            }
            _ => None,
        },
        _ => None,
    };
    let (n, what) = chance.0.windows(2).enumerate().find_map(|(n, pair)| Some((n, wrong(pair)?)))?;
    let at = text.step(&["then", name.as_str(), "chance"], n + 1).or_else(|| text.name(name));
    let tip = "write the steps from the shortest to the longest, and `longer` last";
    Some(Warning::new(STEPS, at, format!("`{}`: {what}", name.as_str()), tip))
}

/// Whether one length is above another; where one of them is in working days, nobody knows here.
fn is_longer(a: Length, b: Length) -> bool {
    match (a, b) {
        (Length::Clock(a), Length::Clock(b)) | (Length::Working(a), Length::Working(b)) => a > b,
        _ => true,
    }
}

fn objectives(seen: &Seen<'_>, name: &Name, function: &FunctionFile) -> Vec<Warning> {
    let told = |field: &str, what: String, tip: &str| {
        let at = seen.text.near(&["functions", name.as_str(), field], name);
        Warning::new(OBJECTIVE, at, what, tip)
    };
    let name = name.as_str();
    let mut all = Vec::new();
    if function.mbco == Share::NONE {
        let what = format!("`{name}` counts as back at 0 %, so it is never down");
        all.push(told("mbco", what, "write the level at which it counts as back"));
    }
    if function.rto.amount() <= 0.0 {
        let what = format!("`{name}` must be back at once: whatever interrupts it breaks that");
        all.push(told("rto", what, "write how long it may be down"));
    }
    if is_longer(function.rto, function.mtpd) && same_unit(function.rto, function.mtpd) {
        let what = format!("`{name}` may be down for {}, and {} is all that is tolerable", function.rto, function.mtpd);
        all.push(told("rto", what, "check whether the two are exchanged: `rto` comes before `mtpd`"));
    }
    all
}

fn same_unit(a: Length, b: Length) -> bool {
    matches!((a, b), (Length::Clock(_), Length::Clock(_)) | (Length::Working(_), Length::Working(_)))
}

/// What multiplies the reaction of clients in a crunch, where no client is in one.
fn crunch(seen: &Seen<'_>) -> Option<Warning> {
    let clients = seen.plan.clients.as_ref().filter(|clients| clients.crunch == Share::NONE)?;
    let fields = [("crunch_leaving", clients.crunch_leaving), ("crunch_waiting", clients.crunch_waiting)];
    let (field, _) = fields.into_iter().find(|(_, factor)| *factor != Factor::ONE)?;
    let what = format!("no client is in a crunch, so `{field}` changes nothing");
    let at = seen.text.at(&["clients", field]);
    Some(Warning::new(UNUSED, at, what, "write the share of clients in a crunch as `crunch`"))
}

/// Whether two sets of hours have a minute in common.
fn meet(a: &Opening, b: &Opening) -> bool {
    a.spans().iter().any(|(from, to)| b.spans().iter().any(|(start, end)| start < to && from < end))
}

fn is_nothing(of: &Distribution) -> bool {
    of.fixed().is_some_and(|value| value <= 0.0)
}

/// What is over as soon as it comes.
fn lasts(text: &Text<'_>, kind: &str, name: &Name, lasts: Option<&Span>) -> Option<Warning> {
    let (Span::Clock(of) | Span::Working(of)) = lasts?;
    let what = format!("`{}` lasts no time at all", name.as_str());
    let at = || text.near(&[kind, name.as_str(), "lasts"], name);
    is_nothing(of).then(|| Warning::new(UNUSED, at(), what, "write how long it lasts"))
}

/// Harm that is none.
fn harm(text: &Text<'_>, kind: &str, name: &Name, harm: &Harm<'_>) -> Vec<Warning> {
    let costs = harm.costs.filter(|costs| is_nothing(&costs.0)).map(|_| ("costs", "costs nothing"));
    let falls = harm.demand.filter(|demand| is_nothing(&demand.falls.0)).map(|_| ("demand", "lets no demand fall"));
    let told = |(field, what): (&str, &str)| {
        let at = text.near(&[kind, name.as_str(), field], name);
        let tip = format!("write how much, or take `{field}` out");
        Warning::new(UNUSED, at, format!("`{}` {what}", name.as_str()), tip)
    };
    costs.into_iter().chain(falls).map(told).collect()
}

/// A moment whose two conditions never hold at once.
fn never_told(text: &Text<'_>, n: usize, inject: &Inject) -> Option<Warning> {
    let name = inject.if_used.as_ref().filter(|name| inject.unless_used.as_ref() == Some(name))?;
    let what = format!("a moment that comes if `{0}` was used and unless `{0}` was used never comes", name.as_str());
    Some(Warning::new(UNUSED, text.nth("injects", n, "if_used"), what, "keep one of the two"))
}
