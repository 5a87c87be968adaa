//! The charts of a comparison: knows which numbers each shows and what it says; does not draw.

use crate::chart::{
    Better, ChartError, Currency, Few, Heading, Picture, Ranged, Unit as Shown, Verdict, difference, dumbbell,
    waterfall,
};
use crate::file::visible;
use crate::metric::{Unit, Worse};
use crate::statistics::Estimate;

use super::super::Pictures;
use super::super::words::count;
use super::page::named;
use super::{Comparison, Line, Way};

/// Metrics on the chart of both plans, as far as they say something here.
const SHOWN: [&str; 8] =
    ["sessions_lost", "sessions_moved", "time_to_tell", "work_lost", "clients_lost", "money", "fund_low", "ruin"];
/// Causes drawn one by one.
const CAUSES: usize = 10;

impl Comparison<'_> {
    /// The charts.
    #[must_use]
    pub fn pictures(&self) -> Pictures {
        let lines = self.lines();
        let lost = lines.iter().find(|line| line.key == "sessions_lost");
        let mut charts = vec![("both-plans", self.both(&lines))];
        if let Some(lost) = lost.filter(|line| line.better + line.worse > 0) {
            charts.push(("trial-by-trial", self.trial_by_trial(lost)));
            charts.extend(self.causes_of(lost).map(|picture| ("causes", picture)));
        }
        charts.into_iter().collect()
    }

    fn heading(&self, title: String) -> Heading {
        self.heading_of(title, self.compared.old.trials)
    }

    fn heading_of(&self, title: String, trials: u64) -> Heading {
        let subtitle = format!(
            "{}, as {} · {}, seed {}, the same luck for both",
            visible(&self.against),
            self.forecast,
            count(trials, "trial"),
            self.seed
        );
        Heading { title, subtitle }
    }

    fn both(&self, lines: &[Line]) -> Result<Picture, ChartError> {
        let rows: Few<dumbbell::Row, 12> = SHOWN
            .iter()
            .filter_map(|key| lines.iter().find(|line| line.key == *key))
            .map(|line| self.row(line))
            .collect();
        let of = |verdict: Verdict| rows.iter().filter(|row| row.verdict == verdict).count();
        let title = format!(
            "The new plan is better in {} of {} numbers, worse in {}",
            of(Verdict::Better),
            rows.len(),
            of(Verdict::Worse)
        );
        let shown = SHOWN.iter().filter_map(|key| lines.iter().find(|line| line.key == *key));
        let told: Vec<String> = shown
            .map(|l| {
                let (old, new) = (self.value(l, l.old), self.value(l, l.new));
                format!("{} {old} and {new}, {}", l.metric.title, self.difference(l))
            })
            .collect();
        dumbbell::draw(&dumbbell::DumbbellData {
            description: format!("Means of both plans with their paired differences: {}.", told.join("; ")),
            heading: self.heading(title),
            old: visible(&self.old.path),
            new: visible(&self.new.path),
            rows,
        })
    }

    fn row(&self, line: &Line) -> dumbbell::Row {
        let scale = self.chart_scale(line);
        let verdict = match line.way() {
            _ if line.better + line.worse == 0 => Verdict::Same,
            Way::Better => Verdict::Better,
            Way::Worse => Verdict::Worse,
            Way::Unknown => Verdict::Undetected,
        };
        dumbbell::Row {
            label: line.metric.title.to_owned(),
            unit: self.chart_unit(line),
            old: line.old * scale,
            new: line.new * scale,
            change: Ranged {
                value: line.difference * scale,
                interval: line.interval.map(|(low, high)| (low * scale, high * scale)),
            },
            verdict,
        }
    }

    fn chart_unit(&self, line: &Line) -> Shown {
        match line.metric.unit {
            Unit::Money => Shown::Money(self.chart_currency()),
            Unit::Chance => Shown::Share,
            Unit::Minutes => Shown::Hours,
            Unit::Weeks => Shown::Weeks,
            Unit::Sessions | Unit::Clients | Unit::Count => Shown::Count,
        }
    }

    fn chart_currency(&self) -> Currency {
        super::super::chart_currency(self.currency)
    }

    /// Charts count money in minor units and weeks by the day, as trials do.
    fn chart_scale(&self, line: &Line) -> f64 {
        line.metric.unit.scale(self.currency.places())
    }

    fn better(line: &Line) -> Better {
        if line.metric.worse == Worse::High { Better::Low } else { Better::High }
    }

    fn trial_by_trial(&self, line: &Line) -> Result<Picture, ChartError> {
        let found = self.compared.difference(line.key);
        let row = self.row(line);
        let unit = self.unit();
        let title = format!("{} of {unit}s lose as many sessions with either plan", self.share(line.equal));
        difference::draw(&difference::DifferenceData {
            description: format!(
                "How many {unit}s differ by how many sessions lost: fewer in {}, more in {}, as many in {}; {} in the mean.",
                self.share(line.better),
                self.share(line.worse),
                self.share(line.equal),
                self.difference(line)
            ),
            heading: self.heading(title),
            trials: found.map(|d| d.counts.steps().collect()).unwrap_or_default(),
            unit: row.unit,
            better: Self::better(line),
            mean: row.change,
            caption: format!("sessions lost, new plan minus old, in the same {unit}"),
        })
    }

    /// From the old plan's mean to the new one's, by each difference alone; none where that was not asked for.
    fn causes_of(&self, line: &Line) -> Option<Result<Picture, ChartError>> {
        let (worths, trials) = self.parts?;
        let ranged = |of: &Estimate| Ranged { value: of.value, interval: of.interval().map(|i| (i.low(), i.high())) };
        let mut order: Vec<usize> = (0..self.revisions.len()).collect();
        let size = |at: usize| worths.players[at].alone[0].value.abs();
        order.sort_by(|a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
        let (told, rest) = order.split_at(order.len().min(CAUSES));
        let mut causes: Vec<waterfall::Cause> = told
            .iter()
            .filter(|at| size(**at) > 0.0)
            .map(|at| waterfall::Cause {
                label: named(&self.revisions[*at]),
                part: ranged(&worths.players[*at].alone[0]),
            })
            .collect();
        let part =
            |at: &usize| format!("{} {}", named(&self.revisions[*at]), self.sessions(&worths.players[*at].alone));
        let parts: Vec<String> = told.iter().take(6).map(part).collect();
        let others: f64 = rest.iter().map(|at| worths.players[*at].alone[0].value).sum();
        if !rest.is_empty() {
            let part = Ranged { value: others, interval: None };
            causes.push(waterfall::Cause { label: count(rest.len() as u64, "other"), part });
        }
        let first = told.first().map(|at| visible(&self.revisions[*at].name));
        let largest = first.map_or_else(String::new, |name| format!(", most of all “{name}”"));
        let total = |path: &str, of: &Estimate| waterfall::Total { label: visible(path), mean: ranged(of) };
        Some(waterfall::draw(&waterfall::WaterfallData {
            description: format!(
                "What each difference of the plans adds to the mean of sessions lost, from {} with the old plan to {} with the new one: {}.",
                self.sessions(&worths.none),
                self.sessions(&worths.all),
                parts.join("; ")
            ),
            heading: self.heading_of(format!("What changes the sessions lost{largest}"), trials),
            old: total(&self.old.path, &worths.none[0]),
            causes: causes.into(),
            together: Some(ranged(&worths.beyond[0])),
            new: total(&self.new.path, &worths.all[0]),
            unit: Shown::Count,
            better: Self::better(line),
            caption: format!("sessions lost a {}, mean", self.unit()),
        }))
    }
}
