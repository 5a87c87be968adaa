//! Money that cannot be meant: knows fees, benefits, a year's sums and the fund of a practice that nothing disturbs; does
//! not know what a disruption costs.

use crate::codes::{EMPTY_FUND, LOSS_MAKING, OVERPAID, PRO_BONO, SURPLUS};
use crate::model::{Case, Cover, Effect};
use crate::units::{Flow, Money, thousands};

use super::super::names::Name;
use super::{Seen, Warning};

pub(super) fn in_plan(seen: &Seen<'_>) -> Vec<Warning> {
    let services = seen.plan.services.0.iter().filter(|(_, service)| service.fee == Money::ZERO);
    let free = services.map(|(name, _)| {
        let what = format!("a session of `{}` earns nothing", name.as_str());
        let at = seen.text.near(&["services", name.as_str(), "fee"], name);
        Warning::new(PRO_BONO, at, what, "this is fine for work that is given; else write its fee")
    });
    free.chain(overpaid(seen)).chain(loss_making(seen)).chain(empty_fund(seen)).chain(surplus(seen)).collect()
}

/// Benefits above what the people whom they cover bring in.
fn overpaid(seen: &Seen<'_>) -> Vec<Warning> {
    let of_one = |name: &Name, while_down: &[Name], amount: &Flow| {
        let earned: i128 = while_down.iter().map(|person| fees_a_year(seen, Some(person))).sum();
        let paid = i128::from(amount.a_year().0);
        let what = || {
            format!(
                "`{}` pays {} a year, more than the {} that it replaces",
                name.as_str(),
                shown(seen, paid),
                shown(seen, earned)
            )
        };
        let at = || seen.text.near(&["strategies", name.as_str(), "kind", "pays", "amount"], name);
        let tip = "an insurer pays part of the profit; check the amount and whether it is a week, a month or a year";
        // Nobody who holds sessions: it replaces something else, of which nothing is known here.
        (earned > 0 && paid > earned).then(|| Warning::new(OVERPAID, at(), what(), tip))
    };
    let benefits = seen.plan.strategies.0.iter().filter_map(|(name, strategy)| match &strategy.kind {
        Effect::Insure(insure) => match &insure.pays {
            Cover::Benefit { while_down, amount, .. } => of_one(name, while_down, amount),
            Cover::Loss { .. } => None,
        },
        _ => None,
    });
    benefits.collect()
}

/// What sessions bring in an undisturbed year, those of one person or of all, without what is never paid \[minor units\].
fn fees_a_year(seen: &Seen<'_>, by: Option<&Name>) -> i128 {
    let weeks = seen.case.calendar.open_weeks().len() as i128;
    let own = seen.plan.services.0.iter().filter(|(_, service)| by.is_none_or(|person| service.by == *person));
    let services = own.filter_map(|(name, _)| seen.case.services.id(name.as_str()));
    services
        .map(|id| &seen.case.services[id])
        .map(|s| weeks * i128::from(s.weekly.thousandths()) * i128::from(s.fee.0) / 1_000)
        .sum()
}

/// What falls due in a year whatever happens \[minor units\].
fn dues_a_year(case: &Case) -> i128 {
    let costs: i128 = case.strategies.iter().map(|(_, _, strategy)| i128::from(strategy.cost.per_year.0)).sum();
    costs + case.terms.dues.iter().map(|flow| i128::from(flow.a_year().0)).sum::<i128>()
}

/// An amount as people read it.
fn shown(seen: &Seen<'_>, minor: i128) -> String {
    seen.plan.currency.whole(Money(i64::try_from(minor).unwrap_or(i64::MAX)))
}

/// A shortfall below this share of the income is not worth a word: one in a hundred.
const SLIGHT: i128 = 100;

/// More goes out than comes in, even where nothing happens.
fn loss_making(seen: &Seen<'_>) -> Option<Warning> {
    let (income, dues) = (fees_a_year(seen, None), dues_a_year(seen.case));
    let what =
        || format!("a year without any disruption brings {} and takes {}", shown(seen, income), shown(seen, dues));
    let tip = "the fund falls whatever happens: check `fixed`, `drawings`, the fees and the sessions a week";
    let at = || seen.text.at(&["finances"]);
    ((dues - income) * SLIGHT > income).then(|| Warning::new(LOSS_MAKING, at(), what(), tip))
}

/// A surplus below this share of the fund, and of the income, is not worth a word: one in ten, and one in twenty.
const MUCH: [i128; 2] = [10, 20];

/// More comes in than goes out, and nothing says what becomes of it: it makes the fund larger before anything strikes.
fn surplus(seen: &Seen<'_>) -> Option<Warning> {
    let fund = i128::from(seen.case.terms.fund.0);
    let income = fees_a_year(seen, None);
    let left = income - dues_a_year(seen.case);
    let much = left > 0 && left * MUCH[0] > fund && left * MUCH[1] > income;
    let balanced = || i128::from(seen.plan.finances.drawings.a_year().0) + left;
    let what = || {
        format!(
            "without any disruption the fund of {} grows to {} within a year",
            shown(seen, fund),
            shown(seen, fund + left)
        )
    };
    let tip = || {
        format!(
            "if that is drawn as well, or goes to tax, write it: `drawings: \"{} a month\"` would leave the fund as it is",
            plain(seen, balanced() / 12)
        )
    };
    let at = || seen.text.at(&["finances", "drawings"]);
    much.then(|| Warning::new(SURPLUS, at(), what(), tip()))
}

/// An amount in whole units as a plan writes it, without a sign.
fn plain(seen: &Seen<'_>, minor: i128) -> String {
    let unit = i128::from(seen.plan.currency.unit());
    thousands(i64::try_from(minor / unit).unwrap_or(i64::MAX))
}

/// Days of the model's year.
const YEAR: i64 = 364;

/// The fund falls below zero in the first year of a practice that nothing disturbs.
fn empty_fund(seen: &Seen<'_>) -> Option<Warning> {
    let ledger = &seen.case.ledger;
    let day = ledger.first_below(0, 0, YEAR)?;
    let fund = i128::from(seen.case.terms.fund.0);
    let needed = fund - i128::from(ledger.lowest(0, YEAR));
    let what =
        format!("without any disruption the fund of {} falls below zero in week {}", shown(seen, fund), day / 7 + 1);
    let tip = format!("what is due comes before what is paid: {} would carry the first year", shown(seen, needed));
    Some(Warning::new(EMPTY_FUND, seen.text.at(&["finances", "fund"]), what, tip))
}
