//! The charts of a study: knows which counts each shows and what it finds; does not draw. One that cannot be drawn takes
//! nothing else with it.

mod year;

use std::fmt;

use crate::chart::{ChartError, Estimate, Few, Heading, Picture, exceedance, fund, outcomes, recovery};
use crate::file::Forecast;
use crate::metric::{Outcomes, Part};
use crate::statistics::Counts;
use crate::units::{DAY, Length, thousands};

use super::finding;
use super::study::Study;
use super::summary::Summary;
use super::words::{count, often, percent};

/// A chart with the name of its file.
pub struct Drawn {
    /// Name without ending.
    pub name: &'static str,
    /// The chart.
    pub picture: Picture,
}

/// A chart that could not be drawn.
#[derive(Debug)]
pub struct Undrawn {
    /// Name without ending.
    pub name: &'static str,
    /// Why.
    pub why: ChartError,
}

impl fmt::Display for Undrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not draw the chart `{}`: {}", self.name, self.why)
    }
}

/// The charts of a page, each for itself.
#[derive(Default)]
pub struct Pictures {
    /// Those that are there, in the order of the page.
    pub drawn: Vec<Drawn>,
    /// Those that could not be drawn.
    pub undrawn: Vec<Undrawn>,
}

impl FromIterator<(&'static str, Result<Picture, ChartError>)> for Pictures {
    fn from_iter<I: IntoIterator<Item = (&'static str, Result<Picture, ChartError>)>>(charts: I) -> Self {
        let mut all = Self::default();
        for (name, picture) in charts {
            match picture {
                Ok(picture) => all.drawn.push(Drawn { name, picture }),
                Err(why) => all.undrawn.push(Undrawn { name, why }),
            }
        }
        all
    }
}

type Chart = fn(&Study<'_>, &Summary) -> Result<Picture, ChartError>;

/// Every chart of a run.
const OF_A_RUN: &[(&str, Chart)] = &[
    ("sessions-by-outcome", sessions),
    ("sessions-lost", losing_more),
    ("recovery", recovering),
    ("fund", fund_over_weeks),
];

/// Every chart of a year.
const OF_A_YEAR: &[(&str, Chart)] = &[
    ("what-a-year-costs", year::ranking),
    ("net-loss", year::losing_more),
    ("fund", year::fund),
    ("seasons", year::seasons),
];

/// Draws every chart of a study.
#[must_use]
pub fn pictures(study: &Study<'_>, summary: &Summary) -> Pictures {
    let charts = if study.is_year() { OF_A_YEAR } else { OF_A_RUN };
    let drawn = charts.iter().map(|(name, draw)| (*name, draw(study, summary)));
    drawn.chain(super::honesty::picture(study, summary)).collect()
}

/// The name of several that are drawn as one.
pub(super) fn together(several: usize) -> String {
    format!("and {} more, together", thousands(several as i64))
}

pub(super) fn method(study: &Study<'_>, summary: &Summary) -> String {
    format!("{} · {} · seed {}", study.title(), count(summary.trials, "trial"), study.inputs.seed)
}

fn estimate(counts: &Counts) -> Estimate {
    counts.mean().map_or_else(Estimate::default, |m| Estimate { mean: m.value(), error: m.standard_error() })
}

/// What a row of the sessions stands for: its name, and the parts that are counted together in it.
struct Struck<'a> {
    label: String,
    parts: Vec<&'a Part>,
}

impl Struck<'_> {
    fn row(&self) -> outcomes::Row {
        let mean = |of: fn(&Part) -> &Counts| match &self.parts[..] {
            [one] => estimate(of(one)),
            several => {
                let mut all = Counts::default();
                several.iter().for_each(|part| all.merge(of(part)));
                estimate(&all)
            }
        };
        outcomes::Row {
            label: self.label.clone(),
            held_another_way: mean(|part| &part.another_way),
            moved: mean(|part| &part.moved),
            lost: mean(|part| &part.lost),
        }
    }

    /// Several as one: the mean of all disruptions by any of them.
    fn together(several: Vec<Self>) -> Self {
        let label = together(several.len());
        Self { label, parts: several.into_iter().flat_map(|one| one.parts).collect() }
    }
}

