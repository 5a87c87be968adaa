//! What is learnt from a drill: knows the rule by which functions are rated, what was missing, and how that becomes actions;
//! does not know how a report looks.

use serde::{Deserialize, Serialize};

use crate::engine::Event;
use crate::file::{PlanFile, visible};
use crate::metric::Met;
use crate::model::{Begun, Function, Id, Response, Strategy};

use super::best::{Found, best};
use super::day::{Day, Played};
use super::improvement::{Action, Element, State};
use super::journal::{Proof, Result as Outcome};
use super::play::Exercise;

/// The three ways in which the same day went.
pub struct Ways {
    /// By what the player did.
    pub yours: Played,
    /// By the plan as it is written.
    pub planned: Played,
    /// By the best response that was found.
    pub best: Found,
}

impl Ways {
    /// Replays the day of an exercise.
    #[must_use]
    pub fn of(day: &Day<'_>, response: &Response) -> Self {
        let yours = day.played(response);
        Self { yours, planned: day.planned(), best: best(day, std::slice::from_ref(response)) }
    }
}

/// How well a function was kept up, in HSEEP's four ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rating {
    /// Performed without challenges.
    P,
    /// Performed with some challenges.
    S,
    /// Performed with major challenges.
    M,
    /// Unable to be performed.
    U,
}

impl Rating {
    /// The four, the best first.
    pub const ALL: [Self; 4] = [Self::P, Self::S, Self::M, Self::U];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::P => "performed without challenges",
            Self::S => "performed with some challenges",
            Self::M => "performed with major challenges",
            Self::U => "unable to be performed",
        }
    }

    /// Reads a letter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rating| format!("{rating:?}").eq_ignore_ascii_case(text))
    }
}

/// A function as it was rated.
#[derive(Clone, Debug, PartialEq)]
pub struct Rated {
    /// Its name.
    pub function: String,
    /// How it came out against its objectives.
    pub met: Met,
    /// By the rule.
    pub proposed: Rating,
    /// Why, in words.
    pub why: String,
    /// What stands in the report: as proposed, or as the player has it.
    pub kept: Rating,
    /// The player's reason, where that is something else.
    pub reason: String,
}

/// Something that was missing, and what could be done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// What was missing.
    pub what: String,
    /// What could be done.
    pub action: String,
    /// What that is about.
    pub element: Element,
    /// How it will be seen that it is done.
    pub retest: String,
}

/// The most gaps that are asked about: more are more than anybody mends.
pub const MOST_GAPS: usize = 5;

