//! How sure a result is, in words: knows how luck, not knowing the inputs and too few trials are told apart, and what is worth
//! finding out; does not replay anything.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::chart::{ChartError, Heading, Picture, swing};
use crate::file::visible;
use crate::ignorance::{Choice, DRAWS, ENOUGH, Effect, Ignorance, Spread};
use crate::metric::{METRICS, Metric, Unit, Worse, metrics_of, place};
use crate::statistics::Estimate;
use crate::units::{Currency, thousands};

use super::markdown::{Page, text};
use super::study::Study;
use super::summary::{Level, Number, Summary};
use super::table;
use super::words::{TOO_FEW, count, decimals, money, money_near, money_with_error, to_the_minor_unit, with_error};

/// What is known of not knowing.
#[derive(Clone, Copy)]
pub enum Unsure<'a> {
    /// The files state no range.
    NoRanges,
    /// They do, but so few trials tell nothing, or it was not asked for.
    NotAsked,
    /// The unknown things were drawn.
    Drawn {
        /// What came of it.
        found: &'a Ignorance,
        /// What each moves: at its first end, as stated, at its second.
        values: &'a BTreeMap<String, Vec<[String; 3]>>,
    },
}

impl<'a> Unsure<'a> {
    /// By what was found, where something was drawn, and what there is to draw.
    #[must_use]
    pub fn new(found: Option<&'a Ignorance>, values: &'a BTreeMap<String, Vec<[String; 3]>>) -> Self {
        match found {
            Some(found) => Self::Drawn { found, values },
            None if values.is_empty() => Self::NoRanges,
            None => Self::NotAsked,
        }
    }
}

/// What is looked at: what the plan is for, and what it costs.
pub const KEYS: [&str; 2] = ["sessions_lost", "income_net"];
/// The most unknown things told of one metric.
const TOLD: usize = 8;
/// What does less than this of not knowing is not told.
const LEAST_SHARE: f64 = 0.01;

/// What makes one number unsure.
struct Doubtful<'a> {
    metric: &'static Metric,
    number: &'a Number,
    /// Standard deviation of one trial.
    luck: f64,
    /// How many trials.
    trials: u64,
    spread: Option<Spread>,
    currency: &'a Currency,
}

impl<'a> Doubtful<'a> {
    fn new(key: &str, study: &'a Study<'_>, summary: &'a Summary) -> Option<Self> {
        let metric = metric_of(key)?;
        let number = summary.first.metric(key)?;
        let luck = study.first.outcomes.column(key).mean()?.standard_deviation()?
            / metric.unit.scale(study.plan.currency.places());
        let spread = match study.unsure {
            Unsure::Drawn { found, .. } => found.spread(key),
            _ => None,
        };
        Some(Self { metric, number, luck, trials: summary.trials, spread, currency: &study.plan.currency })
    }

    /// The variances by luck, by not knowing, by too few trials.
    fn variances(&self) -> [f64; 3] {
        let scale = self.metric.unit.scale(self.currency.places());
        let inputs = self.spread.filter(|spread| spread.detected).map_or(0.0, |spread| spread.deviation / scale);
        [self.luck * self.luck, inputs * inputs, self.luck * self.luck / self.trials.max(1) as f64]
    }

    fn shares(&self) -> [f64; 3] {
        let variances = self.variances();
        let all: f64 = variances.iter().sum();
        variances.map(|variance| if all > 0.0 { variance / all } else { 0.0 })
    }

    fn span(&self, low: f64, high: f64) -> String {
        let shown = |value: f64| worded(self.metric.unit, value, high - low, self.currency);
        format!("{} to {}", shown(low), shown(high))
    }

    fn by_luck(&self) -> String {
        let told = |level: &Level| table::told(self.metric.unit, level, self.currency);
        match (self.number.level(0.05), self.number.level(0.95)) {
            (Some(low), Some(high)) if low.value == high.value => told(low),
            (Some(low), Some(high)) => format!("{} to {}", told(low), told(high)),
            _ => "too few trials to say".to_owned(),
        }
    }

