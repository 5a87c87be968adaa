//! What a result says it was made from: knows where `summary.json` of each kind of result says it; does not look whether it is
//! true.

use serde_json::Value;

/// What a result was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The command that gives it again, without the program's name.
    pub again: Vec<String>,
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

impl Made {
    /// What a summary says of itself.
    ///
    /// # Errors
    /// Why it does not.
    pub fn of(summary: &str) -> Result<Self, String> {
        let value: Value =
            serde_json::from_str(summary).map_err(|e| format!("its summary.json cannot be read: {e}"))?;
        let older = || "it was made by an older program, which did not keep its command: make it again".to_owned();
        let again = value.get("again").and_then(Value::as_array).ok_or_else(older)?;
        let again: Option<Vec<String>> = again.iter().map(|word| word.as_str().map(str::to_owned)).collect();
        let text = |at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
        let used = |at: &str, plan: &str| {
            Some(Used { plan: text(&format!("{at}/{plan}"))?, evidence: text(&format!("{at}/evidence_sha256")) })
        };
        let plans = match used("/old", "sha256") {
            Some(old) => vec![Some(old), used("/new", "sha256")],
            None => vec![used("/plan", "sha256").or_else(|| used("", "plan_sha256"))],
        };
        let plans: Option<Vec<Used>> = plans.into_iter().collect();
        let scenarios = text("/scenario/sha256").or_else(|| text("/scenarios_sha256"));
        match (again, plans, scenarios) {
            (Some(again), Some(plans), Some(scenarios)) => Ok(Self { again, plans, scenarios }),
            _ => Err("its summary.json does not say what it was made from".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_result_says_what_it_was_made_from() {
        for (text, plans) in [
            (r#"{"again": ["run"], "plan": {"sha256": "a"}, "scenario": {"sha256": "s"}}"#, 1),
            (r#"{"again": ["run"], "plan_sha256": "a", "scenarios_sha256": "s"}"#, 1),
            (r#"{"again": ["compare"], "old": {"sha256": "a"}, "new": {"sha256": "b"}, "scenarios_sha256": "s"}"#, 2),
        ] {
            let made = Made::of(text).unwrap();
            assert_eq!((made.plans.len(), made.plans[0].plan.as_str(), made.scenarios.as_str()), (plans, "a", "s"));
        }
        let with =
            Made::of(r#"{"again": [], "plan": {"sha256": "a", "evidence_sha256": "e"}, "scenario": {"sha256": "s"}}"#);
        assert_eq!(with.unwrap().plans[0].evidence.as_deref(), Some("e"));
        assert!(Made::of(r#"{"plan": {"sha256": "a"}}"#).unwrap_err().contains("older"));
        assert!(Made::of(r#"{"again": []}"#).is_err() && Made::of("x").is_err());
    }
}
