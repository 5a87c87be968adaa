//! Which of two plans is better: knows how a difference is put into a verdict, rows and causes; does not simulate.
//!
//! A difference is told only where its 95 % interval leaves out zero. Everything else is "no detectable difference", with
//! the size that would have shown.

mod page;
mod pictures;

use serde::Serialize;

use crate::compare::{Compared, Difference, PARTS, detectable};
use crate::file::{How, Revision, visible};
use crate::metric::{METRICS, Metric, Outcomes, Unit, Worse, metrics_of};
use crate::model::Course;
use crate::statistics::Estimate;
use crate::units::Currency;
use crate::worth::{MEASURES, Worths};

use super::again::Again;
use super::honesty::Unsure;
use super::summary::share;
use super::words::{count, decimals, money, money_with_error, percent, with_error};

/// What stands between the titles of two plans in that of their page.
pub(super) const BETWEEN: &str = " against ";

/// One revision of a plan as it is called and read.
#[derive(Clone, Debug, Serialize)]
pub struct Revised {
    /// The path as given; outside the working folder its last part.
    pub path: String,
    /// The commit that it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Its title.
    pub title: String,
    /// Hash of its text.
    pub sha256: String,
    /// Hash of the evidence beside it, where there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_sha256: Option<String>,
}

impl Revised {
    /// The hashes of what it was made from.
    fn hashes(&self) -> String {
        let evidence = self.evidence_sha256.as_ref().map(|hash| format!(" with evidence {hash}"));
        let commit = self.commit.as_ref().map(|commit| format!(" of commit {commit}"));
        self.sha256.clone() + &commit.unwrap_or_default() + &evidence.unwrap_or_default()
    }

    /// As it is called: its path, and of a revision the head of its commit.
    fn called(&self) -> String {
        let commit = self.commit.as_ref().map(|commit| format!(" ({})", short(commit)));
        visible(&self.path) + &commit.unwrap_or_default()
    }
}

/// So many letters of a commit's name tell it from any other.
const COMMIT: usize = 12;

/// The head of a commit's name.
#[must_use]
pub fn short(commit: &str) -> &str {
    commit.get(..COMMIT).unwrap_or(commit)
}

/// On whose diary the plans are played.
#[derive(Clone, Debug)]
pub enum Diaries {
    /// Each on its own.
    Own,
    /// Both on the new plan's, from which the old plan's differs in these.
    New(Vec<Revision>),
}

/// Two plans compared, with all that is said of it.
pub struct Comparison<'a> {
    /// The old plan.
    pub old: Revised,
    /// The new plan.
    pub new: Revised,
    /// Against what: a title.
    pub against: String,
    /// One disruption, or a year.
    pub course: Course,
    /// The months of a year.
    pub months: u32,
    /// As written or as tested.
    pub forecast: &'static str,
    /// The currency of both.
    pub currency: &'a Currency,
    /// The seed.
    pub seed: u64,
    /// What became of the trials.
    pub compared: &'a Compared,
    /// In what the plans differ.
    pub revisions: &'a [Revision],
    /// On whose diary they are played.
    pub diaries: Diaries,
    /// Which difference causes what, where that was asked for, and over how many trials.
    pub parts: Option<(&'a Worths, u64)>,
    /// What not knowing the inputs does.
    pub unsure: Unsure<'a>,
    /// The commands that retell the trials that differ most, the old plan's and the new one's.
    pub retell: Vec<[String; 2]>,
    /// Hash of the scenarios' texts.
    pub scenarios_sha256: String,
    /// The command that gives the same again.
    pub again: Again,
}