    fn by_inputs(&self) -> String {
        let scale = self.metric.unit.scale(self.currency.places());
        match self.spread {
            Some(spread) if spread.detected => {
                let (low, high, error) = (spread.low / scale, spread.high / scale, spread.error_of_ends() / scale);
                // No digit beyond the error of the ends.
                let told = |value: f64| match self.metric.unit {
                    Unit::Money => money_near(value, error, self.currency),
                    _ if error > 0.0 => decimals(value, error),
                    unit => worded(unit, value, high - low, self.currency),
                };
                format!("mean {} to {} (each end ± {})", told(low), told(high), told(error))
            }
            Some(spread) if spread.moves => "too few trials to tell".to_owned(),
            Some(_) => "nothing: the same in every draw".to_owned(),
            None => "not drawn".to_owned(),
        }
    }

    fn by_trials(&self) -> String {
        self.number.interval.map_or_else(|| TOO_FEW.to_owned(), |(low, high)| format!("mean {}", self.span(low, high)))
    }
}

fn metric_of(key: &str) -> Option<&'static Metric> {
    place(key).map(|at| &METRICS[at])
}

/// A value with as many digits as a span of this width needs.
fn worded(unit: Unit, value: f64, width: f64, currency: &Currency) -> String {
    match unit {
        Unit::Money if width < 20.0 => to_the_minor_unit(value, currency),
        Unit::Money => money(value, currency),
        _ if width <= 0.0 => decimals(value, 0.1),
        _ => decimals(value, width / 10.0),
    }
}

/// A share of all: `96 %`, `under 1 %`.
fn share(share: f64) -> String {
    match 100.0 * share {
        none if none <= 0.0 => "0 %".to_owned(),
        little if little < 1.0 => "under 1 %".to_owned(),
        much if (99.0..100.0).contains(&much) => "over 99 %".to_owned(),
        other => format!("{other:.0} %"),
    }
}

/// The panel of a study.
pub(super) fn section(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("How sure this is");
    let doubtful: Vec<Doubtful<'_>> = KEYS.iter().filter_map(|key| Doubtful::new(key, study, summary)).collect();
    let Some(lead) = doubtful.first() else { return };
    let one = if study.is_year() { "year" } else { "disruption" };
    let period = if study.is_year() && study.inputs.months.unwrap_or(12) != 12 { "period" } else { one };
    let mut heads = vec!["what makes it unsure"];
    heads.extend(doubtful.iter().map(|d| d.metric.title));
    let row = |words: String, cells: Vec<String>| std::iter::once(words).chain(cells).collect::<Vec<String>>();
    let mut rows = vec![row(
        format!("luck: nine in ten {period}s, as the files stand"),
        doubtful.iter().map(Doubtful::by_luck).collect(),
    )];
    if let Unsure::Drawn { found, .. } = study.unsure {
        let words = format!("not knowing: nine in ten of {} draws of the inputs", found.size().draws);
        rows.push(row(words, doubtful.iter().map(Doubtful::by_inputs).collect()));
    }
    rows.push(row("too few trials: 95 % interval".to_owned(), doubtful.iter().map(Doubtful::by_trials).collect()));
    page.words(&heads, rows);
    page.line(&format!("\n{}", said(lead, study, one)));
    too_few(study).iter().for_each(|warning| page.line(&format!("\n{warning}")));
    if let Unsure::Drawn { found, values } = study.unsure {
        for doubtful in &doubtful {
            ranking(page, doubtful, found, values);
        }
    }
}

/// Where there are too few trials for what is shown: for a quantile with fewer than ten trials beyond it, and for the plain
/// interval of a mean with fewer than 28 + 25 skewness² (see [`crate::statistics`]).
fn too_few(study: &Study<'_>) -> Vec<String> {
    let outcomes = &study.first.outcomes;
    let trials = outcomes.trials;
    let mut warnings = Vec::new();
    let beyond =
        |one_in: u64| outcomes.column(KEYS[0]).quantile(1.0 - 1.0 / one_in as f64).is_some_and(|q| q.refused());
    let refused: Vec<String> =
        [10, 20, 100].into_iter().filter(|one_in| beyond(*one_in)).map(|n| format!("1 in {n}")).collect();
    if !refused.is_empty() {
        warnings.push(format!(
            "**Too few trials:** fewer than ten of {} lie beyond {}, so no such value is told.",
            thousands(trials as i64),
            refused.join(", ")
        ));
    }
    let means = metrics_of(study.case.course).filter_map(|metric| Some((metric, outcomes.column(metric.key).mean()?)));
    let skewed: Vec<String> = means
        .filter(|(metric, mean)| metric.unit != Unit::Chance && mean.skewed())
        .map(|(metric, mean)| format!("{} ({})", metric.title, thousands(mean.trials_needed_for_plain_t() as i64)))
        .collect();
    if !skewed.is_empty() {
        warnings.push(format!(
            "**Few heavy trials:** for a plain interval of the mean these would need so many trials: {}. Theirs are corrected for it, and wider.",
            skewed.join(", ")
        ));
    }
    warnings
}

