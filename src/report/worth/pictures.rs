//! The charts of worth: knows which numbers each shows and what it says; does not draw.

use crate::chart::{Better, ChartError, Currency, Heading, Ranged, Unit, frontier, tornado};
use crate::file::visible;
use crate::statistics::Estimate;
use crate::units::thousands;

use super::super::Drawn;
use super::{Set, Valued, gain};

/// Strategies on the chart.
const ROWS: usize = 20;
/// Sets on the frontier.
const SETS: usize = 12;

impl Valued {
    /// The charts.
    ///
    /// # Errors
    /// Where one cannot be drawn.
    pub fn pictures(&self) -> Result<Vec<Drawn>, ChartError> {
        let mut drawn = vec![Drawn { name: "strategies", picture: self.strategies()? }];
        if self.sets.len() > 1 {
            drawn.push(Drawn { name: "what-next", picture: self.next()? });
        }
        Ok(drawn)
    }

    fn heading(&self, title: String) -> Heading {
        let trials = thousands(self.trials as i64);
        let subtitle = format!(
            "{}, as {} · {trials} trials of each set, seed {}",
            visible(&self.against),
            self.forecast,
            self.seed
        );
        Heading { title, subtitle }
    }

    fn chart_currency(&self) -> Currency {
        Currency { symbol: self.currency.sign(), decimals: 2 }
    }

    fn strategies(&self) -> Result<crate::chart::Picture, ChartError> {
        let order = self.order();
        let row = |at: &usize| {
            let (player, worth) = (&self.players[*at], &self.worths.players[*at]);
            tornado::Row {
                label: visible(&player.name),
                removed: Some(ranged(gain(&worth.last, 0), 1.0)),
                shapley: worth.share.as_ref().map(|share| ranged(gain(share, 0), 1.0)),
                alone: Some(ranged(gain(&worth.alone, 0), 1.0)),
                cost: (player.cost > 0).then_some(player.cost as f64),
            }
        };
        let first = order.first().map_or_else(String::new, |at| visible(&self.players[*at].name));
        tornado::draw(&tornado::TornadoData {
            description: format!(
                "Sessions that each strategy saves: alone, as a share of all, and if it were removed. {}",
                self.verdict()
            ),
            heading: self.heading(format!("Of all that is saved, “{first}” has the largest share")),
            rows: order.iter().take(ROWS).map(row).collect(),
            unit: Unit::Count,
            currency: self.chart_currency(),
            caption: format!("sessions saved {}", self.each()),
        })
    }

    fn next(&self) -> Result<crate::chart::Picture, ChartError> {
        let scale = if self.goal == 1 { 100.0 } else { 1.0 };
        let set = |set: &Set, label: String| frontier::Set {
            label,
            cost: set.cost as f64,
            goal: ranged(gain(&set.change, self.goal), scale),
        };
        let best = self.frontier();
        let mut efficient = Vec::new();
        let mut before: Option<&Set> = None;
        for next in best.iter().take(SETS) {
            efficient.push(set(next, self.step(before, next)));
            before = Some(next);
        }
        let (unit, goal) = match self.goal {
            0 => (Unit::Count, "sessions saved"),
            1 => (Unit::Money(self.chart_currency()), "money gained"),
            _ => (Unit::Share, "ruin made rarer"),
        };
        frontier::draw(&frontier::FrontierData {
            description: format!(
                "Cost of the first year against what is reached, for every set tried. {}",
                self.verdict()
            ),
            heading: self.heading("What the next ones buy".to_owned()),
            tried: self.sets.iter().map(|one| (one.cost as f64, gain(&one.change, self.goal).value * scale)).collect(),
            efficient,
            present: self.sets.first().map(|one| set(one, "the plan as it is".to_owned())),
            currency: self.chart_currency(),
            unit,
            better: Better::High,
            goal: format!("{goal} {}, against the plan as it is", self.each()),
            caption: "change of the cost of the first year".to_owned(),
        })
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

fn ranged(of: Estimate, scale: f64) -> Ranged {
    Ranged { value: of.value * scale, interval: of.interval().map(|i| (i.low() * scale, i.high() * scale)) }
}
