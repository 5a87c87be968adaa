//! The charts of a year: knows which counts each shows and what it finds; does not draw.

use crate::chart::{
    ChartError, Currency, Estimate, Few, Heading, Picture, Unit, exceedance, fund as chart, ranking as bars,
    seasons as months,
};
use crate::metric::{self, Outcomes};
use crate::units::Money;

use super::super::study::Study;
use super::super::summary::{Summary, level};
use super::super::table::told;
use super::super::words::percent_beside;
use super::super::year::costs;
use super::{curves, fund_points, method, together};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn currency(study: &Study<'_>) -> Currency {
    super::super::chart_currency(&study.plan.currency)
}

/// What a year costs, by scenario.
pub(super) fn ranking(study: &Study<'_>, summary: &Summary) -> Result<Picture, ChartError> {
    let all = costs(study, &summary.first);
    let minor = study.plan.currency.unit() as f64;
    let bar = |label: String, net: f64, error: Option<f64>| bars::Row {
        label,
        given: None,
        // What brings money in costs nothing.
        a_year: Estimate { mean: (-minor * net).max(0.0), error: error.map(|error| minor * error) },
    };
    let row = |cost: &super::super::year::Cost| bar(cost.title.clone(), cost.net.mean, cost.net.error());
    // What scenarios cost adds up; its error does not, because they may cost most in the same years.
    let sum = |rest: Vec<&super::super::year::Cost>| {
        bar(together(rest.len()), rest.iter().map(|cost| cost.net.mean).sum(), None)
    };
    let title = all.first().map_or_else(String::new, |worst| format!("{} costs a year most", worst.title));
    let described = |cost: &super::super::year::Cost| format!("{} {:.0}", cost.title, -cost.net.mean);
    bars::draw(&bars::RankingData {
        description: format!(
            "Mean net cost of a year by scenario: {}.",
            all.iter().map(described).collect::<Vec<_>>().join(", ")
        ),
        heading: Heading { title, subtitle: method(study, summary) },
        rows: Few::grouped(all.iter().collect(), row, sum),
        unit: Unit::Money(currency(study)),
        given_caption: String::new(),
        a_year_caption: "net cost a year, mean".to_owned(),
    })
}

/// The chance of a year that costs more than so much.
pub(super) fn losing_more(study: &Study<'_>, summary: &Summary) -> Result<Picture, ChartError> {
    let net = study.first.outcomes.column("income_net");
    let marks = [(10.0, "1 in 10"), (100.0, "1 in 100")].into_iter().filter_map(|(one_in, words)| {
        let found = net.quantile(1.0 / one_in).filter(|q| !q.refused())?;
        let level = level(Some(found), 1.0 / one_in, -(study.plan.currency.unit() as f64));
        let (value, amount) = (-found.value(), told(metric::Unit::Money, &level, &study.plan.currency));
        let label = format!("{words}: {amount} or more");
        (value > 0).then(|| (amount, exceedance::Mark { label, value, chance: 1.0 / one_in }))
    });
    let marks: Vec<(String, exceedance::Mark)> = marks.collect();
    let title = marks.first().map_or_else(
        || "What a year costs".to_owned(),
        |(amount, _)| format!("One year in ten costs {amount} or more"),
    );
    let marks: Few<exceedance::Mark, 8> = marks.into_iter().map(|(_, mark)| mark).collect();
    let fund = study.plan.finances.fund.0;
    exceedance::draw(&exceedance::ExceedanceData {
        description: format!("Chance that a year costs more than an amount. {title}."),
        heading: Heading { title, subtitle: method(study, summary) },
        quantity: exceedance::Quantity::Money {
            caption: "net cost of a year, against the undisturbed practice".to_owned(),
            currency: currency(study),
        },
        marks,
        curves: curves(study, costing_more),
        limit: (fund > 0).then(|| exceedance::Limit { label: "the fund".to_owned(), value: fund }),
        log_chance: true,
    })
}

