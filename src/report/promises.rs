//! Promises and what became of them: knows their words at 80 columns and as JSON; does not test them.

use serde::Serialize;

use crate::file::visible;
use crate::promise::{Finding, Promise, Scene, Verdict};

use super::terminal::wrapped;
use super::words::{count, percent_with_interval_beside, with_error};

/// A promise and what the trials say of it.
#[derive(Clone, Debug)]
pub struct Tested<'a> {
    /// The promise.
    pub promise: &'a Promise,
    /// What the trials say.
    pub finding: Finding,
}

impl Tested<'_> {
    fn word(&self) -> &'static str {
        match self.finding.verdict {
            Verdict::Kept => "kept",
            Verdict::Broken => "broken",
            Verdict::Undecided => "undecided",
        }
    }

    fn measured(&self) -> String {
        let Finding { trials, bad, mean, .. } = &self.finding;
        let of = count(*trials, "trial");
        match (mean, self.promise.allows()) {
            (Some((mean, error)), _) => format!("the mean is {} in {of}", with_error(*mean, Some(*error))),
            (None, allowed) => {
                let allowed = allowed.unwrap_or(0.0);
                let share = percent_with_interval_beside(&super::summary::share(*bad, *trials), allowed);
                format!("not so in {share} of {of}; {} % are allowed", shown(100.0 * allowed))
            }
        }
    }

    fn example(&self) -> Option<String> {
        let trial = self.finding.worst?;
        Some(match self.promise.scene() {
            Scene::Scenario(name) => format!("worst: trial {trial} of {} (`bcp-sim trace`)", visible(name)),
            Scene::Months(months) => format!("worst: trial {trial} (`bcp-sim trace --year {months}`)"),
        })
    }
}

fn shown(per_cent: f64) -> String {
    format!("{per_cent:.4}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// All promises at 80 columns.
#[must_use]
pub fn promises(all: &[Tested<'_>]) -> String {
    if all.is_empty() {
        return "  the plan promises nothing yet\n  tip: promises: [\"p90(time to next, outage) <= 1wd\"]\n".to_owned();
    }
    let of = |verdict| all.iter().filter(|tested| tested.finding.verdict == verdict).count();
    let mut out = format!(
        "  {} kept, {} broken, {} undecided\n\n",
        of(Verdict::Kept),
        of(Verdict::Broken),
        of(Verdict::Undecided)
    );
    for tested in all {
        out.push_str(&format!("  {:<10} {}\n", tested.word(), visible(tested.promise.text())));
        for line in std::iter::once(tested.measured()).chain(tested.example()).flat_map(|text| wrapped(&text, 66)) {
            out.push_str(&format!("             {line}\n"));
        }
    }
    out
}

/// The same for programs.
#[must_use]
pub fn promises_json(all: &[Tested<'_>], changes: &[String]) -> String {
    #[derive(Serialize)]
    struct Page<'a> {
        schema: &'static str,
        #[serde(skip_serializing_if = "<[String]>::is_empty")]
        changes: &'a [String],
        promises: Vec<Line<'a>>,
    }
    #[derive(Serialize)]
    struct Line<'a> {
        promise: &'a str,
        verdict: &'static str,
        trials: u64,
        bad: u64,
        allowed: Option<f64>,
        mean: Option<(f64, f64)>,
        worst_trial: Option<u64>,
    }
    fn line<'a>(tested: &Tested<'a>) -> Line<'a> {
        Line {
            promise: tested.promise.text(),
            verdict: tested.word(),
            trials: tested.finding.trials,
            bad: tested.finding.bad,
            allowed: tested.promise.allows(),
            mean: tested.finding.mean,
            worst_trial: tested.finding.worst,
        }
    }
    let page = Page { schema: "bcp-sim.promises/1", changes, promises: all.iter().map(line).collect() };
    // Only numbers, texts and lists: nothing here can fail to be written.
    serde_json::to_string_pretty(&page).unwrap_or_default() + "\n"
}
