//! What any result must respect, whatever the numbers in the files (from the evidence behind the defaults): which build
//! contradicts one has a unit wrong.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use crate::repository;

use bcp_sim::assess::{Trials, Unwatched, assess};
use bcp_sim::file::{Forecast, PlanFile, Question, ScenarioFile, Source, bind_all};
use bcp_sim::metric::Outcomes;
use bcp_sim::model::Case;
use bcp_sim::sampling::{Luck, Sources};
use repository::{plan, scenario, source};

const PERSONAL: [&str; 3] = ["short-illness", "long-illness", "voice-strain"];
const TECHNICAL: [&str; 9] = [
    "outage",
    "computer-failure",
    "software-failure",
    "data-loss",
    "video-platform",
    "crm",
    "loss-of-workspace",
    "account-compromise",
    "ransomware",
];

/// The plan without any strategy.
fn unprotected(mut plan: PlanFile) -> PlanFile {
    plan.strategies.0.clear();
    plan.offers.0.clear();
    plan.services.0.iter_mut().for_each(|(_, service)| service.ladder.clear());
    plan.functions.0.iter_mut().for_each(|(_, function)| function.ladder.clear());
    plan
}

fn case(plan: &(Source, PlanFile), names: &[&str], question: &Question) -> Case {
    let scenarios: Vec<(Source, ScenarioFile)> = names.iter().map(|name| scenario(name)).collect();
    let known: Vec<(&Source, &ScenarioFile)> = scenarios.iter().map(|(text, file)| (text, file)).collect();
    bind_all((&plan.0, &plan.1), &known, question).unwrap_or_else(|faults| panic!("{}", plan.0.explain(&faults.plan)))
}

fn outcomes(case: &Case, trials: u64) -> Outcomes {
    assess(case, &Luck::new(42), &Sources::new(case).unwrap(), Trials::Fixed(trials), &Unwatched).outcomes
}

fn mean(outcomes: &Outcomes, key: &str) -> f64 {
    outcomes.column(key).mean().map_or(0.0, |mean| mean.value())
}

/// What prevention and insurance name must be there, so a year of some scenarios has no such strategies.
fn touched(names: &[&str]) -> f64 {
    let (text, plan) = plan();
    let bare = (text, unprotected(plan));
    mean(&outcomes(&case(&bare, names, &Question::months(12, Forecast::Written)), 20_000), "sessions_hit")
}

#[test]
fn an_unprotected_practice_has_two_to_six_in_a_hundred_sessions_touched_most_by_illness_and_voice() {
    let personal = touched(&PERSONAL);
    let all = touched(&[&PERSONAL[..], &TECHNICAL[..], &["data-breach"]].concat());
    assert!((0.02 * 484.0..=0.06 * 484.0).contains(&all), "{all} of 484 sessions touched");
    assert!((0.55..=0.8).contains(&(personal / all)), "{personal} of {all} by illness and voice");
    let power_internet_video = touched(&["outage", "video-platform"]);
    assert!(power_internet_video < 1.0, "{power_internet_video} by power, internet and video");
}

#[test]
fn ruin_comes_from_downturns_first_then_from_long_illness_and_never_from_a_storm() {
    let names = [&PERSONAL[..], &TECHNICAL[..], &["data-breach", "downturn"]].concat();
    let plan = plan();
    let case = case(&plan, &names, &Question::months(24, Forecast::Written));
    let outcomes = outcomes(&case, 20_000);
    let ruined = |entry: &str| {
        let place = case.entries.iter().position(|name| name == entry).unwrap();
        outcomes.parts[place].ruined
    };
    let (downturn, illness, storm) = (ruined("downturn"), ruined("long illness"), ruined("storm"));
    let others = case.entries.iter().filter(|name| !["downturn", "long illness"].contains(&name.as_str()));
    let worst = others.map(|name| ruined(name)).max().unwrap();
    assert!(downturn > illness && illness > worst && storm == 0, "{downturn} {illness} {worst} {storm}");
}

#[test]
fn an_untested_backup_restores_less_often() {
    let plan = plan();
    let restored = |forecast| {
        let case = case(&plan, &["data-loss"], &Question::one(forecast));
        let outcomes = outcomes(&case, 20_000);
        let backups = case.strategies.names().zip(&outcomes.strategies).filter(|(name, _)| name.contains("backups"));
        backups.map(|(_, did)| did.used).sum::<u64>()
    };
    assert!(restored(Forecast::Tested) < restored(Forecast::Written));
}

#[test]
fn the_ranking_by_rate_and_the_year_agree_where_disruptions_are_rare() {
    let plan = plan();
    let one = case(&plan, &["computer-failure"], &Question::one(Forecast::Written));
    let year = {
        // A year of one scenario: what prevention names in others is left out.
        let mut alone = plan.1.clone();
        alone.strategies.0.retain(|(name, _)| {
            !["antivirus", "phishing education", "passwords and two-factor"].contains(&name.as_str())
        });
        case(
            &(source("plan.ron"), without_foreign(alone)),
            &["computer-failure"],
            &Question::months(12, Forecast::Written),
        )
    };
    let (a, b) = (outcomes(&one, 60_000), outcomes(&year, 60_000));
    let rate: f64 = one.hazards.iter().map(|(_, _, hazard)| hazard.rate.a_year()).sum();
    let (given, error) = {
        let mean = a.column("sessions_another_way").mean().unwrap();
        (mean.value() * rate, mean.standard_error().unwrap() * rate)
    };
    let yearly = b.column("sessions_another_way").mean().unwrap();
    let limit = 4.5 * libm::hypot(error, yearly.standard_error().unwrap());
    // Two that meet are of the order of a hundredth.
    assert!((given - yearly.value()).abs() <= limit + 0.01 * given, "{given} against {} +- {limit}", yearly.value());
}

/// Without what prevents or insures what a scenario does not hold.
fn without_foreign(mut plan: PlanFile) -> PlanFile {
    use bcp_sim::model::Effect;
    let keeps = |kind: &Effect<_, _>| !matches!(kind, Effect::Prevent(_) | Effect::Insure(_));
    plan.strategies.0.retain(|(_, strategy)| keeps(&strategy.kind));
    plan
}