/// (amount, chance of a larger net cost), as far as ten trials carry it.
fn costing_more(outcomes: &Outcomes) -> Vec<(i64, f64)> {
    const STEPS: i64 = 400;
    let net = outcomes.column("income_net");
    let most = -net.min().unwrap_or(0).min(-1);
    let chance = |x: i64| net.at_most(-x - 1);
    let points = (0..=STEPS).map(|k| (most / STEPS).max(1) * k).map(|x| (x, chance(x)));
    let mut points: Vec<(i64, f64)> =
        points.take_while(|(x, p)| *x == 0 || p.hits() >= 10).map(|(x, p)| (x, p.share())).collect();
    points.dedup_by_key(|(x, _)| *x);
    points
}

/// The balance of the fund and the chance that it has run out.
pub(super) fn fund(study: &Study<'_>, summary: &Summary) -> Result<Picture, ChartError> {
    let survival = summary.first.survival.as_ref();
    let ruined = survival.map_or(0.0, |s| s.ruin.share);
    let title = match survival.filter(|_| ruined > 0.0) {
        Some(survival) => format!("The fund runs out in {}", percent_beside(&survival.ruin, survival.level)),
        None => "The fund lasts in every trial".to_owned(),
    };
    let by_week = survival.map_or(&[][..], |s| &s.ruin_by_week);
    // Ruin in a week is known at its end.
    let ruin = std::iter::once((0.0, 0.0)).chain(by_week.iter().enumerate().map(|(week, p)| (week as f64 + 1.0, *p)));
    let weeks = study.first.outcomes.fund.len() as f64 - 1.0;
    let need = study.plan.currency.whole(Money(study.case.terms.weekly_need()));
    chart::draw(&chart::FundData {
        description: format!("Balance of the fund by week with bands of 50 % and 90 % of trials. {title}."),
        heading: Heading {
            title,
            subtitle: format!(
                "balance, median with 50 % and 90 % bands; a week needs {need} · {}",
                method(study, summary)
            ),
        },
        points: fund_points(study),
        ruin: if ruined > 0.0 { ruin.filter(|(week, _)| *week <= weeks).collect() } else { Vec::new() },
        currency: currency(study),
        caption: "weeks from the plan's first day".to_owned(),
        undisturbed: "without any disruption".to_owned(),
    })
}

/// Sessions lost by month, and by what.
pub(super) fn seasons(study: &Study<'_>, summary: &Summary) -> Result<Picture, ChartError> {
    let outcomes = &study.first.outcomes;
    let trials = outcomes.trials.max(1) as f64;
    let mut causes: Vec<months::Cause> = study
        .scenarios
        .iter()
        .map(|scenario| {
            let own =
                study.case.entries.iter().zip(&outcomes.parts).filter(|(name, _)| scenario.hazards.get(name).is_some());
            let values = own.fold([0_u64; 12], |mut sum, (_, part)| {
                sum.iter_mut().zip(&part.by_month).for_each(|(a, b)| *a += b);
                sum
            });
            months::Cause { label: scenario.title.clone(), values: values.map(|n| n as f64 / trials).to_vec() }
        })
        .collect();
    let all = |cause: &months::Cause| cause.values.iter().sum::<f64>();
    causes.sort_by(|a, b| all(b).total_cmp(&all(a)).then_with(|| a.label.cmp(&b.label)));
    let others = |rest: Vec<months::Cause>| {
        let values = (0..12).map(|month| rest.iter().map(|cause| cause.values[month]).sum()).collect();
        months::Cause { label: together(rest.len()), values }
    };
    let causes = Few::grouped(causes, |cause| cause, others);
    let of_month = |month: usize| causes.iter().map(|cause| cause.values[month]).sum::<f64>();
    let worst = (0..12).max_by(|a, b| of_month(*a).total_cmp(&of_month(*b))).unwrap_or(0);
    let title = format!("{} loses most sessions: {:.2} on average", FULL[worst], of_month(worst));
    months::draw(&months::SeasonsData {
        description: format!("Mean sessions lost in each month, by scenario. {title}."),
        heading: Heading { title, subtitle: method(study, summary) },
        months: MONTHS.map(str::to_owned).into_iter().collect(),
        causes,
        unit: Unit::Count,
        caption: "sessions lost, mean".to_owned(),
    })
}

const FULL: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