/// One metric of both plans.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Its key.
    pub key: &'static str,
    /// Mean of the old plan.
    pub old: f64,
    /// Mean of the new plan.
    pub new: f64,
    /// Mean of new minus old.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Whether the interval leaves out zero.
    pub detected: bool,
    /// What would have shown in four of five such comparisons.
    pub detectable: Option<f64>,
    /// Trials in which the new plan is better, worse, equal.
    pub better: u64,
    /// Worse.
    pub worse: u64,
    /// Equal.
    pub equal: u64,
    /// Quantiles: share, old, new; none where there are too few trials for one.
    pub quantiles: Vec<(f64, Option<f64>, Option<f64>)>,
    /// How many times as many trials independent runs would need.
    pub gain: Option<f64>,
    #[serde(skip)]
    metric: Told,
}

/// How a line is told.
#[derive(Clone, Copy, Debug)]
struct Told {
    title: &'static str,
    unit: Unit,
    worse: Worse,
}

/// The line of the share of its booked sessions that a plan loses.
pub(super) const SHARE_LOST: &str = "share_lost";

/// Which way a difference goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The new plan is better.
    Better,
    /// It is worse.
    Worse,
    /// No difference was detected.
    Unknown,
}

impl Line {
    /// Which way it goes.
    #[must_use]
    pub fn way(&self) -> Way {
        match (self.detected, self.difference > 0.0, self.metric.worse) {
            (false, ..) => Way::Unknown,
            (true, true, Worse::High) | (true, false, Worse::Low) => Way::Worse,
            _ => Way::Better,
        }
    }
}

/// By what a choice is made: sessions, and money over the period or against the undisturbed practice.
#[must_use]
pub fn deciding(course: Course) -> [&'static str; 2] {
    ["sessions_lost", if course == Course::Year { "money" } else { "income_net" }]
}

/// Costs that differ by less than this share of themselves are the same.
const SAME_COST: f64 = 0.05;
/// Quantiles that are compared: the median, and what one in ten, in twenty and in a hundred is worse than. The first for
/// what is bad when high, the second for what is bad when low.
const HIGH: [f64; 4] = [0.5, 0.9, 0.95, 0.99];
/// See [`HIGH`].
const LOW: [f64; 4] = [0.5, 0.1, 0.05, 0.01];

