//! What a plan promises, in numbers: knows how a promise is written and when it is kept, broken or undecided; does not know
//! files, nor how a verdict is shown.
//!
//! `p90(time to next, outage) <= 1wd` says: at most one trial in ten of the outage takes longer. So every promise but one
//! of a mean is a bad thing that may happen in at most a share of trials, and its test is exact: a promise is broken where
//! so many bad trials, or more, would be rarer than 1 in 2,000 if the share were what it promises; it is kept where so few,
//! or fewer, would be. Between the two it is undecided, and more trials are drawn, up to a limit. With a dozen looks a
//! wrong verdict is rarer than 1 in 100.

use crate::assess::scores;
use crate::codes::PROMISE;
use crate::metric::{METRICS, Score, Unit, deadline};
use crate::model::{Case, Function, Id};
use crate::sampling::{Luck, Sources};
use crate::special::binomial_cdf;
use crate::statistics::Counts;
use crate::units::{Length, Misread, Money, Share, places_read};

/// One promise of a plan, checked while it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    text: String,
    what: What,
    scene: Scene,
}

/// Against what a promise holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scene {
    /// One disruption of a scenario, by the name of its file or its title.
    Scenario(String),
    /// All disruptions of so many months.
    Months(u32),
}

/// What is promised.
#[derive(Clone, Debug, PartialEq)]
enum What {
    /// Something bad happens in at most this share of trials \[1\].
    AtMost { bad: Bad, share: f64 },
    /// The mean of a metric, by its place, is at most, or at least, a value in its own unit.
    Mean { metric: usize, most: bool, value: f64, scale: f64 },
}

/// A trial in which something bad happens.
#[derive(Clone, Debug, PartialEq)]
enum Bad {
    /// A metric, by its place, is above a value.
    Above(usize, Value),
    /// A metric, by its place, is below a value.
    Below(usize, Value),
    /// A function is not back within its recovery time objective.
    RtoMissed(String),
    /// A function is down beyond its maximum tolerable period.
    MtpdExceeded(String),
    /// A function lost more work than its recovery point objective allows.
    RpoMissed(String),
}

/// A value in the unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Number(i64),
    Time(Length),
}

/// How far a promise has been found to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Kept,
    /// It does not.
    Broken,
    /// The trials do not tell.
    Undecided,
}

/// What the trials say of a promise.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How far it holds.
    pub verdict: Verdict,
    /// Trials.
    pub trials: u64,
    /// Bad trials; for a mean, those are not counted.
    pub bad: u64,
    /// The mean and its standard error, where a mean is promised, in major units.
    pub mean: Option<(f64, f64)>,
    /// The trial that breaks it most.
    pub worst: Option<u64>,
}

/// A verdict is given where its opposite would be rarer than this.
const RARE: f64 = 0.000_5;
/// The same as standard errors of a mean.
const SURE: f64 = 3.3;

const TIP: &str = "for example `p90(time to next, outage) <= 1wd`, `mean(sessions lost, year) <= 6`, \
                   `rto(client sessions, outage) >= 95%` or `ruin within 24 months <= 2%`";

impl Promise {
    /// Reads a promise.
    ///
    /// # Errors
    /// Where it says nothing that can be tested.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let wrong = |what: String| Misread::new(PROMISE, what, TIP);
        let (left, most, right) = match (text.split_once("<="), text.split_once(">=")) {
            (Some((left, right)), None) => (left.trim(), true, right.trim()),
            (None, Some((left, right))) => (left.trim(), false, right.trim()),
            _ => return Err(wrong(format!("`{text}` has no `<=` or `>=`"))),
        };
        let (what, scene) = match left.strip_prefix("ruin within") {
            Some(span) => (of_ruin(most, right, text)?, Scene::Months(months(span, text)?)),
            None => {
                let (kind, rest) = left.split_once('(').ok_or_else(|| wrong(format!("`{text}` measures nothing")))?;
                let inside = rest.strip_suffix(')').ok_or_else(|| wrong(format!("`{text}` has no `)`")))?;
                let (of, scene) =
                    inside.rsplit_once(',').ok_or_else(|| wrong(format!("`{text}` names no scenario")))?;
                let scene = match scene.trim() {
                    "year" => Scene::Months(12),
                    name => Scene::Scenario(name.to_owned()),
                };
                (measured(kind.trim(), of.trim(), most, right, text)?, scene)
            }
        };
        Ok(Self { text: text.to_owned(), what, scene })
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Against what it holds.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The function it is about, where it is about one.
    #[must_use]
    pub fn function(&self) -> Option<&str> {
        match &self.what {
            What::AtMost { bad: Bad::RtoMissed(name) | Bad::MtpdExceeded(name) | Bad::RpoMissed(name), .. } => {
                Some(name)
            }
            _ => None,
        }
    }

