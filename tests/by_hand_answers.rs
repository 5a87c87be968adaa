//! Answers computed by hand for what the answers mean: being told one by one, ways that take no time, the wait of several
//! disruptions, how often a session moves, and the end of a practice. Each number stands with its reason.

use crate::small_plans;

use bcp_sim::engine::{Event, Loss};
use bcp_sim::units::DAY;
use small_plans::{Plan, Run, at, clock, months, outage, run, run_in_week, scenario};

/// So many sessions of ten minutes on Tuesday, one behind the other from 9:00, each of another client.
fn surgery(sessions: u32, ladder: &str) -> String {
    let starts: Vec<_> = (0..sessions).map(|n| format!("\"Tue {:02}:{:02}\"", 9 + n / 6, n % 6 * 10)).collect();
    format!(
        r#""talk": (timetable: [{}], length: "10min", fee: "10", by: "coach", needs: ["line"], clients: {sessions},
            engagement: 6, ladder: [{ladder}]),"#,
        starts.join(", ")
    )
}

fn told(r: &Run) -> Vec<i64> {
    let mut times = r.times(|e| matches!(e, Event::Told { .. }));
    times.sort_unstable();
    times
}

/// Thirty calls of three minutes: the n-th client knows after 3 n minutes, so that the mean client waits 46.5 minutes, not 3.
#[test]
fn thirty_clients_are_called_one_by_one() {
    let services = surgery(30, r#""round""#);
    let strategies = r#""round": (kind: Tell(needs: ["phone"], each: "3min")),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let r = run(&plan.with(&outage("Tue 08:00", "Exactly(\"8h\")", r#""line": "0%""#, "", "8w")));
    let by_hand: Vec<i64> = (1..=30).map(|n| at(0, "Tue 08:00") + 3 * n).collect();
    assert_eq!((told(&r), r.score.to_tell, r.score.lost), (by_hand, 90, 30));
    let mean = told(&r).iter().map(|time| time - at(0, "Tue 08:00")).sum::<i64>() as f64 / 30.0;
    assert_eq!(mean, 46.5);
    // Two who call side by side need half as long; one of them with two minutes a call takes three of five clients.
    let strategies = r#""round": (kind: Tell(needs: ["phone"], each: "3min")),
        "second": (kind: Tell(needs: ["phone"], each: "3min")),"#;
    let services = surgery(30, r#""round", "second""#);
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let both = |strategies: &str| {
        let plan = Plan { strategies, ..plan.clone() };
        run(&plan.with(&outage("Tue 08:00", "Exactly(\"8h\")", r#""line": "0%""#, "", "8w"))).score.to_tell
    };
    assert_eq!(both(strategies), 45);
    assert_eq!(both(&strategies.replacen("3min", "2min", 1)), 36);
    // A message reaches all at once, and is there before the calls are over.
    assert_eq!(both(&strategies.replacen(", each: \"3min\"", "", 1)), 0);
}

/// A dental surgery whose line is back after an hour: whoever was not called by then knows it then.
#[test]
fn whoever_is_not_called_knows_when_there_is_a_way_again() {
    let services = surgery(30, r#""round""#);
    let strategies = r#""round": (kind: Tell(needs: ["phone"], each: "3min")),"#;
    let plan = Plan { services: &services, strategies, ..Plan::default() };
    let r = run(&plan.with(&outage("Tue 08:00", "Exactly(\"1h\")", r#""line": "0%""#, "", "8w")));
    // Twenty were called by 9:00, the last of them at that minute; the other ten know at 9:00, and nobody is missed.
    let at_once = told(&r).iter().filter(|time| **time == at(0, "Tue 09:00")).count();
    assert_eq!((told(&r).len(), at_once, r.score.to_tell, r.score.lost), (30, 11, 60, 0));
}

/// A power cut in which both batteries hold within the same minute: hotspot and spare laptop are not called.
#[test]
fn what_takes_no_time_comes_before_others_are_called() {
    let resources = r#""coach": (), "mains": (), "router power": (needs: ["mains"]), "laptop power": (needs: ["mains"]),
        "line": (needs: ["router power"]), "laptop": (needs: ["laptop power"]), "phone": (),"#;
    let services = r#""talk": (timetable: ["Tue 11:00"], length: "60min", fee: "10", by: "coach", needs: ["line", "laptop"],
        ladder: ["hotspot", "spare laptop", "router battery", "laptop battery"]),
        "call": (timetable: ["Tue 14:00"], length: "60min", fee: "10", by: "coach", needs: ["line"],
        ladder: ["hotspot", "router battery"]),"#;
    let strategies = r#"
        "hotspot": (kind: Substitute(for: ["line"], needs: ["phone"]), ready: (claimed: Exactly("5min")), cost: (per_use: "7")),
        "spare laptop": (kind: Substitute(for: ["laptop"]), ready: (claimed: Exactly("5min")), cost: (per_use: "7")),
        "router battery": (kind: Substitute(for: ["router power"])),
        "laptop battery": (kind: Substitute(for: ["laptop power"])),"#;
    let functions = r#""sessions": (serves: ["talk", "call"], rto: "1wd", mtpd: "10wd"),"#;
    let plan = Plan { resources, services, strategies, functions, ..Plan::default() };
    let cut = |strategies: &str| {
        let plan = Plan { strategies, ..plan.clone() };
        run(&plan.with(&outage("Tue 10:30", "Exactly(\"8h\")", r#""mains": "0%""#, "", "8w")))
    };
    let r = cut(strategies);
    assert_eq!((r.count(|e| matches!(e, Event::Called { .. })), r.score.extra, r.score.lost), (2, 0, 0));
    // Batteries that have to be plugged in for a minute do not come first.
    let at_once = r#"Substitute(for: ["router power"]))"#;
    let in_a_minute = r#"Substitute(for: ["router power"]), ready: (claimed: Exactly("1min")))"#;
    let slow = strategies.replace(at_once, in_a_minute);
    assert!(cut(&slow).count(|e| matches!(e, Event::Called { .. })) > 2);
}

/// The wait of several disruptions is the longest, not that of the last one: Friday's client waits three days, and at night nobody does.
#[test]
fn the_wait_of_several_disruptions_is_the_longest() {
    let services =
        r#""talk": (timetable: ["Mon 09:00", "Fri 09:00"], length: "60min", fee: "10", by: "coach", needs: ["line"]),"#;
    let plan = Plan { services, ..Plan::default() };
    let line = r#"strikes: { "line": "0%" }"#;
    let then =
        |name: &str, of: &str| format!(r#""{name}": (of: ["{of}"], chance: "100%", lasts: Exactly("4h"), {line}),"#);
    let of = |second: &str| {
        let hazards = clock("a", 2, "Fri 08:00") + &clock("b", 5, second);
        run(&months(&plan.text(), &[&scenario(&hazards, &(then("first", "a") + &then("second", "b")))], 12))
            .score
            .to_next
    };
    assert_eq!(of("Fri 20:00"), 3 * DAY);
    // From Monday to Friday it is four.
    assert_eq!(of("Mon 08:00"), 4 * DAY);
}

/// A session is moved twice unless the plan says otherwise.
#[test]
fn a_session_moves_as_often_as_the_plan_says() {
    let services = r#""talk": (timetable: ["Mon 09:00"], length: "60min", fee: "10", by: "coach", needs: ["line"], ladder: ["later"]),"#;
    let moved = |moves: &str| {
        let strategies = format!(
            r#""later": (kind: Postpone(patience: [(within: "20w", accepted: "100%")], up_to: "300%", notice: "1h"{moves})),"#
        );
        let plan = Plan { services, strategies: &strategies, ..Plan::default() };
        // Monday 9:00 is struck; the line is back for three hours at a time and away again when the new date comes.
        let spell = |n: i64| {
            format!(
                r#""again {n}": (of: ["outage"], chance: "100%", after: Exactly("{}min"), lasts: Exactly("60min"),
                strikes: {{ "line": "0%" }}),"#,
                120 * n
            )
        };
        let spells: String = (1..=3).map(spell).collect();
        run(&plan.with(&outage("Mon 09:00", "Exactly(\"60min\")", r#""line": "0%""#, &spells, "8w"))).score
    };
    // Away 9 to 10, 11 to 12, 13 to 14 and 15 to 16; new dates are 11:00, 13:00, 15:00 and 17:00.
    let twice = moved("");
    assert_eq!((twice.lost, twice.losses[Loss::HitAgain as usize], twice.moved), (1, 1, 0));
    let four = moved(", moves: 4");
    assert_eq!((four.lost, four.moved), (0, 1));
    assert_eq!(moved(", moves: 3").losses[Loss::HitAgain as usize], 1);
}

/// A therapist's practice closes in the week it is struck: the engagements that run are lost, nothing else has a price, the function
/// is never back, and a benefit ends with the practice unless the cover goes on.
#[test]
fn a_practice_that_closes_has_consequences() {
    let services = r#""talk": (timetable: ["Mon 09:00", "Tue 09:00"], length: "60min", fee: "100", by: "coach", needs: ["line"],
        clients: 2, engagement: 1),"#;
    let finances =
        r#"(fund: "10000", fixed: "1,200 a month", drawings: "0 a month", paid: Exactly("0d"), notice: "91d")"#;
    let closing = |more: &str, horizon: &str| {
        let strategies =
            format!(r#""cover": (kind: Insure(pays: Benefit(while_down: ["coach"], amount: "70 a week"{more}))),"#);
        let plan = Plan { services, finances, strategies: &strategies, ..Plan::default() };
        let then = r#""end": (of: ["outage"], chance: "100%", after: Exactly("7d"), winds_up: true),"#;
        run_in_week(&plan.with(&outage("Wed 08:00", "Exactly(\"52w\")", r#""coach": "0%""#, then, horizon)), 3)
    };
    let r = closing("", "8w");
    // Mon and Tue of the next week are lost with nobody there; on Wednesday the two engagements of one session end: two sessions.
    assert_eq!((r.score.losses[Loss::NoWay as usize], r.score.losses[Loss::WoundUp as usize]), (2, 2));
    assert_eq!((r.score.clients_lost, r.score.gross), (2, 40_000));
    // Notice: 91 days of 14,400 a year of 365 days are 3,590.13. A week of benefit is 70.
    assert_eq!((r.score.extra, r.score.cover), (359_013, 7_000));
    assert!(r.score.recovery[0].1 && r.score.to_next_open);
    // The price of a closing does not depend on how far anybody looks.
    let far = closing("", "200w");
    assert_eq!((far.score.lost, far.score.gross, far.score.extra), (r.score.lost, r.score.gross, r.score.extra));
    assert!(closing(", after_closing: true", "8w").score.cover > 300_000);
}
