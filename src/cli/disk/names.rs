//! The names under which this program writes into a folder of its own: knows that all others are somebody's, whatever a mark
//! says; does not know what is in the files.

/// Pages, figures and the like.
const FILES: [&str; 7] =
    ["report.md", "report.html", "summary.json", "index.html", "retests.ics", "msel.md", "columns.csv"];
/// Tables, as CSV or Parquet.
const TABLES: [&str; 3] = ["summary", "trials", "events"];
/// Charts, as SVG or PNG.
const CHARTS: [&str; 15] = [
    "both-plans",
    "causes",
    "fund",
    "net-loss",
    "ranking",
    "recovery",
    "seasons",
    "sessions-by-outcome",
    "sessions-lost",
    "strategies",
    "timeline",
    "trial-by-trial",
    "what-a-year-costs",
    "what-next",
    "what-to-find-out",
];

/// Whether this program writes files of some name into results, or beside them.
pub fn is_ours(name: &str) -> bool {
    let is = |names: &[&str], endings: &[&str]| {
        name.rsplit_once('.').is_some_and(|(stem, ending)| names.contains(&stem) && endings.contains(&ending))
    };
    FILES.contains(&name) || is(&TABLES, &["csv", "parquet"]) || is(&CHARTS, &["svg", "png"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_this_program_writes_has_a_name_of_ours() {
        for name in ["report.md", "trials.parquet", "fund.svg", "fund.png", "columns.csv"] {
            assert!(is_ours(name), "{name}");
        }
        for name in
            ["plan.ron", "wedding.jpg", "holiday.svg", "fund.csv", "trials.svg", ".bcp-sim.json", "../report.md", ""]
        {
            assert!(!is_ours(name), "{name}");
        }
    }
}
