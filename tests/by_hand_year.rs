//! Years of several disruptions on small cases worked out by hand, through the public file format.
//!
//! The plan starts on Monday, 6 January 2025, which is day 0. A hazard that arrives at one known minute in the first week
//! of a month (`clock`) does nothing itself; what it sets off is the case. Weeks whose Thursday lies in a month belong
//! to it: January are the weeks 0 to 3 (and 51), February begins with week 4, April with 12, May with 16.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a broken test plan should say so at once")]

use crate::small_plans;

use bcp_sim::engine::{Entry, Event, Loss};
use bcp_sim::units::{DAY, HOUR};
use small_plans::{Plan, Run, SEEDS, assessed, at, check_chance, check_mean, clock, months, run, run_trial, scenario};

/// Five sessions a week at a fee of 100.00, at 9:00 from Monday to Friday.
fn talk(more: &str) -> String {
    format!(
        r#""talk": (timetable: ["Mon 09:00", "Tue 09:00", "Wed 09:00", "Thu 09:00", "Fri 09:00"], length: "60min",
            fee: "100", by: "coach", needs: ["line"], clients: 5, {more}),"#
    )
}

/// One session on Mondays with one client.
const WEEKLY: &str = r#""talk": (timetable: ["Mon 09:00"], length: "60min", fee: "100", by: "coach", needs: ["line"],
    engagement: 10000),"#;

/// What a hazard of `clock` sets off at once, for an exact length.
fn then(name: &str, of: &str, lasts: &str, what: &str) -> String {
    format!(r#""{name}": (of: ["{of}"], chance: "100%", lasts: Exactly("{lasts}"), {what}),"#)
}

fn year(plan: &Plan<'_>, hazards: &str, consequences: &str) -> Run {
    run(&months(&plan.text(), &[&scenario(hazards, consequences)], 12))
}

const LINE: &str = r#"strikes: { "line": "0%" }"#;

#[test]
fn two_overlapping_outages_are_a_union() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    let hazards = clock("a", 1, "Mon 08:00") + &clock("b", 1, "Tue 08:00");
    // Monday 8:00 to Wednesday 8:00 and Tuesday 8:00 to Friday 8:00: four days, four sessions, two disruptions.
    let r = year(&plan, &hazards, &(then("first", "a", "2d", LINE) + &then("second", "b", "3d", LINE)));
    assert_eq!((r.score.disruptions, r.score.lost, r.score.hit), (2, 4, 4));
    assert_eq!((r.score.down[0], r.score.recovery[0]), (4 * DAY, (4 * DAY, false)));
    assert_eq!(r.score.gross, 40_000);
    // Every session is blamed on one of them, Monday's and Tuesday's on the first.
    let blamed: Vec<i64> = r.score.parts.iter().map(|(_, part)| part[2]).collect();
    assert_eq!(blamed.iter().sum::<i64>(), 4);
    assert_eq!(blamed, vec![2, 2]);
}

#[test]
fn two_outages_apart_add_up() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    let hazards = clock("a", 1, "Mon 08:00") + &clock("b", 4, "Tue 08:00");
    let r = year(&plan, &hazards, &(then("first", "a", "2d", LINE) + &then("second", "b", "3d", LINE)));
    // Two sessions in January, three in April; five days down, three of them the longest time.
    assert_eq!((r.score.disruptions, r.score.lost), (2, 5));
    assert_eq!((r.score.down[0], r.score.recovery[0].0), (5 * DAY, 3 * DAY));
    assert_eq!(r.times(|e| matches!(e, Event::FunctionDown { .. })), vec![at(0, "Mon 08:00"), at(12, "Tue 08:00")]);
}

