//! What a result says of itself: knows where `summary.json` of each kind of result says what it was made from and how much of it
//! there is; does not look whether it is true.

use serde_json::Value;

use super::json::once;

/// What a result says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The command that gives it again, without the program's name.
    pub again: Vec<String>,
    /// What it was made from.
    pub origin: Origin,
    /// The program that made it, and its version.
    pub program: String,
    /// The version of the model.
    pub model_version: u64,
    /// How much of it there is.
    pub stated: Stated,
}

/// What a result was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The plan, or two that are compared, in the order of the command.
    pub plans: Vec<Used>,
    /// Hash of the scenarios.
    pub scenarios: String,
}

/// A plan that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Hash of its text.
    pub plan: String,
    /// Hash of the evidence beside it, where there was any.
    pub evidence: Option<String>,
}

/// How much of a result there is, as far as its kind says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// Trials; of a ranking, those of each scenario.
    pub trials: Vec<u64>,
    /// Months of a year.
    pub months: Option<u64>,
    /// How often the inputs were drawn.
    pub draws: Option<u64>,
    /// Strategies whose worth is told, or differences of two plans.
    pub players: u64,
    /// Sets of offers that were tried.
    pub sets: u64,
}

impl Made {
    /// What a summary says of itself.
    ///
    /// # Errors
    /// Why it does not.
    pub fn of(summary: &str) -> Result<Self, String> {
        let value = once(summary).map_err(|e| format!("its summary.json cannot be read: {e}"))?;
        let older = || "it was made by an older program, which did not keep its command: make it again".to_owned();
        let again = value.get("again").and_then(Value::as_array).ok_or_else(older)?;
        let again: Option<Vec<String>> = again.iter().map(|word| word.as_str().map(str::to_owned)).collect();
        let text = |at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
        let model_version = value.get("model_version").and_then(Value::as_u64);
        match (again, origin(&value), text("/program"), model_version) {
            (Some(again), Some(origin), Some(program), Some(model_version)) => {
                Ok(Self { again, origin, program, model_version, stated: Stated::of(&value)? })
            }
            _ => Err("its summary.json does not say what it was made from".to_owned()),
        }
    }
}

fn origin(value: &Value) -> Option<Origin> {
    let text = |at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
    let used = |at: &str, plan: &str| {
        Some(Used { plan: text(&format!("{at}/{plan}"))?, evidence: text(&format!("{at}/evidence_sha256")) })
    };
    let plans = match used("/old", "sha256") {
        Some(old) => vec![old, used("/new", "sha256")?],
        None => vec![used("/plan", "sha256").or_else(|| used("", "plan_sha256"))?],
    };
    let scenarios = text("/scenario/sha256").or_else(|| text("/scenarios_sha256"))?;
    Some(Origin { plans, scenarios })
}

impl Stated {
    fn of(value: &Value) -> Result<Self, String> {
        let number = |at: &str| value.pointer(at).and_then(Value::as_u64);
        let length = |at: &str| value.get(at).and_then(Value::as_array).map_or(0, |list| list.len() as u64);
        let rows = value.get("ranking").and_then(Value::as_array);
        let trials: Option<Vec<u64>> = match rows {
            Some(rows) => rows.iter().map(|row| row.get("trials").and_then(Value::as_u64)).collect(),
            None => number("/trials").map(|trials| vec![trials]),
        };
        let trials = trials.filter(|all| !all.is_empty() && all.iter().all(|trials| *trials > 0));
        let trials = trials.ok_or("its summary.json does not say how many trials it has")?;
        if number("/trial_range/count").is_some_and(|count| trials != [count]) {
            return Err("its summary.json states two numbers of trials".to_owned());
        }
        Ok(Self {
            trials,
            months: number("/months"),
            draws: number("/not_known/draws"),
            players: length("causes").max(length("strategies")),
            sets: length("sets"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#""program": "bcp-sim 0.1.0", "model_version": 2"#;

    fn of(text: &str) -> Result<Made, String> {
        Made::of(&text.replacen('{', &format!("{{{HEAD}, "), 1))
    }

    #[test]
    fn every_kind_of_result_says_what_it_was_made_from_and_how_much_of_it_there_is() {
        for (text, plans, trials) in [
            (
                r#"{"again": ["run"], "plan": {"sha256": "a"}, "scenario": {"sha256": "s"}, "trials": 7, "trial_range": {"count": 7}}"#,
                1,
                &[7][..],
            ),
            (
                r#"{"again": ["run"], "plan_sha256": "a", "scenarios_sha256": "s", "ranking": [{"trials": 7}, {"trials": 8}]}"#,
                1,
                &[7, 8],
            ),
            (
                r#"{"again": ["compare"], "old": {"sha256": "a"}, "new": {"sha256": "b"}, "scenarios_sha256": "s", "trials": 7}"#,
                2,
                &[7],
            ),
        ] {
            let made = of(text).unwrap();
            let origin = &made.origin;
            assert_eq!(
                (origin.plans.len(), origin.plans[0].plan.as_str(), origin.scenarios.as_str()),
                (plans, "a", "s")
            );
            assert_eq!(
                (made.program.as_str(), made.model_version, &made.stated.trials[..]),
                ("bcp-sim 0.1.0", 2, trials)
            );
        }
        let with = of(
            r#"{"again": [], "plan": {"sha256": "a", "evidence_sha256": "e"}, "scenario": {"sha256": "s"}, "trials": 1, "months": 6, "not_known": {"draws": 9}}"#,
        )
        .unwrap();
        assert_eq!(with.origin.plans[0].evidence.as_deref(), Some("e"));
        assert_eq!((with.stated.months, with.stated.draws), (Some(6), Some(9)));
        assert!(Made::of(r#"{"plan": {"sha256": "a"}}"#).unwrap_err().contains("older"));
        assert!(Made::of(r#"{"again": []}"#).is_err() && Made::of("x").is_err());
    }

    #[test]
    fn two_numbers_of_trials_are_none() {
        let with =
            |more: &str| of(&format!(r#"{{"again": [], "plan": {{"sha256": "a"}}, "scenarios_sha256": "s"{more}}}"#));
        assert!(with(r#", "trials": 7"#).is_ok());
        for wrong in ["", r#", "trials": 0"#, r#", "trials": -1"#, r#", "trials": 7, "trial_range": {"count": 8}"#] {
            assert!(with(wrong).unwrap_err().contains("trials"), "{wrong}");
        }
        assert!(with(r#", "trials": 7, "trials": 8"#).unwrap_err().contains("twice"));
    }
}
