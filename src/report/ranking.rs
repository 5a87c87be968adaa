//! Several scenarios side by side: knows what each costs when it happens and what it costs a year; does not simulate.
//!
//! A scenario's year is its mean, given that it happens, times how often it does: what the year's own page says of it where
//! disruptions are rare and do not meet.

use serde::Serialize;

use crate::chart::{Estimate, Few, Heading, Unit, ranking as bars};
use crate::file::{PlanFile, ScenarioFile, cut, visible};
use crate::model::Case;

use super::json::{MODEL_VERSION, SCHEMA};
use super::pictures::{Drawn, Pictures, together};
use super::study::Inputs;
use super::summary::{Average, Chance, Summary};
use super::table::aligned;
use super::words::{TOO_FEW, money_with_error, per_cent, percent, with_error};

/// One scenario of a ranking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    /// Its title.
    pub title: String,
    /// How often it strikes, a year.
    pub a_year: f64,
    /// Trials.
    pub trials: u64,
    /// Mean of sessions lost when it happens.
    pub lost: Average,
    /// Mean net income when it happens, against the undisturbed practice.
    pub net: Average,
    /// Chance that the fund runs out when it happens.
    pub ruin: Chance,
    /// Where not knowing the inputs puts the mean of sessions lost, and of net income, in nine of ten draws.
    pub not_known: [Option<(f64, f64)>; 2],
}

impl Ranked {
    /// What a run of a scenario says of it.
    #[must_use]
    pub fn new(scenario: &ScenarioFile, case: &Case, summary: &Summary) -> Self {
        let first = &summary.first;
        let average = |key: &str| first.metric(key).map_or(Average::NONE, |number| number.average);
        let mut ruin = first.metric("ruin").map_or_else(|| super::summary::share(0, summary.trials), |n| n.none);
        ruin = super::summary::share(ruin.trials - ruin.hits, ruin.trials);
        Self {
            title: scenario.title.clone(),
            a_year: strikes_a_year(case),
            trials: summary.trials,
            lost: average("sessions_lost"),
            net: average("income_net"),
            ruin,
            not_known: summary.not_known,
        }
    }

    fn yearly(&self, when_it_does: Average) -> Average {
        when_it_does.times(self.a_year)
    }

    /// The chance of ruin a year, were every disruption of it a first one.
    fn ruin_a_year(&self) -> String {
        let interval = self.ruin.interval.map(|(low, high)| (low * self.a_year, high * self.a_year));
        per_cent(self.ruin.share * self.a_year, interval)
    }
}

/// How often one of the hazards strikes \[1/year\].
pub(super) fn strikes_a_year(case: &Case) -> f64 {
    case.hazards.iter().map(|(_, _, hazard)| hazard.rate.a_year()).sum()
}

/// Several scenarios, the dearest year first.
pub struct Ranking<'a> {
    plan: &'a PlanFile,
    rows: Vec<Ranked>,
    inputs: Inputs,
}

/// The title of its page.
pub(super) const TITLE: &str = "All scenarios";

const HEADS: [&str; 6] = [
    "scenario",
    "strikes a year",
    "sessions lost when it does",
    "net income when it does",
    "sessions lost a year",
    "net income a year",
];

impl<'a> Ranking<'a> {
    /// Ranks scenarios by what they cost a year.
    #[must_use]
    pub fn new(plan: &'a PlanFile, mut rows: Vec<Ranked>, inputs: Inputs) -> Self {
        let cost = |row: &Ranked| row.yearly(row.net).mean;
        rows.sort_by(|a, b| cost(a).total_cmp(&cost(b)).then_with(|| a.title.cmp(&b.title)));
        Self { plan, rows, inputs }
    }

    fn cells(&self, row: &Ranked) -> [String; 6] {
        let money = |of: Average| money_with_error(of.mean, of.error(), &self.plan.currency);
        let plain = |of: Average| with_error(of.mean, of.error());
        [
            visible(&row.title),
            format!("{}", libm::round(row.a_year * 1_000.0) / 1_000.0),
            plain(row.lost),
            money(row.net),
            plain(row.yearly(row.lost)),
            money(row.yearly(row.net)),
        ]
    }

    fn finding(&self) -> String {
        let worst = |of: fn(&Ranked) -> f64| self.rows.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
        match (worst(|row| -row.net.mean), self.rows.first()) {
            (Some(given), Some(a_year)) if given.title == a_year.title => {
                format!("{} costs most, when it happens and by the year.", visible(&given.title))
            }
            (Some(given), Some(a_year)) => format!(
                "{} costs most when it happens; {} costs most by the year.",
                visible(&given.title),
                visible(&a_year.title)
            ),
            _ => String::new(),
        }
    }

    /// The chart.
    #[must_use]
    pub fn pictures(&self) -> Pictures {
        let minor = self.plan.currency.unit() as f64;
        let bar = |mean: f64, error: Option<f64>| Estimate {
            mean: (-minor * mean).max(0.0),
            error: error.map(|error| minor * error),
        };
        let row = |row: &Ranked| {
            let (net, yearly) = (row.net, row.yearly(row.net));
            bars::Row {
                label: row.title.clone(),
                given: Some(bar(net.mean, net.error())),
                a_year: bar(yearly.mean, yearly.error()),
            }
        };
        // Years add up; what happens one at a time does not.
        let sum = |rest: Vec<&Ranked>| bars::Row {
            label: together(rest.len()),
            given: None,
            a_year: bar(rest.iter().map(|row| row.yearly(row.net).mean).sum(), None),
        };
        let picture = bars::draw(&bars::RankingData {
            description: format!("Net cost of each scenario, when it happens and by the year. {}", self.finding()),
            heading: Heading {
                title: self.finding(),
                subtitle: format!("{} · seed {}", self.plan.title, self.inputs.seed),
            },
            rows: Few::grouped(self.rows.iter().collect(), row, sum),
            unit: Unit::Money(super::chart_currency(&self.plan.currency)),
            given_caption: "net cost when it happens, mean".to_owned(),
            a_year_caption: "net cost a year, mean".to_owned(),
        });
        [("ranking", picture)].into_iter().collect()
    }