#[test]
fn a_second_failure_within_90_days_weighs_more() {
    // Each missed session takes 30 % of those who are there. A second one after 4 or 8 weeks, 28 or 56 days, counts twice: 60 %
    // of the 70 % left; after 17 weeks, 119 days, once. The place stays empty all year, so that nobody leaves twice.
    let clients = r#"(per_missed: "30%", per_silent_day: "0%", second_failure: "200%", lead_time: Exactly("60w"))"#;
    let plan = Plan { services: WEEKLY, clients, ..Plan::default() };
    for (month, second) in [(2, 0.6), (3, 0.6), (5, 0.3)] {
        let hazards = clock("a", 1, "Mon 08:00") + &clock("b", month, "Mon 08:00");
        let consequences = then("first", "a", "2h", LINE) + &then("second", "b", "2h", LINE);
        let case = months(&plan.text(), &[&scenario(&hazards, &consequences)], 12);
        for seed in SEEDS {
            let left = assessed(&case, seed, 100_000).column("clients_lost").sum() as u64;
            check_chance(&format!("month {month}"), left, 100_000, 1.0 - 0.7 * (1.0 - second));
        }
    }
}

#[test]
fn a_place_is_filled_again_after_its_lead_time() {
    let clients = r#"(per_missed: "0%", per_silent_day: "0%", sponsor: "100%", lead_time: Exactly("3w"))"#;
    let plan = Plan { services: WEEKLY, clients, ..Plan::default() };
    let leaves = then("end", "a", "1h", "sponsor_leaves: true");
    let r = year(&plan, &clock("a", 1, "Mon 08:00"), &leaves);
    // Empty from Monday 8:00 of week 0 until that of week 3: the sessions of weeks 0, 1 and 2.
    assert_eq!((r.score.clients_lost, r.score.lost), (1, 3));
    assert_eq!(r.count(|e| matches!(e, Event::Lost { why: Loss::ClientLeft, .. })), 3);
    // Who came then may leave as well: three more from April on.
    let hazards = clock("a", 1, "Mon 08:00") + &clock("b", 4, "Mon 08:00");
    let r = year(&plan, &hazards, &(leaves + &then("again", "b", "1h", "sponsor_leaves: true")));
    assert_eq!((r.score.clients_lost, r.score.lost), (2, 6));
    // Nobody leaves a place that is empty.
    let hazards = clock("a", 1, "Mon 08:00") + &clock("b", 1, "Tue 08:00");
    let both = then("end", "a", "1h", "sponsor_leaves: true") + &then("again", "b", "1h", "sponsor_leaves: true");
    assert_eq!(year(&plan, &hazards, &both).score.clients_lost, 1);
}

#[test]
fn winding_up_freezes_the_fund() {
    // 1,000 a month from 5,000, and 10 a week: days 0, 7, 14 before the first due, day 15, and 21. The practice closes on Monday
    // of week 4, day 28: 5,000 + 40 - 1,000. Two sessions of the engagement that runs are lost, or one; the others are not booked any
    // more, and the costs of the year are not due any more.
    let services = r#""talk": (timetable: ["Mon 09:00"], length: "60min", fee: "10", by: "coach", needs: ["line"],
        clients: 1, engagement: 2),"#;
    let finances = r#"(fund: "5,000", fixed: "1,000 a month", drawings: "0 a month", paid: Exactly("0d"))"#;
    let plan = Plan { services, finances, ..Plan::default() };
    let r = year(&plan, &clock("a", 2, "Mon 00:00"), &then("closed", "a", "1h", "winds_up: true"));
    assert!(r.score.wound_up && r.score.ruined_on.is_none());
    assert_eq!(r.score.fund_low, 403_000);
    assert!((1..=2).contains(&r.score.lost) && r.score.losses[Loss::WoundUp as usize] == r.score.lost);
    // Four years are 208 sessions, four of them held before.
    assert_eq!(r.count(|e| matches!(e, Event::NotBooked { .. })) as i64, 204 - r.score.lost);
    assert_eq!((r.score.clients_lost, r.score.gross), (1, 1_000 * r.score.lost));
    let low = |k: usize| r.outcomes.fund[k].min();
    assert_eq!((low(4), low(5), low(52)), (Some(404_000), Some(404_000), Some(404_000)));
    // Otherwise the fund is empty with the sixth due, day 166: 6,000 against 5,000 and 24 sessions.
    let r = year(&plan, &clock("a", 2, "Mon 00:00"), &then("closed", "a", "1h", "costs: Exactly(\"0\")"));
    assert_eq!((r.score.wound_up, r.score.ruined_on), (false, Some(166)));
}