fn sessions(study: &Study<'_>, summary: &Summary) -> Result<Picture, ChartError> {
    let counted = &study.first.outcomes;
    let hazards = study.case.entries.iter().zip(&counted.parts);
    let mut struck: Vec<Struck<'_>> =
        hazards.map(|(name, part)| Struck { label: name.clone(), parts: vec![part] }).collect();
    let lost = |one: &Struck<'_>| one.parts.iter().map(|part| estimate(&part.lost).mean).fold(0.0, f64::max);
    struck.sort_by(|a, b| lost(b).total_cmp(&lost(a)));
    let several = struck.len() > 1;
    let rows = Few::grouped(struck, |one| one.row(), |several| Struck::together(several).row());
    // Every trial is in exactly one of them, so that the sum of all rows is told and its only row is the same.
    let all = Struck { label: "all together".to_owned(), parts: counted.parts.iter().collect() }.row();
    let title = match rows.first().filter(|row| several && row.lost.mean > 0.0) {
        Some(worst) => format!("A {} costs most: {:.2} sessions lost on average", worst.label, worst.lost.mean),
        None => finding(study, summary),
    };
    outcomes::draw(&outcomes::OutcomesData {
        description: format!(
            "Mean sessions for each disruption, by what strikes: held another way or by an associate {:.2}, moved {:.2}, lost {:.2} over all.",
            all.held_another_way.mean, all.moved.mean, all.lost.mean
        ),
        heading: Heading { title, subtitle: method(study, summary) },
        rows,
        total: Some(all),
        caption: "mean sessions for each disruption, with standard error".to_owned(),
    })
}

/// The most values that have a point each.
const ONE_BY_ONE: i64 = 10_000;

/// (x, chance of more than x), from none on, as far as ten trials carry it.
fn curve_of(counts: &Counts) -> Vec<(i64, f64)> {
    let most = counts.max().unwrap_or(0).max(1);
    let carried = |x: &i64| *x < 2 || counts.above(*x).hits() >= 10 || counts.trials() < 100;
    let apart = usize::try_from(most / ONE_BY_ONE).unwrap_or(0) + 1;
    (0..=most).step_by(apart).take_while(carried).map(|x| (x, counts.above(x).share())).collect()
}

/// A curve for each forecast there is.
pub(super) fn curves(study: &Study<'_>, points: impl Fn(&Outcomes) -> Vec<(i64, f64)>) -> Few<exceedance::Curve, 4> {
    let label = |forecast: Forecast| format!("as {}", forecast.word());
    let first = exceedance::Curve { label: label(study.forecast), points: points(&study.first.outcomes) };
    let second = study
        .tested
        .map(|tested| exceedance::Curve { label: label(Forecast::Tested), points: points(&tested.outcomes) });
    std::iter::once(first).chain(second).collect()
}

fn losing_more(study: &Study<'_>, summary: &Summary) -> Result<Picture, ChartError> {
    let written = study.first.outcomes.column("sessions_lost");
    let marks = [(10.0, "1 in 10"), (100.0, "1 in 100"), (1_000.0, "1 in 1,000")];
    let marks = marks.into_iter().filter_map(|(one_in, words)| {
        let value = written.quantile(1.0 - 1.0 / one_in).filter(|q| !q.refused())?.value();
        // On the riser at this value: one in so many loses at least that.
        let chance = 1.0 / one_in;
        (value > 0).then(|| exceedance::Mark { label: format!("{words}: {value} or more"), value, chance })
    });
    exceedance::draw(&exceedance::ExceedanceData {
        heading: Heading { title: finding(study, summary), subtitle: method(study, summary) },
        description: format!(
            "Chance of losing more than a number of sessions. {} lose none{}.",
            percent(&summary.first.metric("sessions_lost").map_or_else(no_chance, |n| n.none)),
            summary
                .second
                .as_ref()
                .and_then(|tested| tested.metric("sessions_lost"))
                .map_or_else(String::new, |n| format!(", as tested {}", percent(&n.none))),
        ),
        quantity: exceedance::Quantity::Count { caption: "sessions lost".to_owned() },
        marks: marks.collect(),
        curves: curves(study, |outcomes| curve_of(outcomes.column("sessions_lost"))),
        limit: None,
        log_chance: written.equal_to_zero().share() > 0.8,
    })
}

fn no_chance() -> super::summary::Chance {
    super::summary::Chance { hits: 0, trials: 0, share: 0.0, interval: None, too_few: true }
}

