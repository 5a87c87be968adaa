//! Worth on the terminal, as Markdown and for programs: knows the order in which it is told; does not know what anything is
//! worth.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::file::{cut, visible};
use crate::statistics::Estimate;
use crate::units::thousands;
use crate::worth::{Advice, EXACT, MEASURES, UNPRICED, Unpriced};

use super::super::Drawn;
use super::super::json::MODEL_VERSION;
use super::super::markdown::{Page, text};
use super::super::table::aligned;
use super::super::terminal::wrapped;
use super::super::words::count;
use super::{Player, Set, TITLE, Valued, gain};

/// The name and version of the schema.
const SCHEMA: &str = "bcp-sim.worth/1";
/// Rows on the terminal.
const ROWS: usize = 15;

impl Valued {
    /// The terminal's page.
    #[must_use]
    pub fn terminal(&self) -> String {
        let mut out = String::new();
        let mut line = |text: &str| {
            out.push_str(format!("  {text}").trim_end());
            out.push('\n');
        };
        line(&format!("{} · {}", visible(&self.title), visible(&self.against)));
        let trials = thousands(self.trials as i64);
        line(&format!("{trials} trials of each set of strategies, seed {}, as {}", self.seed, self.forecast));
        super::super::what_if(&self.changes).lines().for_each(|change| line(change.trim_start()));
        line("");
        wrapped(&self.verdict(), 76).iter().for_each(|part| line(part));
        line("");
        let order = self.order();
        let mut rows = vec![["what it saves", "share", "if removed", "money", "cost"].map(str::to_owned)];
        rows.extend(order.iter().take(ROWS).map(|at| {
            let (player, worth) = (&self.players[*at], &self.worths.players[*at]);
            [
                cut(&player.name, 30),
                self.sessions(worth.share.as_ref().unwrap_or(&worth.last)),
                self.sessions(&worth.last),
                self.money(&worth.last),
                self.price(player),
            ]
        }));
        aligned(&rows).iter().for_each(|row| line(row));
        if order.len() > ROWS {
            line(&format!("and {} more in the report", order.len() - ROWS));
        }
        line("Sessions saved: as a share of all, and if it alone were removed; money if");
        line("removed, its own cost counted; cost in the first year.");
        for (head, pairs) in [("need each other", self.pairs(true)), ("do the same twice", self.pairs(false))] {
            for pair in pairs.iter().take(3) {
                line(&format!("{head:<18}{pair}"));
            }
        }
        if !self.sets.is_empty() {
            line("");
            let mut rows = vec![["what next, step by step", "cost", "sessions", "money", "ruin"].map(str::to_owned)];
            let mut before: Option<&Set> = None;
            rows.extend(self.frontier.iter().map(|at| &self.sets[*at]).map(|set| {
                let cost = self.cost(set.cost);
                let step = self.step(before.replace(set), set);
                [cut(&step, 36), cost, self.sessions(&set.change), self.money(&set.change), self.ruin(&set.change)]
            }));
            aligned(&rows).iter().for_each(|row| line(row));
            let told = "Each step starts from the one above and is shown to help; cost and savings are of all steps so far, against the plan as it is.";
            wrapped(told, 76).iter().for_each(|part| line(part));
        }
        line("");
        line(&format!("again       {}", self.again.shown()));
        out
    }

    /// Pairs that are worth more together than apart, or less, in sessions.
    fn pairs(&self, more: bool) -> Vec<String> {
        let mut pairs: Vec<_> = self
            .together
            .iter()
            .map(|pair| (pair, gain(&pair.beyond, 0)))
            .filter(|(_, beyond)| if more { beyond.side().is_gt() } else { beyond.side().is_lt() })
            .collect();
        pairs.sort_by(|a, b| libm::fabs(b.1.value).total_cmp(&libm::fabs(a.1.value)));
        let told = pairs.into_iter().map(|(pair, _)| {
            let name = |at: usize| cut(&self.players[at].name, 26);
            format!("{} and {} ({})", name(pair.players.0), name(pair.players.1), self.sessions(&pair.beyond))
        });
        told.collect()
    }