#[test]
fn a_season_brings_everything_on_the_days_of_its_month() {
    let zeros = ["\"0%\""; 11].join(", ");
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    let hazard = format!(r#""flu": (rate: "12 a year", season: ["1200%", {zeros}], lasts: Exactly("1h")),"#);
    let case = months(&plan.text(), &[&scenario(&hazard, "")], 12);
    let mut days = [0; 364];
    for trial in 0..500 {
        for at in run_trial(&case, 42, trial).times(|e| matches!(e, Event::Arrived { .. })) {
            days[(at / DAY) as usize] += 1;
        }
    }
    // The year from Monday 6 January 2025 on: 26 days of January, and the 1st to the 4th of the next, days 360 to 363. 500 trials
    // have 500 x 12 x 12 / 364 = 198 on each.
    assert!((0..364).all(|day| (days[day] > 0) != (26..360).contains(&day)), "{days:?}");
    assert!(days.iter().all(|found| *found == 0 || (120..280).contains(found)), "{days:?}");
    // Of 364 days 30 have twelve times the rate.
    let mean = 12.0 * 12.0 * 30.0 / 364.0;
    for seed in SEEDS {
        check_mean("flu", assessed(&case, seed, 100_000).column("disruptions"), mean, f64::sqrt(mean), 0.0);
    }
}

#[test]
fn no_new_one_begins_while_one_lasts() {
    // It strikes on every Monday at noon on which none lasts: ten days cover the next Monday, seven end with it and so do not.
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    let arrivals = |lasts: &str| {
        let hazard = format!(
            r#""fault": (rate: "1000 a year", when: "Mon 12:00", one_at_a_time: true, lasts: Exactly("{lasts}")),"#
        );
        let r = run(&months(&plan.text(), &[&scenario(&hazard, "")], 6));
        r.times(|e| matches!(e, Event::Arrived { .. }))
    };
    let every = |weeks: usize| (0..26).step_by(weeks).map(|week| at(week, "Mon 12:00")).collect::<Vec<_>>();
    assert_eq!(arrivals("10d"), every(2));
    assert_eq!(arrivals("6d"), every(1));
}

#[test]
fn a_benefit_pays_each_day_once() {
    // Ill from Monday of week 0 for 60 days, and from Monday of week 4 (day 28) for 60 days: away for 88 days, of which the first
    // 28 are not paid for: 60 days at 10. The second illness has no deferred period of its own to wait for, and no day of
    // the first is paid for twice.
    let strategies = r#""income protection": (kind: Insure(pays: Benefit(while_down: ["coach"], amount: "70 a week",
        deferred: "4w"), arrears: "4w")),"#;
    let services = talk("");
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let hazards = clock("a", 1, "Mon 00:00") + &clock("b", 2, "Mon 00:00");
    let ill = r#"strikes: { "coach": "0%" }"#;
    let r = year(&plan, &hazards, &(then("first", "a", "60d", ill) + &then("second", "b", "60d", ill)));
    assert_eq!((r.score.down[0], r.score.cover), (88 * DAY, 60_000));
    // Apart from each other each has its own: 32 days each.
    let hazards = clock("a", 1, "Mon 00:00") + &clock("b", 6, "Mon 00:00");
    let r = year(&plan, &hazards, &(then("first", "a", "60d", ill) + &then("second", "b", "60d", ill)));
    assert_eq!((r.score.down[0], r.score.cover), (120 * DAY, 64_000));
}

#[test]
fn each_disruption_has_its_own_claim() {
    // An excess of 100 on each of two losses of 300.
    let strategies = r#""cover": (kind: Insure(pays: Loss(of: ["first", "second"], excess: "100", limit: "150"))),"#;
    let services = talk("");
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let hazards = clock("a", 1, "Mon 08:00") + &clock("b", 1, "Tue 08:00");
    let costs = r#"costs: Exactly("300")"#;
    let r = year(&plan, &hazards, &(then("first", "a", "1h", costs) + &then("second", "b", "1h", costs)));
    assert_eq!((r.score.extra, r.score.cover), (60_000, 30_000));
    let days: Vec<i64> = r
        .events
        .iter()
        .filter_map(|(_, e)| if let Event::Cash { day, entry: Entry::Cover, .. } = e { Some(*day) } else { None })
        .collect();
    assert_eq!(days, vec![0, 1]);
}