    /// The share of bad trials that it allows \[1\]; none where it promises a mean.
    #[must_use]
    pub fn allows(&self) -> Option<f64> {
        match self.what {
            What::AtMost { share, .. } => Some(share),
            What::Mean { .. } => None,
        }
    }
}

crate::units::read_from_text!(Promise, "a promise in quotes", "write `\"p90(time to next, outage) <= 1wd\"`");
crate::units::told_as!(
    Promise,
    "promise",
    told(),
    [
        "p90(time to next, outage) <= 1wd",
        "mean(sessions lost, year) <= 6",
        "rto(client sessions, outage) >= 95%",
        "ruin within 24 months <= 2%"
    ]
);

/// How a promise is written, with every metric there is.
fn told() -> String {
    let known: Vec<String> = METRICS.iter().map(|m| format!("`{}`", m.key.replace('_', " "))).collect();
    format!(
        "What is measured, `<=` or `>=`, and a value. `median(…)`, `p1(…)` to `p99(…)`, `mean(…)` and `chance(…)` take a \
         metric, `rto(…)`, `mtpd(…)` and `rpo(…)` a function; each names the scenario behind a comma, by its file without \
         the ending, or `year`. `ruin within 24 months` stands alone. The metrics are {}.",
        known.join(", ")
    )
}

fn of_ruin(most: bool, right: &str, text: &str) -> Result<What, Misread> {
    let ruin = place("ruin", text)?;
    if !most {
        return Err(Misread::new(PROMISE, format!("`{text}` promises at least so much ruin"), "write `<=`"));
    }
    Ok(What::AtMost { bad: Bad::Above(ruin, Value::Number(0)), share: Share::parse(right)?.fraction() })
}

fn months(span: &str, text: &str) -> Result<u32, Misread> {
    let number = span.trim().strip_suffix("months").or_else(|| span.trim().strip_suffix("month"));
    let number = number.and_then(|n| n.trim().parse().ok()).filter(|n| (1..=600).contains(n));
    number.ok_or_else(|| {
        Misread::new(PROMISE, format!("`{text}` does not say how many months"), "write `ruin within 24 months`")
    })
}

fn measured(kind: &str, of: &str, most: bool, right: &str, text: &str) -> Result<What, Misread> {
    let at_most = |bad, share| Ok(What::AtMost { bad, share });
    let opposite =
        |what: &str, sign: &str| Err(Misread::new(PROMISE, format!("`{text}`: {what}"), format!("write `{sign}`")));
    match kind {
        "rto" | "rpo" if most => {
            opposite("the share of trials that meet an objective must be at least something", ">=")
        }
        "mtpd" if !most => opposite("the share of trials beyond the tolerable must be at most something", "<="),
        "rto" => at_most(Bad::RtoMissed(of.to_owned()), 1.0 - Share::parse(right)?.fraction()),
        "rpo" => at_most(Bad::RpoMissed(of.to_owned()), 1.0 - Share::parse(right)?.fraction()),
        "mtpd" => at_most(Bad::MtpdExceeded(of.to_owned()), Share::parse(right)?.fraction()),
        "chance" if most => at_most(Bad::Above(place(of, text)?, Value::Number(0)), Share::parse(right)?.fraction()),
        "chance" => opposite("the chance of something bad must be at most something", "<="),
        "mean" => {
            let metric = place(of, text)?;
            let scale = METRICS[metric].unit.scale(places_read());
            Ok(What::Mean { metric, most, value: mean(metric, right)?, scale })
        }
        _ => {
            let share = quantile(kind, text)?;
            let metric = place(of, text)?;
            let value = value(metric, right)?;
            if most {
                at_most(Bad::Above(metric, value), 1.0 - share)
            } else {
                at_most(Bad::Below(metric, value), share)
            }
        }
    }
}

/// `median` or `p90`.
fn quantile(kind: &str, text: &str) -> Result<f64, Misread> {
    let level = if kind == "median" { Some(50) } else { kind.strip_prefix('p').and_then(|n| n.parse::<u32>().ok()) };
    level.filter(|n| (1..=99).contains(n)).map(|n| f64::from(n) / 100.0).ok_or_else(|| {
        Misread::new(
            PROMISE,
            format!("`{text}` measures `{kind}`"),
            "known are median, p1 to p99, mean, chance, rto, mtpd and rpo",
        )
    })
}

