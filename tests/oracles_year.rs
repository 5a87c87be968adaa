//! Exact answers for all that a year brings: how often, how much of the time, how many sessions. The rules are those of
//! `oracles.rs`.
//!
//! A rate is per model year of 52 weeks, 364 days. Where an oracle counts 365 days, its formula is checked against its
//! own value at 365 and taken at 364. Days that begin or end an outage are whole minutes: half a minute for each.

use crate::small_plans;

use bcp_sim::engine::Event;
use bcp_sim::model::Case;
use bcp_sim::units::{DAY, WEEK};
use small_plans::{
    Moments, Plan, ROUNDING, SEEDS, SIGMAS, assessed, check_chance, check_mean, check_sd, clock, counted, each,
    mean_sd, months, scenario, stories, watched,
};

const YEAR: f64 = 364.0;

/// A practice that nothing can hit, and what hazards bring to it in so many months.
fn quiet(hazards: &str, duration: u32) -> Case {
    months(&watched("", r#""coach""#, "", ""), &[&scenario(hazards, "")], duration)
}

/// A year of outages of a line and of a function that needs it.
fn line(hazards: &str) -> Case {
    months(&watched(r#""line": (),"#, r#""line""#, "", ""), &[&scenario(hazards, "")], 12)
}

// How often, and what it costs.

/// A season's factors were made to average one, silently, and held for whole weeks. The plan's year from 6 January 2025 on has 30
/// days of January (26, and 4 of the next), 22 of them from Monday to Friday; 364 days, 260 from Monday to Friday.
#[test]
fn a_january_day_of_200_per_cent_has_twice_the_rate() {
    let others = ["\"100%\""; 11].join(", ");
    for (when, january, all) in [("", 30.0, 364.0), (r#"when: "Mon-Fri 09:00-17:00", "#, 22.0, 260.0)] {
        let hazard =
            format!(r#""flu": (rate: "12 a year", {when}season: ["200%", {others}], lasts: Exactly("0min")),"#);
        let (of_all, of_january) = (12.0 * (all + january) / all, 12.0 * 2.0 * january / all);
        let case = quiet(&hazard, 12);
        let flu = case.hazards.iter().next().map(|(_, _, hazard)| hazard.rate.a_year());
        assert!((flu.unwrap_or_default() - of_all).abs() < 1e-12);
        for seed in SEEDS {
            let (mut found, mut cold) = (Vec::new(), Vec::new());
            stories(&case, seed, 100_000, |story| {
                let days = story.0.iter().filter(|(_, e)| matches!(e, Event::Arrived { .. })).map(|(at, _)| at / DAY);
                found.push(days.clone().count() as i64);
                cold.push(days.filter(|day| *day < 26 || *day >= 360).count() as i64);
            });
            check_mean("a year", &counted(&found), of_all, f64::sqrt(of_all), 0.0);
            check_mean("January", &counted(&cold), of_january, f64::sqrt(of_january), 0.0);
            // Given that one strikes, it is in January as often.
            let services = r#""talk": (timetable: ["Mon 09:00"], length: "60min", fee: "10", by: "coach"),"#;
            let one = Plan { services, ..Plan::default() }.with(&scenario(&hazard, ""));
            let days = each(&one, seed, 200_000, |score| score.place as i64);
            let cold = days.iter().filter(|day| **day < 26 || **day >= 360).count() as u64;
            check_chance("one in January", cold, days.len() as u64, 2.0 * january / (all + january));
        }
    }
}

#[test]
fn a01_compound_poisson_of_exponential_costs() {
    let case = quiet(r#""loss": (rate: "3 a year", lasts: Exactly("0min"), costs: Exponential(mean: "1,000")),"#, 12);
    for seed in SEEDS {
        let costs = each(&case, seed, 1_000_000, |score| score.extra);
        // Half a penny for each of three losses.
        check_mean("A01 mean", &counted(&costs), 300_000.0, 244_948.974_278_317_8, 1.5);
        check_sd("A01 sd", &costs, 244_948.974_278_317_8);
        let m = Moments::of(&costs);
        assert!((m.skewness - 1.224_744_871_391_589).abs() <= SIGMAS * m.error_of_skewness, "{}", m.skewness);
        // No loss at all, or only losses below half a penny: 3 x 5e-6 of the chance.
        let none = costs.iter().filter(|c| **c == 0).count() as u64;
        check_chance("A01 none", none, costs.len() as u64, libm::exp(-3.0 * libm::exp(-0.5e-5)));
    }
}

#[test]
fn a02_compound_poisson_of_log_normal_costs() {
    let costs = r#"Usually(typical: "800", p95: "5,000")"#;
    let case = quiet(&format!(r#""loss": (rate: "0.7 a year", lasts: Exactly("0min"), costs: {costs}),"#), 12);
    for seed in SEEDS {
        let costs = each(&case, seed, 1_000_000, |score| score.extra);
        check_mean("A02 mean", &counted(&costs), 104_166.959_129_287_7, 231_591.665_288_996_3, 0.35);
        check_sd("A02 sd", &costs, 231_591.665_288_996_3);
        // A loss below half a penny is ten standard deviations of its logarithm away.
        let none = costs.iter().filter(|c| **c == 0).count() as u64;
        check_chance("A02 none", none, costs.len() as u64, 0.496_585_303_791_409_5);
    }
}

#[test]
fn a05_no_event_in_a_quarter_and_the_first_of_several() {
    let hazard = |name: &str, rate: &str| format!(r#""{name}": (rate: "{rate} a year", lasts: Exactly("0min")),"#);
    let hazards = hazard("a", "5") + &hazard("b", "2") + &hazard("c", "0.7") + &hazard("d", "0.15");
    let case = quiet(&hazards, 24);
    let none_in_90_days = |year: f64| libm::exp(-7.85 * 90.0 / year);
    assert!((none_in_90_days(365.0) - 0.144_335_267_599_380_65).abs() < 1e-12);
    assert!((365.0 / 7.85 - 46.496_815_286_624_205_f64).abs() < 1e-9);
    // Two years are looked at: nothing comes in them with a chance of exp(-15.7), which then counts as 728 days.
    let (mean, rest) = (YEAR / 7.85, libm::exp(-2.0 * 7.85));
    for seed in SEEDS {
        let (mut first, mut third, n) = (Vec::new(), 0, 1_000_000);
        stories(&case, seed, n, |story| {
            let arrived = story.0.iter().find_map(|(at, e)| match e {
                Event::Arrived { hazard, .. } => Some((*at, hazard.index())),
                _ => None,
            });
            third += u64::from(arrived.is_some_and(|(_, hazard)| hazard == 2));
            first.push(arrived.map_or(728 * DAY, |(at, _)| at));
        });
        let none = first.iter().filter(|at| **at >= 90 * DAY).count() as u64;
        check_chance("A05 none", none, n, none_in_90_days(YEAR));
        check_chance("A05 third first", third, n, 0.089_171_974_522_292_99 * (1.0 - rest));
        // Arrivals are told by the whole minute that has begun: half a minute early on average, at most one.
        let value = mean * (1.0 - rest) * DAY as f64;
        check_mean("A05 time to first", &counted(&first), value - ROUNDING, mean * DAY as f64, ROUNDING);
    }
}

#[test]
fn a07_an_uncertain_rate_is_a_negative_binomial() {
    let case = quiet(r#""loss": (rate: Uncertain(mean: "2 a year", shape: 4), lasts: Exactly("0min")),"#, 12);
    for seed in SEEDS {
        let outcomes = each(&case, seed, 1_000_000, |score| score.disruptions);
        check_mean("A07 mean", &counted(&outcomes), 2.0, 1.732_050_807_568_877_2, 0.0);
        check_sd("A07 sd", &outcomes, 1.732_050_807_568_877_2);
        let none = outcomes.iter().filter(|n| **n == 0).count() as u64;
        check_chance("A07 none", none, outcomes.len() as u64, 0.197_530_864_197_530_85);
        // A certain rate would give a deviation of 1.4142.
        assert!(Moments::of(&outcomes).deviation > 1.7);
    }
}

// How much of the time.

#[test]
fn d01_up_and_down_in_turn() {
    // 364/180 failures a year of being up, each three days long on average.
    let case = line(
        r#""fault": (rate: "2.022222222 a year", one_at_a_time: true, lasts: Exponential(mean: "3d"),
            strikes: { "line": "0%" }),"#,
    );
    let (q, a) = (3.0 / 183.0, 1.0 / 180.0 + 1.0 / 3.0);
    let down = |days: f64| q * days - q / a * (1.0 - libm::exp(-a * days));
    assert!((down(365.0) - 5.935_232_464_391_293).abs() < 1e-9 && (1.0 - q - 0.983_606_557_377_049_2).abs() < 1e-12);
    for seed in SEEDS {
        let downtime = each(&case, seed, 366_333, |score| score.down[0]);
        let deviation = mean_sd(downtime.iter().map(|d| *d as f64)).1;
        // Two outages with two ends each.
        check_mean("D01 down", &counted(&downtime), down(YEAR) * DAY as f64, deviation, 4.0 * ROUNDING);
        let (mut up, mut never, n) = (0, 0, 500_000);
        stories(&case, seed, n, |story| {
            let last = story.0.iter().rfind(|(at, e)| {
                *at <= 30 * DAY && matches!(e, Event::FunctionDown { .. } | Event::FunctionBack { .. })
            });
            up += u64::from(!matches!(last, Some((_, Event::FunctionDown { .. }))));
            never += u64::from(!story.0.iter().any(|(_, e)| matches!(e, Event::Arrived { .. })));
        });
        // The state at a minute does not depend on the rounding of far ends; half a minute at a change is a chance of 2e-6.
        check_chance("D01 up on day 30", up, n, 0.983_607_187_380_505_8);
        check_chance("D01 never", never, n, libm::exp(-YEAR / 180.0));
    }
}

/// The expected number of events in so many days at a rate, where none begins in the `dead` days after another: the sum
/// over n of the chance that n - 1 dead times and n gaps have passed.
fn with_dead_time(rate: f64, dead: f64, days: f64) -> f64 {
    let at_least = |n: u32, mean: f64| {
        let (mut term, mut below) = (libm::exp(-mean), 0.0);
        for k in 0..n {
            below += term;
            term *= mean / f64::from(k + 1);
        }
        1.0 - below
    };
    (1..=74)
        .map(|n| (n, days - f64::from(n - 1) * dead))
        .filter(|(_, t)| *t > 0.0)
        .map(|(n, t)| at_least(n, rate * t))
        .sum()
}

#[test]
fn d04_no_event_begins_while_one_lasts() {
    let case = line(
        r#""fault": (rate: "36.4 a year", one_at_a_time: true, lasts: Exactly("5d"), strikes: { "line": "0%" }),"#,
    );
    assert!((with_dead_time(0.1, 5.0, 365.0) - 24.388_888_888_888_89).abs() < 1e-4);
    for seed in SEEDS {
        let outcomes = assessed(&case, seed, 100_000);
        // Each of 24 outages begins at the minute that has begun, half a minute early, and is followed so much sooner: the
        // count at a rate of 1/15 a day is then 24 x half a minute / 15 d = 6e-4 too high at most.
        let value = with_dead_time(0.1, 5.0, YEAR);
        check_mean(
            "D04",
            outcomes.column("disruptions"),
            value,
            3.301_234_337_054_573,
            24.0 * ROUNDING / (15.0 * DAY as f64),
        );
        // Were overlaps allowed there would be 36.4.
        assert!((36.4 - value) > 8.0 * 3.3 / f64::sqrt(100_000.0));
    }
}

#[test]
fn d05_overlapping_outages_are_a_union() {
    let case = line(r#""fault": (rate: "36.4 a year", lasts: Exactly("5d"), strikes: { "line": "0%" }),"#);
    let covered = 1.0 - libm::exp(-0.5);
    let edge = 5.0 - covered / 0.1;
    assert!((edge + (365.0 - 5.0) * covered - 142.714_269_100_578_3).abs() < 1e-9);
    // What begins in the year is followed to its end, so that there are two edges.
    let union = |days: f64| 2.0 * edge + (days - 5.0) * covered;
    for seed in SEEDS {
        let downtime = each(&case, seed, 50_000, |score| score.down[0]);
        let (mean, deviation) = mean_sd(downtime.iter().map(|d| *d as f64));
        // Both ends of an outage move by the same part of a minute, so that only those at the horizon count.
        check_mean("D05", &counted(&downtime), union(YEAR) * DAY as f64, deviation, ROUNDING);
        // The sum of all lengths is more than half as long again.
        assert!(mean + 8.0 * deviation / f64::sqrt(50_000.0) < 180.0 * DAY as f64);
    }
}

// Sessions.

#[test]
fn e02_a_year_of_sessions_lost() {
    // 25 sessions of one minute a week, lost where an outage covers that minute. An outage of d minutes covers minute s if it
    // begins in one of the d minutes up to s, of which there are s + 1 in a year that starts without any: a chance of
    // 1 - exp(-40 E[min(d, s + 1)]/524,160). The oracle's year has 8,760 hours and a warm start.
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri"];
    let times = ["09:00", "10:15", "11:30", "13:30", "14:45"];
    let starts: Vec<_> = days.iter().flat_map(|d| times.iter().map(move |t| format!("\"{d} {t}\""))).collect();
    let services = format!(
        r#""talk": (timetable: [{}], length: "1min", fee: "130", by: "coach", needs: ["line"]),"#,
        starts.join(", ")
    );
    let plan = Plan { services: &services, ..Plan::default() };
    let minutes = [9 * 60, 10 * 60 + 15, 11 * 60 + 30, 13 * 60 + 30, 14 * 60 + 45];
    let starts = (0..52).flat_map(|week| (0..5).map(move |day| week * WEEK + day * DAY));
    let starts: Vec<i64> = starts.flat_map(|day| minutes.map(|m| day + m)).collect();
    let warm: f64 = 1_300.0 * (1.0 - libm::exp(-40.0 * 24.0 / 8_760.0));
    assert!((warm - 134.936_929_440_474_02).abs() < 1e-9 && starts.len() == 1_300);
    // Two laws with a mean of 24 h: always so long, or half of them twelve hours shorter, half twelve hours longer.
    for (lasts, lengths) in [(r#"Exactly("24h")"#, [1_440, 1_440]), (r#"OneOf(["12h", "36h"])"#, [720, 2_160])] {
        let hazard = format!(r#""fault": (rate: "40 a year", lasts: {lasts}, strikes: {{ "line": "0%" }}),"#);
        let case = months(&plan.text(), &[&scenario(&hazard, "")], 12);
        let covering = |s: i64| lengths.iter().map(|d| (s + 1).min(*d) as f64).sum::<f64>() / 2.0;
        let lost = |s: &i64| 1.0 - libm::exp(-40.0 * covering(*s) / (YEAR * DAY as f64));
        let value: f64 = starts.iter().map(lost).sum();
        for seed in SEEDS {
            let outcomes = assessed(&case, seed, 40_000);
            let column = outcomes.column("sessions_lost");
            let error = column.mean().unwrap().standard_deviation().unwrap();
            check_mean("E02", column, value, error, 0.0);
            // The sum of lengths without the union: 1300 x 40 x 24/8736.
            assert!(142.857 - value > 8.0 * error / f64::sqrt(40_000.0));
        }
    }
}

// Clients.

#[test]
fn f03_a_place_stays_empty_until_it_is_filled_again() {
    // The only client leaves a minute after the session of week 0 began, and would have come in the weeks 1 to 26. The k-th
    // of these starts k weeks less a minute later; it is lost if the place is still empty, that is, if the time to fill
    // it, rounded, is more: above k weeks less half a minute. And if the engagement of 10,000 sessions goes on so long: its
    // place in it is even, so that session k is part of it with a chance of 1 - (k - 1)/10,000.
    let closed: Vec<_> = (28..=52).map(|week| week.to_string()).collect();
    let closed = format!("[{}]", closed.join(", "));
    let plan = Plan {
        services: r#""talk": (timetable: ["Mon 09:00"], length: "60min", fee: "130", by: "coach", engagement: 10000),"#,
        clients: r#"(per_missed: "0%", per_silent_day: "0%", sponsor: "100%", lead_time: Exponential(mean: "5w"))"#,
        closed: &closed,
        ..Plan::default()
    };
    let then = r#""end": (of: ["now"], chance: "100%", sponsor_leaves: true),"#;
    let case = months(&plan.text(), &[&scenario(&clock("now", 1, "Mon 09:01"), then)], 7);
    let stays = |k: f64| libm::exp(-k / 5.0 + 0.5 / (5.0 * WEEK as f64)) * (1.0 - (k - 1.0) / 10_000.0);
    let value: f64 = (1..=26).map(|k| 130.0 * stays(f64::from(k))).sum();
    assert!((value - 583.926_088_814_908_8).abs() < 0.5);
    for seed in SEEDS {
        let outcomes = assessed(&case, seed, 441_618);
        let column = outcomes.column("income_gross");
        check_mean("F03", column, 100.0 * value, 100.0 * 631.479_491_535_017_2, 0.0);
        assert_eq!(outcomes.column("clients_lost").sum(), 441_618);
        // Continuous time would give 646.41.
        assert!(64_641.0 - 100.0 * value > 8.0 * 63_148.0 / f64::sqrt(441_618.0));
    }
}