/// A hazard as `clock` has it, and again a year later: it lasts 51 weeks.
fn yearly(name: &str, when: &str) -> String {
    clock(name, 1, when).replace("200w", "51w")
}

#[test]
fn a_year_of_the_policy_bears_its_excess_and_pays_up_to_its_limit_in_the_order_of_the_disruptions() {
    // Two losses of 300 each January. Of each year's 600 the first 200 are borne, and of the 400 left 350 paid: 100 for the first,
    // 250 for the second. The next year begins anew.
    let insured = |terms: &str| {
        let strategies = format!(
            r#""cover": (kind: Insure(pays: Loss(of: ["first", "second"]{terms}), per_year: (excess: "200", limit: "350"))),"#
        );
        let services = talk("");
        let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
        let hazards = yearly("a", "Mon 08:00") + &yearly("b", "Tue 08:00");
        let costs = r#"costs: Exactly("300")"#;
        let then = then("first", "a", "1h", costs) + &then("second", "b", "1h", costs);
        let r = run(&months(&plan.text(), &[&scenario(&hazards, &then)], 24));
        let paid = |(_, e): &(i64, Event)| match e {
            Event::Cash { day, amount, entry: Entry::Cover, .. } => Some((*day, *amount / 100)),
            _ => None,
        };
        r.events.iter().filter_map(paid).collect::<Vec<_>>()
    };
    assert_eq!(insured(""), vec![(0, 100), (1, 250), (364, 100), (365, 250)]);
    // What a disruption is paid comes first: 300 less 120 are 180, at most 170. Of 340 the first 200 are borne, the rest is
    // within the limit: the first loss is paid nothing.
    assert_eq!(insured(r#", excess: "120", limit: "170""#), vec![(1, 140), (365, 140)]);
}

/// A practitioner's sick pay: terms of a year hold for benefits too, by the parts in which they are paid.
#[test]
fn a_benefit_has_terms_of_a_year_too() {
    // Sixty days at 10: 280, 280 and 40. The first 100 are borne, and no more than 400 paid: 180, 220, nothing.
    let strategies = r#""sick pay": (kind: Insure(pays: Benefit(while_down: ["coach"], amount: "70 a week"),
        per_year: (excess: "100", limit: "400"))),"#;
    let services = talk("");
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let ill = then("ill", "a", "60d", r#"strikes: { "coach": "0%" }"#);
    let r = year(&plan, &clock("a", 1, "Mon 00:00"), &ill);
    let paid = |(_, e): &(i64, Event)| match e {
        Event::Cash { day, amount, entry: Entry::Cover, .. } => Some((*day, *amount / 100)),
        _ => None,
    };
    assert_eq!(r.events.iter().filter_map(paid).collect::<Vec<_>>(), vec![(28, 180), (56, 220)]);
}

#[test]
fn what_was_used_up_is_there_again_for_the_next_disruption() {
    // A battery of two hours carries Monday's session in January and in April, not both hours of two outages at once.
    let strategies = r#""battery": (kind: Substitute(for: ["line"], limit: "2h"), automatic: true),"#;
    let services = talk(r#"ladder: ["battery"]"#);
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let hazards = clock("a", 1, "Mon 08:30") + &clock("b", 4, "Mon 08:30");
    let both = then("first", "a", "26h", LINE) + &then("second", "b", "26h", LINE);
    let r = year(&plan, &hazards, &both);
    // In each: Monday 9:00 on the battery, empty at 10:30, Tuesday 9:00 lost, back at 10:30: down for 24 h each.
    assert_eq!((r.score.another_way, r.score.lost, r.score.down[0]), (2, 2, 48 * HOUR));
}