/// A metric by its key, in words or as such, or by its title. "Time to next session" is told in full as well.
fn place(name: &str, text: &str) -> Result<usize, Misread> {
    let is = |metric: &crate::metric::Metric| {
        let words = metric.key.replace('_', " ");
        [metric.key, &words, metric.title].contains(&name) || name.strip_suffix(" session") == Some(&words)
    };
    METRICS.iter().position(is).ok_or_else(|| {
        let known: Vec<String> = METRICS.iter().map(|m| m.key.replace('_', " ")).collect();
        Misread::new(
            PROMISE,
            format!("`{text}` measures the unknown `{name}`"),
            format!("known are {}", known.join(", ")),
        )
    })
}

/// The limit of a mean: of what is counted, it need not be whole.
fn mean(metric: usize, text: &str) -> Result<f64, Misread> {
    if matches!(METRICS[metric].unit, Unit::Sessions | Unit::Clients | Unit::Count | Unit::Chance) {
        let number = text.parse().ok().filter(|n: &f64| n.is_finite() && *n >= 0.0);
        return number.ok_or_else(|| Misread::new(PROMISE, format!("`{text}` is no number"), "for example 0.5"));
    }
    match value(metric, text)? {
        Value::Number(number) => Ok(number as f64),
        Value::Time(length) => length.minutes().map(|m| m as f64).ok_or_else(|| {
            Misread::new(PROMISE, format!("a mean cannot be in working days, as in `{text}`"), "write it in h or d")
        }),
    }
}

fn value(metric: usize, text: &str) -> Result<Value, Misread> {
    match METRICS[metric].unit {
        Unit::Minutes => Length::parse(text).map(Value::Time),
        Unit::Weeks => {
            let length = Length::parse(text)?;
            let minutes = length.minutes().ok_or_else(|| {
                Misread::new(
                    PROMISE,
                    format!("`{text}` is in working days, which last as long as the calendar says"),
                    "write it in d or w",
                )
            })?;
            Ok(Value::Number(minutes / crate::units::DAY))
        }
        Unit::Money => {
            let (sign, amount) = text.strip_prefix(['-', '−']).map_or((1, text), |rest| (-1, rest));
            Money::parse(amount).map(|money| Value::Number(sign * money.0))
        }
        Unit::Sessions | Unit::Clients | Unit::Count | Unit::Chance => {
            let number = text
                .parse()
                .map_err(|_| Misread::new(PROMISE, format!("`{text}` is no whole number"), "for example 4"))?;
            Ok(Value::Number(number))
        }
    }
}

/// Tests promises that are about one case, with as many trials as they need, at most `most`.
#[must_use]
pub fn test(case: &Case, luck: &Luck, sources: &Sources, promises: &[&Promise], most: u64) -> Vec<Finding> {
    let mut counted: Vec<Counted> = promises.iter().map(|_| Counted::default()).collect();
    let (mut done, mut border) = (0, 10_000.min(most));
    loop {
        scores(case, luck, sources, done..border, |trial, score| {
            for (promise, counted) in promises.iter().zip(&mut counted) {
                counted.add(&promise.what, case, trial, score);
            }
        });
        done = border;
        let findings: Vec<Finding> = promises.iter().zip(&counted).map(|(p, c)| c.finding(&p.what, done)).collect();
        if done >= most || findings.iter().all(|f| f.verdict != Verdict::Undecided) {
            return findings;
        }
        border = (2 * done).min(most);
    }
}

/// What the trials of one promise have come to.
#[derive(Default)]
struct Counted {
    bad: u64,
    values: Counts,
    /// By how much the worst trial breaks it, and its number.
    worst: Option<(i64, u64)>,
}

impl Counted {
    fn add(&mut self, what: &What, case: &Case, trial: u64, score: &Score) {
        let breach = match what {
            What::AtMost { bad, .. } => bad.breach(case, score),
            What::Mean { metric, most, value, .. } => {
                let found = (METRICS[*metric].of)(score);
                self.values.add(found);
                let over = found - *value as i64;
                if *most { over } else { -over }
            }
        };
        if breach > 0 {
            self.bad += 1;
            if self.worst.is_none_or(|(most, _)| breach > most) {
                self.worst = Some((breach, trial));
            }
        }
    }

