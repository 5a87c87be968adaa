//! Every fault that was found and mended, as the smallest plan that showed it; and what random plans do not reach.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod random_worlds;

use std::collections::BTreeSet;

use bcp_sim::engine::{Event, Loss, Story};
use bcp_sim::metric::Score;
use bcp_sim::model::{Case, SessionId};

/// A coach with a session of an hour on some days, one resource, and what a test adds.
fn case(service: &str, strategies: &str, clients: &str, hazards: &str) -> Case {
    let plan = format!(
        "Plan(format: 1, title: \"t\", revised: \"2025-03-18\", next_review: \"2026-03-18\", currency: \"GBP\",
        calendar: (starts: \"2025-01-06\", open: \"Mon-Fri 09:00-18:00\"),
        resources: {{ \"coach\": (), \"line\": (), \"phone\": (), \"other\": () }},
        services: {{ \"coaching\": (length: \"60min\", fee: \"100\", by: \"coach\", needs: [\"line\"], {service}) }},
        functions: {{ \"sessions\": (serves: [\"coaching\"], rto: \"1wd\", mtpd: \"3d\") }},
        strategies: {{ {strategies} }}, {clients}
        finances: (fund: \"1000\", fixed: \"0 a month\", drawings: \"0 a month\", paid: Exactly(\"0d\")))"
    );
    let scenario = format!("Scenario(format: 1, title: \"t\", horizon: \"4w\", hazards: {{ {hazards} }})");
    random_worlds::case(&plan, &scenario)
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