/// What that comes to for the leading number.
fn said(lead: &Doubtful<'_>, study: &Study<'_>, one: &str) -> String {
    let [luck, inputs, trials] = lead.shares();
    let title = lead.metric.title;
    let [_, by_inputs, by_trials] = lead.variances();
    match study.unsure {
        Unsure::NoRanges => format!(
            "The files state no range of any input, so nothing is said of how far not knowing them moves these numbers. `ranges` in a plan or a scenario states them. Of what is left, {} of the spread of {title} is luck and {} too few trials.",
            share(luck),
            share(trials)
        ),
        Unsure::NotAsked => format!(
            "The inputs were not drawn within their ranges: that needs {} trials, or `--inputs {DRAWS}`. What not knowing them does is therefore left out here; it is often more than what too few trials do.",
            thousands(ENOUGH as i64)
        ),
        Unsure::Drawn { found, .. } if lead.spread.is_some_and(|spread| spread.moves && !spread.detected) => format!(
            "How far not knowing the inputs moves the mean of {title} cannot be told from {} draws of {} each: its error is more than a quarter of it. Of the rest of what makes one {one} unsure, {} is its luck and {} too few trials.",
            found.size().draws,
            count(found.size().trials, "trial"),
            share(luck),
            share(trials)
        ),
        Unsure::Drawn { .. } => {
            let parts = format!(
                "Of all that makes the {title} of one {one} unsure, {} is its luck, {} is not knowing the inputs, and {} is too few trials.",
                share(luck),
                share(inputs),
                share(trials)
            );
            let next = match (by_inputs > 0.0, by_inputs > by_trials) {
                (true, true) if by_inputs > 4.0 * by_trials => format!(
                    " For the mean, not knowing the inputs matters {:.0} times as much as too few trials: finding out helps, more trials do not.",
                    libm::sqrt(by_inputs / by_trials.max(f64::MIN_POSITIVE))
                ),
                (true, true) => {
                    " For the mean, not knowing the inputs and too few trials matter about as much.".to_owned()
                }
                (true, false) => " For the mean, too few trials matter more than not knowing the inputs.".to_owned(),
                (false, _) => " No input that is not known moves it.".to_owned(),
            };
            parts + &next
        }
    }
}

/// What moves the mean of one metric: name, values, means at both ends, share of not knowing.
fn ranking(page: &mut Page, doubtful: &Doubtful<'_>, found: &Ignorance, values: &BTreeMap<String, Vec<[String; 3]>>) {
    let told = told(found, doubtful.metric.key);
    let Some(spread) = doubtful.spread.filter(|spread| spread.detected && !told.is_empty()) else { return };
    page.line(&format!("\n### What to find out first, for {}\n", doubtful.metric.title));
    let scale = doubtful.metric.unit.scale(doubtful.currency.places());
    let whole = whole(found, doubtful.metric.key, spread);
    let rows = told.iter().map(|effect| {
        let name = &found.names()[effect.unknown];
        let [first, stated, second] = effect.means.map(|mean| mean / scale);
        let width = (first - stated).abs().max((second - stated).abs());
        let mean = |value: f64| worded(doubtful.metric.unit, value, width, doubtful.currency);
        // The error of what an end changes; that of the mean itself stands above.
        let there = |value: f64, end: usize| match effect.changes[end].error.map(|error| error / scale) {
            error if doubtful.metric.unit == Unit::Money => money_with_error(value, error, doubtful.currency),
            error => with_error(value, error),
        };
        vec![
            text(name),
            values.get(name).map_or_else(String::new, |values| ranges(values)),
            format!("{}, {}, {}", there(first, 0), mean(stated), there(second, 1)),
            share(effect.variance / whole),
        ]
    });
    page.words(&["not known", "at one end, as stated, at the other", "mean then", "share of not knowing"], rows);
    page.line(&format!(
        "\nEach alone, all others as stated, by the same {} each, in proportion to the mean of all; taken as straight between the three. What others do, and what several do together, is the rest. ± is the standard error of what an end changes.",
        count(found.size().at_an_end(), "trial")
    ));
}