fn recovering(study: &Study<'_>, summary: &Summary) -> Result<Picture, ChartError> {
    // Those that are back latest tell most; more than six curves tell nothing.
    let mut functions: Vec<_> = study.case.functions.names().zip(&study.first.outcomes.functions).collect();
    let late = |counted: &crate::metric::Recovered| counted.time.sum();
    functions.sort_by(|a, b| late(b.1).cmp(&late(a.1)).then_with(|| a.0.cmp(b.0)));
    let curve = |(name, counted): (&str, &crate::metric::Recovered)| {
        let back = |minutes: i64| counted.time.at_most(minutes).share();
        let mut points = vec![(0.0, back(0))];
        let mut seen = back(0);
        for (minutes, _) in counted.time.steps().filter(|(minutes, _)| *minutes > 0 && *minutes < study.case.horizon) {
            let share = back(minutes).min(1.0 - counted.open as f64 / counted.time.trials() as f64);
            if share > seen {
                points.push((minutes as f64, share));
                seen = share;
            }
        }
        recovery::Curve { label: name.to_owned(), points }
    };
    let curves = Few::first(functions).map(curve);
    let watched = study.case.horizon as f64;
    // The sessions themselves, else the function by which the plan keeps its promise least often.
    let missed = |f: &&super::summary::Function| f.rto_met.trials - f.rto_met.hits;
    let worst = summary.first.functions.iter().max_by_key(missed).map(|f| f.name.as_str());
    let serves = |(_, _, f): &(_, &str, &crate::model::Function)| matches!(f.serves, crate::model::Serves::Services(_));
    let named = |name: &str| study.case.functions.iter().find(|(_, known, _)| *known == name);
    let told = study.case.functions.iter().find(serves).or_else(|| worst.and_then(named));
    let marks = told.map_or_else(Few::default, |(_, name, function)| {
        let mark = |label: &str, length: Length, hard| recovery::Mark {
            label: format!("{label} {length} ({name})"),
            minutes: minutes(length),
            hard,
        };
        Few::first([mark("RTO", function.rto, false), mark("MTPD", function.mtpd, true)])
    });
    let title = summary
        .first
        .functions
        .iter()
        .find(|f| told.is_some_and(|(_, name, _)| name == f.name))
        .map_or_else(String::new, |f| format!("“{}” is back within its RTO in {}", f.name, percent(&f.rto_met)));
    let said: Vec<String> = summary
        .first
        .functions
        .iter()
        .map(|f| {
            format!("{}: never interrupted in {}, RTO met in {}", f.name, percent(&f.untouched), percent(&f.rto_met))
        })
        .collect();
    recovery::draw(&recovery::RecoveryData {
        heading: Heading {
            title,
            subtitle: format!("share of trials in which a function is back · {}", method(study, summary)),
        },
        description: format!("Share of trials in which each function is back, over time. {}.", said.join(". ")),
        curves,
        marks,
        watched,
        log_time: true,
    })
}

/// A length on a clock's axis \[min\]; a working day is drawn as a day.
fn minutes(length: Length) -> f64 {
    match length {
        Length::Clock(minutes) => minutes,
        Length::Working(days) => days * DAY as f64,
    }
}

/// The balance of the fund at the start of each week.
pub(super) fn fund_points(study: &Study<'_>) -> Vec<fund::FundPoint> {
    let counted = &study.first.outcomes;
    let at = |counts: &Counts, share: f64| counts.quantile(share).map_or(0, |q| q.value());
    let points =
        counted.fund.iter().zip(&counted.fund_undisturbed).enumerate().map(|(week, (fund, twin))| fund::FundPoint {
            week: week as f64,
            p5: at(fund, 0.05),
            p25: at(fund, 0.25),
            p50: at(fund, 0.5),
            p75: at(fund, 0.75),
            p95: at(fund, 0.95),
            twin: Some(at(twin, 0.5)),
        });
    points.collect()
}

fn fund_over_weeks(study: &Study<'_>, summary: &Summary) -> Result<Picture, ChartError> {
    let counted = &study.first.outcomes;
    let currency = &study.plan.currency;
    let low = counted.column("fund_low");
    let ruin = counted.column("ruin");
    let empty = ruin.above(0);
    let lowest = currency.whole(crate::units::Money(low.min().unwrap_or(0)));
    let title = if empty.hits() == 0 {
        format!("The fund never runs dry; its lowest point in {} is {lowest}", count(summary.trials, "trial"))
    } else {
        format!("The fund runs dry in {}", often(&super::summary::share(empty.hits(), empty.trials())))
    };
    let need = currency.whole(crate::units::Money(study.case.terms.weekly_need()));
    fund::draw(&fund::FundData {
        heading: Heading {
            title,
            subtitle: format!(
                "balance, median with 50 % and 90 % bands; a week needs {need} · {}",
                method(study, summary)
            ),
        },
        description: format!(
            "Balance of the fund by week from the day of the disruption. Lowest end of day: {lowest}. The bands are \
             wide because the disruption may strike on any day of the year."
        ),
        points: fund_points(study),
        ruin: Vec::new(),
        currency: super::chart_currency(currency),
        caption: "weeks from the day of the disruption".to_owned(),
        undisturbed: "without the disruption".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_that_cannot_be_drawn_takes_no_other_with_it() {
        let picture = Picture { title: String::new(), description: String::new(), svg: String::new() };
        let fails = Err(ChartError::Unusable { what: "week".to_owned(), value: "NaN".to_owned() });
        let all: Pictures =
            [("first", Ok(picture.clone())), ("second", fails), ("third", Ok(picture))].into_iter().collect();
        assert_eq!(all.drawn.iter().map(|chart| chart.name).collect::<Vec<_>>(), ["first", "third"]);
        let told: Vec<String> = all.undrawn.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["could not draw the chart `second`: a chart cannot show week of `NaN`"]);
    }
}
