//! Each kind of strategy and each effect of a hazard on a small case worked out by hand, through the public file format.
//!
//! Unless a case says otherwise: "talk" has a session of an hour at 9:00 from Monday to Friday at a fee of 100.00, with five
//! clients, so that each comes once a week; it needs the coach and the line.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a broken test plan should say so at once")]

use crate::small_plans;

use bcp_sim::engine::{Entry, Event, Loss};
use bcp_sim::file::{Forecast, Question};
use bcp_sim::model::Id;
use bcp_sim::sampling::{Block, Cause, Luck, Sources};
use bcp_sim::units::{DAY, HOUR, Share, WEEK};
use small_plans::{
    Plan, Run, SEEDS, assessed, at, case, check_chance, each, months, months_as, outage, plus, run, run_in_week,
    run_trial, scenario, watch, watched,
};

/// The service of most cases.
fn talk(more: &str) -> String {
    format!(
        r#""talk": (timetable: ["Mon 09:00", "Tue 09:00", "Wed 09:00", "Thu 09:00", "Fri 09:00"], length: "60min",
            fee: "100", by: "coach", needs: ["line"], clients: 5, {more}),"#
    )
}

/// One client, one session a week.
const WEEKLY: &str = r#""talk": (timetable: ["Tue 09:00"], length: "60min", fee: "100", by: "coach", needs: ["line"], ladder: [
    LADDER]),"#;

/// A hazard that lasts from a time of the week for an exact length and does something.
fn hazard(when: &str, lasts: &str, what: &str, horizon: &str) -> String {
    format!(
        r#"Scenario(format: 1, title: "test", horizon: "{horizon}", hazards: {{
            "outage": (rate: "1 a year", when: "{when}", lasts: Exactly("{lasts}"), {what}) }})"#
    )
}

/// What moved for one purpose: the day of the trial, counted from the Monday of its week, and the amount in whole units.
fn cash(run: &Run, wanted: Entry) -> Vec<(i64, i64)> {
    let amount = |(at, e): &(i64, Event)| match e {
        Event::Cash { day, amount, entry, .. } if *entry == wanted => {
            // Times in a run are counted from its Monday, days from the first of the plan.
            Some((*day - run.monday / DAY, *amount / 100, *at))
        }
        _ => None,
    };
    run.events.iter().filter_map(amount).map(|(day, amount, _)| (day, amount)).collect()
}

// Data.

