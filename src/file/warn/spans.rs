//! Lengths of time that cannot be meant: knows how long things last against how often they come and how long a trial
//! is; does not know what they do.

use crate::codes::{CROWDED, CUT_OFF, FIXED, RARE, SEASON, TOO_LATE};
use crate::model::{Case, Course, Distribution, Span};
use crate::units::{DAY, Length, Money, Share, show_minutes};

use super::super::names::Name;
use super::super::outline::Node;
use super::super::scenario::{HazardFile, Inject, ScenarioFile};
use super::super::spread::Spread;
use super::place::Text;
use super::{Seen, Warning};

pub(super) fn in_plan(seen: &Seen<'_>) -> Vec<Warning> {
    fixed(&seen.text)
}

pub(super) fn in_scenario(seen: &Seen<'_>, text: &Text<'_>, file: &ScenarioFile) -> Vec<Warning> {
    let mut all: Vec<Warning> =
        file.hazards.0.iter().filter_map(|(name, hazard)| crowded(text, name, hazard)).collect();
    all.extend(file.hazards.0.iter().filter_map(|(name, hazard)| season(text, name, hazard)));
    all.extend(rare(seen.case, text, file));
    if seen.case.course == Course::One {
        all.extend(cut_off(text, file));
    }
    all.extend(too_late(text, file));
    all.extend(fixed(text));
    all
}

/// A year of rates \[min\].
const YEAR: f64 = (364 * DAY) as f64;

/// A hazard that on average lasts longer than the time from one to the next.
fn crowded(text: &Text<'_>, name: &Name, hazard: &HazardFile) -> Option<Warning> {
    let rate = hazard.effective_rate().a_year();
    // A mean above this is not among what can be written: it saves working the mean out.
    if rate * calendar_minutes(&hazard.lasts.0, |lasts| lasts.quantile(0.999)) <= YEAR {
        return None;
    }
    let lasts = calendar_minutes(&hazard.lasts.0, mean);
    let at_once = lasts * rate / YEAR;
    if at_once <= 1.0 {
        return None;
    }
    // In queues: one place and no waiting, or as many places as come.
    let share = if hazard.one_at_a_time { at_once / (1.0 + at_once) } else { 1.0 - libm::exp(-at_once) };
    let what = format!(
        "`{}` lasts {} on average and comes every {}: it is there for {:.0} % of the time",
        name.as_str(),
        roughly(lasts),
        roughly(YEAR / rate),
        100.0 * share
    );
    let at = text.near(&["hazards", name.as_str(), "lasts"], name);
    Some(Warning::new(CROWDED, at, what, "check `rate` and `lasts`; this is fine where it is hardly ever over"))
}

/// Factors of a season are often rounded to whole per cents, by at most so much on average.
const ROUNDED: f64 = 0.005;

/// A season by which a year has not as many as the rate says.
fn season(text: &Text<'_>, name: &Name, hazard: &HazardFile) -> Option<Warning> {
    let mean = hazard.season.as_ref()?.mean();
    let rate = hazard.rate.rate.a_year();
    if rate * mean <= 0.0 || libm::fabs(mean - 1.0) <= ROUNDED {
        return None;
    }
    let what = format!(
        "the season of `{}` averages {} %, so a year has {} of it, and not {} as `rate` says",
        name.as_str(),
        brief(100.0 * mean),
        brief(rate * mean),
        brief(rate)
    );
    let tip = format!(
        "this is fine where `rate` is that of a month of 100%; else multiply each of the twelve by {}",
        brief(1.0 / mean)
    );
    Some(Warning::new(SEASON, text.near(&["hazards", name.as_str(), "season"], name), what, tip))
}

