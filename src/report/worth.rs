//! What each strategy is worth, in words and rows: knows which numbers decide what is kept, dropped or taken; does not
//! simulate.
//!
//! Worth is told as gain: fewer sessions lost, more money, less ruin are positive.

mod page;
mod pictures;

use serde::Serialize;

use crate::file::visible;
use crate::statistics::Estimate;
use crate::units::{Currency, thousands};
use crate::worth::{Advice, Together, UNPRICED, Worths};

use super::again::Again;
use super::words::{TOO_FEW, decimals, money, money_with_error, with_error};

/// More trials than this nobody waits for.
const MOST: f64 = 1e8;

/// How the title of its page begins.
pub(super) const TITLE: &str = "What each strategy is worth";

/// Someone or something that is worth something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Player {
    /// Its name.
    pub name: String,
    /// Section of the written plan.
    pub section: String,
    /// What it costs in its first year \[minor units\]; none where the plan states no cost of it: not priced, not free.
    pub cost: Option<i64>,
    /// Whether it is an insurance: on average that costs more than it pays, and is there for the worst years.
    pub insurance: bool,
}

/// Something that may change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The strategy's or the offer's name.
    pub name: String,
    /// An offer to take; else a strategy to drop.
    pub offered: bool,
    /// What it changes the costs of the first year by \[minor units\].
    pub cost: i64,
}

/// Some candidates together, against the plan as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// Which.
    pub members: Vec<bool>,
    /// What they change the costs of the first year by \[minor units\].
    pub cost: i64,
    /// What they change.
    pub change: [Estimate; 3],
}

impl Set {
    /// A set with its cost.
    #[must_use]
    pub fn new(members: Vec<bool>, candidates: &[Candidate], change: [Estimate; 3]) -> Self {
        let chosen = candidates.iter().zip(&members).filter(|(_, member)| **member);
        let cost = chosen.map(|(candidate, _)| candidate.cost).sum();
        Self { members, cost, change }
    }

    /// How much better a measure is with it.
    #[must_use]
    pub fn gain(&self, measure: usize) -> f64 {
        gain(&self.change, measure).value
    }

    /// Whether it is shown to be better in a measure.
    #[must_use]
    pub fn is_better(&self, measure: usize) -> bool {
        let one = gain(&self.change, measure);
        one.side().is_gt()
    }
}

/// Sets whose mean no other beats at the same or a lower cost, cheapest first.
#[must_use]
pub fn unbeaten(sets: &[Set], measure: usize) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..sets.len()).collect();
    let of = |at: usize| sets[at].gain(measure);
    sorted.sort_by(|a, b| sets[*a].cost.cmp(&sets[*b].cost).then(of(*b).total_cmp(&of(*a))));
    let mut best = f64::NEG_INFINITY;
    sorted.retain(|at| {
        let better = of(*at) > best;
        best = best.max(of(*at));
        better
    });
    sorted
}

/// What the strategies of a plan are worth.
pub struct Valued {
    /// The plan's title.
    pub title: String,
    /// In what: a title.
    pub against: String,
    /// Whether that is a year.
    pub year: bool,
    /// As written or as tested.
    pub forecast: &'static str,
    /// The currency.
    pub currency: Currency,
    /// The seed.
    pub seed: u64,
    /// How many trials each set met.
    pub trials: u64,
    /// Values changed for this time only.
    pub changes: Vec<String>,
    /// Hash of the plan's text.
    pub sha256: String,
    /// Hash of the scenarios' texts.
    pub scenarios_sha256: String,
    /// Hash of the evidence beside it, where there is any.
    pub evidence_sha256: Option<String>,
    /// The measure that offers are chosen for.
    pub goal: usize,
    /// Strategies and the fund.
    pub players: Vec<Player>,
    /// What they are worth.
    pub worths: Worths,
    /// What pairs are worth.
    pub together: Vec<Together>,
    /// What may change.
    pub candidates: Vec<Candidate>,
    /// Sets of that; the first is the plan as it is.
    pub sets: Vec<Set>,
    /// Those of them that are worth their cost, cheapest first: each one is shown to be better than the one before.
    pub frontier: Vec<usize>,
    /// The command that gives the same again.
    pub again: Again,
}

/// An estimate turned so that more is better: sessions lost and ruin are turned round. Money is in minor units.
fn gain(of: &[Estimate; 3], measure: usize) -> Estimate {
    let sign = if measure == 1 { 1.0 } else { -1.0 };
    let one = of[measure];
    // Zero turned round is zero, not minus zero.
    Estimate { value: one.value * sign + 0.0, ..one }
}

impl Valued {
    fn advice(&self, at: usize) -> Advice {
        self.worths.players[at].advice(self.players[at].insurance)
    }