/// The variance by all that is not known: what the draws show, but never less than what single ones do together, which a mean
/// that bends makes too much of.
fn whole(found: &Ignorance, key: &str, spread: Spread) -> f64 {
    let alone: f64 = found.effects(key).iter().map(|effect| effect.variance).sum();
    alone.max(spread.deviation * spread.deviation)
}

/// The unknown things that detectably move the mean of a metric.
fn told(found: &Ignorance, key: &str) -> Vec<Effect> {
    let Some(spread) = found.spread(key) else { return Vec::new() };
    let whole = whole(found, key, spread);
    let mut effects = found.effects(key);
    effects.retain(|effect| {
        // A change that shows in less than half of the blocks rests on few trials.
        let shows = |change: &Estimate| change.detected() && 2 * change.apart >= change.of;
        effect.variance >= LEAST_SHARE * whole && effect.changes.iter().any(shows)
    });
    effects.truncate(TOLD);
    effects
}

/// `0.1 a year, 0.2 a year, 0.9 a year`, of at most two values.
fn ranges(values: &[[String; 3]]) -> String {
    let one = |value: &[String; 3]| value.iter().map(|end| text(end)).collect::<Vec<_>>().join(", ");
    let shown: Vec<String> = values.iter().take(2).map(one).collect();
    let more = if values.len() > 2 { format!("; and {} more", values.len() - 2) } else { String::new() };
    format!("{}{more}", shown.join("; "))
}

/// What to find out first, for the terminal: the unknown thing that moves the leading number most.
pub(super) fn first_to_find_out(study: &Study<'_>, summary: &Summary) -> Option<String> {
    let lead = Doubtful::new(KEYS[0], study, summary)?;
    lead.spread.filter(|spread| spread.detected)?;
    let find = first_unknown(study).map_or_else(String::new, |name| format!("; find out first: {name}"));
    Some(format!("{} for not knowing the inputs{find}", lead.by_inputs()))
}

/// The unknown thing that moves the leading number most.
pub(super) fn first_unknown(study: &Study<'_>) -> Option<String> {
    let Unsure::Drawn { found, .. } = study.unsure else { return None };
    found.spread(KEYS[0]).filter(|spread| spread.detected)?;
    told(found, KEYS[0]).first().map(|effect| visible(&found.names()[effect.unknown]))
}

/// The chart of what moves the leading number; none where nothing detectably does.
pub(super) fn picture(study: &Study<'_>, summary: &Summary) -> Option<(&'static str, Result<Picture, ChartError>)> {
    let Unsure::Drawn { found, .. } = study.unsure else { return None };
    let told = told(found, KEYS[0]);
    let (lead, first) = (Doubtful::new(KEYS[0], study, summary)?, told.first()?);
    let name = |effect: &Effect| visible(&found.names()[effect.unknown]);
    let rows = told.iter().map(|effect| swing::Row { label: name(effect), ends: [effect.means[0], effect.means[2]] });
    let said: Vec<String> = told
        .iter()
        .map(|effect| {
            let ends = [effect.means[0], effect.means[2]]
                .map(|mean| decimals(mean, (effect.means[2] - effect.means[0]).abs() / 10.0));
            format!("{}: {} to {}", name(effect), ends[0], ends[1])
        })
        .collect();
    let picture = swing::draw(&swing::SwingData {
        heading: Heading {
            title: format!("Find out first: {}", name(first)),
            subtitle: format!(
                "each unknown input moved between its ends, all others as stated · {} each, seed {}",
                count(found.size().at_an_end(), "trial"),
                study.inputs.seed
            ),
        },
        description: format!("Mean of {} at both ends of what is not known. {}.", lead.metric.title, said.join("; ")),
        stated: first.means[1],
        rows: rows.collect(),
        unit: crate::chart::Unit::Count,
        caption: format!("mean of {}", lead.metric.title),
    });
    Some(("what-to-find-out", picture))
}