    /// The report.
    #[must_use]
    pub fn markdown(&self, pictures: &[Drawn]) -> String {
        let mut page = super::markdown::Page::default();
        page.line(&format!("# {TITLE}\n"));
        page.line(&format!("{}.\n\n**{}**\n", super::markdown::text(&self.plan.title), self.finding()));
        page.table(
            &HEADS,
            self.rows.iter().map(|row| self.cells(row).iter().map(|c| super::markdown::text(c)).collect()),
        );
        page.line("");
        for drawn in pictures {
            page.line(&format!("![{}]({}.svg)\n", super::markdown::text(&drawn.picture.description), drawn.name));
        }
        page.head("Does the fund last?");
        let rows = self.rows.iter().map(|row| {
            vec![
                super::markdown::text(&row.title),
                percent(&row.ruin),
                match row.ruin.hits {
                    0 => "–".to_owned(),
                    _ => row.ruin_a_year(),
                },
            ]
        });
        page.table(&["scenario", "ruin when it happens", "ruin a year, at most"], rows);
        self.how_sure(&mut page);
        page.head("Method and limits");
        page.line("Each scenario was run for itself (see its own report). *A year* is the mean when it happens, times its rate, times the share of its time that falls into open weeks; disruptions that meet each other are not in it: `bcp-sim year` has them.");
        page.line(&format!("\nAgain: `{}`", self.inputs.command()));
        page.text()
    }

    /// How far each mean moves with what is not known.
    fn how_sure(&self, page: &mut super::markdown::Page) {
        page.head("How sure this is");
        if self.rows.iter().all(|row| row.not_known == [None; 2]) {
            return page.line("± is the error of too few trials alone. What not knowing the inputs does was not asked, or not seen: see each scenario's own report.");
        }
        let span = |ends: Option<(f64, f64)>, shown: &dyn Fn(f64) -> String| {
            ends.map_or_else(|| "not seen".to_owned(), |(low, high)| format!("{} to {}", shown(low), shown(high)))
        };
        let rows = self.rows.iter().map(|row| {
            let width = row.not_known[0].map_or(1.0, |(low, high)| (high - low).max(1e-9));
            vec![
                super::markdown::text(&row.title),
                span(row.not_known[0], &|value| super::words::decimals(value, width / 10.0)),
                span(row.not_known[1], &|value| super::words::money(value, &self.plan.currency)),
            ]
        });
        page.table(&["scenario", "mean of sessions lost when it happens", "mean net income when it happens"], rows);
        page.line("\nNine in ten draws of what is not known, each within its stated range; ± above is the error of too few trials alone. *Not seen*: less than so few trials show. How often a scenario happens at all is not known either: its rate's range stands in its file, and a year's figures move in proportion.");
    }

    /// The ranking for programs.
    #[must_use]
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Result<'a> {
            schema: &'static str,
            program: &'static str,
            model_version: u32,
            again: &'a [String],
            currency: &'a str,
            seed: u64,
            plan_sha256: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            evidence_sha256: Option<&'a str>,
            scenarios_sha256: &'a str,
            ranking: &'a [Ranked],
        }
        let again = self.inputs.again();
        let result = Result {
            schema: SCHEMA,
            program: concat!("bcp-sim ", env!("CARGO_PKG_VERSION")),
            model_version: MODEL_VERSION,
            again: again.words(),
            currency: self.plan.currency.code(),
            seed: self.inputs.seed,
            plan_sha256: &self.inputs.plan_hash,
            evidence_sha256: self.inputs.evidence_hash.as_deref(),
            scenarios_sha256: &self.inputs.scenario_hash,
            ranking: &self.rows,
        };
        // Only numbers, texts and lists: nothing here can fail to be written.
        serde_json::to_string_pretty(&result).unwrap_or_default() + "\n"
    }
}

/// The ranking at 80 columns.
#[must_use]
pub fn terminal(ranking: &Ranking<'_>) -> String {
    let heads = ["scenario", "a year", "lost if", "net if", "net a year"].map(str::to_owned);
    let row = |row: &Ranked| {
        let [title, a_year, lost, net, _, yearly] = ranking.cells(row);
        // Three columns of the longer words would not stand in a line.
        let short = |cell: String| if cell == TOO_FEW { "too few".to_owned() } else { cell };
        [cut(&title, 20), a_year, short(lost), short(net), short(yearly)]
    };
    let rows: Vec<[String; 5]> = std::iter::once(heads).chain(ranking.rows.iter().map(row)).collect();
    let finding = super::terminal::wrapped(&ranking.finding(), 76);
    let lines = finding.into_iter().chain([String::new()]).chain(aligned(&rows));
    std::iter::once("\n".to_owned()).chain(lines.map(|line| format!("  {line}\n"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ruin_too_rare_for_its_places_is_not_told_as_none() {
        let mut rare = Ranked {
            title: "Ransomware".to_owned(),
            a_year: 0.004,
            trials: 10_000,
            lost: Average::NONE,
            net: Average::NONE,
            ruin: super::super::summary::share(9, 10_000),
            not_known: [None; 2],
        };
        assert_eq!(rare.ruin_a_year(), "under 0.001 %");
        rare.a_year = 0.9;
        assert_eq!(rare.ruin_a_year(), "0.08 %");
    }
}