    /// How many trials would tell more of a strategy, in two figures; none where nothing differed in any of these.
    fn trials_to_tell(&self, at: usize) -> Option<u64> {
        let trials = self.worths.players[at].times_to_tell()? * self.trials as f64;
        let unit = libm::exp10(libm::floor(libm::log10(trials)) - 1.0);
        (trials < MOST).then(|| (libm::ceil(trials / unit) * unit) as u64)
    }

    /// The strategies of which something is said, by name, the weightiest first.
    fn named(&self, is: impl Fn(usize) -> bool) -> Vec<usize> {
        self.order().into_iter().filter(|at| is(*at)).collect()
    }

    /// The players by their share of sessions, then of money, most first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.players.len()).collect();
        let of = |at: usize, m: usize| {
            let worth = &self.worths.players[at];
            gain(worth.share.as_ref().unwrap_or(&worth.last), m).value
        };
        order.sort_by(|a, b| of(*b, 0).total_cmp(&of(*a, 0)).then(of(*b, 1).total_cmp(&of(*a, 1))).then(a.cmp(b)));
        order
    }

    /// What to do next, in a few sentences.
    #[must_use]
    pub fn verdict(&self) -> String {
        self.said().join(" ")
    }

    /// The sentences of the verdict, the weightiest first; there is always one.
    fn said(&self) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        if let Some(step) = self.next_step() {
            said.push(step);
        }
        let question = self.named(|at| self.advice(at) == Advice::Question).into_iter().map(|at| {
            let name = visible(&self.players[at].name);
            format!("{name} ({} {})", self.money(&self.worths.players[at].last), self.each())
        });
        let question: Vec<String> = question.collect();
        if !question.is_empty() {
            said.push(format!(
                "Look again at {}: in sessions and money they cost more than they bring here; keep them only for another reason.",
                few(&question)
            ));
        }
        let best: Vec<String> = self
            .order()
            .into_iter()
            .filter(|at| matches!(self.advice(*at), Advice::Keep | Advice::Priced))
            .filter(|at| gain(&self.worths.players[*at].last, 0).side().is_gt())
            .take(3)
            .map(|at| {
                format!(
                    "{} ({} sessions)",
                    visible(&self.players[at].name),
                    self.sessions(&self.worths.players[at].last)
                )
            })
            .collect();
        if !best.is_empty() {
            said.push(format!("Do not lose {}: that is what would be missed most.", few(&best)));
        }
        said.extend(self.not_priced());
        said.extend(self.cannot_tell());
        let total = &self.worths.total;
        said.push(format!(
            "All strategies together save {} sessions and {} {}.",
            self.sessions(total),
            self.money(total),
            self.each()
        ));
        said
    }

    /// What some save that has no price here.
    fn not_priced(&self) -> Option<String> {
        let those = self.named(|at| self.advice(at) == Advice::NotPriced);
        let saves = |at: &usize| {
            let worth = &self.worths.players[*at];
            UNPRICED.iter().zip(&worth.unpriced).find(|(_, one)| one.value < 0.0).map(|(unpriced, _)| unpriced.what)
        };
        let told = |at: &usize| Some(format!("{} ({})", visible(&self.players[*at].name), saves(at)?));
        let names: Vec<String> = those.iter().filter_map(told).collect();
        (!names.is_empty()).then(|| format!("Not priced here is what {} would save.", few(&names)))
    }

    /// Of whom the trials do not tell, and how many would.
    fn cannot_tell(&self) -> Option<String> {
        let open = self.named(|at| self.advice(at) == Advice::Unclear);
        let names = |of: &[usize]| few(&of.iter().map(|at| visible(&self.players[*at].name)).collect::<Vec<_>>());
        let (idle, open): (Vec<usize>, Vec<usize>) =
            open.into_iter().partition(|at| self.worths.players[*at].did_nothing());
        let told = open.iter().filter_map(|at| self.trials_to_tell(*at)).max();
        let open = (!open.is_empty()).then(|| {
            let would = told.map_or_else(String::new, |trials| format!(" `--trials {trials}` would tell."));
            format!("Cannot tell yet what {} come to.{would}", names(&open))
        });
        let trials = thousands(self.trials as i64);
        let idle = (!idle.is_empty()).then(|| {
            format!(
                "In none of {trials} trials was there a difference by {}: what those are for is rarer.",
                names(&idle)
            )
        });
        let said: Vec<String> = open.into_iter().chain(idle).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// The best buy: of the sets that one candidate makes, the one with most gain for its money.
    fn next_step(&self) -> Option<String> {
        let singles = self.sets.iter().filter(|set| set.members.iter().filter(|m| **m).count() == 1);
        let helps = singles.filter(|set| set.is_better(self.goal));
        let per_pound = |set: &Set| set.gain(self.goal) / (set.cost.max(0) as f64 + 100.0);
        let best = helps.max_by(|a, b| per_pound(a).total_cmp(&per_pound(b)))?;
        let at = best.members.iter().position(|member| *member)?;
        let candidate = &self.candidates[at];
        let verb = if candidate.offered { "Take" } else { "Drop" };
        let brings = self.gain(&best.change, 1);
        let left = if brings.value < 0.0 { "all in all it costs" } else { "all in all it brings" };
        Some(format!(
            "{verb} {} first: it costs {} in the first year and saves {} sessions {}; {left} {} {}.",
            visible(&candidate.name),
            self.cost(best.cost),
            self.sessions(&best.change),
            self.each(),
            money_with_error(libm::fabs(brings.value), brings.error, &self.currency),
            self.each()
        ))
    }

    fn each(&self) -> &'static str {
        if self.year { "a year" } else { "each time" }
    }

    fn sessions(&self, of: &[Estimate; 3]) -> String {
        told(gain(of, 0), with_error)
    }

    /// As [`gain`], money in major units of the currency.
    fn gain(&self, of: &[Estimate; 3], measure: usize) -> Estimate {
        let one = gain(of, measure);
        let unit = if measure == 1 { 1.0 / self.currency.unit() as f64 } else { 1.0 };
        Estimate { value: one.value * unit, error: one.error.map(|e| e * unit), ..one }
    }

    /// A cost from minor units.
    fn cost(&self, minor: i64) -> String {
        money(self.currency.major(minor as f64), &self.currency)
    }

    fn money(&self, of: &[Estimate; 3]) -> String {
        told(self.gain(of, 1), |value, error| money_with_error(value, error, &self.currency))
    }

    /// What a strategy costs in its first year, in words.
    fn price(&self, player: &Player) -> String {
        player.cost.map_or_else(|| "not priced".to_owned(), |cost| self.cost(cost))
    }

    /// Points of a hundred by which ruin is rarer.
    fn ruin(&self, of: &[Estimate; 3]) -> String {
        told(gain(of, 2), |value, error| with_error(100.0 * value, error.map(|error| 100.0 * error)))
    }

    /// What comes back for each unit of money that it costs in its first year; none where it costs nothing.
    fn back(&self, at: usize) -> Option<String> {
        let cost = self.currency.major(self.players[at].cost? as f64);
        let brings = self.gain(&self.worths.players[at].last, 1);
        (cost > 0.0 && !brings.too_few())
            .then(|| decimals((brings.value + cost) / cost, (brings.error.unwrap_or(0.0) / cost).max(0.01)))
    }

    /// What a set has that the one before has not, and the reverse.
    fn step(&self, before: Option<&Set>, set: &Set) -> String {
        let had = |at: usize| before.is_some_and(|before| before.members[at]);
        let names = self.candidates.iter().enumerate().filter_map(|(at, candidate)| {
            let sign = match (set.members[at], had(at), candidate.offered) {
                (true, false, true) | (false, true, false) => "+",
                (true, false, false) | (false, true, true) => "−",
                _ => return None,
            };
            Some(format!("{sign} {}", visible(&candidate.name)))
        });
        let names: Vec<String> = names.collect();
        if names.is_empty() { "the plan as it is".to_owned() } else { names.join(", ") }
    }
}

/// An estimate in words, unless it rests on too few.
fn told(of: Estimate, said: impl Fn(f64, Option<f64>) -> String) -> String {
    if of.too_few() { TOO_FEW.to_owned() } else { said(of.value, of.error) }
}

/// At most four of a list.
fn few(names: &[String]) -> String {
    let shown = &names[..names.len().min(4)];
    let rest = names.len() - shown.len();
    let mut all: Vec<String> = shown.to_vec();
    if rest > 0 {
        all.push(format!("{rest} more"));
    }
    super::compare::listed(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_costs_as_much_and_saves_less_is_beaten() {
        let set = |cost: i64, lost: f64| Set {
            members: Vec::new(),
            cost,
            change: [lost, 0.0, 0.0].map(|value| Estimate { value, error: Some(0.1), of: 100, apart: 100 }),
        };
        let sets = [set(0, 0.0), set(50, -1.0), set(50, -2.0), set(80, -2.0), set(90, -3.0), set(-10, 0.5)];
        assert_eq!(unbeaten(&sets, 0), [5, 0, 2, 4]);
        assert!(sets[1].is_better(0) && !sets[0].is_better(0) && !sets[5].is_better(0));
    }
}
