//! One plan against one scenario, with its counts: knows what a result belongs to; does not show it.

use sha2::{Digest, Sha256};

use crate::assess::Assessed;
use crate::file::{Forecast, PlanFile, ScenarioFile};
use crate::model::{Case, Course};

use super::again::Again;
use super::doubts::Doubt;
use super::honesty::Unsure;

/// How the title of a year, or of several months, ends.
pub(super) const OF_A_YEAR: &str = " of disruptions";

/// What a result was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The seed.
    pub seed: u64,
    /// The hazard chosen by hand, where one was.
    pub hazard: Option<String>,
    /// Values changed for this time only, as given.
    pub changes: Vec<String>,
    /// Hash of the plan's text.
    pub plan_hash: String,
    /// Hash of the text of the evidence beside the plan, where there is any.
    pub evidence_hash: Option<String>,
    /// Hash of the scenarios' texts.
    pub scenario_hash: String,
    /// The plan's path as given, if it is not the practice's own.
    pub plan_path: Option<String>,
    /// The scenarios' paths as given; none where those beside the plan are taken.
    pub scenario_paths: Vec<String>,
    /// The months of a year, where a year was asked for.
    pub months: Option<u32>,
    /// The level of ruin for which the smallest fund is sought, as given.
    pub ruin: Option<String>,
    /// The only forecast asked for, where one was.
    pub forecast: Option<Forecast>,
    /// The day for which the age of evidence is counted, where one was given.
    pub today: Option<String>,
    /// The number of trials asked for, where one was.
    pub trials: Option<u64>,
    /// The precision asked for, where one was.
    pub precision: Option<String>,
    /// How often the inputs are drawn, where that was asked for.
    pub draws: Option<u64>,
    /// The trials whose events were asked for.
    pub events: Vec<u64>,
    /// Whether to go through with what would take hours was asked for.
    pub long: bool,
}

impl Inputs {
    /// The first sixteen digits of the SHA-256 of a text.
    #[must_use]
    pub fn hash(text: &str) -> String {
        Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The command that gives the same result again. Paths outside the working folder are shown by their last part.
    #[must_use]
    pub fn again(&self) -> Again {
        let mut again = Again::new(if self.months.is_some() { "year" } else { "run" });
        self.scenario_paths.iter().for_each(|path| again.path(path));
        if let Some(plan) = &self.plan_path {
            again.flag_path("plan", plan);
        }
        let mut add = |flag: &str, value: &Option<String>| {
            if let Some(value) = value {
                again.flag(flag, value);
            }
        };
        add("months", &self.months.filter(|months| *months != 12).map(|months| months.to_string()));
        add("ruin", &self.ruin);
        add("as", &self.forecast.map(|forecast| forecast.word().to_owned()));
        add("today", &self.today);
        add("hazard", &self.hazard);
        add("precision", &self.precision);
        add("trials", &self.trials.map(|n| n.to_string()));
        add("inputs", &self.draws.map(|n| n.to_string()));
        let events: Vec<String> = self.events.iter().map(u64::to_string).collect();
        add("events", &(!events.is_empty()).then(|| events.join(",")));
        add("seed", &Some(self.seed.to_string()));
        self.changes.iter().for_each(|change| add("set", &Some(change.clone())));
        if self.long {
            again.switch("long");
        }
        again
    }

    /// The same as it is typed.
    #[must_use]
    pub fn command(&self) -> String {
        self.again().shown()
    }
}

/// One plan against one scenario, or against a year of several, in one forecast or two.
pub struct Study<'a> {
    /// The plan as written.
    pub plan: &'a PlanFile,
    /// The scenarios as written.
    pub scenarios: &'a [&'a ScenarioFile],
    /// The case of the first forecast.
    pub case: &'a Case,
    /// The forecast that leads.
    pub forecast: Forecast,
    /// What became of its trials.
    pub first: &'a Assessed,
    /// What became of the trials as tested, where the first are as written.
    pub tested: Option<&'a Assessed>,
    /// What it was made from.
    pub inputs: &'a Inputs,
    /// The warnings about the files.
    pub doubts: &'a [Doubt],
    /// What not knowing the inputs does.
    pub unsure: Unsure<'a>,
    /// The chance of ruin for which the smallest fund is sought \[1\].
    pub ruin: f64,
}

impl Study<'_> {
    /// Whether it is about a year.
    #[must_use]
    pub fn is_year(&self) -> bool {
        self.case.course == Course::Year
    }

    /// What it is about.
    #[must_use]
    pub fn title(&self) -> String {
        match (self.is_year(), self.scenarios) {
            (false, [scenario, ..]) => scenario.title.clone(),
            _ => match self.inputs.months.unwrap_or(12) {
                12 => format!("A year{OF_A_YEAR}"),
                1 => format!("A month{OF_A_YEAR}"),
                months => format!("{months} months{OF_A_YEAR}"),
            },
        }
    }

    /// Whether it was stopped before all trials were done.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.first.stopped || self.tested.is_some_and(|tested| tested.stopped)
    }

    /// The day for which the age of evidence is counted.
    #[must_use]
    pub fn today(&self) -> crate::file::Day {
        self.inputs
            .today
            .as_ref()
            .and_then(|day| crate::file::Day::parse(day).ok())
            .unwrap_or_else(|| self.plan.as_of())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_repeats_the_run_and_names_no_folder_of_the_machine() {
        let inputs = Inputs {
            changes: Vec::new(),
            seed: 42,
            hazard: Some("line fault".into()),
            plan_hash: Inputs::hash("x"),
            evidence_hash: None,
            scenario_hash: String::new(),
            plan_path: Some("/home/someone/plan.ron".into()),
            scenario_paths: vec!["scenarios/outage.ron".into()],
            months: None,
            ruin: None,
            forecast: None,
            today: None,
            trials: Some(1_000),
            precision: None,
            draws: None,
            events: Vec::new(),
            long: false,
        };
        assert_eq!(
            inputs.command(),
            "bcp-sim run scenarios/outage.ron --plan plan.ron --hazard 'line fault' --trials 1000 --seed 42"
        );
        assert_eq!(inputs.plan_hash.len(), 16);
    }
}