    /// The report.
    #[must_use]
    pub fn markdown(&self, pictures: &[Drawn]) -> String {
        let mut page = Page::default();
        page.line(&format!("# {TITLE}: {}\n", text(&self.title)));
        page.line(&format!("In {}, as {}.\n", text(&self.against), self.forecast));
        for change in &self.changes {
            page.line(&format!("What if: {}\n", text(change)));
        }
        page.line(&led_by_the_first(&self.said()));
        for drawn in pictures {
            page.line(&format!("![{}]({}.svg)\n", text(&drawn.picture.description), drawn.name));
        }
        page.head("Every strategy");
        let heads = [
            "strategy",
            "section",
            "cost, first year",
            "sessions: share",
            "if removed",
            "alone",
            "money if removed",
            "back for each unit spent",
            "ruin, in 100",
        ];
        page.table_of_both(
            &heads,
            2,
            self.order().into_iter().map(|at| {
                let (player, worth) = (&self.players[at], &self.worths.players[at]);
                vec![
                    text(&player.name),
                    text(&player.section),
                    self.price(player),
                    worth.share.as_ref().map_or_else(String::new, |share| self.sessions(share)),
                    self.sessions(&worth.last),
                    self.sessions(&worth.alone),
                    self.money(&worth.last),
                    self.back(at).unwrap_or_else(|| "–".to_owned()),
                    self.ruin(&worth.last),
                ]
            }),
        );
        page.line("\nSessions saved and money kept; more is better. *If removed*: the plan against the plan without it. *Alone*: a plan with nothing else against one with nothing. *Share*: Shapley's share, what it adds on average over all orders in which strategies might be put together; the shares add up to the whole. Money counts what it costs. *Too few to tell*: it changed something in fewer than ten blocks of 64 trials. *Not priced*: the plan states no cost of it; that is not known to be nothing.");
        page.head("Pairs");
        let told = [
            ("need each other (worth more together than apart)", self.pairs(true)),
            ("do the same twice (worth less together)", self.pairs(false)),
        ];
        for (head, pairs) in told {
            page.line(&format!("\nThose that {head}:\n"));
            if pairs.is_empty() {
                page.line("- none detected among those that do most");
            }
            pairs.iter().for_each(|pair| page.line(&format!("- {}", text(pair))));
        }
        self.what_next(&mut page);
        self.how(&mut page);
        page.text()
    }

    fn what_next(&self, page: &mut Page) {
        page.head("What next");
        if self.sets.is_empty() {
            page.line("The plan lists no offers (`offers`), and nothing in it costs more than it brings: there is nothing to try.");
            return;
        }
        page.table(
            &["set", "cost, first year", "sessions saved", "money", "ruin, in 100"],
            self.frontier.iter().map(|at| &self.sets[*at]).map(|set| {
                vec![
                    text(&self.step(None, set)),
                    self.cost(set.cost),
                    self.sessions(&set.change),
                    self.money(&set.change),
                    self.ruin(&set.change),
                ]
            }),
        );
        page.line(&format!("\nOf {} that were tried, those that no other beats at the same or a lower cost in {}, each shown to be better than the one before by the same trials. Numbers are against the plan as it is.", count(self.sets.len() as u64, "set"), ["sessions lost", "money", "ruin"][self.goal]));
    }

    fn how(&self, page: &mut Page) {
        page.head("How sure this is");
        page.line("± is too few trials alone. All sets met the same luck, so luck is not in the differences. The inputs are taken as stated: the report of a year says how far not knowing them moves its figures, and `bcp-sim compare` whether a choice between two plans holds whatever they are.");
        page.head("Method and limits");
        let shares = if self.worths.exact {
            "every set of strategies was tried"
        } else {
            "orders were drawn by luck, one and its reverse for every 64 trials"
        };
        page.line(&format!("Every set of strategies met the same {} trials. For the shares {shares} (up to {EXACT} strategies every set is tried). ± is a standard error over blocks of trials. A strategy that can change nothing is worth exactly zero. Costs are those of the first year: once and yearly.", thousands(self.trials as i64)));
        let evidence = self.evidence_sha256.as_ref().map_or_else(String::new, |hash| format!(" with evidence {hash}"));
        page.line(&format!(
            "\nAgain: `{}`. Seed {}; plan {}{evidence}; {}.",
            self.again.shown(),
            self.seed,
            self.sha256,
            concat!("bcp-sim ", env!("CARGO_PKG_VERSION"))
        ));
    }