/// The panel for programs; nothing where the inputs were not drawn.
pub(super) fn value(unsure: Unsure<'_>, keys: &[&str], currency: &Currency) -> Option<Value> {
    let Unsure::Drawn { found, values } = unsure else { return None };
    let metric = |key: &&str| {
        let scale = metric_of(key)?.unit.scale(currency.places());
        let spread = found.spread(key)?;
        let whole = whole(found, key, spread);
        let effects = found.effects(key).into_iter().map(|effect| {
            json!({
                "name": found.names()[effect.unknown],
                "means": effect.means.map(|mean| mean / scale),
                "standard_errors": effect.changes.map(|change| change.error.map(|error| error / scale)),
                "share": if whole > 0.0 { effect.variance / whole } else { 0.0 },
            })
        });
        Some(json!({
            "key": key,
            "standard_deviation": spread.deviation / scale,
            "low": spread.low / scale,
            "high": spread.high / scale,
            "standard_error": spread.error / scale,
            "detected": spread.detected,
            "inputs": effects.collect::<Vec<_>>(),
        }))
    };
    Some(json!({
        "draws": found.size().draws,
        "trials_of_each": found.size().trials,
        "ranges": values,
        "metrics": keys.iter().filter_map(metric).collect::<Vec<_>>(),
    }))
}

/// What not knowing the inputs means for a choice between two plans, as a section.
pub(super) fn for_a_choice(page: &mut Page, unsure: Unsure<'_>, keys: &[&str], currency: &Currency) {
    page.head("Does the choice hold, whatever the inputs are?");
    match unsure {
        Unsure::NoRanges => page.line("The files state no range of any input, so the inputs are taken as stated. `ranges` in a plan or a scenario states them."),
        Unsure::NotAsked => page.line(&format!(
            "The inputs were taken as stated. From {} trials on, or with `--inputs {DRAWS}`, they are drawn within their ranges.",
            thousands(ENOUGH as i64)
        )),
        Unsure::Drawn { found, .. } => {
            let metrics = METRICS.iter().filter(|metric| keys.contains(&metric.key));
            metrics.for_each(|metric| by_one_metric(page, found, metric, currency));
        }
    }
}

/// Whether the choice holds by one metric, and what finding out would gain.
fn by_one_metric(page: &mut Page, found: &Ignorance, metric: &Metric, currency: &Currency) {
    let more_is_better = metric.worse == Worse::Low;
    let (Some(spread), Some(choice)) = (found.spread(metric.key), found.choice(metric.key, more_is_better)) else {
        return;
    };
    let draws = found.size().draws;
    if spread.moves && !spread.detected {
        return page.line(&format!(
            "By {}: how far not knowing the inputs moves the difference cannot be told from {draws} draws of {} each.\n",
            metric.title,
            count(found.size().trials, "trial")
        ));
    }
    let scale = metric.unit.scale(currency.places());
    let shown = |value: f64| worded(metric.unit, value / scale, (spread.high - spread.low) / scale, currency);
    page.line(&format!(
        "By {}: the new plan is better in {} of {draws} draws of the inputs within their ranges; new − old lies between {} and {} in nine of ten. {}\n",
        metric.title,
        libm::round(choice.better * draws as f64),
        shown(spread.low),
        shown(spread.high),
        worth_knowing(&choice, found, &shown)
    ));
}

/// What finding out would gain before the choice.
fn worth_knowing(choice: &Choice, found: &Ignorance, shown: &dyn Fn(f64) -> String) -> String {
    if choice.all <= 0.0 {
        return "Nothing that could be found out about the inputs would turn the choice.".to_owned();
    }
    let mut gains: Vec<&(usize, f64)> = choice.one.iter().filter(|(_, gain)| *gain >= 0.01 * choice.all).collect();
    gains.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let all = format!(
        "Knowing every input before choosing would gain {} on average: finding out is worth that at most.",
        shown(choice.all)
    );
    let one: Vec<String> = gains
        .iter()
        .take(3)
        .map(|(unknown, gain)| format!("*{}* {}", text(&found.names()[*unknown]), shown(*gain)))
        .collect();
    if one.is_empty() {
        return all + " No single input would turn it.";
    }
    format!("{all} Of single ones: {}.", one.join(", "))
}

/// Where nine in ten draws put the mean of each of [`KEYS`]; none where that was not drawn or not detected.
pub(super) fn spans(unsure: Unsure<'_>, currency: &Currency) -> [Option<(f64, f64)>; 2] {
    let Unsure::Drawn { found, .. } = unsure else { return [None; 2] };
    KEYS.map(|key| {
        let scale = metric_of(key)?.unit.scale(currency.places());
        let spread = found.spread(key).filter(|spread| spread.detected)?;
        Some((spread.low / scale, spread.high / scale))
    })
}
