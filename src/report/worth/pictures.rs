//! The charts of worth: knows which numbers each shows and what it says; does not draw.

use crate::chart::{Better, ChartError, Currency, Few, Heading, Picture, Ranged, Unit, frontier, tornado};
use crate::file::visible;
use crate::statistics::Estimate;
use crate::units::thousands;

use super::super::Pictures;
use super::{Set, Valued, gain};

impl Valued {
    /// The charts.
    #[must_use]
    pub fn pictures(&self) -> Pictures {
        let mut charts = vec![("strategies", self.strategies())];
        if self.sets.len() > 1 {
            charts.push(("what-next", self.next()));
        }
        charts.into_iter().collect()
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
        super::super::chart_currency(&self.currency)
    }

    fn strategies(&self) -> Result<Picture, ChartError> {
        let order = self.order();
        let row = |at: &usize| {
            let (player, worth) = (&self.players[*at], &self.worths.players[*at]);
            tornado::Row {
                label: visible(&player.name),
                removed: Some(ranged(gain(&worth.last, 0))),
                shapley: worth.share.as_ref().map(|share| ranged(gain(share, 0))),
                alone: Some(ranged(gain(&worth.alone, 0))),
                cost: player.cost.filter(|cost| *cost > 0).map(|cost| cost as f64),
            }
        };
        let removed = |at: &usize| {
            let player = &self.players[*at];
            format!("{} {}", visible(&player.name), self.sessions(&self.worths.players[*at].last))
        };
        let first = order.first().map_or_else(String::new, |at| visible(&self.players[*at].name));
        tornado::draw(&tornado::TornadoData {
            description: format!(
                "Sessions that each strategy saves. If it were removed: {}.",
                order.iter().take(6).map(removed).collect::<Vec<_>>().join("; ")
            ),
            heading: self.heading(format!("Of all that is saved, “{first}” has the largest share")),
            rows: Few::first(&order).map(row),
            unit: Unit::Count,
            currency: self.chart_currency(),
            caption: format!("sessions saved {}", self.each()),
        })
    }

    fn next(&self) -> Result<Picture, ChartError> {
        let set = |set: &Set, label: String| frontier::Set {
            label,
            cost: set.cost as f64,
            goal: ranged(gain(&set.change, self.goal)),
        };
        let mut efficient = Vec::new();
        let mut before: Option<&Set> = None;
        for next in self.frontier.iter().map(|at| &self.sets[*at]) {
            efficient.push(set(next, self.step(before, next)));
            before = Some(next);
        }
        let (unit, goal) = match self.goal {
            0 => (Unit::Count, "sessions saved"),
            1 => (Unit::Money(self.chart_currency()), "money gained"),
            _ => (Unit::Share, "ruin made rarer"),
        };
        let told: Vec<String> = self
            .frontier
            .iter()
            .map(|at| &self.sets[*at])
            .map(|set| {
                let cost = self.cost(set.cost);
                format!("{}, {cost}, {} sessions saved", self.step(None, set), self.sessions(&set.change))
            })
            .collect();
        frontier::draw(&frontier::FrontierData {
            description: format!(
                "Change of the cost of the first year against {goal}, for every set tried. What is worth its cost: {}.",
                told.join("; ")
            ),
            heading: self.heading("What the next ones buy".to_owned()),
            tried: self.sets.iter().map(|one| (one.cost as f64, gain(&one.change, self.goal).value)).collect(),
            efficient,
            present: self.sets.first().map(|one| set(one, "the plan as it is".to_owned())),
            currency: self.chart_currency(),
            unit,
            better: Better::High,
            goal: format!("{goal} {}, against the plan as it is", self.each()),
            caption: "change of the cost of the first year".to_owned(),
        })
    }
}

fn ranged(of: Estimate) -> Ranged {
    Ranged { value: of.value, interval: of.interval().map(|i| (i.low(), i.high())) }
}
