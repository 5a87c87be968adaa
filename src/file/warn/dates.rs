//! Dates and evidence that do not go together: knows the day of a plan, of its tests and of its review; does not know
//! whether a test was any good.

use crate::codes::{AHEAD, BETTER, NO_DATA, STALE};
use crate::units::Share;

use super::super::names::Name;
use super::super::plan::{Claim, Day, Evidence, freshness};
use super::{Seen, Warning};

pub(super) fn in_plan(seen: &Seen<'_>) -> Vec<Warning> {
    let plan = seen.plan;
    let strategies = plan.strategies.0.iter().map(|(name, s)| ("strategies", name, s.evidence, &s.works));
    let roles = plan.roles.0.iter().map(|(name, role)| ("roles", name, role.evidence, &role.works));
    let mut all = Vec::new();
    for (kind, name, evidence, works) in strategies.chain(roles) {
        // What the reader makes of a role is told where the role stands.
        if !seen.made.contains(name.as_str()) {
            all.extend(ahead(seen, kind, name, evidence));
            all.extend(better(seen, kind, name, evidence, works));
            all.extend(stale(seen, kind, name, evidence));
        }
    }
    all.extend(review(seen));
    all.extend(counted_too_early(seen));
    all.extend(without_data(seen));
    all
}

/// Evidence of a day that has not come yet.
fn ahead(seen: &Seen<'_>, kind: &str, name: &Name, evidence: Evidence) -> Option<Warning> {
    let day = evidence.day().filter(|day| day.0 > seen.today.0)?;
    let what = format!(
        "the evidence of `{}` is of {}, and ages are counted as of {}: it counts as fresh",
        name.as_str(),
        day.0,
        seen.today.0
    );
    let at = seen.text.near(&[kind, name.as_str(), "evidence"], name);
    Some(Warning::new(AHEAD, at, what, "check the date; `revised`, `today` or `--today` sets the day of the plan"))
}

/// Evidence of which age has left next to nothing.
fn stale(seen: &Seen<'_>, kind: &str, name: &Name, evidence: Evidence) -> Option<Warning> {
    let day = evidence.day().filter(|day| is_stale(*day, seen.today))?;
    let what = format!("the evidence of `{}` is of {}: too old to count", name.as_str(), day.0);
    let at = seen.text.near(&[kind, name.as_str(), "evidence"], name);
    Some(Warning::new(STALE, at, what, "check the year, or try it again"))
}

/// Whether less than a hundredth is left of the weight of a day.
pub(in super::super) fn is_stale(of: Day, today: Day) -> bool {
    freshness(of, today) < 0.01
}

/// Evidence that supports more than the plan claims, or a guess at what was never tried that is above what was found.
fn better(seen: &Seen<'_>, kind: &str, name: &Name, evidence: Evidence, works: &Claim<Share>) -> Option<Warning> {
    let supported = works.supported?;
    let (field, what) = if supported > works.claimed {
        ("supported", format!("evidence supports {supported}, and only {} is claimed", works.claimed))
    } else {
        // What failed supports little, and is not raised by its age.
        let failed = matches!(evidence, Evidence::Failed(_));
        let untested = works.untested.filter(|untested| !failed && *untested > supported)?;
        (
            "untested",
            format!("untested it works in {untested}, tried only in {supported}: it gets better by being forgotten"),
        )
    };
    let at = seen.text.near(&[kind, name.as_str(), "works", field], name);
    let tip = "check whether the two are exchanged: usually claimed is above supported, and that above untested";
    Some(Warning::new(BETTER, at, format!("`{}`: {what}", name.as_str()), tip))
}

/// A review that is due before there is something to review.
fn review(seen: &Seen<'_>) -> Option<Warning> {
    let (revised, due) = (seen.plan.revised.0, seen.plan.next_review.0);
    let what = format!("the next review, of {due}, is not after the last revision, of {revised}");
    let at = || seen.text.at(&["next_review"]);
    (due <= revised).then(|| Warning::new(AHEAD, at(), what, "check both dates"))
}

/// A day for which ages are counted that lies before the plan was revised.
fn counted_too_early(seen: &Seen<'_>) -> Option<Warning> {
    let (revised, today) = (seen.plan.revised.0, seen.plan.today?.0);
    let what = format!("ages are counted as of {today}, before the last revision, of {revised}");
    let at = || seen.text.at(&["today"]);
    (today < revised).then(|| Warning::new(AHEAD, at(), what, "check both dates; without `today` it is the revision"))
}

/// A recovery point objective of a function that rests on no data.
fn without_data(seen: &Seen<'_>) -> Vec<Warning> {
    let functions = &seen.case.functions;
    let bare = |(name, _): &&(Name, _)| {
        let function = functions.id(name.as_str()).map(|id| &functions[id]);
        function.is_some_and(|function| function.rpo.is_some() && function.data.is_empty())
    };
    let told = |(name, _): &(Name, _)| {
        let what = format!("`{}` has an RPO and rests on no data, so it is always kept", name.as_str());
        let at = seen.text.near(&["functions", name.as_str(), "rpo"], name);
        Warning::new(NO_DATA, at, what, "name the data in `needs` and write `data: true` at it, or take `rpo` out")
    };
    seen.plan.functions.0.iter().filter(bare).map(told).collect()
}
