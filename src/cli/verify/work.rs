//! How much there is to do: knows how many trials of how many months each kind of result is made of, by what its command asks for
//! and its summary states; does not do it.
//!
//! The unit is the *simulated month*: one month of the practice in one trial of one plan or forecast. It is an estimate; where a
//! result turns out to take twice as many trials it is not what its summary says, and is given up.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::again::Asked;
use crate::file::{Change, Source, read_scenario};
use crate::ignorance::Size;
use crate::model::WEEKS_A_YEAR;
use crate::pack::{Entries, Stated};
use crate::report::SMALL_SCENARIO;
use crate::units::{DAY, Length, WEEK};
use crate::worth::EXACT;

use super::form::{Claimed, From, Pack};

/// Plans with a pair of strategies left out, of eight that are relied on most, with one, and with none.
const PAIRS: u64 = 28 + 8 + 1;
/// Trials that a drill takes about: the day is replayed for every moment and every response that is tried.
const OF_A_DRILL: u64 = 2_000;

/// The work of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Trials, each of one plan or forecast.
    trials: u64,
    /// Months of each.
    months: u64,
}

impl Work {
    /// Months of the practice that are lived through.
    pub fn simulated_months(&self) -> u64 {
        self.trials.saturating_mul(self.months)
    }

    /// More trials than these are not what was sealed.
    pub fn limit(&self) -> u64 {
        self.trials.saturating_mul(2)
    }
}

/// The work of each result of a pack.
pub fn of(pack: &Pack) -> Vec<Work> {
    let horizons = Horizons::of(pack);
    pack.results.iter().map(|claimed| one(claimed, &pack.entries, &horizons)).collect()
}

fn one(claimed: &Claimed, entries: &Entries, horizons: &Horizons) -> Work {
    let asked = claimed.again.asked();
    let months = asked.months.map_or_else(|| horizons.longest(&claimed.scenarios, asked.changes), u64::from);
    let trials = match &claimed.from {
        From::Drill { stops, .. } => OF_A_DRILL.saturating_mul(1 + stops.len() as u64),
        From::Report(made) => trials(&asked, &made.stated, tables(claimed, entries)),
    };
    Work { trials, months: months.max(1) }
}

/// Trials of a report with so many tables in which each trial has a row.
fn trials(asked: &Asked<'_>, stated: &Stated, tables: u64) -> u64 {
    let sum = |of: &dyn Fn(u64) -> u64| stated.trials.iter().map(|n| of(*n)).fold(0, u64::saturating_add);
    let Some(inputs) = asked.inputs else {
        // What each strategy is worth, and each set of offers, once when it is tried and once when it is chosen.
        let sets = of_players(stated.players, true).saturating_add(PAIRS).saturating_add(stated.sets.saturating_mul(2));
        return sum(&|n| n).saturating_mul(sets);
    };
    let drawn = |n: u64| Size::for_trials(n, inputs).map_or(0, Size::most);
    let plain = sum(&|n| asked.sides.saturating_mul(n.saturating_add(drawn(n))));
    let rows = tables.saturating_mul(sum(&|n| n).saturating_add(asked.events));
    let causes = if asked.causes == 0 { 0 } else { asked.causes.saturating_mul(of_players(stated.players, false)) };
    plain.saturating_add(rows).saturating_add(causes)
}

/// Sets of players that are tried for their worth.
fn of_players(players: u64, shares: bool) -> u64 {
    match (players, shares) {
        (n, true) if n <= EXACT as u64 => 1 << n,
        (n, true) => n.saturating_mul(4).saturating_add(2),
        (n, false) => n.saturating_mul(2).saturating_add(2),
    }
}

/// The tables of a result in which each trial has a row.
fn tables(claimed: &Claimed, entries: &Entries) -> u64 {
    let folder = &claimed.sealed.folder;
    ["csv", "parquet"].iter().filter(|ending| entries.contains_key(&format!("{folder}/trials.{ending}"))).count() as u64
}

/// How many months each scenario goes on that something is made from; each is read once, however many results there are.
struct Horizons(BTreeMap<String, u64>);

impl Horizons {
    fn of(pack: &Pack) -> Self {
        let names: BTreeSet<&String> = pack.results.iter().flat_map(|claimed| &claimed.scenarios).collect();
        Self(names.into_iter().map(|name| (name.clone(), horizon(pack.entries.get(name)))).collect())
    }