/// The strategies that carry something on the day by the plan, and that somebody has to begin with.
#[must_use]
pub fn called_for(day: &Day<'_>, planned: &Played) -> Vec<Id<Strategy>> {
    let mut all: Vec<Id<Strategy>> = planned
        .story
        .0
        .iter()
        .filter_map(|(_, event)| match event {
            Event::InUse { strategy } => Some(*strategy),
            Event::HeldAnotherWay { by, .. } | Event::HandedOver { by, .. } | Event::Moved { by, .. } => Some(*by),
            _ => None,
        })
        .filter(|strategy| day.case.strategies[*strategy].is_begun_by_hand())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The strategies that stand in a function's ladder, or in those of the services that it serves.
fn ladder_of(plan: &PlanFile, function: &str) -> Vec<String> {
    let Some(written) = plan.functions.get(function) else { return Vec::new() };
    let services = written.serves.iter().filter_map(|name| plan.services.get(name.as_str()));
    let rungs = written.ladder.iter().chain(services.flat_map(|service| &service.ladder));
    rungs.map(|name| name.as_str().to_owned()).collect()
}

/// Rates every function that fell below its minimum on the day, with you or by the plan.
#[must_use]
pub fn rated(day: &Day<'_>, plan: &PlanFile, exercise: &Exercise, ways: &Ways) -> Vec<Rated> {
    let functions = day.case.functions.ids();
    let touched = |f: &Id<Function>| {
        ways.yours.met(day.case, *f) != Met::Untouched || ways.planned.met(day.case, *f) != Met::Untouched
    };
    functions.filter(touched).map(|f| rate(day, plan, exercise, ways, f)).collect()
}

fn rate(day: &Day<'_>, plan: &PlanFile, exercise: &Exercise, ways: &Ways, function: Id<Function>) -> Rated {
    let name = day.case.functions.name(function);
    let ladder = ladder_of(plan, name);
    let own = |strategy: &str| ladder.iter().any(|rung| rung == strategy);
    let called: Vec<&str> =
        called_for(day, &ways.planned).into_iter().map(|s| day.case.strategies.name(s)).filter(|s| own(s)).collect();
    let missing =
        called.iter().any(|s| day.case.strategies.id(s).is_some_and(|id| exercise.response.of(id) == Begun::Never));
    let about =
        |d: &&super::journal::Decision| d.strategies.iter().any(|s| own(s)) || d.functions.iter().any(|f| f == name);
    let hint = exercise.decisions.iter().filter(about).any(|d| d.hint);
    let touches = || exercise.decisions.iter().flat_map(|d| &d.touch).filter(|t| own(&t.strategy));
    let failed = touches().any(|t| t.result == Outcome::Failed);
    let did = exercise.decisions.iter().filter(about).any(|d| d.proof == Proof::Did) && touches().next().is_some();
    let met = ways.yours.met(day.case, function);
    let (proposed, why) = rule(met, failed, missing, hint, did);
    let why = why.to_owned();
    Rated { function: visible(name), met, proposed, why, kept: proposed, reason: String::new() }
}

/// The rule: what really failed or came too late weighs most; who only talked is not without challenges.
fn rule(met: Met, failed: bool, missing: bool, hint: bool, did: bool) -> (Rating, &'static str) {
    match met {
        _ if failed => (Rating::U, "a strategy that it needs did not work when it was really tried"),
        Met::Beyond => (Rating::U, "not back before the maximum tolerable period was over"),
        Met::Late => {
            (Rating::M, "back after the recovery time objective, before the maximum tolerable period was over")
        }
        _ if missing => (Rating::S, "in time, but something that the plan calls for was not begun"),
        _ if hint => (Rating::S, "in time, with a hint"),
        _ if !did => (Rating::S, "in time, but nothing was really done: said is not done"),
        _ => (Rating::P, "in time, all that the plan calls for was begun, and something of it was really done"),
    }
}

/// What was missing, the weightiest first.
#[must_use]
pub fn gaps(day: &Day<'_>, exercise: &Exercise, ways: &Ways) -> Vec<Gap> {
    let gap =
        |what: String, action: String, element, retest: &str| Gap { what, action, element, retest: retest.to_owned() };
    let mut all = Vec::new();
    for touch in exercise.decisions.iter().flat_map(|d| &d.touch).filter(|t| t.result == Outcome::Failed) {
        let what = format!("“{}” did not work when it was really tried", touch.strategy);
        all.push(gap(
            what,
            format!("mend or replace “{}”", touch.strategy),
            Element::Equipment,
            "do it for real again",
        ));
    }
    for decision in exercise.decisions.iter().filter(|d| d.not_in_plan) {
        let what = format!("“{}” is not in the plan", decision.decision);
        let action = "write it into the plan with its time and cost, or decide against it".to_owned();
        all.push(gap(what, action, Element::Planning, "read the plan at the next drill"));
    }
    for strategy in called_for(day, &ways.planned) {
        let name = visible(day.case.strategies.name(strategy));
        if exercise.response.of(strategy) == Begun::Never {
            let what = format!("“{name}” was called for and not begun");
            let action = format!("put “{name}” where it is found in the first minutes, and practise it");
            all.push(gap(what, action, Element::Training, "a touch test against the clock"));
        }
    }
    for (_, answer) in exercise.hot_wash.iter().filter(|(q, a)| q.contains("not find") && !a.is_empty()) {
        let action = "write it into the plan".to_owned();
        all.push(gap(
            format!("sought in the plan and not found: {answer}"),
            action,
            Element::Planning,
            "look for it again",
        ));
    }
    let failed = |s: &Id<Strategy>| {
        ways.yours.story.0.iter().any(|(_, e)| matches!(e, Event::Failed { strategy } if strategy == s))
    };
    for strategy in day.case.strategies.ids().filter(|s| exercise.response.of(*s) != Begun::Never).filter(failed) {
        let name = visible(day.case.strategies.name(strategy));
        let what = format!("“{name}” failed on this day");
        all.push(gap(
            what,
            format!("try “{name}” for real, and note how often it works"),
            Element::Exercise,
            "a touch test",
        ));
    }
    all.truncate(MOST_GAPS);
    all
}

impl Gap {
    /// An open action for it.
    #[must_use]
    pub fn action(&self, drill: &str, due: crate::file::Day) -> Action {
        Action {
            drill: drill.to_owned(),
            gap: self.what.clone(),
            cause: String::new(),
            action: self.action.clone(),
            element: self.element,
            owner: "owner".to_owned(),
            due,
            cost: String::new(),
            retest: self.retest.clone(),
            state: State::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn said_is_not_done_and_late_is_late() {
        assert_eq!(rule(Met::InTime, false, false, false, true).0, Rating::P);
        assert_eq!(rule(Met::Untouched, false, false, false, false).0, Rating::S);
        assert_eq!(rule(Met::InTime, false, true, false, true).0, Rating::S);
        assert_eq!(rule(Met::InTime, false, false, true, true).0, Rating::S);
        assert_eq!(rule(Met::Late, false, false, false, true).0, Rating::M);
        assert_eq!(rule(Met::Beyond, false, false, false, true).0, Rating::U);
        assert_eq!(rule(Met::InTime, true, false, false, true).0, Rating::U);
        assert_eq!(Rating::parse("m"), Some(Rating::M));
        assert_eq!(Rating::parse("x"), None);
    }
}