    fn finding(&self, what: &What, trials: u64) -> Finding {
        let worst = self.worst.map(|(_, trial)| trial);
        match what {
            What::AtMost { share, .. } => {
                Finding { verdict: verdict(self.bad, trials, *share), trials, bad: self.bad, mean: None, worst }
            }
            What::Mean { most, value, scale, .. } => {
                let mean = self.values.mean();
                let (mean, error) =
                    mean.map_or((0.0, f64::INFINITY), |m| (m.value(), m.standard_error().unwrap_or(f64::INFINITY)));
                let over = if *most { mean - value } else { value - mean };
                let verdict = match over {
                    over if over + SURE * error <= 0.0 => Verdict::Kept,
                    over if over - SURE * error > 0.0 => Verdict::Broken,
                    _ => Verdict::Undecided,
                };
                Finding { verdict, trials, bad: self.bad, mean: Some((mean / scale, error / scale)), worst }
            }
        }
    }
}

/// Exact: the chance of so many bad trials, or more, or fewer, where the share is what is promised.
fn verdict(bad: u64, trials: u64, share: f64) -> Verdict {
    let fewer = if bad == 0 { 0.0 } else { binomial_cdf(bad - 1, trials, share) };
    if share >= 1.0 || binomial_cdf(bad, trials, share) < RARE {
        Verdict::Kept
    } else if 1.0 - fewer < RARE {
        Verdict::Broken
    } else {
        Verdict::Undecided
    }
}

impl Bad {
    /// By how much a trial breaks the promise, in the unit of what is measured; not above zero where it keeps it.
    fn breach(&self, case: &Case, score: &Score) -> i64 {
        let function = |name: &str| case.functions.id(name).unwrap_or(Id::at(0));
        match self {
            Self::Above(metric, value) => (METRICS[*metric].of)(score) - limit(*value, case, score),
            Self::Below(metric, value) => limit(*value, case, score) - (METRICS[*metric].of)(score),
            Self::RtoMissed(name) => beyond(function(name), case, score, |f| f.rto),
            Self::MtpdExceeded(name) => beyond(function(name), case, score, |f| f.mtpd),
            Self::RpoMissed(name) => {
                if score.rpo_missed[function(name).index()] {
                    score.work_lost.max(1)
                } else {
                    0
                }
            }
        }
    }
}

/// A value in the metric's unit; working days count from the onset.
fn limit(value: Value, case: &Case, score: &Score) -> i64 {
    match value {
        Value::Number(number) => number,
        Value::Time(length) => deadline(case, score.onset, length) - score.onset,
    }
}

/// How long after an objective a function is back \[min\]; still open at the horizon counts as beyond.
fn beyond(function: Id<Function>, case: &Case, score: &Score, of: impl Fn(&Function) -> Length) -> i64 {
    let at = function.index();
    let (minutes, open) = score.recovery[at];
    let since = score.since[at];
    let over = minutes - (deadline(case, since, of(&case.functions[function])) - since);
    if open { over.max(1) } else { over }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_read_and_nonsense_is_answered() {
        for right in [
            "p90(time to next, outage) <= 1wd",
            "p90(time to next session, outage) <= 1wd",
            "median(sessions lost, outage) <= 0",
            "p5(fund low, year) >= 2,000",
            "mean(income net, year) >= -1,500",
            "rto(client sessions, outage) >= 95%",
            "mtpd(client sessions, long-illness) <= 10%",
            "chance(report late, data-breach) <= 5%",
            "ruin within 24 months <= 2%",
        ] {
            assert_eq!(Promise::parse(right).map(|p| p.text().to_owned()), Ok(right.to_owned()));
        }
        for wrong in [
            "sessions lost < 3",
            "p90(time to next) <= 1wd",
            "p100(time to next, outage) <= 1wd",
            "p90(tea, outage) <= 1",
            "p90(time to next, outage) <= 1",
            "rto(a, outage) <= 95%",
            "ruin within soon <= 2%",
            "ruin within 24 months >= 2%",
            "ruin within 24 months <= 2",
        ] {
            assert!(Promise::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_verdict_needs_enough_trials() {
        // 10 of 100 where 10 % are allowed tells nothing; nor does none of 10 where 1 % is.
        assert_eq!(verdict(10, 100, 0.1), Verdict::Undecided);
        assert_eq!(verdict(0, 10, 0.01), Verdict::Undecided);
        // (1 - 0.01)^1000 is 4.3e-5; 40 of 100 where 10 % are allowed is far beyond.
        assert_eq!(verdict(0, 1_000, 0.01), Verdict::Kept);
        assert_eq!(verdict(40, 100, 0.1), Verdict::Broken);
        assert_eq!(verdict(1, 100, 0.0), Verdict::Broken);
        assert_eq!(verdict(0, 100, 0.0), Verdict::Undecided);
    }
}