#[test]
fn a_restore_that_fails_costs_its_time() {
    let strategies = r#"
        "cloud": (kind: Restore(of: ["files"], every: "1h"), works: (claimed: "0%"), ready: (claimed: Exactly("2h"))),
        "disk": (kind: Restore(of: ["files"], every: "24h"), ready: (claimed: Exactly("3h"))),"#;
    let scene = outage("Tue 10:30", r#"Exactly("10d")"#, r#""files": "0%""#, "", "8w");
    let case = watch(r#""files": (data: true),"#, r#""files""#, r#""cloud", "disk""#, strategies, &scene);
    let r = run_trial(&case, 42, 0);
    // 2 h in vain and 3 h.
    assert_eq!(r.recovery(), 300);
    // The copy is as old as its own luck says, evenly within a day: the strategies' order is by name, so that disk is 1.
    let (luck, sources) = (Luck::new(42), Sources::new(&case).unwrap());
    let block = Block::new(&luck, &sources, 0, 1);
    let u = block.draws().next().unwrap().copy(Cause { hazard: Id::at(0), occurrence: 0 }, Id::at(1));
    assert_eq!(r.score.work_lost, libm::round(u * DAY as f64) as i64);
    assert_eq!(r.times(|e| matches!(e, Event::WorkLost { .. })), vec![at(0, "Tue 15:30")]);
}

#[test]
fn a_restore_waits_for_what_it_needs() {
    let strategies =
        r#""disk": (kind: Restore(of: ["files"], needs: ["laptop"], every: "24h"), ready: (claimed: Exactly("3h"))),"#;
    // The laptop is away until 16:00, the copy is ready at 13:30.
    let then = r#""theft": (of: ["outage"], chance: "100%", lasts: Exactly("330min"), strikes: { "laptop": "0%" }),"#;
    let scene = outage("Tue 10:30", r#"Exactly("10d")"#, r#""files": "0%""#, then, "8w");
    let case = watch(r#""files": (data: true), "laptop": (),"#, r#""files""#, r#""disk""#, strategies, &scene);
    assert_eq!(run(&case).recovery(), 330);
}

#[test]
fn work_that_nothing_restores_is_done_again() {
    let lost = |rpo: &str, strategies: &str, ladder: &str| {
        let functions =
            format!(r#""records": (needs: ["files"], ladder: [{ladder}], rto: "24h", mtpd: "5d", rpo: "{rpo}"),"#);
        let plan = Plan {
            resources: r#""coach": (), "line": (), "files": (data: true),"#,
            functions: &functions,
            services: &talk(""),
            strategies,
            ..Plan::default()
        };
        run(&plan.with(&outage("Tue 10:30", r#"Exactly("3d")"#, r#""files": "0%""#, "", "8w")))
    };
    // Gone for three days, 4,320 min: within an objective of 72 h, beyond one of 71 h.
    let r = lost("72h", "", "");
    assert_eq!((r.score.work_lost, r.score.rpo_missed[0]), (4_320, false));
    assert!(lost("71h", "", "").score.rpo_missed[0]);
    // A synced copy that takes over after five minutes loses nothing, though the data was gone for three days.
    let sync = r#""sync": (kind: Substitute(for: ["files"]), ready: (claimed: Exactly("5min"))),"#;
    let r = lost("71h", sync, r#""sync""#);
    assert_eq!((r.score.work_lost, r.score.rpo_missed[0], r.recovery()), (0, false, 5));
}

#[test]
fn a_synced_copy_loses_nothing_even_if_another_copy_is_restored_later() {
    let strategies = r#"
        "backup": (kind: Restore(of: ["files"], every: "24h"), ready: (claimed: Exactly("6h"))),
        "sync": (kind: Substitute(for: ["files"]), ready: (claimed: Exactly("5min"))),"#;
    let scene = outage("Tue 10:30", r#"Exactly("10d")"#, r#""files": "0%""#, "", "8w");
    let case = watch(r#""files": (data: true),"#, r#""files""#, r#""sync", "backup""#, strategies, &scene);
    let r = run(&case);
    assert_eq!((r.score.work_lost, r.recovery()), (0, 5));
}

// Prevention.

#[test]
fn what_is_prevented_does_not_happen() {
    let guarded = |strategies: &str, then: &str| {
        let plan = Plan { services: &talk(""), strategies, ..Plan::default() };
        plan.with(&outage("Tue 08:00", r#"Exactly("2h")"#, r#""line": "0%""#, then, "8w"))
    };
    let guard = |name: &str, works: &str, averts: &str, of: &str| {
        format!(r#""{name}": (kind: Prevent(of: ["{of}"], averts: "{averts}"), works: (claimed: "{works}")),"#)
    };
    let r = run(&guarded(&guard("lock", "100%", "100%", "outage"), ""));
    assert_eq!((r.score.disruptions, r.sessions(), r.recovery()), (0, (0, 0, 0, 0), 0));
    assert_eq!(r.count(|e| matches!(e, Event::Averted { .. })), 1);
    let n = 200_000;
    for seed in SEEDS {
        // 60 %, and half of what is left: 80 %, of which the second has a quarter. Half of the time at work: 30 %.
        let both = guard("a lock", "100%", "60%", "outage") + &guard("b alarm", "100%", "50%", "outage");
        let outcomes = assessed(&guarded(&both, ""), seed, n);
        check_chance("both", n - outcomes.column("sessions_hit").sum() as u64, n, 0.8);
        check_chance("the first", outcomes.strategies[0].used, n, 0.6);
        check_chance("the second", outcomes.strategies[1].used, n, 0.2);
        let outcomes = assessed(&guarded(&guard("lock", "50%", "60%", "outage"), ""), seed, n);
        check_chance("at times", n - outcomes.column("sessions_hit").sum() as u64, n, 0.3);
        // However many there are, 3 % remain: 90 % and 90 % leave 1 % by themselves.
        let both = guard("a lock", "100%", "90%", "outage") + &guard("b alarm", "100%", "90%", "outage");
        let outcomes = assessed(&guarded(&both, ""), seed, n);
        check_chance("never all", outcomes.column("sessions_hit").sum() as u64, n, 0.03);
        // A consequence of half of the outages (the coach is away on Wednesday), 40 % of them averted: 30 %.
        let then = r#""away": (of: ["outage"], chance: "50%", after: Exactly("1d"), lasts: Exactly("2h"),
            strikes: { "coach": "0%" }),"#;
        let outcomes = assessed(&guarded(&guard("lock", "100%", "40%", "away"), then), seed, n);
        check_chance("away", outcomes.column("sessions_hit").sum() as u64 - n, n, 0.3);
    }
}

// Associates.

#[test]
fn an_associate_holds_as_many_sessions_as_are_spare() {
    let away = |terms: &str, ready: &str| {
        let strategies = format!(
            r#""associate": (kind: HandOver(needs: ["line"], {terms}), ready: (claimed: Exactly("{ready}"))),"#
        );
        let services = talk(r#"ladder: ["associate"]"#);
        let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
        run(&plan.with(&outage("Mon 00:00", r#"Exactly("2w")"#, r#""coach": "0%""#, "", "8w")))
    };
    // Ten sessions in two weeks; three a week are handed over, four are lost: 400. The associate has 60 of each of six fees.
    let r = away(r#"spare: 3, fee_share: "60%""#, "0min");
    assert_eq!((r.score.hit, r.score.handed_over, r.score.lost), (10, 6, 4));
    assert_eq!((r.score.gross, r.score.extra), (40_000, 36_000));
    assert_eq!(cash(&r, Entry::Cost), [0, 1, 2, 7, 8, 9].map(|day| (day, -60)).to_vec());
    // Found after two days: Wednesday to Friday of the first week, all of the second.
    let r = away("spare: 6", "2d");
    assert_eq!((r.score.handed_over, r.score.lost, r.score.extra), (8, 2, 0));
    // Worth 80 %: each lacks 20.
    let r = away(r#"spare: 6, worth: "80%""#, "0min");
    assert_eq!((r.score.handed_over, r.score.lost, r.score.gross), (10, 0, 20_000));
}

#[test]
fn an_associate_s_session_goes_on_when_something_else_changes() {
    // The coach is away all week, the associate holds Monday's session, and at 9:30 the phone fails.
    let strategies = r#""associate": (kind: HandOver(needs: ["line"], spare: 1)),"#;
    let services = talk(r#"ladder: ["associate"]"#);
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let then = r#""mute": (of: ["outage"], chance: "100%", after: Exactly("570min"), lasts: Exactly("1h"),
        strikes: { "phone": "0%" }),"#;
    let r = run(&plan.with(&outage("Mon 00:00", r#"Exactly("5d")"#, r#""coach": "0%""#, then, "8w")));
    assert_eq!((r.score.handed_over, r.score.lost), (1, 4));
    // The line that the associate needs is away for five minutes, less than the grace: the one spare place is kept.
    let then = r#""blip": (of: ["outage"], chance: "100%", after: Exactly("570min"), lasts: Exactly("5min"),
        strikes: { "line": "0%" }),"#;
    let r = run(&plan.with(&outage("Mon 00:00", r#"Exactly("5d")"#, r#""coach": "0%""#, then, "8w")));
    assert_eq!((r.score.handed_over, r.score.lost), (1, 4));
}

#[test]
fn who_does_not_consent_to_an_associate_may_leave() {
    let strategies = r#""associate": (kind: HandOver(accepted: "40%", spare: 6, refused: "30%")),"#;
    let services = WEEKLY.replace("LADDER", r#""associate""#);
    let clients = r#"(per_missed: "0%", per_silent_day: "0%")"#;
    let plan = Plan { services: &services, strategies, clients, ..Plan::default() };
    // One client, one session hit: 60 % do not consent, and nobody leaves for that: two hours are not for good.
    let case = plan.with(&outage("Tue 08:00", r#"Exactly("2h")"#, r#""coach": "0%""#, "", "8w"));
    for seed in SEEDS {
        let outcomes = assessed(&case, seed, 200_000);
        check_chance("consent", outcomes.column("sessions_handed_over").sum() as u64, 200_000, 0.4);
        assert_eq!(outcomes.column("clients_lost").sum(), 0);
    }
    // On day 28 the client is asked for good, by a draw of its own: 60 % do not consent, 30 % of these leave.
    let case = plan.with(&outage("Tue 08:00", r#"Exactly("29d")"#, r#""coach": "0%""#, "", "8w"));
    for seed in SEEDS {
        let outcomes = assessed(&case, seed, 200_000);
        check_chance("refusal", outcomes.column("clients_lost").sum() as u64, 200_000, 0.6 * 0.3);
    }
}

// Ladders.

#[test]
fn a_switch_after_the_postponement_is_for_those_who_do_not_want_to_wait() {
    let week = |accepted: &str| {
        let strategies = format!(
            r#""later": (kind: Postpone(patience: [(within: "4w", accepted: "{accepted}")], up_to: "200%")),
            "written": (kind: Switch(needs: ["phone"], worth: "60%", fee: "25%")),"#
        );
        let services = talk(r#"ladder: ["later", "written"]"#);
        let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
        run(&plan.with(&outage("Mon 00:00", r#"Exactly("7d")"#, r#""line": "0%""#, "", "8w")))
    };
    // Nobody waits: five in writing, each for 25 of 100.
    let r = week("0%");
    assert_eq!((r.sessions(), r.score.gross), ((5, 5, 0, 0), 37_500));
    // Everybody waits.
    let r = week("100%");
    assert_eq!((r.sessions(), r.score.gross), ((5, 0, 5, 0), 0));
}

#[test]
fn part_of_a_capacity_holds_part_of_the_sessions() {
    let week = |level: &str| {
        let resources = r#""coach": (capacity: true), "line": (),"#;
        let plan = Plan { resources, services: &talk(""), ..Plan::default() };
        run_in_week(
            &plan.with(&outage("Mon 00:00", r#"Exactly("7d")"#, &format!(r#""coach": "{level}""#), "", "8w")),
            0,
        )
    };
    // The ranks of numbers 0 to 4 are 0, 1/2, 1/4, 3/4 and 1/8: at half strength Tuesday and Thursday are lost, and the function
    // stays at its minimum of 50 %.
    let r = week("50%");
    assert_eq!((r.sessions(), r.recovery()), ((2, 0, 0, 2), 0));
    let lost = r.times(|e| matches!(e, Event::Lost { .. }));
    assert_eq!(lost, ["Tue 09:00", "Thu 09:00"].map(|t| at(0, t)).to_vec());
    // What is held at 50 % is held at 60 % and at 80 %: only Thursday's is lost from 50 % on, none above 75 %.
    assert_eq!((week("60%").sessions(), week("80%").sessions()), ((1, 0, 0, 1), (0, 0, 0, 0)));
    // 20 % holds Monday and Friday, and the function is below its minimum until the week is over.
    assert_eq!((week("20%").sessions(), week("20%").recovery()), ((3, 0, 0, 3), 7 * DAY));
    assert_eq!(week("0%").sessions(), (5, 0, 0, 5));
}

#[test]
fn whom_there_is_no_capacity_for_waits_until_it_is_back() {
    let strategies = r#""later": (kind: Postpone(patience: [(within: "8w", accepted: "100%")], up_to: "300%")),"#;
    let resources = r#""coach": (capacity: true), "line": (),"#;
    let services = talk(r#"ladder: ["later"]"#);
    let plan = Plan { resources, services: &services, strategies, ..Plan::default() };
    let case = plan.with(&outage("Mon 00:00", r#"Exactly("21d")"#, r#""coach": "50%""#, "", "12w"));
    // Of fifteen sessions in three weeks the numbers 1, 3, … 13 have to wait. No date is promised for as long as there is no
    // capacity; then all seven are held in week 3 or later.
    let r = run_in_week(&case, 0);
    assert_eq!(r.sessions(), (7, 0, 7, 0));
    assert!(r.times(|e| matches!(e, Event::Moved { .. })).iter().all(|t| *t >= 3 * WEEK));
}

#[test]
fn deputies_take_over_in_their_order() {
    let resources = r#""Ann": (), "Ben": (), "Cid": (),"#;
    let roles = r#"roles: { "lead": (holder: "Ann", deputies: ["Ben", "Cid"], takes_over: Exactly("30min")) },"#;
    let plan = plus(&watched(resources, r#""lead""#, "", ""), roles);
    let away = |who: &[&str]| {
        let strikes: String = who.iter().map(|name| format!("\"{name}\": \"0%\", ")).collect();
        run(&case(&plan, &outage("Tue 10:30", r#"Exactly("4h")"#, &strikes, "", "8w"), Forecast::Written)).recovery()
    };
    // Half an hour for the first deputy, another for the second if the first is away as well; nobody is left: four hours.
    assert_eq!((away(&["Ben"]), away(&["Ann"]), away(&["Ann", "Cid"])), (0, 30, 30));
    assert_eq!((away(&["Ann", "Ben"]), away(&["Ann", "Ben", "Cid"])), (60, 240));
}

#[test]
fn evidence_supports_half_as_much_after_a_year() {
    let plan = |evidence: &str| {
        let strategies = format!(
            r#""spare": (kind: Substitute(for: ["line"]), evidence: {evidence},
                works: (claimed: "98%", supported: "90%", untested: "60%")),"#
        );
        plus(&watched(r#""line": (),"#, r#""line""#, r#""spare""#, &strategies), r#"today: "2025-01-06","#)
    };
    let hazards = scenario(r#""outage": (rate: "1 a year", lasts: Exactly("1h"), strikes: { "line": "0%" }),"#, "");
    let works = |evidence: &str, forecast: Forecast| {
        let case = months_as(&plan(evidence), &[&hazards], &Question::months(12, forecast));
        case.strategies[Id::at(0)].works
    };
    let share = |text: &str| Share::parse(text).unwrap();
    let tested = Forecast::Tested;
    // Four years are 1,461 days, four half-lives of 365.25 days: 60 % and a sixteenth of the 30 % above.
    assert_eq!(works(r#"Tried("2021-01-06")"#, tested), share("61.875%"));
    // 366 days: 0.6 + 0.3 x 2^(-366/365.25) = 0.6 + 0.3 x 0.499289 = 0.749787.
    assert_eq!(works(r#"Timed("2024-01-06")"#, tested), share("74.9787%"));
    assert_eq!(works(r#"Tried("2025-01-06")"#, tested), share("90%"));
    assert_eq!(works("Never", tested), share("90%"));
    assert_eq!(works(r#"Tried("2021-01-06")"#, Forecast::Written), share("98%"));
}

// Insurances.

#[test]
fn a_benefit_is_paid_for_days_after_the_deferred_period() {
    let ill = |lasts: &str, at_most: &str, horizon: &str| {
        let strategies = format!(
            r#""income protection": (kind: Insure(pays: Benefit(while_down: ["coach"], amount: "70 a week", deferred: "4w",
                at_most: "{at_most}"), arrears: "5w")),"#
        );
        let plan = Plan { services: &talk(""), strategies: &strategies, ..Plan::default() };
        run(&plan.with(&outage("Tue 06:00", &format!("Exactly(\"{lasts}\")"), r#""coach": "0%""#, "", horizon)))
    };
    // Two weeks, and four to the minute: nothing. One minute more is one more day.
    assert_eq!(ill("2w", "104w", "52w").score.cover, 0);
    assert_eq!(ill("4w", "104w", "52w").score.cover, 0);
    assert_eq!(ill("40321min", "104w", "52w").score.cover, 1_000);
    // Ten weeks: 70 - 28 = 42 days at 10 a day. The first 28 of them end on day 56 after the onset and are paid a week later
    // (four of the five weeks of arrears are the period itself), the other 14 end on day 70. Tuesday is day 1.
    let r = ill("10w", "104w", "52w");
    assert_eq!((r.score.cover, cash(&r, Entry::Cover)), (42_000, vec![(64, 280), (78, 140)]));
    // At most a week of it; and however short the horizon is, it is followed to its end.
    assert_eq!(ill("10w", "1w", "52w").score.cover, 7_000);
    assert_eq!(ill("10w", "104w", "11w").score.cover, 42_000);
}

#[test]
fn a_cover_pays_costs_and_fees_lost_after_the_waiting_time() {
    let insured = |terms: &str| {
        let strategies = format!(
            r#""cyber": (kind: Insure(pays: Loss(of: ["outage"], excess: "200", share: "50%", {terms}), arrears: "30d")),"#
        );
        let plan = Plan { services: &talk(""), strategies: &strategies, ..Plan::default() };
        run(&plan.with(&hazard("Mon 08:00", "3d", r#"costs: Exactly("1,000"), strikes: { "line": "0%" }"#, "8w")))
    };
    // Monday's session is within ten hours of the onset, Tuesday's and Wednesday's are not: 1,000 + 200, less 200, half.
    let r = insured(r#"income: true, waiting: "10h""#);
    assert_eq!((r.score.lost, r.score.extra, r.score.cover), (3, 100_000, 50_000));
    assert_eq!(cash(&r, Entry::Cover), vec![(30, 500)]);
    // Without waiting all three; without income only the costs: 800 by half; and the limit.
    assert_eq!(insured("income: true").score.cover, 55_000);
    assert_eq!(insured("").score.cover, 40_000);
    assert_eq!(insured(r#"income: true, limit: "450""#).score.cover, 45_000);
    // Net: 300 of fees and 1,000 of costs less the cover.
    let (cover, gross, extra) = (r.score.cover, r.score.gross, r.score.extra);
    assert_eq!(cover - gross - extra, -80_000);
}

#[test]
fn a_cover_of_income_counts_what_a_moved_session_lacks() {
    // The hotspot takes two days and is worth half: Monday's and Tuesday's session wait for it and are moved, Wednesday's to
    // next Wednesday's are held on it at their time. Eight times 50 are lacking.
    let strategies = r#"
        "cyber": (kind: Insure(pays: Loss(of: ["outage"], income: true))),
        "hotspot": (kind: Substitute(for: ["line"], worth: "50%"), ready: (claimed: Exactly("2d"))),
        "later": (kind: Postpone(patience: [(within: "4w", accepted: "100%")], up_to: "200%")),"#;
    let services = talk(r#"ladder: ["hotspot", "later"]"#);
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let r = run(&plan.with(&outage("Mon 08:00", r#"Exactly("10d")"#, r#""line": "0%""#, "", "8w")));
    assert_eq!((r.sessions(), r.score.gross, r.score.cover), ((2, 6, 2, 0), 40_000, 40_000));
}

// Money.

#[test]
fn what_was_paid_in_advance_is_refunded() {
    let finances =
        r#"(fund: "10000", fixed: "0 a month", drawings: "0 a month", paid: Exactly("0d"), prepaid: "100%")"#;
    let services = talk("engagement: 4");
    let plan = Plan { services: &services, finances, ..Plan::default() };
    let case = plan.with(&outage("Mon 00:00", r#"Exactly("7d")"#, r#""line": "0%""#, "", "8w"));
    // The sessions of the second week were paid for a week before: the money goes back on the day of the session.
    let r = run_in_week(&case, 1);
    assert_eq!(cash(&r, Entry::Refund), (0..5).map(|day| (day, -100)).collect::<Vec<_>>());
    assert!(cash(&r, Entry::Fee).is_empty());
    // Those of the first would have been paid for on their day.
    let r = run_in_week(&case, 0);
    assert_eq!(cash(&r, Entry::Fee), (0..5).map(|day| (day, -100)).collect::<Vec<_>>());
}

#[test]
fn a_share_of_fees_is_never_paid() {
    let finances = r#"(fund: "10000", fixed: "0 a month", drawings: "0 a month", paid: Exactly("14d"), unpaid: "1%")"#;
    let plan = Plan { services: &talk(""), finances, ..Plan::default() };
    // A lost session costs 99, not 100.
    let r = run(&plan.with(&outage("Mon 00:00", r#"Exactly("7d")"#, r#""line": "0%""#, "", "8w")));
    assert_eq!((r.score.lost, r.score.gross), (5, 49_500));
    // In a week in which 10 % never comes, five held sessions lack 9.90 each, when they would have been paid.
    let r = run(&plan.with(&hazard("Mon 00:00", "7d", r#"unpaid: "10%""#, "8w")));
    assert_eq!((r.score.lost, r.score.gross), (0, 4_950));
    assert_eq!(cash(&r, Entry::Unpaid), (14..19).map(|day| (day, -9)).collect::<Vec<_>>());
}

#[test]
fn fees_come_late_in_a_slump() {
    let finances = r#"(fund: "10000", fixed: "0 a month", drawings: "0 a month", paid: Exactly("14d"))"#;
    let plan = Plan { services: &talk(""), finances, ..Plan::default() };
    let r = run(&plan.with(&hazard("Mon 00:00", "48h", r#"pays_later: "10d""#, "8w")));
    // Monday's and Tuesday's session: due on days 14 and 15, paid on 24 and 25. Nothing is lost by it.
    assert_eq!(cash(&r, Entry::Shifted), vec![(14, -100), (24, 100), (15, -100), (25, 100)]);
    assert_eq!((r.score.gross, r.score.extra, r.score.lost), (0, 0, 0));
}

#[test]
fn a_client_may_ask_for_the_fee_of_a_moved_session() {
    let strategies = r#""later": (kind: Postpone(patience: [(within: "4w", accepted: "100%")], up_to: "200%")),"#;
    let services = talk(r#"ladder: ["later"]"#);
    let clients = r#"(per_missed: "0%", per_silent_day: "0%", credit: "100%")"#;
    let plan = Plan { services: &services, strategies, clients, ..Plan::default() };
    let r = run(&plan.with(&outage("Mon 00:00", r#"Exactly("7d")"#, r#""line": "0%""#, "", "8w")));
    assert_eq!((r.score.moved, r.score.extra), (5, 50_000));
}

#[test]
fn each_missed_session_has_its_own_request_for_its_fee_and_no_second_one() {
    let strategies = r#""later": (kind: Postpone(patience: [(within: "4w", accepted: "100%")], up_to: "300%")),"#;
    let services = WEEKLY.replace("LADDER", r#""later""#);
    let missed = |credit: &str, lasts: &str, then: &str| {
        let clients = format!(r#"(per_missed: "0%", per_silent_day: "0%", credit: "{credit}")"#);
        let plan = Plan { services: &services, strategies, clients: &clients, ..Plan::default() };
        plan.with(&outage("Mon 00:00", &format!("Exactly(\"{lasts}\")"), r#""line": "0%""#, then, "8w"))
    };
    // Two Tuesdays: both asked for with a quarter.
    let case = missed("50%", "9d", "");
    for seed in SEEDS {
        let extra = each(&case, seed, 100_000, |score| score.extra);
        check_chance("both", extra.iter().filter(|e| **e == 20_000).count() as u64, 100_000, 0.25);
        check_chance("none", extra.iter().filter(|e| **e == 0).count() as u64, 100_000, 0.25);
    }
    // Tuesday's session is moved to Thursday, on which the line is away once more, and then on: one fee goes back.
    let then = r#""more": (of: ["outage"], chance: "100%", after: Exactly("72h"), lasts: Exactly("1d"),
        strikes: { "line": "0%" }),"#;
    let r = run(&missed("100%", "2d", then));
    assert_eq!(r.count(|e| matches!(e, Event::Postponed { .. })), 2);
    assert_eq!((r.score.moved, r.score.extra), (1, 10_000));
}

// Demand.

#[test]
fn demand_falls_and_comes_back() {
    let slump = |what: &str, clients: &str, lasts: &str| {
        let plan = Plan { services: &talk(""), clients, ..Plan::default() };
        plan.with(&hazard("Mon 00:00", lasts, &format!("demand: ({what})"), "12w"))
    };
    // Nobody comes for two weeks: ten sessions. Nothing else is lost.
    let r = run(&slump(r#"falls: Exactly("100%"), over: "0min", back_over: "0min""#, "", "2w"));
    assert_eq!((r.score.lost, r.score.losses[Loss::NoDemand as usize], r.score.hit), (10, 10, 0));
    let last = r.times(|e| matches!(e, Event::Lost { .. }));
    assert_eq!(last.last(), Some(&at(1, "Fri 09:00")));
    // Half of the clients, for the whole of it: each either comes twice or not at all.
    let half = slump(r#"falls: Exactly("50%"), over: "0min", back_over: "0min""#, "", "2w");
    for seed in SEEDS {
        let lost = each(&half, seed, 40_000, |score| score.lost);
        assert!(lost.iter().all(|n| n % 2 == 0));
        check_chance("half", lost.iter().sum::<i64>() as u64 / 2, 200_000, 0.5);
    }
    // In a straight line down over ten weeks of five sessions, back in no time: a session at the share d of the fall is lost
    // with a chance of d. The k-th day's share is (k days + 9 h)/70 d.
    let line = slump(r#"falls: Exactly("100%"), over: "10w", back_over: "0min""#, "", "10w");
    let days = (0..70).filter(|day| day % 7 < 5);
    let value: f64 = days.map(|day| (f64::from(day) + 0.375) / 70.0).sum::<f64>() / 50.0;
    for seed in SEEDS {
        let lost: i64 = each(&line, seed, 20_000, |score| score.lost).iter().sum();
        // Sessions of one client hang together: fifty with one uniform count as five.
        let error = f64::sqrt(value * (1.0 - value) / 100_000.0);
        assert!((lost as f64 / 1_000_000.0 - value).abs() < small_plans::SIGMAS * error);
    }
}

#[test]
fn who_pauses_first_comes_back_last() {
    let plan = Plan { services: &talk(""), ..Plan::default() };
    let case = plan.with(&hazard(
        "Mon 00:00",
        "10w",
        r#"demand: (falls: Exactly("80%"), over: "4w", back_over: "8w")"#,
        "24w",
    ));
    for trial in 0..200 {
        let r = small_plans::run_trial(&case, 42, trial);
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for day in 0..5 {
            let of_client = |t: &i64| t.div_euclid(DAY) % 7 == day;
            let lost: Vec<i64> = r.times(|e| matches!(e, Event::Lost { .. })).into_iter().filter(of_client).collect();
            if let (Some(first), Some(last)) = (lost.first(), lost.last()) {
                // No gap between the first and the last week.
                assert_eq!((last - first) / WEEK + 1, lost.len() as i64);
                spans.push((first / WEEK, last / WEEK));
            }
        }
        spans.sort_unstable();
        // They come on different days of the week, so that weeks may differ by one.
        assert!(spans.windows(2).all(|p| p[0].0 == p[1].0 || p[0].1 + 1 >= p[1].1), "{spans:?}");
    }
}

#[test]
fn what_holds_up_demand_takes_its_time() {
    let held = |holds: &str| {
        let strategies = format!(
            r#""retainers": (kind: Sustain(holds: "{holds}", later: "10d"), ready: (claimed: Exactly("1w"))),"#
        );
        let plan = Plan { services: &talk(""), strategies: &strategies, ..Plan::default() };
        let what = r#"demand: (falls: Exactly("100%"), over: "0min", back_over: "0min")"#;
        plan.with(&hazard("Mon 00:00", "4w", what, "12w"))
    };
    // All of it after a week: five sessions lost, fifteen held and paid ten days later.
    let r = run(&held("100%"));
    assert_eq!((r.score.lost, r.score.gross), (5, 50_000));
    let shifted = cash(&r, Entry::Shifted);
    assert_eq!((shifted.len(), shifted[0], shifted[1]), (30, (7, -100), (17, 100)));
    // A fifth of it: 5 + 15 x 0.8 = 17 on average.
    for seed in SEEDS {
        let lost: i64 = each(&held("20%"), seed, 40_000, |score| score.lost - 5).iter().sum();
        check_chance("a fifth", lost as u64 / 3, 200_000, 0.8);
    }
}

// Clients.

#[test]
fn the_clients_of_the_largest_sponsor_leave() {
    let gone = |when: &str| {
        let clients = r#"(per_missed: "0%", per_silent_day: "0%", sponsor: "40%")"#;
        let plan = Plan { services: &talk(""), clients, ..Plan::default() };
        run(&plan.with(&hazard(when, "1h", "sponsor_leaves: true", "8w")))
    };
    // Two of five, each with the one session left in the engagement.
    let r = gone("Mon 00:00");
    assert_eq!((r.score.clients_lost, r.score.lost), (2, 2));
    assert_eq!(r.score.losses[Loss::ClientLeft as usize], 2);
}

#[test]
fn a_client_who_leaves_as_the_session_starts_does_not_come() {
    let clients = r#"(per_missed: "0%", per_silent_day: "0%", sponsor: "40%")"#;
    let plan = Plan { services: &talk(""), clients, ..Plan::default() };
    // The first client's session starts at this minute: every session is held or lost, this one is lost.
    let r = run_in_week(&plan.with(&hazard("Mon 09:00", "1h", "sponsor_leaves: true", "8w")), 0);
    assert_eq!((r.score.clients_lost, r.score.lost), (2, 2));
}

/// "50%" took 39.4 in a hundred: a hazard was used as a chance.
#[test]
fn a_breach_takes_just_the_share_of_clients_that_is_written() {
    let services = WEEKLY.replace("LADDER", "");
    let clients = r#"(per_missed: "0%", per_silent_day: "0%")"#;
    let plan = Plan { services: &services, clients, ..Plan::default() };
    for (written, chance) in [("12%", 0.12), ("50%", 0.5), ("100%", 1.0)] {
        let case = plan.with(&hazard("Mon 00:00", "1h", &format!(r#"unsettles: "{written}""#), "8w"));
        for seed in SEEDS {
            let left = assessed(&case, seed, 200_000).column("clients_lost").sum() as u64;
            check_chance(written, left, 200_000, chance);
        }
    }
}

/// A tutor's pupils: what two things take is what the second takes of those whom the first has left.
#[test]
fn a_breach_takes_its_share_of_whoever_is_still_there() {
    let services = WEEKLY.replace("LADDER", "");
    let clients = r#"(per_missed: "30%", per_silent_day: "0%")"#;
    let plan = Plan { services: &services, clients, ..Plan::default() };
    // The session of Tuesday 9:00 is missed and known of when the line is back at 10:00: 30 % leave. At 11:00 the breach
    // takes half of the others: 65 % in all. Those who held it against the practice are not driven away any sooner.
    let then = |strikes: &str| format!(r#"strikes: {{ {strikes} }}"#);
    let scene = scenario(
        &format!(
            r#""outage": (rate: "1 a year", when: "Tue 09:00", lasts: Exactly("1h"), {}),"#,
            then(r#""line": "0%""#)
        ),
        r#""breach": (of: ["outage"], chance: "100%", after: Exactly("2h"), lasts: Exactly("1h"), unsettles: "50%"),"#,
    );
    let case = plan.with(&scene);
    for seed in SEEDS {
        let left = assessed(&case, seed, 200_000).column("clients_lost").sum() as u64;
        check_chance("missed, then unsettled", left, 200_000, 1.0 - 0.7 * 0.5);
    }
}

/// "100%" took 99.9999 in a hundred, and a missed session of "40%" 33.
#[test]
fn every_chance_of_leaving_is_just_what_is_written() {
    let services = talk("");
    for (clients, chance) in [
        (r#"(per_missed: "40%", per_silent_day: "0%")"#, 0.4),
        (r#"(per_missed: "0%", per_silent_day: "10%")"#, 1.0 - libm::pow(0.9, 1.0 / 24.0)),
        (r#"(per_missed: "40%", per_silent_day: "0%", crunch: "100%", crunch_leaving: "200%")"#, 0.8),
        (r#"(per_missed: "40%", per_silent_day: "0%", told_too_late: "300%")"#, 1.0),
    ] {
        let plan = Plan { services: &services, clients, ..Plan::default() };
        // One session, known of an hour late.
        let case = plan.with(&outage("Tue 09:00", r#"Exactly("1h")"#, r#""line": "0%""#, "", "8w"));
        for seed in SEEDS {
            let left = assessed(&case, seed, 200_000).column("clients_lost").sum() as u64;
            check_chance(clients, left, 200_000, chance);
        }
    }
}

#[test]
fn a_breach_is_reported_within_72_hours() {
    let breach = |lasts: &str, more: &str, strategies: &str, ladder: &str| {
        let services = talk(&format!("ladder: [{ladder}]"));
        let plan = Plan { services: &services, strategies, ..Plan::default() };
        let r = run(&plan.with(&hazard("Mon 00:00", lasts, &format!("reportable: true, {more}"), "8w")));
        let after = r.events.iter().find_map(|(_, e)| match e {
            Event::Reported { after, .. } => Some(*after),
            _ => None,
        });
        (after.unwrap(), r.score.report_late)
    };
    // When it is over: within 72 h is in time.
    assert_eq!(breach("72h", "", "", ""), (72 * HOUR, false));
    assert_eq!(breach("4321min", "", "", ""), (72 * HOUR + 1, true));
    // A strategy reports after a day, unless its channel is down.
    let report = r#""duty": (kind: Report(needs: ["phone"]), ready: (claimed: Exactly("24h"))),"#;
    assert_eq!(breach("100h", "", report, r#""duty""#), (24 * HOUR, false));
    let (after, late) = breach("100h", r#"strikes: { "phone": "0%" }"#, report, r#""duty""#);
    assert_eq!((after, late), (100 * HOUR, true));
}

// Who and what is struck.

#[test]
fn a_hazard_of_each_strikes_one_and_a_tag_strikes_all() {
    let resources = r#""Ann": (is: "practitioner"), "Ben": (is: "practitioner"), "line": (),"#;
    let service = |name: &str, by: &str| {
        format!(r#""{name}": (timetable: ["Tue 09:00"], length: "60min", fee: "100", by: "{by}"),"#)
    };
    let services = service("a", "Ann") + &service("b", "Ben");
    let plan = Plan { resources, services: &services, functions: "", ..Plan::default() };
    let strikes = |each: &str| {
        format!(
            r#""ill": (rate: "2 a year", {each} when: "Tue 08:00", lasts: Exactly("2h"), strikes: {{ "practitioner": "0%" }}),"#
        )
    };
    let each_one = scenario(&strikes(r#"of_each: "practitioner","#), "");
    let all = scenario(&strikes(""), "");
    assert_eq!(run(&plan.with(&all)).score.lost, 2);
    let hit = |trial: u64| small_plans::run_trial(&plan.with(&each_one), 42, trial).score;
    assert!((0..50).all(|trial| hit(trial).lost == 1));
    // As often the one as the other; in a year each at the rate, so twice as many in all.
    let case = plan.with(&each_one);
    for seed in SEEDS {
        let which = each(&case, seed, 100_000, |score| score.hazards[0] as i64);
        check_chance("Ben", which.iter().sum::<i64>() as u64, 100_000, 0.5);
        for (scene, mean) in [(&each_one, 4.0), (&all, 2.0)] {
            let year = assessed(&months(&plan.text(), &[scene], 12), seed, 100_000);
            small_plans::check_mean("a year", year.column("disruptions"), mean, f64::sqrt(mean), 0.0);
        }
    }
}

#[test]
fn consequences_follow_the_start_or_the_end_of_their_cause() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    let lost = |then: &str| {
        let case = plan.with(&outage("Mon 00:00", r#"Exactly("36h")"#, r#""phone": "0%""#, then, "8w"));
        run(&case).times(|e| matches!(e, Event::Lost { .. }))
    };
    let times = |names: &[&str]| names.iter().map(|t| at(0, t)).collect::<Vec<_>>();
    // From Tuesday 00:00 to the end of the cause, Tuesday 12:00; or a day from Tuesday 00:00; or a day from Wednesday 12:00.
    let strikes = r#"strikes: { "line": "0%" }"#;
    let then = |more: &str| format!(r#""more": (of: ["outage"], chance: "100%", {more} {strikes}),"#);
    assert_eq!(lost(&then(r#"after: Exactly("24h"),"#)), times(&["Tue 09:00"]));
    assert_eq!(lost(&then(r#"after: Exactly("24h"), lasts: Exactly("34h"),"#)), times(&["Tue 09:00", "Wed 09:00"]));
    assert_eq!(lost(&then(r#"after_its_end: Exactly("24h"), lasts: Exactly("1d"),"#)), times(&["Thu 09:00"]));
}