/// A number above zero with three digits.
fn brief(number: f64) -> String {
    let places = (2 - libm::floor(libm::log10(number)) as i64).clamp(0, 12) as usize;
    let text = format!("{number:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The most trials that a run has by itself.
const MANY: f64 = 1e6;

/// Hazards that less than one of so many trials meets.
fn rare(case: &Case, text: &Text<'_>, file: &ScenarioFile) -> Vec<Warning> {
    let rates: Vec<f64> = file.hazards.0.iter().map(|(_, hazard)| hazard.effective_rate().a_year()).collect();
    let of_all = match case.course {
        Course::One => rates.iter().sum::<f64>(),
        Course::Year => YEAR / case.horizon as f64,
    };
    let of_one = |((name, _), rate): (&(Name, HazardFile), &f64)| {
        let met = MANY * rate / of_all;
        let what = format!("`{}` strikes in less than one of a million trials", name.as_str());
        let at = || text.near(&["hazards", name.as_str(), "rate"], name);
        let tip = "check the rate, or look at it by itself with `--hazard`";
        (*rate > 0.0 && met < 1.0).then(|| Warning::new(RARE, at(), what, tip))
    };
    file.hazards.0.iter().zip(&rates).filter_map(of_one).collect()
}

/// Lengths of which more than one in ten goes on when the trial is over.
fn cut_off(text: &Text<'_>, file: &ScenarioFile) -> Vec<Warning> {
    let horizon = file.horizon.minutes().unwrap_or(i64::MAX);
    let hazards = file.hazards.0.iter().map(|(name, hazard)| ("hazards", name, Some(&hazard.lasts)));
    let then = file.then.0.iter().map(|(name, cascade)| ("then", name, cascade.lasts.as_ref()));
    let of_one = |(kind, name, lasts): (&str, &Name, Option<&Spread>)| {
        let bad = calendar_minutes(&lasts?.0, |d| d.quantile(0.9));
        let what = format!(
            "one `{}` in ten lasts longer than {}, and what is watched ends after {}",
            name.as_str(),
            roughly(bad),
            file.horizon
        );
        let at = || text.near(&[kind, name.as_str(), "lasts"], name);
        let tip = "the charts, the lowest fund and ruin of a run end there, all else is followed further: make `horizon` longer";
        (bad > horizon as f64).then(|| Warning::new(CUT_OFF, at(), what, tip))
    };
    hazards.chain(then).filter_map(of_one).collect()
}

/// Moments to think through that come after the end of the trial.
fn too_late(text: &Text<'_>, file: &ScenarioFile) -> Vec<Warning> {
    let horizon = file.horizon.minutes().unwrap_or(i64::MAX);
    let late = |(_, inject): &(usize, &Inject)| inject.at.minutes().is_some_and(|at| at > horizon);
    let told = |(n, inject): (usize, &Inject)| {
        let what = format!("a moment {} after the onset, and what is watched ends after {}", inject.at, file.horizon);
        let at = text.nth("injects", n, "at");
        Warning::new(TOO_LATE, at, what, "make `horizon` longer, or the moment earlier")
    };
    file.injects.iter().enumerate().filter(late).map(told).collect()
}

/// Spreads whose two ends are equal, so that every draw is the same.
fn fixed(text: &Text<'_>) -> Vec<Warning> {
    let ends = |node: &Node| -> Option<(&str, &str)> {
        let field = |key| text.field(node, key);
        match text.word(node) {
            "Usually" | "LogNormal" => Some((field("typical")?, field("bad_case").or_else(|| field("p95"))?)),
            _ => Some((field("low")?, field("high")?)),
        }
    };
    let words = ["Usually", "LogNormal", "Uniform", "Between", "Triangular", "Pert", "BetaPert"];
    let told = |node: &Node| {
        let (low, high) = ends(node)?;
        let what = format!("from {low} to {high} is no spread: it is always {low}");
        let tip = format!("write `Exactly(\"{low}\")` if that is meant, else how bad the bad case is");
        same(low, high).then(|| Warning::new(FIXED, Some(node.span.start), what, tip))
    };
    text.all(&words).into_iter().filter_map(told).collect()
}

/// Whether two texts are the same quantity.
fn same(a: &str, b: &str) -> bool {
    let length = || Some(Length::parse(a).ok()? == Length::parse(b).ok()?);
    let share = || Some(Share::parse(a).ok()? == Share::parse(b).ok()?);
    let money = || Some(Money::parse(a).ok()? == Money::parse(b).ok()?);
    a == b || length().or_else(share).or_else(money).unwrap_or(false)
}

/// A number of a span in minutes by the calendar: five working days are a week.
fn calendar_minutes(span: &Span, of: impl Fn(&Distribution) -> f64) -> f64 {
    match span {
        Span::Clock(minutes) => of(minutes),
        Span::Working(days) => of(days) * 7.0 / 5.0 * DAY as f64,
    }
}

/// So many equal parts of the uniform stand for all of it.
const PARTS: u32 = 2_000;

/// The mean of a distribution, to a per cent or so.
fn mean(of: &Distribution) -> f64 {
    let middle = |part: u32| of.quantile((f64::from(part) + 0.5) / f64::from(PARTS));
    (0..PARTS).map(middle).sum::<f64>() / f64::from(PARTS)
}

/// A length without its minutes where it has days.
fn roughly(minutes: f64) -> String {
    let step = if minutes >= 2.0 * DAY as f64 { DAY } else { 1 };
    show_minutes(((minutes / step as f64) as i64).saturating_mul(step))
}
