//! The result for programs: knows its schema; a new field may come, none changes its meaning without a new number.

use serde::Serialize;

use crate::metric::metrics_of;

use super::doubts::Doubt;
use super::study::Study;
use super::summary::Summary;

/// The name and version of the schema.
pub const SCHEMA: &str = "bcp-sim.result/2";
/// Raised when the same inputs give other numbers; every raise is explained in the changelog.
pub const MODEL_VERSION: u32 = 3;

#[derive(Serialize)]
struct Result<'a> {
    schema: &'static str,
    program: &'static str,
    model_version: u32,
    again: &'a [String],
    plan: File<'a>,
    scenario: Scenario<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<u32>,
    currency: &'a str,
    seed: u64,
    hazard: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    changes: &'a [String],
    trial_range: TrialRange,
    stopped_early: bool,
    horizon_minutes: i64,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    warnings: &'a [Doubt],
    metrics: Vec<Definition>,
    #[serde(flatten)]
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_known: Option<serde_json::Value>,
}

#[derive(Serialize)]
struct File<'a> {
    title: &'a str,
    sha256: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence_sha256: Option<&'a str>,
}

#[derive(Serialize)]
struct Scenario<'a> {
    title: String,
    sha256: &'a str,
}

#[derive(Serialize)]
struct TrialRange {
    first: u64,
    count: u64,
}

#[derive(Serialize)]
struct Definition {
    key: &'static str,
    title: &'static str,
    definition: &'static str,
    worse: &'static str,
}

pub(super) fn result(study: &Study<'_>, summary: &Summary) -> String {
    let again = study.inputs.again();
    let result = Result {
        schema: SCHEMA,
        program: concat!("bcp-sim ", env!("CARGO_PKG_VERSION")),
        model_version: MODEL_VERSION,
        again: again.words(),
        plan: File {
            evidence_sha256: study.inputs.evidence_hash.as_deref(),
            title: &study.plan.title,
            sha256: &study.inputs.plan_hash,
        },
        scenario: Scenario { title: study.title(), sha256: &study.inputs.scenario_hash },
        months: study.inputs.months,
        currency: study.plan.currency.code(),
        seed: study.inputs.seed,
        hazard: study.inputs.hazard.as_deref(),
        changes: &study.inputs.changes,
        trial_range: TrialRange { first: 0, count: summary.trials },
        stopped_early: study.stopped(),
        horizon_minutes: study.case.horizon,
        warnings: study.doubts,
        metrics: metrics_of(study.case.course)
            .map(|m| Definition { key: m.key, title: m.title, definition: m.definition, worse: m.worse.word() })
            .collect(),
        summary,
        not_known: super::honesty::value(study.unsure, &super::honesty::KEYS, &study.plan.currency),
    };
    // Only numbers, texts and lists: nothing here can fail to be written.
    serde_json::to_string_pretty(&result).unwrap_or_default() + "\n"
}
