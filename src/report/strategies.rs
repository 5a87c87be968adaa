//! What the strategies did and what is known of them, as sections of a page: knows which of them are worth a row; does not
//! know any number by itself.

use crate::file::{Evidence, Forecast};

use super::markdown::{Page, text};
use super::study::Study;
use super::summary::{Strategy, Summary, share};
use super::words::percent;

/// What those did that were called; the others by name.
pub(super) fn called(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("What the strategies did");
    let (did, idle): (Vec<&Strategy>, Vec<&Strategy>) = summary.first.strategies.iter().partition(|s| did_anything(s));
    let of = |n: u64| if n == 0 { "–".to_owned() } else { percent(&share(n, summary.trials)) };
    let rows = did.iter().map(|s| {
        let section = study.plan.strategies.get(&s.name).map_or("", |plan| plan.plan.as_str());
        let carried = per_hundred(s.carried, summary.trials);
        vec![text(&s.name), text(section), of(s.called), of(s.used), of(s.failed), carried]
    });
    let hundred = if study.is_year() { "sessions carried in 100 years" } else { "sessions carried in 100 disruptions" };
    if !did.is_empty() {
        page.table_of_both(&["strategy", "plan", "called", "in use", "failed", hundred], 2, rows);
    }
    let names: Vec<&str> = idle.iter().map(|s| s.name.as_str()).collect();
    if let Some(said) = idle_ones(&names, did.len()) {
        page.line(&format!("\n{said}"));
    }
}

fn did_anything(s: &Strategy) -> bool {
    s.called + s.used + s.failed + s.carried > 0
}

/// Those that were not called, in a sentence.
fn idle_ones(names: &[&str], others: usize) -> Option<String> {
    let listed = names.iter().map(|name| text(name)).collect::<Vec<_>>().join(", ");
    match (names.len(), others) {
        (0, 0) => Some("The plan has none.".to_owned()),
        (0, _) => None,
        (_, 0) => Some(format!("None was called: {listed}.")),
        (1, _) => Some(format!("The other one was not called: {listed}.")),
        (n, _) => Some(format!("The other {n} were not called: {listed}.")),
    }
}

fn per_hundred(n: u64, trials: u64) -> String {
    match 100.0 * n as f64 / trials as f64 {
        none if none <= 0.0 => "–".to_owned(),
        few if few < 0.05 => "under 0.1".to_owned(),
        some => format!("{some:.1}"),
    }
}

/// The second forecast, and what is known of the strategies that it rests on.
pub(super) fn as_tested(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    let Some(tested) = &summary.second else { return };
    page.table_of_metrics("As tested", tested, study);
    page.line("The plan as written takes every claim at its word. As tested, a strategy works as often and as fast as its evidence supports; one that was never tried gets the value of an untried one.\n");
    let (mut rows, mut same) = (Vec::new(), Vec::new());
    for (name, s) in &study.plan.strategies.0 {
        let works = |forecast| s.works_as_of(forecast, study.today()).to_string();
        let (written, tested) = (works(Forecast::Written), works(Forecast::Tested));
        match (written == tested, s.last_tried()) {
            (true, Evidence::Never) => same.push(text(name.as_str())),
            (_, tried) => rows.push(vec![text(name.as_str()), evidence(tried), written, tested]),
        }
    }
    if !rows.is_empty() {
        page.table_of_both(&["strategy", "evidence", "works, as written", "works, as tested"], 2, rows.clone());
    }
    if let Some(said) = untried_ones(&same, rows.len()) {
        page.line(&format!("\n{said}"));
    }
}

/// Those of which nothing is known and nothing is taken off, in a sentence.
fn untried_ones(names: &[String], others: usize) -> Option<String> {
    let listed = names.join(", ");
    match (names.len(), others) {
        (0, _) => None,
        (_, 0) => Some(format!("All work as often either way and were never tried: {listed}.")),
        (1, _) => Some(format!("The other one works as often either way and was never tried: {listed}.")),
        (n, _) => Some(format!("The other {n} work as often either way and were never tried: {listed}.")),
    }
}

fn evidence(evidence: Evidence) -> String {
    match evidence {
        Evidence::Never => "never tried".to_owned(),
        Evidence::Tried(day) => format!("tried {}", day.0),
        Evidence::Timed(day) => format!("timed {}", day.0),
        Evidence::Failed(day) => format!("failed {}", day.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_nothing_is_a_sentence() {
        assert_eq!(idle_ones(&["a", "b|c"], 3).unwrap_or_default(), "The other 2 were not called: a, b\\|c.");
        assert_eq!(idle_ones(&["a"], 3).unwrap_or_default(), "The other one was not called: a.");
        assert_eq!(idle_ones(&["a"], 0).unwrap_or_default(), "None was called: a.");
        assert_eq!(idle_ones(&[], 3), None);
        let names = ["a".to_owned(), "b".to_owned()];
        let said = untried_ones(&names, 1).unwrap_or_default();
        assert_eq!(said, "The other 2 work as often either way and were never tried: a, b.");
    }

    #[test]
    fn a_strategy_that_carried_little_did_not_carry_nothing() {
        assert_eq!((per_hundred(0, 10_000).as_str(), per_hundred(3, 10_000).as_str()), ("–", "under 0.1"));
        assert_eq!(per_hundred(27_400, 100_000), "27.4");
    }
}
