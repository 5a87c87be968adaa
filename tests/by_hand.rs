//! Small cases worked out by hand, exact to the minute and the minor unit, through the public file format.
//!
//! Unless a case says otherwise: "talk" has a 50-minute session at 9:00, 10:15, 11:30, 13:30 and 14:45 from Monday to
//! Friday at a fee of 130.00 and needs the line; the line is down from Tuesday 10:30. Times are those of the week of
//! the disruption.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::small_plans;

use bcp_sim::engine::{Entry, Event, Loss};
use bcp_sim::sampling::{Block, Luck, Sources};
use bcp_sim::units::{DAY, HOUR, WEEK};
use small_plans::{Plan, at, line_down, outage, run, run_in_week, run_trial};

/// The service of oracle I01.
fn talk(more: &str) -> String {
    let mut starts = Vec::new();
    for day in ["Mon", "Tue", "Wed", "Thu", "Fri"] {
        for time in ["09:00", "10:15", "11:30", "13:30", "14:45"] {
            starts.push(format!("\"{day} {time}\""));
        }
    }
    format!(
        r#""talk": (timetable: [{}], length: "50min", fee: "130", by: "coach", needs: ["line"], {more}),"#,
        starts.join(", ")
    )
}

/// Five sessions of an hour at a fee of 10.00: Monday 9:00, Tuesday 11:00, Wednesday to Friday 9:00; five clients, so
/// that each comes once a week.
fn five(more: &str) -> String {
    format!(
        r#""talk": (timetable: ["Mon 09:00", "Tue 11:00", "Wed 09:00", "Thu 09:00", "Fri 09:00"], length: "60min",
            fee: "10", by: "coach", needs: ["line"], clients: 5, engagement: 6, {more}),"#
    )
}

fn is_hit(e: &Event) -> bool {
    matches!(e, Event::Hit { .. })
}

fn is_lost(why: Loss) -> impl Fn(&Event) -> bool {
    move |e| matches!(e, Event::Lost { why: w, .. } if *w == why)
}

// Hits.

#[test]
fn oracle_i01_an_outage_hits_every_session_it_overlaps() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    // Tue 10:30 to Thu 09:20 is 46 h 50 min = 2,810 min. Tue: 10:15 (until 11:05), 11:30, 13:30, 14:45; Wed: 5; Thu:
    // 9:00 (until 9:50): 4 + 5 + 1 = 10. No way to hold any: 10 lost, 10 x 130.00 = 1,300.00.
    let r = run(&plan.with(&line_down("Tue 10:30", "2810min")));
    assert_eq!(r.sessions(), (10, 0, 0, 10));
    assert_eq!((r.score.gross, r.score.losses), (130_000, [10, 0, 0, 0, 0, 0, 0]));
    assert_eq!(r.recovery(), 2_810);
    // First hit Tue 10:15; the next one held is Thu 10:15: two days.
    assert_eq!(r.score.to_next, 2 * DAY);
}

#[test]
fn spans_are_half_open_at_both_ends() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    let hits = |when, lasts| run(&plan.with(&line_down(when, lasts))).score.hit;
    // From the end of the session of 10:15 (11:05) to the start of the next (11:30): touches neither.
    assert_eq!(hits("Tue 11:05", "25min"), 0);
    assert_eq!(hits("Tue 11:05", "26min"), 1);
    assert_eq!(hits("Tue 11:04", "26min"), 1);
    // One minute at its start, and at its last minute.
    assert_eq!(hits("Tue 11:30", "1min"), 1);
    assert_eq!(hits("Tue 12:19", "1min"), 1);
    assert_eq!(hits("Tue 12:20", "1min"), 0);
    // A disruption of no length changes nothing.
    let r = run(&plan.with(&line_down("Tue 11:30", "0min")));
    assert_eq!((r.sessions(), r.recovery(), r.score.to_next), ((0, 0, 0, 0), 0, 0));
}

#[test]
fn oracle_i02_certain_events_give_certain_results() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    // Five sessions a day, three days from Tuesday 00:00: 15 lost, 15 x 130.00 = 1,950.00, in every trial.
    let case = plan.with(&line_down("Tue 00:00", "3d"));
    let outcomes = small_plans::assessed(&case, 42, 1_000);
    for (key, value) in [("sessions_lost", 15), ("income_gross", 195_000), ("sessions_hit", 15)] {
        let column = outcomes.column(key);
        assert_eq!((column.min(), column.max(), column.trials()), (Some(value), Some(value), 1_000), "{key}");
        assert_eq!(column.mean().unwrap().standard_deviation(), Some(0.0));
    }
}

// Ready times and grace.