    /// The months of the one that goes on longest, or what a change for this time only makes of all.
    fn longest(&self, names: &[String], changes: &[Change]) -> u64 {
        let own = || names.iter().filter_map(|name| self.0.get(name)).copied().max();
        changed(changes).or_else(own).unwrap_or(0)
    }
}

/// The months of a scenario; one that cannot be read is told when the result is made.
fn horizon(text: Option<&Vec<u8>>) -> u64 {
    let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    read_scenario(&Source::new("", text)).map_or(0, |scenario| months(scenario.horizon))
}

/// The months that a change makes of every scenario, where one does: each is tried on a small one.
fn changed(changes: &[Change]) -> Option<u64> {
    let small = Source::new("", SMALL_SCENARIO);
    let own = horizon(Some(&SMALL_SCENARIO.as_bytes().to_vec()));
    let made = changes.iter().filter(|change| change.of_scenario()).filter_map(|change| change.apply(&small).ok());
    made.map(|source| horizon(Some(&source.text.into_bytes()))).rfind(|months| ![0, own].contains(months))
}

/// The months of a horizon, twelve of which are 52 weeks.
fn months(horizon: Length) -> u64 {
    let minutes = match horizon {
        Length::Clock(minutes) => minutes,
        // Of every week two days are no working days, and of some more.
        Length::Working(days) => 2.0 * days * DAY as f64,
    };
    // Not a number and less than nothing become nothing.
    (12.0 * minutes / (WEEKS_A_YEAR * WEEK) as f64).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::again::Again;

    fn of_words(words: &str, stated: &Stated, tables: u64) -> u64 {
        let again = Again::parse(&words.split(' ').map(str::to_owned).collect::<Vec<_>>()).unwrap();
        trials(&again.asked(), stated, tables)
    }

    #[test]
    fn the_work_of_a_result_follows_from_what_it_states() {
        let stated = |trials: &[u64]| Stated { trials: trials.to_vec(), ..Stated::default() };
        // Too few to draw the inputs.
        assert_eq!(of_words("run s.ron", &stated(&[4_000]), 0), 8_000);
        assert_eq!(of_words("run s.ron --as written", &stated(&[4_000]), 0), 4_000);
        assert_eq!(of_words("run a.ron b.ron", &stated(&[1_000, 3_000]), 0), 8_000);
        // 100 draws and the inputs as stated of 100 trials each; then as stated and at twenty ends of 200 each; eight times as many
        // where that tells too little.
        assert_eq!(of_words("year --as tested", &stated(&[10_000]), 0), 10_000 + 8 * (101 * 100 + 21 * 200));
        assert_eq!(of_words("year --as tested --inputs 0 --events 1,2", &stated(&[500]), 2), 500 + 2 * 502);
        let pair = Stated { players: 3, ..stated(&[500]) };
        assert_eq!(of_words("compare a b --causes 64", &pair, 0), 1_000 + 64 * 8);
        assert_eq!(of_words("compare a b --causes 0", &pair, 0), 1_000);
        let worth = Stated { players: 12, sets: 7, ..stated(&[100]) };
        assert_eq!(of_words("worth", &worth, 0), 100 * (50 + 37 + 14));
        // What somebody states may be anything.
        let huge = Stated { trials: vec![u64::MAX; 3], players: u64::MAX, sets: u64::MAX, ..Stated::default() };
        for words in ["run s.ron", "year --inputs 10000", "compare a b", "worth"] {
            assert_eq!(of_words(words, &huge, 2), u64::MAX, "{words}");
        }
    }

    #[test]
    fn a_scenario_lasts_as_long_as_it_says_and_as_a_change_says() {
        let text = include_str!("../../../scenarios/outage.ron").as_bytes().to_vec();
        let horizons = Horizons(BTreeMap::from([("s.ron".to_owned(), horizon(Some(&text)))]));
        let with = |change: &str| {
            let changes: Vec<Change> = Change::parse(change).ok().into_iter().collect();
            horizons.longest(&["s.ron".to_owned()], &changes)
        };
        assert_eq!((with(""), with("finances.fund=1"), with("scenario.title=\"x\"")), (2, 2, 2));
        assert_eq!((with("scenario.horizon=520w"), with("scenario.\"horizon\"=1,000wd")), (120, 66));
        assert_eq!(horizons.longest(&["none.ron".to_owned()], &[]), 0);
        assert_eq!((horizon(None), horizon(Some(&b"x".to_vec()))), (0, 0));
    }
}