    /// The same for programs.
    #[must_use]
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Row<'a> {
            #[serde(flatten)]
            player: &'a Player,
            advice: &'static str,
            trials_that_would_tell: Option<u64>,
            share: Option<[(f64, Option<f64>); 3]>,
            last: [(f64, Option<f64>); 3],
            alone: [(f64, Option<f64>); 3],
            not_priced: BTreeMap<&'static str, (f64, Option<f64>)>,
        }
        let gains = |of: &[Estimate; 3]| [0, 1, 2].map(|m| self.gain(of, m)).map(|e| (e.value, e.error));
        let rows: Vec<Row<'_>> = self
            .players
            .iter()
            .zip(&self.worths.players)
            .enumerate()
            .map(|(at, (player, worth))| Row {
                player,
                advice: word(self.advice(at)),
                trials_that_would_tell: self.trials_to_tell(at),
                share: worth.share.as_ref().map(gains),
                last: gains(&worth.last),
                alone: gains(&worth.alone),
                not_priced: not_priced(&worth.unpriced),
            })
            .collect();
        let pairs: Vec<_> = self
            .together
            .iter()
            .map(|pair| {
                serde_json::json!({
                    "players": [self.players[pair.players.0].name, self.players[pair.players.1].name],
                    "beyond": gains(&pair.beyond),
                })
            })
            .collect();
        let sets: Vec<_> = self.sets.iter().map(|set| serde_json::json!({
            "changes": self.candidates.iter().zip(&set.members).filter(|(_, m)| **m).map(|(c, _)| c).collect::<Vec<_>>(),
            "cost": set.cost, "gain": gains(&set.change),
        })).collect();
        let mut page = serde_json::json!({
            "schema": SCHEMA, "program": concat!("bcp-sim ", env!("CARGO_PKG_VERSION")), "model_version": MODEL_VERSION,
            "again": self.again.words(), "plan": { "title": self.title, "sha256": self.sha256 },
            "scenarios_sha256": self.scenarios_sha256, "against": self.against, "forecast": self.forecast,
            "currency": self.currency.code(), "seed": self.seed, "trials": self.trials, "changes": self.changes,
            "measures": MEASURES, "exact": self.worths.exact, "verdict": self.verdict(),
            "total": gains(&self.worths.total), "strategies": rows, "pairs": pairs, "sets": sets, "frontier": self.frontier,
        });
        if let Some(hash) = &self.evidence_sha256 {
            page["plan"]["evidence_sha256"] = hash.as_str().into();
        }
        // Only numbers, texts and lists: nothing here can fail to be written.
        serde_json::to_string_pretty(&page).unwrap_or_default() + "\n"
    }
}

fn word(advice: Advice) -> &'static str {
    match advice {
        Advice::Keep => "keep",
        Advice::Priced => "priced",
        Advice::Question => "question",
        Advice::NotPriced => "not_priced",
        Advice::Unclear => "unclear",
    }
}

/// What is saved of what has no price, in hours or by number.
fn not_priced(of: &[Estimate]) -> BTreeMap<&'static str, (f64, Option<f64>)> {
    let saved = |(unpriced, one): (&Unpriced, &Estimate)| {
        (unpriced.what, (0.0 - one.value / unpriced.unit, one.error.map(|error| error / unpriced.unit)))
    };
    UNPRICED.iter().zip(of).map(saved).collect()
}

/// The first sentence in bold, the others plain below it.
fn led_by_the_first(said: &[String]) -> String {
    let Some((first, rest)) = said.split_first() else { return String::new() };
    let rest = if rest.is_empty() { String::new() } else { format!("{}\n", text(&rest.join(" "))) };
    format!("**{}**\n\n{rest}", text(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sentence_is_bold() {
        let said = ["Take *a* first.", "Look again at b.", "Keep c."].map(str::to_owned);
        assert_eq!(led_by_the_first(&said), "**Take \\*a\\* first.**\n\nLook again at b. Keep c.\n");
        assert_eq!(led_by_the_first(&said[..1]), "**Take \\*a\\* first.**\n\n");
    }
}