/// A hotspot that takes so many minutes.
fn hotspot(ready: &str, more: &str) -> String {
    format!(r#""hotspot": (kind: Substitute(for: ["line"], {more}), ready: (claimed: Exactly("{ready}"))),"#)
}

#[test]
fn a_way_ready_exactly_at_the_start_holds_the_session() {
    let services = talk(r#"ladder: ["hotspot"]"#);
    // Tue 10:30 + 60 min = 11:30. Lost: 10:15 (its grace ends 10:40). Another way: 11:30, 13:30, 14:45. Back 15:35.
    for (ready, held, recovery) in [("60min", 3, 60), ("61min", 2, 61)] {
        let strategies = hotspot(ready, "");
        let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
        let r = run(&plan.with(&line_down("Tue 10:30", "6h")));
        assert_eq!(r.sessions(), (4 - held, held, 0, 4 - held), "{ready}");
        assert_eq!(r.recovery(), recovery);
        // From 10:15 to 11:30, or to 13:30.
        assert_eq!(r.score.to_next, if held == 3 { 75 } else { 195 });
    }
}

#[test]
fn a_session_struck_while_running_goes_on_if_a_way_is_ready_within_the_grace() {
    let services = talk(r#"ladder: ["hotspot"]"#);
    // 10:30 + 10 min is the last minute of the grace; the session of 10:15 is hit either way.
    for (ready, lost) in [("10min", 0), ("11min", 1)] {
        let strategies = hotspot(ready, "");
        let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
        let r = run(&plan.with(&line_down("Tue 10:30", "6h")));
        assert_eq!(r.sessions(), (1, 4 - lost, 0, lost), "{ready}");
    }
    // Without any way: the line is back within the grace, or a minute after.
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    assert_eq!(run(&plan.with(&line_down("Tue 10:30", "10min"))).sessions(), (1, 0, 0, 0));
    assert_eq!(run(&plan.with(&line_down("Tue 10:30", "11min"))).sessions(), (1, 0, 0, 1));
}

// Reserves.

#[test]
fn a_battery_that_ends_in_mid_session_loses_that_session() {
    let services = talk(r#"ladder: ["battery"]"#);
    let strategies = r#""battery": (kind: Substitute(for: ["power"], limit: "45min"), automatic: true),"#;
    let resources = r#""coach": (), "power": (), "line": (needs: ["power"]),"#;
    let plan = Plan { services: &services, strategies, resources, ..Plan::default() };
    let cut = |lasts: &str| outage("Tue 11:00", &format!("Exactly(\"{lasts}\")"), r#""power": "0%""#, "", "8w");
    // Cut at 11:00: 10:15 runs on as planned until 11:05. The battery holds until 11:45: 11:30 starts on it and is
    // struck at 11:45; power is back at 13:00, after its grace (11:55).
    let r = run(&plan.with(&cut("2h")));
    assert_eq!(r.sessions(), (1, 0, 0, 1));
    assert_eq!(r.times(is_hit), [at(0, "Tue 11:45")]);
    // Back at 11:55, at the end of the grace: held, and it was carried by the battery. At 11:56 it is lost.
    assert_eq!(run(&plan.with(&cut("55min"))).score.lost, 0);
    assert_eq!(run(&plan.with(&cut("56min"))).score.lost, 1);
    // A cut no longer than the battery hits nothing: ends come before starts.
    assert_eq!(run(&plan.with(&cut("45min"))).sessions(), (0, 1, 0, 0));
}

#[test]
fn an_allowance_carries_exactly_as_many_sessions_as_it_says() {
    let services = talk(r#"ladder: ["hotspot"]"#);
    // Down from Tue 11:10 to Wed 08:00: 11:30, 13:30 and 14:45 are due, 50 min each.
    for (allowance, carried) in [("49min", 0), ("50min", 1), ("99min", 1), ("100min", 2), ("149min", 2), ("150min", 3)]
    {
        let strategies = hotspot("0min", &format!("allowance: \"{allowance}\""));
        let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
        let r = run(&plan.with(&line_down("Tue 11:10", "1250min")));
        assert_eq!((r.score.another_way, r.score.lost), (carried, 3 - carried), "{allowance}");
    }
}

#[test]
fn a_session_that_finds_the_allowance_too_small_is_hit() {
    let services = talk(r#"ladder: ["hotspot"]"#);
    let strategies = hotspot("0min", r#"allowance: "99min""#);
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    // 11:30 takes 50 of 99 min; 13:30 would need 50, 49 are left. Lost are 13:30 and 14:45, and what is lost without
    // anybody leaving was hit. Next after 13:30 is Wed 9:00: 19 h 30 min.
    let r = run(&plan.with(&line_down("Tue 11:10", "1250min")));
    assert_eq!(r.sessions(), (2, 1, 0, 2));
    assert_eq!(r.score.to_next, 19 * HOUR + 30);
}

#[test]
fn a_session_that_uses_up_the_allowance_is_not_cut_off_by_something_else() {
    let services = talk(r#"ladder: ["hotspot"]"#);
    let strategies = hotspot("0min", r#"allowance: "50min""#);
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    // 11:30 to 12:20 is carried by the last 50 min of the allowance. At 11:40 the telephone fails, which nothing
    // needs: 11:30 is held all the same. Lost: 13:30 and 14:45.
    let then = r#""phone dead": (of: ["outage"], chance: "100%", after: Exactly("30min"), strikes: { "phone": "0%" })"#;
    let scene = outage("Tue 11:10", "Exactly(\"1250min\")", r#""line": "0%""#, then, "8w");
    let r = run(&plan.with(&scene));
    assert_eq!((r.score.another_way, r.score.lost), (1, 2));
}

#[test]
fn a_session_is_lost_at_most_once() {
    let services = talk(r#"ladder: ["hotspot"]"#);
    let strategies = hotspot("5min", r#"allowance: "49min""#);
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    // 11:30 is struck at 12:00; the hotspot is ready at 12:05, but at the end of the grace 49 min do not carry a session
    // of 50: one lost. The line is back at 13:00.
    let r = run(&plan.with(&line_down("Tue 12:00", "60min")));
    assert_eq!((r.sessions(), r.count(is_lost(Loss::NoWay))), ((1, 0, 0, 1), 1));
}

// Chains and parallel ways.

#[test]
fn a_failed_way_costs_its_time_before_the_next_is_tried() {
    let services = talk(r#"ladder: ["first", "second"]"#);
    let strategies = r#"
        "first": (kind: Substitute(for: ["line"]), works: (claimed: "0%"), ready: (claimed: Exactly("20min"))),
        "second": (kind: Substitute(for: ["line"]), ready: (claimed: Exactly("30min"))),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    // 20 + 30 = 50 min: from 10:40 that is 11:30, from 10:41 a minute too late. 10:15 is lost both times.
    let r = run(&plan.with(&line_down("Tue 10:40", "5h")));
    assert_eq!((r.sessions(), r.recovery()), ((1, 3, 0, 1), 50));
    let r = run(&plan.with(&line_down("Tue 10:41", "5h")));
    assert_eq!((r.sessions(), r.recovery()), ((2, 2, 0, 2), 50));
}

#[test]
fn different_needs_are_restored_in_parallel() {
    let services = talk(r#"ladder: ["hotspot", "lamp"]"#).replace(r#"needs: ["line"]"#, r#"needs: ["line", "power"]"#);
    let strategies = r#"
        "hotspot": (kind: Substitute(for: ["line"]), ready: (claimed: Exactly("50min"))),
        "lamp": (kind: Substitute(for: ["power"]), ready: (claimed: Exactly("40min"))),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    // 50 and 40 min side by side are 50, not 90.
    let scene = outage("Tue 10:40", "Exactly(\"5h\")", r#""line": "0%", "power": "0%""#, "", "8w");
    let r = run(&plan.with(&scene));
    assert_eq!((r.sessions(), r.recovery()), ((1, 3, 0, 1), 50));
}

#[test]
fn a_switch_holds_unless_what_it_needs_is_down() {
    let services = talk(r#"ladder: ["telephone"]"#);
    let strategies =
        r#""telephone": (kind: Switch(needs: ["phone"], worth: "95%"), ready: (claimed: Exactly("5min"))),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    // 10:30 + 5 min is within the grace of 10:15: 10:15, 11:30, 13:30 and 14:45 by telephone, all of them hit. Each
    // lacks 5 % of 130.00 = 6.50; 4 x 6.50 = 26.00.
    let r = run(&plan.with(&line_down("Tue 10:30", "6h")));
    assert_eq!((r.sessions(), r.score.gross), ((4, 4, 0, 0), 2_600));
    assert_eq!((r.recovery(), r.score.to_next), (5, 0));
    let scene = outage("Tue 10:30", "Exactly(\"6h\")", r#""line": "0%", "phone": "0%""#, "", "8w");
    let r = run(&plan.with(&scene));
    assert_eq!((r.sessions(), r.score.gross, r.recovery()), ((4, 0, 0, 4), 52_000, 360));
}

#[test]
fn a_session_on_the_telephone_is_not_struck_when_the_line_comes_and_goes() {
    let services = talk(r#"ladder: ["telephone"]"#);
    let strategies = r#""telephone": (kind: Switch(needs: ["phone"]), ready: (claimed: Exactly("20min"))),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    // Down 11:10 to 11:40 and 11:50 to 12:10; 11:30 to 12:20 is held by telephone (ready 11:30) throughout.
    let then = r#""again": (of: ["outage"], chance: "100%", after: Exactly("40min"), lasts: Exactly("20min"),
        strikes: { "line": "0%" })"#;
    let r = run(&plan.with(&outage("Tue 11:10", "Exactly(\"30min\")", r#""line": "0%""#, then, "8w")));
    assert_eq!(r.sessions(), (1, 1, 0, 0));
}

#[test]
fn a_confidential_session_is_barred_from_an_open_desk() {
    let strategies = r#""desk": (kind: Substitute(for: ["line"]), private: false),"#;
    let services = r#"
        "talk": (timetable: ["Tue 11:00"], length: "60min", fee: "100", by: "coach", needs: ["line"],
            confidential: true, ladder: ["desk"]),
        "group": (timetable: ["Tue 13:00"], length: "60min", fee: "70", by: "coach", needs: ["line"], ladder: ["desk"]),"#;
    let plan = Plan { services, strategies, ..Plan::default() };
    let r = run(&plan.with(&line_down("Tue 10:30", "4h")));
    // The group meets at the desk; the confidential session is lost: 100.00.
    assert_eq!((r.sessions(), r.score.gross), ((1, 1, 0, 1), 10_000));
}

#[test]
fn a_place_with_opening_hours_holds_sessions_only_while_it_is_open() {
    let services = talk(r#"ladder: ["desk"]"#);
    let strategies = r#""desk": (kind: Substitute(for: ["line"], open: "Mon-Fri 12:00-20:00"),
        ready: (claimed: Exactly("30min")), cost: (per_day: "22", per_hour: "25")),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    // Tue: 10:30 + 30 min = 11:00, but the door opens at 12:00: 10:15 and 11:30 lost, 13:30 and 14:45 held. Wed: 9:00,
    // 10:15 and 11:30 lost (closed at their starts), 13:30 and 14:45 held. The line is back at Thu 8:00.
    let r = run(&plan.with(&line_down("Tue 10:30", "2730min")));
    assert_eq!(r.sessions(), (5, 4, 0, 5));
    // Two days at 22.00 and 4 x 50 min at 25.00 an hour (20.83 each): 44.00 + 83.32 = 127.32.
    assert_eq!(r.score.extra, 12_732);
}

#[test]
fn a_loop_of_substitutes_supplies_nothing_from_nothing() {
    let services = talk(r#"ladder: ["tether", "charger"]"#);
    let resources = r#""coach": (), "line": (), "phone": (),"#;
    let strategies = r#"
        "tether": (kind: Substitute(for: ["line"], needs: ["phone"])),
        "charger": (kind: Substitute(for: ["phone"], needs: ["line"])),"#;
    let plan = Plan { services: &services, strategies, resources, ..Plan::default() };
    let both = outage("Tue 10:30", "Exactly(\"6h\")", r#""line": "0%", "phone": "0%""#, "", "8w");
    assert_eq!(run(&plan.with(&both)).sessions(), (4, 0, 0, 4));
    // The telephone fails an hour later, when the line already rests on it: from 11:30 on nothing is left.
    let then = r#""flat": (of: ["outage"], chance: "100%", after: Exactly("60min"), strikes: { "phone": "0%" })"#;
    let r = run(&plan.with(&outage("Tue 10:30", "Exactly(\"6h\")", r#""line": "0%""#, then, "8w")));
    assert_eq!(r.sessions(), (3, 0, 0, 3));
    // Only the line: the telephone carries it.
    assert_eq!(run(&plan.with(&line_down("Tue 10:30", "6h"))).sessions(), (0, 3, 0, 0));
}

// Postponing.

/// Clients who all wait up to `within`.
fn later(within: &str, more: &str) -> String {
    format!(r#""later": (kind: Postpone(patience: [(within: "{within}", accepted: "100%")], {more})),"#)
}

fn booked(r: &small_plans::Run) -> Vec<i64> {
    r.events.iter().filter_map(|(_, e)| if let Event::Booked { start, .. } = e { Some(*start) } else { None }).collect()
}

#[test]
fn a_missed_session_takes_the_first_free_start_after_the_notice() {
    let services = five(r#"ladder: ["later"]"#);
    let strategies = later("4w", "");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    let case = plan.with(&line_down("Tue 10:30", "60min"));
    // Tue 11:00 is missed; at 11:30 the date is agreed; a day's notice makes it Wed 11:30, which is free.
    let r = run_in_week(&case, 0);
    assert_eq!(r.sessions(), (1, 0, 1, 0));
    assert_eq!(booked(&r), [at(0, "Wed 11:30")]);
    // All is over at Wed 12:30: 26 h after Tue 10:30. The next session held after Tue 11:00 is Wed 9:00: 22 h.
    assert_eq!((r.score.back, r.score.to_next, r.score.gross), (26 * HOUR, 22 * HOUR, 0));
    // The fee moves from Tuesday (day 1) to Wednesday (day 2).
    let cash = r.events.iter().filter_map(|(_, e)| match e {
        Event::Cash { day, amount, entry, .. } => Some((*day, *amount, *entry)),
        _ => None,
    });
    assert_eq!(cash.collect::<Vec<_>>(), [(1, -1_000, Entry::Shifted), (2, 1_000, Entry::Shifted)]);
    // Two hours' notice: Tue 13:30 is the first quarter of an hour that fits.
    let strategies = later("4w", r#"notice: "2h""#);
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    assert_eq!(booked(&run_in_week(&plan.with(&line_down("Tue 10:30", "60min")), 0)), [at(0, "Tue 13:30")]);
}

#[test]
fn a_week_takes_up_to_its_limit_first_come_first_served_within_patience() {
    let services = five(r#"ladder: ["later"]"#);
    let strategies = later("3w", "");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    let case = plan.with(&line_down("Tue 10:30", "1w"));
    // Missed: Tue, Wed, Thu, Fri and next Mon. Back on Tue 10:30 of week 1, notice until Wed 10:30. 120 % of 5 is 6.
    // Week 1 holds 5 - 1 = 4, so two join: Wed 10:30 and 11:30. Week 2 and 3 take one each: Mon 10:00. The Monday
    // session waits until Mon 9:00 of week 4, where Mon 10:00 would be free: lost.
    let r = run_in_week(&case, 0);
    assert_eq!(booked(&r), [at(1, "Wed 10:30"), at(1, "Wed 11:30"), at(2, "Mon 10:00"), at(3, "Mon 10:00")]);
    assert_eq!((r.sessions(), r.score.losses), ((5, 0, 4, 1), [0, 1, 0, 0, 0, 0, 0]));
    // An hour more patience saves it.
    let strategies = later("3w 1h", "");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    assert_eq!(run_in_week(&plan.with(&line_down("Tue 10:30", "1w")), 0).sessions(), (5, 0, 5, 0));
    // 119 % of 5 is 5.95, rounded down 5: only week 1, which lacks one, takes one.
    let strategies = later("3w", r#"up_to: "119%""#);
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    let r = run_in_week(&plan.with(&line_down("Tue 10:30", "1w")), 0);
    assert_eq!((booked(&r), r.sessions()), (vec![at(1, "Wed 10:30")], (5, 0, 1, 4)));
}

#[test]
fn first_come_is_first_served_across_services() {
    // "b" is missed on Tue 11:00 and waits until 19:00, "a" on Tue 14:00 and waits until 22:00. The line is back at
    // 16:00; an hour's notice makes it 17:00, and as doors close at 18:00 no second hour is left.
    let services = r#"
        "a": (timetable: ["Tue 14:00"], length: "60min", fee: "10", by: "coach", needs: ["line"], ladder: ["later"]),
        "b": (timetable: ["Tue 11:00"], length: "60min", fee: "20", by: "coach", needs: ["line"], ladder: ["later"]),"#;
    let functions = r#""sessions": (serves: ["a", "b"], rto: "1wd", mtpd: "10wd"),"#;
    let strategies = later("8h", r#"notice: "1h", up_to: "150%""#);
    let plan = Plan { services, strategies: &strategies, functions, ..Plan::default() };
    let r = run_in_week(&plan.with(&line_down("Tue 10:30", "330min")), 0);
    // "b" came first and takes Tue 17:00; "a" is lost: 10.00.
    assert_eq!((r.sessions(), booked(&r), r.score.gross), ((2, 0, 1, 1), vec![at(0, "Tue 17:00")], 1_000));
}

#[test]
fn a_moved_session_may_be_hit_and_moved_once_more_and_then_is_lost() {
    let services = five(r#"ladder: ["later"]"#);
    let strategies = later("4w", "");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    let again = |name: &str, after: &str| {
        format!(
            r#""{name}": (of: ["outage"], chance: "100%", after: Exactly("{after}"), lasts: Exactly("60min"),
                strikes: {{ "line": "0%" }}),"#
        )
    };
    let down = |then: &str| plan.with(&outage("Tue 10:30", "Exactly(\"60min\")", r#""line": "0%""#, then, "8w"));
    // Tue 11:00 moves to Wed 11:30, when the line fails again until 12:30 (25 h after Tue 10:30); so to Thu 12:30.
    let twice = again("second", "25h");
    let r = run_in_week(&down(&twice), 0);
    assert_eq!(booked(&r), [at(0, "Wed 11:30"), at(0, "Thu 12:30")]);
    assert_eq!((r.score.moved, r.score.lost), (1, 0));
    // At Thu 12:30 (50 h) a third time: lost.
    let thrice = format!("{twice}{}", again("third", "50h"));
    let r = run_in_week(&down(&thrice), 0);
    assert_eq!((r.score.moved, r.score.losses), (0, [0, 0, 1, 0, 0, 0, 0]));
}

#[test]
fn a_session_is_counted_as_hit_once() {
    // The same: hit on Tue 11:00 and again on Wed 11:30, one session.
    let services = five(r#"ladder: ["later"]"#);
    let strategies = later("4w", "");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    let then = r#""second": (of: ["outage"], chance: "100%", after: Exactly("25h"), lasts: Exactly("60min"),
        strikes: { "line": "0%" })"#;
    let r = run_in_week(&plan.with(&outage("Tue 10:30", "Exactly(\"60min\")", r#""line": "0%""#, then, "8w")), 0);
    assert_eq!((r.sessions(), r.count(is_hit)), ((1, 0, 1, 0), 1));
}

#[test]
fn whoever_still_waits_at_the_end_is_lost() {
    let services = five(r#"ladder: ["later"]"#);
    let strategies = later("8w", "");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    // Down from Tue 10:30 for longer than the four years of a trial: Tue to Fri and five in each of the 207 weeks that follow.
    let r = run_in_week(&plan.with(&outage("Tue 10:30", "Exactly(\"300w\")", r#""line": "0%""#, "", "2w")), 0);
    assert_eq!((r.sessions(), r.score.losses), ((1_039, 0, 0, 1_039), [0, 0, 0, 1_039, 0, 0, 0]));
    assert!(r.score.back_open && r.score.to_next_open && r.score.recovery[0].1);
    // To the end from Tue 10:30; from Tue 11:00 half an hour less.
    assert_eq!((r.score.back, r.score.to_next), (208 * WEEK - DAY - 630, 208 * WEEK - DAY - 660));
}

#[test]
fn a_closed_week_takes_no_moved_session() {
    let services = five(r#"ladder: ["later"]"#);
    let strategies = later("4w", "");
    let plan = Plan { services: &services, strategies: &strategies, closed: "[2]", ..Plan::default() };
    // Fri 9:00 is missed, the line is back at 10:00, the soonest is Sat 10:00. Week 1 is closed; week 2: Mon 10:00.
    let r = run_in_week(&plan.with(&line_down("Fri 08:00", "2h")), 0);
    assert_eq!((r.sessions(), booked(&r)), ((1, 0, 1, 0), vec![at(2, "Mon 10:00")]));
}

// Telling and leaving.

const REACTION: &str = r#"(per_missed: "40%", per_silent_day: "5%", told_a_day_ahead: "60%", told_too_late: "200%",
    lead_time: Exactly("60w"))"#;

fn told(r: &small_plans::Run) -> Vec<i64> {
    r.times(|e| matches!(e, Event::Told { .. }))
}

/// Templates ready after so long; clients told with them leave 0.7 as readily.
fn templates(ready: &str) -> String {
    format!(r#""templates": (kind: Tell(needs: ["phone"], leaving: "70%"), ready: (claimed: Exactly("{ready}"))),"#)
}

#[test]
fn clients_know_a_day_ahead_or_at_once_or_when_all_is_back() {
    let services = five(r#"ladder: ["templates"]"#);
    let strategies = templates("20min");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    // Ready at 10:50: Tue 11:00 is told at 10:50, Wed 9:00 too (less than a day is left), Thu 9:00 on Wed 9:00, a day
    // ahead. Down until Thu 12:00.
    let long = line_down("Tue 10:30", "2970min");
    let r = run(&plan.with(&long));
    assert_eq!(told(&r), [at(0, "Tue 10:50"), at(0, "Tue 10:50"), at(0, "Wed 09:00")]);
    // Those of the next 24 hours were in doubt for the twenty minutes.
    assert_eq!(r.score.to_tell, 20);
    // Ready at 11:30: Tue 11:00 knows half an hour late.
    let strategies = templates("60min");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    assert_eq!(told(&run(&plan.with(&long))), [at(0, "Tue 11:30"), at(0, "Tue 11:30"), at(0, "Wed 09:00")]);
    // No telephone: silence until the line is back on Thu 12:00.
    let dead = outage("Tue 10:30", "Exactly(\"2970min\")", r#""line": "0%", "phone": "0%""#, "", "8w");
    // Friday's is in doubt from Thu 9:00 on, and is not missed.
    let r = run(&plan.with(&dead));
    assert_eq!((told(&r), r.score.to_tell), (vec![at(0, "Thu 12:00"); 4], 2_970));
}

#[test]
fn nobody_is_told_of_an_outage_before_it_begins() {
    let services = five(r#"ladder: ["templates"]"#);
    let strategies = templates("20min");
    let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
    // Tue 10:30 to 11:30 and, out of the blue, Thu 8:30 to 9:30 (46 h later): Tue 11:00 and Wed 9:00, less than a day ahead, are
    // told at 10:50; Thu 9:00 at 8:50, when the templates are ready for what is another wave.
    let then = r#""again": (of: ["outage"], chance: "100%", after: Exactly("46h"), lasts: Exactly("60min"),
        strikes: { "line": "0%" })"#;
    let r = run(&plan.with(&outage("Tue 10:30", "Exactly(\"60min\")", r#""line": "0%""#, then, "8w")));
    assert_eq!(told(&r), [at(0, "Tue 10:50"), at(0, "Tue 10:50"), at(0, "Thu 08:50")]);
}

/// The uniforms that a trial holds for a client's patience with being let down, and place in the engagement.
fn client_luck(case: &bcp_sim::model::Case, trial: u64, client: usize) -> (f64, f64) {
    let (luck, sources) = (Luck::new(42), Sources::new(case).unwrap());
    let block = Block::new(&luck, &sources, trial, 1);
    let draw = block.draws().next().unwrap();
    (draw.leaves(client, 0), draw.place(client, 0))
}

/// Who leaves in 2,000 trials is told by `p`, the chance of leaving of the client of the session on Tue 11:00 (client 1: the
/// second of the week of five, whatever the week); who leaves takes the rest of six sessions along.
fn leaves_by(case: &bcp_sim::model::Case, p: f64, missed: i64) {
    let mut left = 0;
    for trial in 0..2_000 {
        let r = run_trial(case, 42, trial);
        let (patience, place) = client_luck(case, trial, 1);
        assert!((p - patience).abs() > 1e-12, "too near to tell");
        let leaves = p > patience;
        let gone = r.count(|e| matches!(e, Event::ClientLeft { client: 1, .. }));
        assert_eq!(gone, usize::from(leaves), "trial {trial}");
        // Sessions 1 to 6 of the engagement: at place 0 five are still to come, at place 5 none.
        let rest = if leaves { 5 - (place * 6.0) as i64 } else { 0 };
        if missed == 1 {
            assert_eq!((r.score.losses, r.score.clients_lost), ([1, 0, 0, 0, rest, 0, 0], i64::from(leaves)));
            assert_eq!(r.score.gross, 1_000 * (1 + rest));
        }
        left += i64::from(leaves);
    }
    // The check saw both kinds.
    assert!(left > 100 && left < 1_900, "{left}");
}

#[test]
fn the_chance_of_leaving_follows_its_formula() {
    let services = five("");
    let plan = Plan { services: &services, clients: REACTION, ..Plan::default() };
    // Silence until 11:30, half an hour after the start: 40 % x 2 stay away over the session; of the others 95 % would stay
    // over a day, and 0.95^(1/48) over half an hour.
    let by_hand = 1.0 - (1.0 - 0.4 * 2.0) * libm::pow(0.95, 1.0 / 48.0);
    let case = plan.with(&line_down("Tue 10:30", "60min"));
    let hazard = case.reaction.hazard(at(0, "Tue 11:00"), at(0, "Tue 11:30"), 1.0);
    assert!((1.0 - libm::exp(-hazard) - by_hand).abs() < 1e-12);
    leaves_by(&case, by_hand, 1);
    // Told at 10:50 with templates: 0.4 x 1 x 0.7.
    let told = five(r#"ladder: ["templates"]"#);
    let strategies = templates("20min");
    let plan = Plan { services: &told, strategies: &strategies, clients: REACTION, ..Plan::default() };
    leaves_by(&plan.with(&line_down("Tue 10:30", "60min")), 0.4 * 0.7, 1);
    // Down since Mon 10:30, and Tue 11:00 is more than a day ahead: nobody is in doubt before Mon 11:00, and told at 11:20.
    leaves_by(&plan.with(&line_down("Mon 10:30", "1500min")), 0.4 * 0.7, 1);
}

#[test]
fn a_place_is_left_at_most_once() {
    let told = five(r#"ladder: ["templates"]"#);
    let strategies = templates("20min");
    let plan = Plan { services: &told, strategies: &strategies, clients: REACTION, ..Plan::default() };
    // Missed twice, a week apart (Tue 10:30 until Tue 11:30 of the next week): of those who stay the first time the
    // second takes its own share. That time the client knows a day ahead. Whoever left after the first, in the last session of the engagement, cannot leave
    // again, nor can a successor on the same luck.
    leaves_by(&plan.with(&line_down("Tue 10:30", "10140min")), 1.0 - (1.0 - 0.4 * 0.7) * (1.0 - 0.4 * 0.6 * 0.7), 2);
}

#[test]
fn silence_lasts_until_the_service_is_back() {
    let services = five("");
    let reaction = r#"(per_missed: "0%", per_silent_day: "10%")"#;
    let plan = Plan { services: &services, clients: reaction, ..Plan::default() };
    let case = plan.with(&outage("Fri 08:00", "Exactly(\"64h\")", r#""line": "0%""#, "", "1w"));
    // The last client hears nothing from Fri 9:00 until all is back, Mon 00:00: 2 d 15 h = 2.625 d of which each
    // keeps 90 % of those who are still there.
    let p = 1.0 - libm::pow(0.9, 2.625);
    let mut left = 0;
    for trial in 0..500 {
        let leaves = p > client_luck(&case, trial, 4).0;
        let r = run_trial(&case, 42, trial);
        assert_eq!(r.score.clients_lost, i64::from(leaves), "trial {trial}");
        // And so does Monday's, who was in doubt since Sunday morning and is not missed.
        assert_eq!(told(&r), [at(1, "Mon 00:00"); 2]);
        left += i64::from(leaves);
    }
    assert!(left > 50 && left < 450);
}

#[test]
fn a_session_due_in_the_minute_its_client_leaves_is_lost() {
    // One client, daily at 9:00; Tue is missed; the line and with it the news are back at Wed 9:00 sharp.
    let services = r#""talk": (timetable: ["Mon 09:00", "Tue 09:00", "Wed 09:00", "Thu 09:00", "Fri 09:00"],
        length: "60min", fee: "10", by: "coach", needs: ["line"], clients: 1, engagement: 6),"#;
    let plan = Plan { services, clients: REACTION, ..Plan::default() };
    let case = plan.with(&line_down("Tue 08:00", "25h"));
    // 40 % x 2, and 5 % of the others over one day.
    let p = 1.0 - 0.2 * 0.95;
    let mut left = 0;
    for trial in 0..500 {
        let (patience, place) = client_luck(&case, trial, 0);
        let rest = if p > patience { 5 - (place * 6.0) as i64 } else { 0 };
        let r = run_trial(&case, 42, trial);
        // The rest of the engagement starts with Wed 9:00.
        assert_eq!(r.score.losses, [1, 0, 0, 0, rest, 0, 0], "trial {trial}");
        left += i64::from(rest > 0);
    }
    assert!(left > 50);
}

// Hazards.

#[test]
fn a_repair_leaves_half_of_what_is_left() {
    let services = talk(r#"ladder: ["support"]"#);
    let strategies = r#""support": (kind: Repair(of: ["line"], needs: ["phone"], leaves: "50%"),
        ready: (claimed: Exactly("60min")), cost: (per_use: "60")),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    // Down from 10:30 for 4 h; at 11:30 three hours are left and become 1 h 30: back at 13:00, 150 min after the
    // onset. Lost: 10:15 and 11:30; 13:30 is held.
    let r = run(&plan.with(&line_down("Tue 10:30", "4h")));
    assert_eq!((r.sessions(), r.recovery(), r.score.extra), ((2, 0, 0, 2), 150, 6_000));
    // Without the telephone nobody is called: back at 14:30, and 13:30 is lost as well.
    let dead = outage("Tue 10:30", "Exactly(\"4h\")", r#""line": "0%", "phone": "0%""#, "", "8w");
    let r = run(&plan.with(&dead));
    assert_eq!((r.sessions(), r.recovery(), r.score.extra), ((3, 0, 0, 3), 240, 0));
}

#[test]
fn phases_follow_each_other() {
    let services = talk("");
    let scene = outage("Tue 10:30", "Exactly(\"4h\")", r#""line": [("50%", "0%"), ("50%", "60%")]"#, "", "8w");
    let plan = Plan { services: &services, ..Plan::default() };
    // Half of 4 h at 0 %, then 60 %, which is enough (50 %): back at 12:30. 10:15 and 11:30 lost.
    let r = run(&plan.with(&scene));
    assert_eq!((r.sessions(), r.recovery()), ((2, 0, 0, 2), 120));
    // Not enough where 70 % is asked for: back at 14:30, and 13:30 is lost as well.
    let picky = r#""coach": (), "line": (enough: "70%"),"#;
    let plan = Plan { services: &services, resources: picky, ..Plan::default() };
    let r = run(&plan.with(&scene));
    assert_eq!((r.sessions(), r.recovery()), ((3, 0, 0, 3), 240));
}

#[test]
fn what_is_set_off_depends_on_the_length_of_its_cause() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    let then = r#""mast dark": (of: ["outage"], chance: [("1h", "0%"), ("4h", "100%"), ("longer", "0%")],
        strikes: { "phone": "0%" })"#;
    for (lasts, struck) in [("60min", 1), ("61min", 2), ("240min", 2), ("241min", 1)] {
        let scene = outage("Tue 10:30", &format!("Exactly(\"{lasts}\")"), r#""line": "0%""#, then, "8w");
        let r = run(&plan.with(&scene));
        assert_eq!(r.count(|e| matches!(e, Event::Struck { .. })), struck, "{lasts}");
    }
}

#[test]
fn a_storm_is_one_cause_for_all_that_it_takes() {
    let services = talk(r#"ladder: ["hotspot", "desk"]"#);
    let resources = r#""coach": (), "line": (), "mast": (), "co-working": (),"#;
    let strategies = r#"
        "hotspot": (kind: Substitute(for: ["line"], needs: ["mast"])),
        "desk": (kind: Substitute(for: ["line"], needs: ["co-working"])),"#;
    let plan = Plan { services: &services, strategies, resources, ..Plan::default() };
    let then = r#""dark": (of: ["outage"], chance: "50%", strikes: { "mast": "0%", "co-working": "0%" })"#;
    let case = plan.with(&outage("Tue 10:30", "Exactly(\"6h\")", r#""line": "0%""#, then, "8w"));
    // Either both ways are left or none: 0 lost or all 4, never anything between, each in about half of all trials.
    let lost = small_plans::each(&case, 42, 1_000, |s| s.lost);
    assert!(lost.iter().all(|l| *l == 0 || *l == 4));
    let dark = lost.iter().filter(|l| **l == 4).count() as f64;
    assert!((dark - 500.0).abs() < 4.5 * (1_000.0_f64 * 0.25).sqrt(), "{dark}");
}

#[test]
fn working_days_run_over_week_ends_and_closed_weeks() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    // Two working days of 9 h from Fri 14:00: 4 h on Friday, 9 h on Monday, 5 h on Tuesday: Tue 14:00, four days later.
    let scene = outage("Fri 14:00", "Exactly(\"2wd\")", r#""line": "0%""#, "", "8w");
    let r = run(&plan.with(&scene));
    assert_eq!(r.recovery(), 4 * DAY);
    // Fri 13:30 and 14:45, Mon 5, Tue 9:00, 10:15, 11:30 and 13:30.
    assert_eq!(r.sessions(), (11, 0, 0, 11));
    // The next week closed: Tue 14:00 of the week after, and as many sessions.
    let r = run_in_week(&Plan { closed: "[2]", ..plan }.with(&scene), 0);
    assert_eq!((r.recovery(), r.sessions()), (11 * DAY, (11, 0, 0, 11)));
}

#[test]
fn an_objective_of_one_working_day_is_met_to_the_minute() {
    let services = talk("");
    let plan = Plan { services: &services, ..Plan::default() };
    // From Tue 10:30 one working day is Wed 10:30; from Fri 14:00 it is Mon 14:00; ten are two weeks later.
    let met = |when, lasts| {
        let function = run(&plan.with(&line_down(when, lasts))).outcomes.functions[0].clone();
        (function.within_rto, function.beyond_mtpd)
    };
    assert_eq!(met("Tue 10:30", "1440min"), (1, 0));
    assert_eq!(met("Tue 10:30", "1441min"), (0, 0));
    assert_eq!(met("Fri 14:00", "4320min"), (1, 0));
    assert_eq!(met("Fri 14:00", "4321min"), (0, 0));
    assert_eq!(met("Tue 10:30", "2w"), (0, 0));
    assert_eq!(met("Tue 10:30", "20161min"), (0, 1));
}

// Money.

#[test]
fn dues_costs_and_fees_meet_the_fund_on_their_days() {
    let services = five(r#"ladder: ["hotspot"]"#);
    let strategies = r#""hotspot": (kind: Substitute(for: ["line"]), works: (claimed: "0%"),
        cost: (once: "50", per_year: "125")),"#;
    let finances = r#"(fund: "1000", fixed: "100 a month", drawings: "2400 a year", paid: Exactly("7d"))"#;
    let plan = Plan { services: &services, strategies, finances, ..Plan::default() };
    let case = plan.with(&line_down("Tue 10:30", "60min"));
    // Day 0 is Mon 6 January 2025. Once 50.00 on day 0; every weekday 10.00 for the session a week before. Day 0:
    // 1,000 - 50 + 10 = 960.00.
    assert_eq!((case.ledger.balance(-1), case.ledger.balance(0)), (100_000, 96_000));
    // The first due falls in the middle of the first twelfth of 364 days: day 15, a Tuesday. The day before, eleven weekdays:
    // 1,000 - 50 + 110 = 1,060.00.
    assert_eq!(case.ledger.balance(14), 106_000);
    // Day 15: one more fee, less 100.00 + 200.00 (a twelfth of 2,400.00) + a twelfth of 125.00, which is 10.41 (10.4166
    // rounded down; the rest of the pennies follows in later months): 1,070.00 - 310.41 = 759.59.
    assert_eq!(case.ledger.balance(15), 75_959);
    // Day 45 is the Thursday four weeks and two days later: 22 more weekdays, 220.00; the second twelfth is 20.83 - 10.41 = 10.42:
    // 759.59 + 220.00 - 310.42 = 669.17.
    assert_eq!(case.ledger.balance(45), 66_917);
    // Struck in the first week: the fee of Tue 11:00 (day 1) never comes on day 8. Eight weeks are days 0 to 55. Lowest
    // is day 45: 669.17 - 10.00 = 659.17.
    let r = run_in_week(&case, 0);
    assert_eq!((r.sessions(), r.score.fund_low), ((1, 0, 0, 1), 65_917));
    let fund: Vec<_> = r.outcomes.fund.iter().map(|c| c.min().unwrap()).collect();
    let calm: Vec<_> = r.outcomes.fund_undisturbed.iter().map(|c| c.min().unwrap()).collect();
    // Weeks are counted from the day of the disruption, day 1: at the ends of days 0 and 7 as undisturbed, 960.00 and five fees
    // more, from day 14 on 10.00 less.
    assert_eq!((fund[0], fund[1], calm[1]), (96_000, 101_000, 101_000));
    assert!((2..=8).all(|k| fund[k] == calm[k] - 1_000), "{fund:?} {calm:?}");
}

#[test]
fn a_moved_session_brings_its_fee_later() {
    let services = five(r#"ladder: ["later"]"#);
    let strategies = later("4w", "");
    let finances = r#"(fund: "0", fixed: "0 a month", drawings: "0 a month", paid: Exactly("7d"))"#;
    let plan = Plan { services: &services, strategies: &strategies, finances, closed: "[2]", ..Plan::default() };
    // Fri 9:00 (day 4, paid on day 11) moves to Mon 10:00 of week 2 (day 14, paid on day 21). Weeks are counted from day 4: at the
    // end of day 10 nothing lacks, at the end of day 17 10.00, and at the end of day 24 nothing any more.
    let r = run_in_week(&plan.with(&line_down("Fri 08:00", "2h")), 0);
    let gap = r.outcomes.fund.iter().zip(&r.outcomes.fund_undisturbed);
    let gap: Vec<_> = gap.into_iter().map(|(a, b)| a.min().unwrap() - b.min().unwrap()).collect();
    assert_eq!(gap, [0, 0, -1_000, 0, 0, 0, 0, 0, 0]);
    assert_eq!(r.score.gross, 0);
}

#[test]
fn the_fund_is_ruined_on_the_day_it_falls_below_nothing() {
    // 120.00 in the fund, 240.00 due on day 15, 50.00 a week: on that day there are 120 + 120 = 240.00, and then exactly 0.00: no
    // ruin. A lost fee of 10.00 makes it -10.00: ruin.
    let services = five("");
    let finances = r#"(fund: "120", fixed: "240 a month", drawings: "0 a month", paid: Exactly("7d"))"#;
    let plan = Plan { services: &services, finances, ..Plan::default() };
    let case = plan.with(&outage("Tue 10:30", "Exactly(\"60min\")", r#""line": "0%""#, "", "4w"));
    assert_eq!((case.ledger.balance(15), case.ledger.first_below(0, 0, 28)), (0, None));
    assert_eq!(case.ledger.first_below(1_000, 0, 28), Some(15));
    let r = run_in_week(&case, 0);
    assert_eq!((r.score.fund_low, r.outcomes.column("ruin").sum()), (-1_000, 1));
    // A disruption of no length leaves it at 0.00, which is not ruin.
    let calm = plan.with(&outage("Tue 10:30", "Exactly(\"0min\")", r#""line": "0%""#, "", "4w"));
    let r = run_in_week(&calm, 0);
    assert_eq!((r.score.fund_low, r.outcomes.column("ruin").sum()), (0, 0));
}

#[test]
fn slow_payers_are_spread_over_the_stated_delay() {
    let services = five("");
    // Five clients, evenly from 0 to 10 days: quantiles at 0.1, 0.3, ... of Uniform(0, 10): 1, 3, 5, 7 and 9 days.
    let finances =
        r#"(fund: "1000", fixed: "0 a month", drawings: "0 a month", paid: Uniform(low: "0d", high: "10d"))"#;
    let plan = Plan { services: &services, finances, ..Plan::default() };
    let case = plan.with(&line_down("Tue 10:30", "60min"));
    // Client 0 comes on Mon, client 1 on Tue, and so on: Mon's fee on day 1, Tue's on 4, Wed's on 7, Thu's on 10, Fri's
    // on 13. From the weeks before: Fri's of week -1 (day -3) on day 6 and Thu's (-4) on day 3, Wed's (-5) on day 0;
    // Fri's of week -2 (day -10) on day -1, no longer. Day by day: 0: Wed; 1: Mon; 3: Thu; 4: Tue; 6: Fri; 7: Wed.
    let balances: Vec<_> = (0..8).map(|d| (case.ledger.balance(d) - 100_000) / 1_000).collect();
    assert_eq!(balances, [1, 2, 2, 3, 4, 4, 5, 6]);
    // Tue 11:00 is lost: its fee lacks from day 4 on.
    let r = run_in_week(&case, 0);
    let days = r.events.iter().filter_map(|(_, e)| match e {
        Event::Cash { day, amount, .. } => Some((*day, *amount)),
        _ => None,
    });
    assert_eq!(days.collect::<Vec<_>>(), [(4, -1_000)]);
}

#[test]
fn the_first_hit_and_the_next_held_session_bound_the_wait() {
    let services = five("");
    let plan = Plan { services: &services, ..Plan::default() };
    // Fri 8:00 to Fri 12:00: Fri 9:00 is lost, next is Mon 9:00: three days.
    let r = run(&plan.with(&line_down("Fri 08:00", "4h")));
    assert_eq!((r.score.to_next, r.score.to_next_open), (3 * DAY, false));
    assert_eq!(r.count(is_lost(Loss::NoWay)), 1);
    // At night nothing is hit: 0.
    assert_eq!(run(&plan.with(&line_down("Fri 20:00", "4h"))).score.to_next, 0);
    // Hit and held in its own time: 0.
    let services = five(r#"ladder: ["telephone"]"#);
    let strategies = r#""telephone": (kind: Switch(needs: ["phone"])),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let r = run(&plan.with(&line_down("Fri 08:00", "4h")));
    assert_eq!((r.sessions(), r.score.to_next), ((1, 1, 0, 0), 0));
}
