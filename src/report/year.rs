//! What a year says that one disruption does not: knows the finding, the ranking by scenario and hazard, and how the
//! practice survives; does not draw and does not lay out pages.

use crate::file::visible;
use crate::statistics::places;
use crate::units::Currency;

use super::study::Study;
use super::summary::{Average, Forecasted, Hazard, Lasts, Summary, Survival};
use super::words::{count, money, money_with_error, percent, percent_beside, with_error};

/// What one scenario costs a year: its hazards together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cost {
    /// The scenario's title.
    pub(super) title: String,
    /// Mean of sessions lost a year.
    pub(super) lost: Average,
    /// Mean net income a year against the undisturbed practice.
    pub(super) net: Average,
    /// Trials ruined that its hazards had cost most.
    pub(super) ruined: u64,
}

/// What a year costs by scenario, the dearest first. Errors are added as those of independent hazards.
pub(super) fn costs(study: &Study<'_>, forecast: &Forecasted) -> Vec<Cost> {
    let cost = |scenario: &&crate::file::ScenarioFile| {
        let own = || forecast.hazards.iter().filter(|h| scenario.hazards.get(&h.name).is_some());
        let sum = |of: fn(&Hazard) -> Average| own().map(of).fold(Average::NONE, Average::and);
        Cost {
            title: scenario.title.clone(),
            lost: sum(|h| h.lost),
            net: sum(|h| h.net),
            ruined: own().map(|h| h.ruined.hits).sum(),
        }
    };
    let mut all: Vec<Cost> = study.scenarios.iter().map(cost).collect();
    all.sort_by(|a, b| a.net.mean.total_cmp(&b.net.mean).then_with(|| a.title.cmp(&b.title)));
    all
}

/// What a year comes to.
pub(super) fn finding(study: &Study<'_>, summary: &Summary) -> String {
    let first = &summary.first;
    let Some(lost) = first.metric("sessions_lost") else { return String::new() };
    let at = |share: f64| lost.at(share).map(|v| crate::units::thousands(v as i64));
    let span = if study.inputs.months.unwrap_or(12) == 12 { "year" } else { "such time" };
    let sessions = match (at(0.5), at(0.9), at(0.99)) {
        (Some(typical), Some(tenth), Some(hundredth)) => format!(
            "A typical {span} loses {typical} of {} sessions; one in ten {tenth} or more, one in a hundred {hundredth}.",
            crate::units::thousands(libm::round(summary.scheduled) as i64)
        ),
        _ => format!("The mean is {} sessions.", with_error(first.mean("sessions_lost"), lost.standard_error)),
    };
    first
        .survival
        .as_ref()
        .map_or_else(|| sessions.clone(), |s| format!("{sessions} {}", survival(s, &study.plan.currency)))
}

/// Whether the fund keeps ruin within its owner's limit, how often it runs out, and what would do. No amount is rounded across
/// the fund: what would do is rounded up, what is to spare or short is counted from there.
pub(super) fn survival(survival: &Survival, currency: &Currency) -> String {
    let fund = money(survival.fund, currency);
    let limit = format!("{} %", shortest(100.0 * survival.level));
    let runs_out = match survival.ruin.hits {
        0 => format!("it never ran out in {}", count(survival.ruin.trials, "trial")),
        _ => format!("it runs out in {}", percent_beside(&survival.ruin, survival.level)),
    };
    let Some((smallest, (low, high))) = survival.smallest_fund.zip(survival.smallest_fund_interval) else {
        return format!(
            "Does the fund of {fund} keep running out within {limit}? There are too few trials to tell; {runs_out}."
        );
    };
    let enough = rounded_up(smallest, (high - low) / 3.92, survival.fund);
    let (apart, enough) = (money((survival.fund - enough).abs(), currency), money(enough, currency));
    match survival.verdict {
        Lasts::Yes => format!(
            "Yes, the fund of {fund} keeps running out within {limit}, with {apart} to spare: {runs_out}, and {enough} would do."
        ),
        Lasts::No => format!(
            "No, the fund of {fund} does not keep running out within {limit}: {runs_out}. {enough} would; it is short by {apart}."
        ),
        Lasts::TooCloseToCall | Lasts::TooFew => format!(
            "Whether the fund of {fund} keeps running out within {limit} is too close to call: {runs_out}. What would do lies between {} and {}.",
            money(low, currency),
            money(libm::ceil(high), currency)
        ),
    }
}

/// An amount rounded up to a place that its error supports; to a whole unit, or not at all, where that would cross the other.
fn rounded_up(amount: f64, error: f64, other: f64) -> f64 {
    let place = places(amount, error).map_or(0, |places| places.min(0));
    let unit = libm::exp10(f64::from(-place));
    let up = |unit: f64| libm::ceil(amount / unit - 1e-9) * unit;
    let crosses = |rounded: &f64| (amount <= other) != (*rounded <= other);
    [up(unit), up(1.0)].into_iter().find(|rounded| !crosses(rounded)).unwrap_or(amount)
}

/// A number as its owner would write it: `1`, `0.5`.
fn shortest(number: f64) -> String {
    format!("{number:.4}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The lines of the ranking: title, sessions lost, net income, ruined.
pub(super) fn rows(study: &Study<'_>, summary: &Summary, most: usize) -> Vec<[String; 5]> {
    let all = costs(study, &summary.first);
    let row = |cost: &Cost| {
        let ruined = super::summary::share(cost.ruined, summary.trials);
        [
            visible(&cost.title),
            with_error(cost.lost.mean, cost.lost.error()),
            money_with_error(cost.net.mean, cost.net.error(), &study.plan.currency),
            if cost.ruined == 0 { "–".to_owned() } else { percent(&ruined) },
            String::new(),
        ]
    };
    all.iter().take(most).map(row).collect()
}

/// The heads of the ranking.
pub(super) const HEADS: [&str; 4] = ["what a year costs", "sessions lost", "net income", "ruins"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_do_is_rounded_up_and_never_across_the_fund() {
        // 330 tells hundreds, so 12,995 is told as 13,000; not where the fund is 12,998, and not to a whole pound where it is
        // 12,995.50.
        assert_eq!(rounded_up(12_995.2, 330.0, 13_500.0), 13_000.0);
        assert_eq!(rounded_up(12_995.2, 330.0, 12_998.0), 12_996.0);
        assert_eq!(rounded_up(12_995.2, 330.0, 12_995.5), 12_995.2);
        assert_eq!(rounded_up(12_995.2, 330.0, 11_700.0), 13_000.0);
        assert_eq!(rounded_up(12_995.2, 0.0, 11_700.0), 12_996.0);
    }
}
