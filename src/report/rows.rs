//! One row for each trial: knows the columns of `trials.csv`; whole numbers and names of hazards only.

use crate::metric::{Score, Unit, metrics_of};
use crate::model::{Case, Id};

/// The head of the table, each column with its unit.
#[must_use]
pub fn header(case: &Case) -> String {
    let mut columns = vec!["trial".to_owned(), "hazard".to_owned(), "onset_min".to_owned()];
    columns.extend(metrics_of(case.course).map(|m| format!("{}{}", m.key, suffix(m.unit))));
    columns.extend(case.functions.names().map(|name| quoted(&format!("recovery of {name} [min]"))));
    columns.join(",") + "\n"
}

fn suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "_min",
        Unit::Weeks => "_d",
        Unit::Money => "_minor_units",
        Unit::Sessions | Unit::Clients | Unit::Count | Unit::Chance => "",
    }
}

/// The row of a trial.
#[must_use]
pub fn row(case: &Case, trial: u64, score: &Score) -> String {
    let struck: Vec<&str> = score.hazards.iter().map(|hazard| case.hazards.name(Id::at(*hazard))).collect();
    let mut cells = vec![trial.to_string(), quoted(&struck.join("; ")), score.onset.to_string()];
    cells.extend(metrics_of(case.course).map(|m| (m.of)(score).to_string()));
    cells.extend(score.recovery.iter().map(|(minutes, _)| minutes.to_string()));
    cells.join(",") + "\n"
}

/// Text that a spreadsheet must neither split nor run.
fn quoted(text: &str) -> String {
    let trigger = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let guard = if trigger { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_run_by_a_spreadsheet() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted(" @x"), "\"' @x\"");
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
