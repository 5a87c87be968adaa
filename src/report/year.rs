//! What a year says that one disruption does not: knows the finding, the ranking by scenario and hazard, and how the
//! practice survives; does not draw and does not lay out pages.

use crate::file::visible;
use crate::units::Currency;

use super::study::Study;
use super::summary::{Forecasted, Hazard, Summary, Survival};
use super::words::{money, money_with_error, often, percent, with_error};

/// What one scenario costs a year: its hazards together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cost {
    /// The scenario's title.
    pub(super) title: String,
    /// Mean of sessions lost a year, with its standard error.
    pub(super) lost: (f64, f64),
    /// Mean net income a year against the undisturbed practice, with its standard error.
    pub(super) net: (f64, f64),
    /// Trials ruined that its hazards had cost most.
    pub(super) ruined: u64,
}

/// What a year costs by scenario, the dearest first. Errors are added as those of independent hazards.
pub(super) fn costs(study: &Study<'_>, forecast: &Forecasted) -> Vec<Cost> {
    let cost = |scenario: &&crate::file::ScenarioFile| {
        let own = || forecast.hazards.iter().filter(|h| scenario.hazards.get(&h.name).is_some());
        let sum = |of: fn(&Hazard) -> (f64, Option<f64>)| {
            let squares: f64 = own().map(|h| of(h).1.unwrap_or(0.0)).map(|e| e * e).sum();
            (own().map(|h| of(h).0).sum(), squares.sqrt())
        };
        Cost {
            title: scenario.title.clone(),
            lost: sum(|h| h.lost),
            net: sum(|h| h.net),
            ruined: own().map(|h| h.ruined.hits).sum(),
        }
    };
    let mut all: Vec<Cost> = study.scenarios.iter().map(cost).collect();
    all.sort_by(|a, b| a.net.0.total_cmp(&b.net.0).then_with(|| a.title.cmp(&b.title)));
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

/// Whether the fund lasts, and which would.
pub(super) fn survival(survival: &Survival, currency: &Currency) -> String {
    let whole = |major: f64| money(major, currency);
    let ruin = match survival.ruin.hits {
        0 => format!("The fund of {} lasted in all of them", whole(survival.fund)),
        _ => format!("The fund of {} runs out in {}", whole(survival.fund), often(&survival.ruin)),
    };
    let level = 100.0 * survival.level;
    let fund = match survival.smallest_fund {
        Some(fund) => format!("{} would keep that within {level} %", whole(fund)),
        None => format!("there are too few trials to say which fund keeps that within {level} %"),
    };
    format!("{ruin}; {fund}.")
}

/// The lines of the ranking: title, sessions lost, net income, ruined.
pub(super) fn rows(study: &Study<'_>, summary: &Summary, most: usize) -> Vec<[String; 5]> {
    let all = costs(study, &summary.first);
    let row = |cost: &Cost| {
        let ruined = super::summary::share(cost.ruined, summary.trials);
        [
            visible(&cost.title),
            with_error(cost.lost.0, Some(cost.lost.1)),
            money_with_error(cost.net.0, Some(cost.net.1), &study.plan.currency),
            if cost.ruined == 0 { "–".to_owned() } else { percent(&ruined) },
            String::new(),
        ]
    };
    all.iter().take(most).map(row).collect()
}

/// The heads of the ranking.
pub(super) const HEADS: [&str; 4] = ["what a year costs", "sessions lost", "net income", "ruins"];
