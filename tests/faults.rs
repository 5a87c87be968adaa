//! Every fault that was found and mended, as the smallest plan that showed it; and what random plans do not reach.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use crate::random_worlds;

use std::collections::BTreeSet;

use bcp_sim::engine::{Event, Loss, Story};
use bcp_sim::file::{Day, Forecast, Question, Source, read_plan};
use bcp_sim::metric::Score;
use bcp_sim::model::{Case, SessionId};

/// A coach with a session of an hour on some days, one resource, and what a test adds.
fn plan(service: &str, strategies: &str, clients: &str) -> String {
    format!(
        "Plan(format: 1, title: \"t\", revised: \"2025-03-18\", next_review: \"2026-03-18\", currency: \"GBP\",
        calendar: (starts: \"2025-01-06\", open: \"Mon-Fri 09:00-18:00\"),
        resources: {{ \"coach\": (), \"line\": (), \"phone\": (), \"other\": () }},
        services: {{ \"coaching\": (length: \"60min\", fee: \"100\", by: \"coach\", needs: [\"line\"], {service}) }},
        functions: {{ \"sessions\": (serves: [\"coaching\"], rto: \"1wd\", mtpd: \"3d\") }},
        strategies: {{ {strategies} }}, {clients}
        finances: (fund: \"1000\", fixed: \"0 a month\", drawings: \"0 a month\", paid: Exactly(\"0d\")))"
    )
}

fn scenario(hazards: &str, then: &str) -> String {
    format!("Scenario(format: 1, title: \"t\", horizon: \"4w\", hazards: {{ {hazards} }}, then: {{ {then} }})")
}

fn case(service: &str, strategies: &str, clients: &str, hazards: &str) -> Case {
    random_worlds::case(&plan(service, strategies, clients), &scenario(hazards, ""))
}

fn year(service: &str, strategies: &str, clients: &str, hazards: &str) -> Case {
    year_then(service, strategies, clients, hazards, "")
}

fn year_then(service: &str, strategies: &str, clients: &str, hazards: &str, then: &str) -> Case {
    let question = Question::months(12, Forecast::Written);
    random_worlds::bound(&plan(service, strategies, clients), &scenario(hazards, then), &question)
}

/// A hazard of the line at a time of the week.
fn outage(when: &str, lasts: &str, phases: &str) -> String {
    format!(
        "\"h\": (rate: \"1 a year\", when: \"{when}\", lasts: Exactly(\"{lasts}\"), strikes: {{ \"line\": {phases} }})"
    )
}

fn told(case: &Case, trials: u64) -> Vec<(Story, Score)> {
    let all = random_worlds::stories(case, 1, 0..trials);
    all.into_iter().map(|story| (story.clone(), random_worlds::counted(case, &story).0)).collect()
}

const EAGER: &str = "clients: (per_missed: \"100%\", per_silent_day: \"100%\"),";

/// A client who had left in an engagement that was over left again, since the place in the diary was still his.
#[test]
fn a_client_leaves_once() {
    let service = "timetable: [\"Mon 09:00\", \"Wed 09:00\"], clients: 1, engagement: 1";
    let case = case(service, "", EAGER, &outage("Mon 08:00", "11d", "\"0%\""));
    for (story, score) in told(&case, 20) {
        let left = story.0.iter().filter(|(_, e)| matches!(e, Event::ClientLeft { .. })).count();
        assert_eq!((left, score.clients_lost), (1, 1), "{story:?}");
    }
}

/// A session that was hit, moved, and hit again counted as two sessions hit.
#[test]
fn a_session_is_hit_once() {
    let postpone = "\"later\": (kind: Postpone(patience: [(within: \"8w\", accepted: \"100%\")], notice: \"0h\"))";
    let phases = "[(\"40%\", \"0%\"), (\"5%\", \"100%\"), (\"55%\", \"0%\")]";
    let case =
        case("timetable: [\"Mon 09:00\"], ladder: [\"later\"]", postpone, "", &outage("Mon 08:00", "10h", phases));
    for (story, score) in told(&case, 5) {
        let missed = story.0.iter().filter(|(_, e)| matches!(e, Event::Postponed { .. })).count();
        assert_eq!((missed, score.hit, score.moved), (2, 1, 1), "{story:?}");
    }
}

/// A client left at the very minute in which the next session was to start, and nobody said what became of that session.
#[test]
fn a_client_who_leaves_as_a_session_starts_takes_it_along() {
    let service = "timetable: [\"Mon 09:00\", \"Wed 09:00\", \"Fri 09:00\"], clients: 1, engagement: 40";
    let case = case(service, "", EAGER, &outage("Mon 08:00", "49h", "\"0%\""));
    let mut with_him = 0;
    for (story, score) in told(&case, 20) {
        let ends: BTreeSet<_> = story.0.iter().filter_map(|(_, e)| random_worlds::outcome_of(e)).collect();
        let Some((closed, _)) = story.0.last() else { panic!("empty") };
        let started = case.diary.first_from(score.onset)..case.diary.first_from(closed + 1);
        let open: Vec<usize> = started.filter(|at| !ends.contains(&SessionId::at(*at))).collect();
        assert!(open.is_empty(), "sessions {open:?} have no outcome: {story:?}");
        let gone = |(_, e): &&(i64, Event)| matches!(e, Event::Lost { why: Loss::ClientLeft, .. });
        with_him += story.0.iter().filter(gone).count();
        assert_eq!(score.losses[Loss::ClientLeft as usize] + 1, score.lost);
    }
    assert!(with_him > 0);
}

/// A session struck while running whose second way had too little left was struck again while its end was being settled,
/// and so lost twice.
#[test]
fn a_struck_session_with_an_exhausted_way_is_lost_once() {
    let short =
        "\"short\": (kind: Substitute(for: [\"line\"], allowance: \"1min\"), ready: (claimed: Exactly(\"1min\")))";
    let service = "timetable: [\"Mon 09:00\"], ladder: [\"short\"]";
    let case = case(service, short, "", &outage("Mon 09:10", "40min", "\"0%\""));
    for (story, score) in told(&case, 5) {
        let lost = story.0.iter().filter(|(_, e)| matches!(e, Event::Lost { .. })).count();
        assert_eq!((lost, score.lost), (1, 1), "{story:?}");
    }
}

/// A way was judged by the levels of the minute before: it failed where what it needs came back as it got ready.
#[test]
fn a_way_that_gets_ready_as_its_need_comes_back_works() {
    let hotspot = "\"hotspot\": (kind: Substitute(for: [\"line\"], needs: [\"phone\"]), \
                   ready: (claimed: Exactly(\"60min\")), cost: (per_use: \"5\"))";
    let service = "timetable: [\"Mon 10:00\"], ladder: [\"hotspot\"]";
    let with_phone = |phases: &str| outage("Mon 08:00", "4h", "\"0%\", \"phone\": PHASES").replace("PHASES", phases);
    let back = case(service, hotspot, "", &with_phone("[(\"25%\", \"0%\"), (\"75%\", \"100%\")]"));
    for (story, score) in told(&back, 3) {
        assert_eq!((score.another_way, score.extra), (1, 500), "{story:?}");
    }
    // And where it goes down at that minute, the way is not paid for.
    let gone = case(service, hotspot, "", &with_phone("[(\"25%\", \"100%\"), (\"75%\", \"0%\")]"));
    for (story, score) in told(&gone, 3) {
        assert_eq!((score.lost, score.extra), (1, 0), "{story:?}");
    }
}

/// The same for whoever mends: the call is made over a phone that came back at that minute.
#[test]
fn a_repair_that_is_due_as_its_need_comes_back_is_made() {
    let mender = "\"mender\": (kind: Repair(of: [\"line\"], needs: [\"phone\"], leaves: \"0%\"), \
                  ready: (claimed: Exactly(\"60min\")))";
    let hazard = outage("Mon 08:00", "4h", "\"0%\", \"phone\": [(\"25%\", \"0%\"), (\"75%\", \"100%\")]");
    let case = case("timetable: [\"Mon 10:00\"], ladder: [\"mender\"]", mender, "", &hazard);
    for (story, score) in told(&case, 3) {
        assert_eq!((score.lost, score.recovery[0].0), (0, 60), "{story:?}");
    }
}

/// A session on the telephone was cut off where the line came back for a moment and went again.
#[test]
fn a_call_goes_on_when_the_line_comes_and_goes() {
    let call = "\"call\": (kind: Switch(needs: [\"phone\"]), ready: (claimed: Exactly(\"20min\")))";
    let phases = "[(\"60%\", \"0%\"), (\"5%\", \"100%\"), (\"35%\", \"0%\")]";
    let hazard = outage("Mon 08:20", "100min", phases);
    let case = case("timetable: [\"Mon 09:00\"], ladder: [\"call\"]", call, "", &hazard);
    for (story, score) in told(&case, 3) {
        assert_eq!((score.another_way, score.lost), (1, 0), "{story:?}");
    }
}

/// A session that was moved twice and is hit once more is lost.
#[test]
fn a_session_moved_twice_is_not_moved_again() {
    let postpone = "\"later\": (kind: Postpone(patience: [(within: \"8w\", accepted: \"100%\")], notice: \"0h\"))";
    // Down 09:00 to 10:00, up for half an hour, down to 12:00, up for half an hour, down again.
    let phases = "[(\"20%\", \"0%\"), (\"10%\", \"100%\"), (\"30%\", \"0%\"), (\"10%\", \"100%\"), (\"30%\", \"0%\")]";
    let hazard = outage("Mon 09:00", "5h", phases);
    let case = case("timetable: [\"Mon 09:00\"], ladder: [\"later\"]", postpone, "", &hazard);
    for (story, score) in told(&case, 3) {
        assert_eq!((score.losses[Loss::HitAgain as usize], score.lost, score.moved), (1, 1, 0), "{story:?}");
    }
}

/// A client whom a breach unsettled in the very minute in which a session was to start took it along, and nobody said what
/// became of it.
#[test]
fn a_client_unsettled_as_a_session_starts_takes_it_along() {
    let service = "timetable: [\"Mon 09:00\", \"Wed 09:00\"], clients: 1, engagement: 40";
    let breach = "\"h\": (rate: \"1 a year\", when: \"Mon 09:00\", lasts: Exactly(\"1h\"), unsettles: \"100%\")";
    let case = case(service, "", "", breach);
    let mut left = 0;
    for (story, score) in told(&case, 60) {
        let first = case.diary.first_from(score.onset);
        let lost = |(_, e): &&(i64, Event)| matches!(e, Event::Lost { why: Loss::ClientLeft, .. });
        let first_lost =
            story.0.iter().filter(lost).any(|(_, e)| random_worlds::outcome_of(e) == Some(SessionId::at(first)));
        // At a minute of its own nine times in sixty; always with the session at 9:00.
        assert_eq!(score.clients_lost == 1, first_lost, "{story:?}");
        left += score.clients_lost;
    }
    assert!(left > 20, "{left}");
}

/// Two numbers of a session's cause disagreed: of a call it was the disruption that had called it or the one that had the
/// line down, by whether a postponement that could do nothing stood before it.
#[test]
fn a_session_held_another_way_belongs_to_the_disruption_that_called_the_way() {
    let call = "\"call\": (kind: Switch(needs: [\"phone\"])), \"never\": (kind: Postpone(patience: []))";
    let hazard = |name: &str, lasts: &str| {
        format!("\"{name}\": (rate: \"9 a year\", lasts: Exactly(\"{lasts}\"), strikes: {{ \"line\": \"0%\" }})")
    };
    let hazards = hazard("a", "3d") + ", " + &hazard("b", "1d");
    let held = |ladder: &str| {
        let service = format!("timetable: [\"Mon 09:00\", \"Wed 09:00\", \"Fri 09:00\"], ladder: [{ladder}]");
        let strategies = if ladder.contains("never") { call } else { call.split(", \"never\"").next().unwrap() };
        let case = year(&service, strategies, "", &hazards);
        told(&case, 20).into_iter().map(|(_, score)| score.parts).collect::<Vec<_>>()
    };
    assert_eq!(held("\"call\""), held("\"never\", \"call\""));
}

/// A session with an associate was cut off in its middle by anything that changed elsewhere, and its own place was then
/// taken.
#[test]
fn an_associate_holds_a_session_to_its_end() {
    let associate = "\"associate\": (kind: HandOver(needs: [\"phone\"], spare: 1, fee_share: \"60%\"))";
    // The other resource goes down ten minutes into the session, and comes back.
    let hazard = outage(
        "Mon 08:00",
        "100min",
        "\"0%\", \"other\": [(\"70%\", \"100%\"), (\"10%\", \"0%\"), (\"20%\", \"100%\")]",
    );
    let case = case("timetable: [\"Mon 09:00\"], ladder: [\"associate\"]", associate, "", &hazard);
    for (story, score) in told(&case, 3) {
        assert_eq!((score.handed_over, score.lost, score.extra), (1, 0, 6_000), "{story:?}");
    }
    // What the associate needs is back within the grace: the session goes on, and is no second one.
    let hazard = outage(
        "Mon 08:00",
        "100min",
        "\"0%\", \"phone\": [(\"70%\", \"100%\"), (\"5%\", \"0%\"), (\"25%\", \"100%\")]",
    );
    let case = self::case("timetable: [\"Mon 09:00\"], ladder: [\"associate\"]", associate, "", &hazard);
    for (story, score) in told(&case, 3) {
        assert_eq!((score.handed_over, score.lost, score.extra), (1, 0, 6_000), "{story:?}");
    }
}

/// An uncertain rate could not be written at all.
#[test]
fn a_rate_may_be_uncertain() {
    let hazard = outage("Mon 08:00", "1h", "\"0%\"")
        .replace("rate: \"1 a year\"", "rate: Uncertain(mean: \"2 a year\", shape: 4)");
    let case = year("weekly: 1", "", "", &hazard);
    let arrived: i64 = told(&case, 400).iter().map(|(_, score)| score.disruptions).sum();
    // 800 with a standard deviation of 20 times the root of 2 + 2²/4.
    assert!((arrived - 800).abs() < 150, "{arrived}");
}

/// What a closed practice no longer held was put down to the disruption that had come last, not to the one that closed it.
#[test]
fn sessions_after_the_end_belong_to_what_ended_it() {
    let hazards = "\"a\": (rate: \"3 a year\", lasts: Exactly(\"60d\")), \
                   \"b\": (rate: \"30 a year\", lasts: Exactly(\"1h\"), strikes: { \"other\": \"0%\" })";
    let then = "\"end\": (of: [\"a\"], chance: \"100%\", after_its_end: Exactly(\"0d\"), winds_up: true)";
    let case = year_then("weekly: 3", "", "", hazards, then);
    let mut ended = 0;
    for (story, _) in told(&case, 20) {
        let Some(by) =
            story.0.iter().find_map(|(_, e)| if let Event::WoundUp { cause } = e { Some(*cause) } else { None })
        else {
            continue;
        };
        let lost = story.0.iter().filter_map(|(_, e)| match e {
            Event::Lost { why: Loss::WoundUp, cause, .. } => Some(*cause),
            _ => None,
        });
        lost.for_each(|cause| assert_eq!(cause, by));
        ended += 1;
    }
    assert!(ended > 5);
}

/// A practice that closed without any money moving went on paying its dues.
#[test]
fn the_fund_of_a_closed_practice_stands_still() {
    let plan = plan("weekly: 1", "", "").replace("fee: \"100\"", "fee: \"0\"");
    let plan = plan.replace("fixed: \"0 a month\"", "fixed: \"100 a month\"");
    let hazards = "\"a\": (rate: \"30 a year\", lasts: Exactly(\"1h\"))";
    let then = "\"end\": (of: [\"a\"], chance: \"100%\", winds_up: true)";
    let question = Question::months(12, Forecast::Written);
    let case = random_worlds::bound(&plan, &scenario(hazards, then), &question);
    // The fund would be empty in November; the practice is closed within weeks.
    let lows: Vec<i64> = told(&case, 10).into_iter().map(|(_, score)| score.fund_low).collect();
    assert!(lows.iter().all(|low| *low > 0), "{lows:?}");
}

/// Somebody called for one outage, and due after its end, came back in time in the next one: what is due is due in its own
/// episode only.
#[test]
fn what_one_outage_has_called_does_not_come_in_the_next() {
    let mender = "\"mender\": (kind: Repair(of: [\"line\"], leaves: \"0%\"), ready: (claimed: Exactly(\"30h\")))";
    let hazard = "\"h\": (rate: \"9 a year\", when: \"Mon-Fri 09:00-18:00\", lasts: Exactly(\"10h\"), strikes: { \"line\": \"0%\" })";
    let case = year("weekly: 5, ladder: [\"mender\"]", mender, "", hazard);
    for (story, score) in told(&case, 40) {
        assert!(story.0.iter().all(|(_, e)| !matches!(e, Event::InUse { .. })), "{story:?}");
        let told_in_order = |e: &Event| !matches!(e, Event::Cash { .. } | Event::Told { .. });
        let times: Vec<i64> = story.0.iter().filter(|(_, e)| told_in_order(e)).map(|(time, _)| *time).collect();
        assert!(times.is_sorted(), "{story:?}");
        let alone = score.down[0] % 600 == 0 || score.disruptions > 1;
        assert!(alone, "mended by somebody called for another: {story:?}");
    }
}

/// A function whose sessions a call holds counted as down where a postponement that never works stood before the call.
#[test]
fn a_postponement_that_never_works_does_not_keep_a_function_down() {
    let lines = "\"call\": (kind: Switch(needs: [\"phone\"])), \
                 \"never\": (kind: Postpone(patience: []), works: (claimed: \"0%\"))";
    let service = "timetable: [\"Mon 09:00\"], ladder: [\"never\", \"call\"]";
    let case = case(service, lines, "", &outage("Mon 08:00", "4h", "\"0%\""));
    for (story, score) in told(&case, 3) {
        assert_eq!((score.another_way, score.recovery[0].0), (1, 0), "{story:?}");
    }
}

/// An allowance that two disruptions at once called upon by turns was there again at every turn.
#[test]
fn an_allowance_is_used_up_though_disruptions_take_turns() {
    let hotspot = "\"hotspot\": (kind: Substitute(for: [\"line\"], allowance: \"90min\"), cost: (per_use: \"5\"), automatic: true)";
    // Ten minutes down by one, ten minutes down by the other, and so on through a day.
    let turns = |first: bool| {
        let level = |at: usize| if at.is_multiple_of(4) == first && at.is_multiple_of(2) { "0%" } else { "100%" };
        let phases: String = (0..50).map(|at| format!("(\"2%\", \"{}\"), ", level(at))).collect();
        format!("when: \"Mon 09:00\", lasts: Exactly(\"50h\"), strikes: {{ \"line\": [{phases}] }}")
    };
    let hazards =
        format!("\"a\": (rate: \"52 a year\", {}), \"b\": (rate: \"52 a year\", {})", turns(true), turns(false));
    let service = "timetable: [\"Mon 09:00\", \"Mon 11:00\", \"Mon 13:00\", \"Mon 15:00\", \"Tue 09:00\", \"Tue 11:00\", \"Tue 13:00\"], ladder: [\"hotspot\"]";
    let case = year(service, hotspot, "", &hazards);
    let mut several = 0;
    for (story, _) in told(&case, 20) {
        let mut carried = std::collections::BTreeMap::new();
        for (_, event) in &story.0 {
            if let Event::HeldAnotherWay { cause, .. } = event {
                *carried.entry(*cause).or_insert(0) += 60;
            }
        }
        assert!(carried.values().all(|minutes| *minutes <= 90), "{carried:?}");
        several += carried.len();
    }
    assert!(several > 20, "{several}");
}

/// A tag and a resource that carries it struck in the order of the file.
#[test]
fn a_tag_and_its_resource_strike_in_any_order() {
    let plan = plan("weekly: 1", "", "").replace("\"line\": ()", "\"line\": (is: \"wire\")");
    let strikes = |strikes: &str| {
        let hazards = format!("\"h\": (rate: \"1 a year\", lasts: Exactly(\"2h\"), strikes: {{ {strikes} }})");
        random_worlds::stories(&random_worlds::case(&plan, &scenario(&hazards, "")), 1, 0..5)
    };
    let (tag, line) = ("\"wire\": \"20%\"", "\"line\": \"0%\"");
    assert_eq!(strikes(&format!("{tag}, {line}")), strikes(&format!("{line}, {tag}")));
}

/// A session that was postponed although a substitute stood ready behind the postponement was never hit, and the next one
/// came before the first.
#[test]
fn a_session_that_is_postponed_was_hit() {
    let lines = "\"later\": (kind: Postpone(patience: [(within: \"8w\", accepted: \"100%\")], notice: \"0h\")), \
                 \"hotspot\": (kind: Substitute(for: [\"line\"]))";
    let service = "timetable: [\"Mon 09:00\"], ladder: [\"later\", \"hotspot\"]";
    let case = case(service, lines, "", &outage("Mon 08:00", "90min", "\"0%\""));
    for (story, score) in told(&case, 3) {
        let postponed = story.0.iter().any(|(_, e)| matches!(e, Event::Postponed { .. }));
        assert!(postponed && score.hit == 1 && score.to_next > 0, "{score:?}");
    }
}

/// Nobody who never leaves asked twice: with loyal clients every session missed had one and the same answer.
#[test]
fn each_missed_session_has_its_own_answer_about_credit() {
    let later = "\"later\": (kind: Postpone(patience: [(within: \"8w\", accepted: \"100%\")], up_to: \"300%\", notice: \"0h\"))";
    let clients = "clients: (per_missed: \"0%\", per_silent_day: \"0%\", credit: \"50%\"),";
    let service =
        "timetable: [\"Mon 09:00\", \"Tue 09:00\", \"Wed 09:00\", \"Thu 09:00\"], clients: 1, ladder: [\"later\"]";
    let case = case(service, later, clients, &outage("Mon 08:00", "4d", "\"0%\""));
    let credits: std::collections::BTreeSet<i64> =
        told(&case, 40).iter().map(|(_, score)| score.extra / 10_000).collect();
    assert!(credits.len() > 2, "all or nothing: {credits:?}");
}

/// What had failed its test fell back towards the higher chance of what nobody ever tried, and so looked better each year.
#[test]
fn what_failed_a_test_does_not_get_better_with_age() {
    let failed = r#""a": (kind: Switch(needs: ["phone"]), works: (claimed: "90%", supported: "10%", untested: "60%"), evidence: Failed("2020-01-06"))"#;
    let text = plan("weekly: 1, ladder: [\"a\"]", failed, "");
    let source = Source::new("plan.ron", &text);
    let read = read_plan(&source).unwrap_or_else(|faults| panic!("{}", source.explain(&faults)));
    let works = |day: &str| {
        read.strategies.get("a").unwrap().works_as_of(Forecast::Tested, Day::parse(day).unwrap()).fraction()
    };
    assert!(works("2020-01-06") == 0.1 && works("2021-01-06") == 0.1 && works("2030-01-06") == 0.1);
}
