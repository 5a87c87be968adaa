//! Money that comes too late and payers that weigh too much: knows the fund, what it lasts for, and the terms of cover;
//! does not replay a disruption.

use crate::model::{Cover, Effect, Insure};
use crate::units::{DAY, Length, Share, WEEK};

use super::rules::{LATE, NO_BENEFIT, PAID_AHEAD, SPONSOR};
use super::{Finding, World, about};

/// A sponsor of this share is a concentration.
const QUARTER: u32 = 250_000;
/// Above this share of clients who pay in advance, what is not yet earned is a sum that counts.
const TENTH: u32 = 100_000;

pub(super) fn findings(world: &World<'_>) -> Vec<Finding> {
    let benefits = world.plan.strategies.0.iter().filter_map(|(name, s)| match &s.kind {
        Effect::Insure(insure) => Some((about(name.as_str(), &s.plan), first_money(world, insure)?)),
        _ => None,
    });
    let benefits: Vec<(String, f64)> = benefits.collect();
    let mut all: Vec<Finding> = sponsor(world).into_iter().chain(paid_ahead(world)).collect();
    let Some(lasts) = weeks_of_fund(world) else { return all };
    if benefits.is_empty() {
        all.push(NO_BENEFIT.finds("finances", format!("the fund lasts {lasts:.1} weeks without income")));
    } else if benefits.iter().all(|(_, first)| *first > lasts) {
        let late = |(about, first): &(String, f64)| {
            let text = format!("first money after {first:.1} weeks, the fund lasts {lasts:.1}");
            LATE.finds(about.clone(), text)
        };
        all.extend(benefits.iter().map(late));
    }
    all
}

/// For how long the fund pays costs and drawings if nothing comes in \[weeks\]; none where there are none.
fn weeks_of_fund(world: &World<'_>) -> Option<f64> {
    let need = world.case.terms.weekly_need();
    (need > 0).then(|| world.case.terms.fund.0.max(0) as f64 / need as f64)
}

/// How long after the onset a benefit for a practitioner is first paid \[weeks\].
fn first_money<T>(world: &World<'_>, insure: &Insure<crate::file::Name, T>) -> Option<f64> {
    let Cover::Benefit { while_down, deferred, .. } = &insure.pays else { return None };
    let holds = |name: &&crate::file::Name| world.plan.services.0.iter().any(|(_, s)| s.by == **name);
    while_down.iter().find(holds)?;
    Some(weeks(*deferred) + weeks(insure.arrears))
}

fn weeks(length: Length) -> f64 {
    match length {
        Length::Clock(minutes) => minutes / WEEK as f64,
        Length::Working(days) => days * 7.0 / 5.0 * DAY as f64 / WEEK as f64,
    }
}

fn sponsor(world: &World<'_>) -> Option<Finding> {
    let share = world.plan.clients.as_ref().map_or(Share::NONE, |clients| clients.sponsor);
    (share.millionths() >= QUARTER).then(|| SPONSOR.finds("clients", format!("the largest has {share} of the clients")))
}

fn paid_ahead(world: &World<'_>) -> Option<Finding> {
    let share = world.plan.finances.prepaid;
    let text = || format!("{share} of the clients pay a whole engagement with its first session");
    (share.millionths() > TENTH).then(|| PAID_AHEAD.finds("finances", text()))
}