impl<'a> Comparison<'a> {
    /// Every metric that says something here.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let wanted =
            |metric: &&Metric| metric.key == "money" || metrics_of(self.course).any(|known| known.key == metric.key);
        let metrics = METRICS.iter().enumerate().filter(|(_, metric)| wanted(metric));
        let mut lines: Vec<Line> = metrics.filter_map(|(at, m)| self.line_of(at, m)).collect();
        let after = lines.iter().position(|line| line.key == "sessions_lost").map_or(0, |at| at + 1);
        self.share_lost().into_iter().for_each(|line| lines.insert(after, line));
        lines
    }

    fn line_of(&self, at: usize, metric: &'static Metric) -> Option<Line> {
        let told = Told { title: metric.title, unit: metric.unit, worse: metric.worse };
        let columns = [&self.compared.old.columns[at], &self.compared.new.columns[at]];
        let scale = metric.unit.scale(self.currency.places());
        let line = self.line((metric.key, told), columns, &self.compared.differences[at], scale)?;
        Some(Line { gain: self.compared.gain(metric.key), ..line })
    }

    fn share_lost(&self) -> Option<Line> {
        let told = Told { title: "share of booked lost", unit: Unit::Chance, worse: Worse::High };
        let [old, new] = &self.compared.shares;
        self.line((SHARE_LOST, told), [old, new], &self.compared.share, PARTS as f64)
    }

    fn line(
        &self,
        (key, metric): (&'static str, Told),
        [old, new]: [&crate::statistics::Counts; 2],
        difference: &Difference,
        scale: f64,
    ) -> Option<Line> {
        let mean = difference.counts.mean()?;
        let of = |counts: &crate::statistics::Counts| counts.mean().map_or(0.0, |m| m.value() / scale);
        let quantile = |counts: &crate::statistics::Counts, share: f64| {
            counts.quantile(share).filter(|q| !q.refused()).map(|q| q.value() as f64 / scale)
        };
        let shares = if metric.worse == Worse::Low { LOW } else { HIGH };
        let interval = mean.interval().map(|i| (i.low() / scale, i.high() / scale));
        Some(Line {
            key,
            old: of(old),
            new: of(new),
            difference: mean.value() / scale,
            standard_error: mean.standard_error().map(|error| error / scale),
            interval,
            detected: interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0),
            detectable: detectable(mean).map(|d| d / scale),
            better: difference.better,
            worse: difference.worse,
            equal: difference.equal(),
            quantiles: shares.iter().map(|p| (*p, quantile(old, *p), quantile(new, *p))).collect(),
            gain: None,
            metric,
        })
    }

    fn trials(&self) -> u64 {
        self.compared.old.trials
    }

    /// What one trial is.
    fn unit(&self) -> &'static str {
        match self.course {
            Course::One => "disruption",
            Course::Year if self.months == 12 => "year",
            Course::Year => "period",
        }
    }

    /// The verdict, in a few sentences.
    #[must_use]
    pub fn verdict(&self) -> String {
        let lines = self.lines();
        if lines.iter().all(|line| line.better + line.worse == 0) {
            let same = if self.revisions.is_empty() {
                "The plans do the same"
            } else {
                "The plans differ, but not in what they do here"
            };
            return format!(
                "{same}: every one of {} is equal to the last session and penny.",
                count(self.trials(), "trial")
            );
        }
        let of = |key: &str| lines.iter().find(|line| line.key == key);
        let measures = self.measures();
        let told: Vec<(&Line, String)> = measures.iter().filter_map(|key| of(key)).map(|l| (l, self.said(l))).collect();
        let known = |way: Way| {
            told.iter().filter(|(line, _)| line.way() == way).map(|(_, said)| said.clone()).collect::<Vec<_>>()
        };
        let (better, worse) = (known(Way::Better), known(Way::Worse));
        let new = format!("`{}`", visible(&self.new.path));
        match (better.is_empty(), worse.is_empty()) {
            (false, true) => format!("Take {new}: it {}.", listed(&better)),
            (true, false) => format!("Keep `{}`: {new} {}.", visible(&self.old.path), listed(&worse)),
            (false, false) => format!("A choice: {new} {}, but it {}.", listed(&better), listed(&worse)),
            (true, true) => {
                let sizes: Vec<String> =
                    measures.iter().filter_map(|key| of(key)).filter_map(|l| self.would_show(l)).collect();
                format!(
                    "No detectable difference with {}; {} would have shown.",
                    count(self.trials(), "trial"),
                    listed(&sizes)
                )
            }
        }
    }

    /// By what the verdict is found: where the plans have not booked as many sessions, who loses fewer may just sell fewer, and
    /// the share of those booked is what tells.
    fn measures(&self) -> [&'static str; 3] {
        let [lost, money, ruin] = MEASURES;
        [if self.compared.book_alike() { lost } else { SHARE_LOST }, money, ruin]
    }

    /// How many sessions each plan has booked and loses; nothing where they have booked as many.
    #[must_use]
    pub fn booked(&self) -> Option<String> {
        let share = self.share_lost().filter(|_| !self.compared.book_alike())?;
        let booked = |of: &Outcomes| decimals(of.scheduled as f64 / of.trials.max(1) as f64, 0.5);
        let lost = |of: f64| self.value(&share, of).replace(" %", "%");
        Some(format!(
            "The old plan books {} sessions a {unit} and loses {} of them; the new one books {} and loses {}.",
            booked(&self.compared.old),
            lost(share.old),
            booked(&self.compared.new),
            lost(share.new),
            unit = self.unit()
        ))
    }

    /// In how many trials the new plan loses fewer sessions, more, and as many; nothing where all are equal.
    #[must_use]
    pub fn shares(&self) -> Option<String> {
        let lines = self.lines();
        let [key, ..] = self.measures();
        let lost = lines.iter().find(|line| line.key == key)?;
        let what = if key == SHARE_LOST { "the share of sessions lost" } else { "sessions lost" };
        (lost.better + lost.worse > 0).then(|| {
            format!(
                "In {what} the new plan is better in {}, worse in {} and equal in {} of {}s.",
                self.share(lost.better),
                self.share(lost.worse),
                self.share(lost.equal),
                self.unit()
            )
        })
    }

    /// Which differences bring most, and which cost money without saving a session; none where nothing of the kind shows.
    #[must_use]
    pub fn next_step(&self) -> Option<String> {
        let (worths, _) = self.parts?;
        let last: Vec<&[Estimate; 3]> = worths.players.iter().map(|player| &player.last).collect();
        let saves = |of: &[Estimate; 3]| of[0].value < 0.0 && of[0].detected();
        let costs = |of: &[Estimate; 3]| of[1].value < 0.0 && of[1].detected();
        let named = |at: &usize| {
            let revision = &self.revisions[*at];
            let name = visible(&revision.name);
            match revision.how {
                How::Added => name,
                How::Removed => format!("leaving out {name}"),
                How::Changed(_) => format!("the change of {name}"),
            }
        };
        let mut brings: Vec<usize> = (0..last.len()).filter(|at| saves(last[*at])).collect();
        brings.sort_by(|a, b| last[*a][0].value.total_cmp(&last[*b][0].value));
        let mut dear: Vec<usize> = (0..last.len()).collect();
        dear.retain(|at| costs(last[*at]) && !saves(last[*at]) && !self.is_replaced(*at, &last));
        dear.sort_by(|a, b| last[*a][1].value.total_cmp(&last[*b][1].value));
        let of = |found: &[usize], said: &dyn Fn(usize) -> String| {
            let clauses: Vec<String> =
                found.iter().take(2).map(|at| format!("{} ({})", named(at), said(*at))).collect();
            listed(&clauses)
        };
        let sessions = |at: usize| format!("{} sessions", with_error(-last[at][0].value, last[at][0].error));
        let money = |at: usize| {
            let of = last[at][1];
            money_with_error(self.currency.major(of.value), of.error.map(|e| self.currency.major(e)), self.currency)
        };
        let mut said = Vec::new();
        if !brings.is_empty() {
            said.push(format!("What brings most is {}.", of(&brings, &sessions)));
        }
        if !dear.is_empty() {
            let what = of(&dear, &money);
            let (are, they) = if dear.len() > 1 { ("are", "they save") } else { ("is", "it saves") };
            said.push(format!("Ask again what {what} {are} for: {they} no session that shows here."));
        }
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// Whether what is only in one plan has its like at the same cost in the other: it was replaced, and costs nothing more.
    fn is_replaced(&self, at: usize, last: &[&[Estimate; 3]]) -> bool {
        let cost = last[at][1].value;
        let opposite = |other: usize| match (&self.revisions[at].how, &self.revisions[other].how) {
            (How::Added, How::Removed) | (How::Removed, How::Added) => {
                (cost + last[other][1].value).abs() < SAME_COST * cost.abs()
            }
            _ => false,
        };
        (0..last.len()).any(opposite)
    }

    /// One difference as a clause: "loses 2.1 sessions fewer a year (1.9 to 2.3)".
    fn said(&self, line: &Line) -> String {
        let (low, high) = line.interval.unwrap_or((line.difference, line.difference));
        let (low, high) = if line.difference < 0.0 { (-high, -low) } else { (low, high) };
        let error = line.standard_error.unwrap_or(0.0);
        let a = if self.course == Course::Year && self.months == 12 { "a year" } else { "each time" };
        let more = line.difference > 0.0;
        let number = |x: f64| decimals(x, error);
        match line.metric.unit {
            Unit::Money => {
                let way = if more { "more" } else { "less" };
                let sign = self.currency.sign();
                format!(
                    "leaves {sign}{} {way} {a} ({sign}{} to {sign}{})",
                    number(line.difference.abs()),
                    number(low),
                    number(high)
                )
            }
            Unit::Chance if line.key == SHARE_LOST => {
                let way = if more { "more" } else { "less" };
                let per = |x: f64| decimals(100.0 * x, 100.0 * error);
                format!(
                    "loses {}% {way} of the sessions it books ({}% to {}%)",
                    per(line.difference.abs()),
                    per(low),
                    per(high)
                )
            }
            Unit::Chance => {
                let way = if more { "more" } else { "less" };
                let per = |x: f64| decimals(100.0 * x, 100.0 * error);
                format!(
                    "runs out of money {way} often, by {} in 100 ({} to {})",
                    per(line.difference.abs()),
                    per(low),
                    per(high)
                )
            }
            _ => {
                let way = if more { "more" } else { "fewer" };
                format!(
                    "loses {} sessions {way} {a} ({} to {})",
                    number(line.difference.abs()),
                    number(low),
                    number(high)
                )
            }
        }
    }

    /// The size that would have shown.
    fn would_show(&self, line: &Line) -> Option<String> {
        let size = line.detectable.filter(|size| *size > 0.0)?;
        Some(match line.metric.unit {
            Unit::Money => format!("{} of money", money(size, self.currency)),
            Unit::Chance if line.key == SHARE_LOST => {
                format!("{}% of the sessions booked", decimals(100.0 * size, 30.0 * size))
            }
            Unit::Chance => format!("{} in 100 of ruin", decimals(100.0 * size, 30.0 * size)),
            _ => format!("{} sessions lost", decimals(size, size * 0.3)),
        })
    }

    fn share(&self, hits: u64) -> String {
        percent(&share(hits, self.trials()))
    }

    /// Whether the new plan is worse in a metric that is not only about how sessions are held.
    #[must_use]
    pub fn worse_in(&self) -> Vec<&'static str> {
        // Of the two that count sessions lost, the one by which the verdict is found.
        let other = if self.compared.book_alike() { SHARE_LOST } else { "sessions_lost" };
        let neutral =
            ["sessions_another_way", "sessions_handed_over", "sessions_hit", "disruptions", "cover_received", other];
        let lines = self.lines().into_iter();
        lines.filter(|l| l.way() == Way::Worse && !neutral.contains(&l.key)).map(|l| l.metric.title).collect()
    }

    fn value(&self, line: &Line, value: f64) -> String {
        let error = line.standard_error.filter(|e| *e > 0.0).unwrap_or(0.0);
        match line.metric.unit {
            Unit::Money => money(value, self.currency),
            Unit::Minutes => format!("{} h", decimals(value / 60.0, (error / 60.0).max(0.05))),
            Unit::Weeks => format!("{} w", decimals(value, error.max(0.05))),
            Unit::Chance => format!("{} %", decimals(100.0 * value, (100.0 * error).max(0.003))),
            _ => decimals(value, error.max(0.003)),
        }
    }

    fn difference(&self, line: &Line) -> String {
        let (value, error) = (line.difference, line.standard_error);
        if line.better + line.worse == 0 {
            return "exactly 0".to_owned();
        }
        let plain = match line.metric.unit {
            Unit::Money => money_with_error(value, error, self.currency),
            Unit::Minutes => format!("{} h", with_error(value / 60.0, error.map(|e| e / 60.0))),
            Unit::Weeks => format!("{} w", with_error(value, error)),
            Unit::Chance => format!("{} %", with_error(100.0 * value, error.map(|e| 100.0 * e))),
            _ => with_error(value, error),
        };
        match line.way() {
            Way::Unknown => format!("{plain} ?"),
            _ if value > 0.0 => format!("+{plain}"),
            _ => plain,
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(clauses: &[String]) -> String {
    match clauses {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
