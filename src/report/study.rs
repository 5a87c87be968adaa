//! One plan against one scenario, with its counts: knows what a result belongs to; does not show it.

use sha2::{Digest, Sha256};

use crate::assess::Assessed;
use crate::file::{PlanFile, ScenarioFile};
use crate::model::Case;

/// What a result was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The seed.
    pub seed: u64,
    /// The hazard chosen by hand, where one was.
    pub hazard: Option<String>,
    /// Hash of the plan's text.
    pub plan_hash: String,
    /// Hash of the scenario's text.
    pub scenario_hash: String,
    /// The plan's path as given, if it is not the practice's own.
    pub plan_path: Option<String>,
    /// The scenario's path as given.
    pub scenario_path: String,
    /// The number of trials asked for, where one was.
    pub trials: Option<u64>,
    /// The precision asked for, where one was.
    pub precision: Option<String>,
}

impl Inputs {
    /// The first sixteen digits of the SHA-256 of a text.
    #[must_use]
    pub fn hash(text: &str) -> String {
        Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The command that gives the same result again. Paths outside the working folder are shown by their last part.
    #[must_use]
    pub fn command(&self) -> String {
        let mut words = vec!["bcp-sim run".to_owned(), quoted(&self.scenario_path)];
        let mut add = |flag: &str, value: &Option<String>| {
            if let Some(value) = value {
                words.push(format!("--{flag} {}", quoted(value)));
            }
        };
        add("plan", &self.plan_path);
        add("hazard", &self.hazard);
        add("precision", &self.precision);
        add("trials", &self.trials.map(|n| n.to_string()));
        add("seed", &Some(self.seed.to_string()));
        words.join(" ")
    }
}

fn quoted(path: &str) -> String {
    let absolute = path.starts_with('/') || path.contains(":\\") || path.starts_with("..");
    let shown = if absolute { path.rsplit(['/', '\\']).next().unwrap_or(path) } else { path };
    let shown = crate::file::visible(shown);
    if shown.contains(|c: char| !(c.is_alphanumeric() || "-_./%".contains(c))) { format!("'{shown}'") } else { shown }
}

/// One plan against one scenario, as written and as tested.
pub struct Study<'a> {
    /// The plan as written.
    pub plan: &'a PlanFile,
    /// The scenario as written.
    pub scenario: &'a ScenarioFile,
    /// The case of the forecast as written.
    pub case: &'a Case,
    /// What became of the trials as written.
    pub written: &'a Assessed,
    /// What became of them as tested.
    pub tested: &'a Assessed,
    /// What it was made from.
    pub inputs: &'a Inputs,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_repeats_the_run_and_names_no_folder_of_the_machine() {
        let inputs = Inputs {
            seed: 42,
            hazard: Some("line fault".into()),
            plan_hash: Inputs::hash("x"),
            scenario_hash: String::new(),
            plan_path: Some("/home/someone/plan.ron".into()),
            scenario_path: "scenarios/outage.ron".into(),
            trials: Some(1_000),
            precision: None,
        };
        assert_eq!(
            inputs.command(),
            "bcp-sim run scenarios/outage.ron --plan plan.ron --hazard 'line fault' --trials 1000 --seed 42"
        );
        assert_eq!(inputs.plan_hash.len(), 16);
    }
}
