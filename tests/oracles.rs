//! Exact answers that the whole engine must reproduce, through the public file format.
//!
//! Rules. A mean lies within 4.5 standard errors (exact deviation per trial where the oracle gives one, else the
//! sample's) plus half a minute for each rounding to whole minutes in it; a chance within 4.5 standard errors plus one
//! trial; a quantile is compared by the count of trials at or below it. Where whole minutes shift the answer itself
//! (a chance or a quantile at a threshold), the threshold is moved to the half minute at which rounding turns, and the
//! exact chance is taken there; this is said at the case. Three fixed seeds; as many trials as show an error of 1 %
//! with 95 % probability, or a million. No limit is ever widened.
//!
//! Oracles I01 and I02 (no randomness) stand in `by_hand.rs`, H01 to H04 and H06 are unit tests of `statistics`; what needs
//! a whole year stands in `oracles_year.rs`, what is about money in `oracles_money.rs`. G06 is out of scope: nothing is
//! discounted.

use crate::small_plans;

use bcp_sim::engine::Event;
use bcp_sim::metric::Outcomes;
use bcp_sim::model::Case;
use bcp_sim::statistics::Counts;
use bcp_sim::units::{DAY, HOUR, WEEK};
use small_plans::{
    Plan, ROUNDING, SEEDS, SIGMAS, assessed, check_chance, check_mean, check_sd, counted, each, mean_sd, normal_cdf,
    outage, run_in_week, watch,
};

/// A line that is down for a random time, and a function that is down as long.
fn duration(lasts: &str) -> Case {
    let scene = outage("Tue 10:30", lasts, r#""line": "0%""#, "", "104w");
    watch(r#""line": (),"#, r#""line""#, "", "", &scene)
}

fn recovery(outcomes: &Outcomes) -> &Counts {
    &outcomes.functions[0].time
}

/// How many recovered after at most so many minutes; each trial is looked at by itself, so that no bin blurs it.
fn recoveries(case: &Case, seed: u64, trials: u64) -> Vec<i64> {
    each(case, seed, trials, |score| score.recovery[0].0)
}

fn above(times: &[i64], limit: i64) -> u64 {
    times.iter().filter(|t| **t > limit).count() as u64
}

// Durations.

#[test]
fn b01_log_normal_lengths() {
    let case = duration(r#"Usually(typical: "210min", p95: "1440min")"#);
    let capped = duration(r#"Usually(typical: "210min", p95: "1440min", cap: "480min")"#);
    let sigma = 1.170_493_732_880_572_2;
    // The chance of x minutes or fewer after rounding is that of less than x + 1/2 before.
    let below = |x: i64| normal_cdf(libm::log((x as f64 + 0.5) / 210.0) / sigma);
    for seed in SEEDS {
        let times = recoveries(&case, seed, 1_000_000);
        check_mean("B01 mean", &counted(&times), 416.603_662_449_576_2, 713.788_031_043_026_8, ROUNDING);
        let n = times.len() as u64;
        // P10 46.855, P50 210, P95 1440, P99 3197.37 and more than 480, each at the whole minute.
        for x in [46, 210, 480, 1_440, 3_197] {
            check_chance(&format!("B01 above {x}"), above(&times, x), n, 1.0 - below(x));
        }
        let times = recoveries(&capped, seed, 171_407);
        check_mean("B01 capped", &counted(&times), 249.036_173_370_502_38, 167.785_430_070_915_17, ROUNDING);
        // The cap is an atom: what is longer lasts exactly 480 min (from 479.5 on by rounding).
        assert_eq!(above(&times, 480), 0);
        check_chance("B01 at the cap", above(&times, 479), times.len() as u64, 1.0 - below(479));
    }
}

#[test]
fn b03_triangular_lengths() {
    let case = duration(r#"Between(low: "2h", likely: "6h", high: "30h")"#);
    // P(X > x) = (b - x)^2 / ((b - a)(b - m)), at the half minute after 12 h and after P95 (1452.21 min).
    let tail = |x: f64| (1_800.0 - x) * (1_800.0 - x) / (1_680.0 * 1_440.0);
    for seed in SEEDS {
        let times = recoveries(&case, seed, 405_582);
        check_mean("B03 mean", &counted(&times), 760.0, 60.0 * 6.182_412_330_330_469, ROUNDING);
        for x in [720, 1_452] {
            check_chance("B03", above(&times, x), times.len() as u64, tail(x as f64 + 0.5));
        }
    }
}

#[test]
fn pert_lengths() {
    // Beta with the shapes 1 + 4 x 4/28 and 1 + 4 x 24/28 from 2 h to 30 h: the mean is (2 + 4 x 6 + 30)/6 h = 560 min, the
    // variance (mean - 2)(30 - mean)/7 h^2, and the chances (by 15 digits of the incomplete beta) those of the half minutes after
    // 12 h and after P95 (1089.80 min).
    let case = duration(r#"Pert(low: "2h", likely: "6h", high: "30h")"#);
    for seed in SEEDS {
        let times = recoveries(&case, seed, 400_000);
        check_mean("PERT mean", &counted(&times), 560.0, 60.0 * 4.653_041_333_449_946, ROUNDING);
        for (x, tail) in [(720, 0.265_024_880_569_690), (1_089, 0.050_087_134_064_297_9)] {
            check_chance("PERT", above(&times, x), times.len() as u64, tail);
        }
    }
}

#[test]
fn b04_weibull_lengths() {
    let case = duration(r#"Weibull(shape: 1.5, scale: "10h")"#);
    let tail = |x: f64| libm::exp(-libm::pow(x / 600.0, 1.5));
    for seed in SEEDS {
        let times = recoveries(&case, seed, 1_000_000);
        check_mean("B04 mean", &counted(&times), 60.0 * 9.027_452_929_509_336, 60.0 * 6.129_357_917_546_764, ROUNDING);
        // Longer than 12 h, and P95, 1246.87 min.
        for x in [720, 1_246] {
            check_chance("B04", above(&times, x), times.len() as u64, tail(x as f64 + 0.5));
        }
    }
}

#[test]
fn b05_stages_in_series_add_up() {
    // Detect and decide are two ways that never work and cost their time; the third restores.
    let strategies = r#"
        "detect": (kind: Substitute(for: ["line"]), works: (claimed: "0%"), ready: (claimed: Exponential(mean: "30min"))),
        "decide": (kind: Substitute(for: ["line"]), works: (claimed: "0%"), ready: (claimed: Exponential(mean: "2h"))),
        "restore": (kind: Substitute(for: ["line"]), ready: (claimed: Exponential(mean: "6h"))),"#;
    let scene = outage("Tue 10:30", "Exactly(\"50w\")", r#""line": "0%""#, "", "52w");
    let case = watch(r#""line": (),"#, r#""line""#, r#""detect", "decide", "restore""#, strategies, &scene);
    for seed in SEEDS {
        let times = recoveries(&case, seed, 1_000_000);
        check_mean("B05 mean", &counted(&times), 510.0, 60.0 * 6.344_288_770_224_76, 3.0 * ROUNDING);
        // Three roundings cancel on average; at 24 h the density is 8e-5 a minute, so half a minute is 4e-5, a twentieth
        // of the limit.
        check_chance("B05 > 24 h", above(&times, 1_440), times.len() as u64, 0.029_966_949_312_723_41);
    }
}

#[test]
fn b06_the_slowest_of_three_decides() {
    let way = |name: &str, mean: &str| {
        format!(r#""{name} back": (kind: Substitute(for: ["{name}"]), ready: (claimed: Exponential(mean: "{mean}"))),"#)
    };
    let strategies = way("a", "1d") + &way("b", "2d") + &way("c", "4d");
    let scene = outage("Tue 10:30", "Exactly(\"100w\")", r#""a": "0%", "b": "0%", "c": "0%""#, "", "104w");
    let case = watch(
        r#""a": (), "b": (), "c": (),"#,
        r#""a", "b", "c""#,
        r#""a back", "b back", "c back""#,
        &strategies,
        &scene,
    );
    for seed in SEEDS {
        let times = recoveries(&case, seed, 1_000_000);
        let (value, deviation) = (4.771_428_571_428_571, 3.763_254_730_655_427_6);
        check_mean("B06 mean", &counted(&times), DAY as f64 * value, DAY as f64 * deviation, ROUNDING);
        check_chance("B06 > 7 d", above(&times, 7 * DAY), times.len() as u64, 0.199_454_477_782_063_38);
        // The sum of the three, 7 d, is more than eight standard errors away.
        assert!((7.0 - value) > 8.0 * deviation / 1_000.0);
    }
}

#[test]
fn b08_recovery_or_cover_whichever_comes_first() {
    let ill = |cover: &str| {
        let strategies = format!(r#""locum": (kind: Substitute(for: ["line"]), ready: (claimed: {cover})),"#);
        let scene = outage("Tue 10:30", r#"Exponential(mean: "20d")"#, r#""line": "0%""#, "", "104w");
        watch(r#""line": (),"#, r#""line""#, r#""locum""#, &strategies, &scene)
    };
    let (drawn, fixed) = (ill(r#"Exponential(mean: "8d")"#), ill(r#"Exactly("10d")"#));
    for seed in SEEDS {
        let outcomes = assessed(&drawn, seed, 377_611);
        let value = 5.714_285_714_285_714 * DAY as f64;
        check_mean("B08 mean", recovery(&outcomes), value, value, ROUNDING);
        check_chance("B08 cover first", outcomes.strategies[0].used, outcomes.trials, 0.714_285_714_285_714_3);
        let outcomes = assessed(&fixed, seed, 62_416);
        let (value, deviation) = (7.869_386_805_747_331_5, 3.199_368_632_460_114_3);
        check_mean("B08 fixed", recovery(&outcomes), value * DAY as f64, deviation * DAY as f64, ROUNDING);
    }
}

// Strategies.

#[test]
fn c01_a_chain_tried_in_order() {
    let strategies = r#"
        "one": (kind: Substitute(for: ["line"]), works: (claimed: "85%"), ready: (claimed: Exactly("15min"))),
        "two": (kind: Substitute(for: ["line"]), works: (claimed: "60%"), ready: (claimed: Exactly("45min"))),
        "zzz": (kind: Substitute(for: ["line"]), works: (claimed: "50%"), ready: (claimed: Exactly("120min"))),"#;
    let scene = |lasts: &str| outage("Tue 10:30", lasts, r#""line": "0%""#, "", "8w");
    let make = |lasts: &str| watch(r#""line": (),"#, r#""line""#, r#""one", "two", "zzz""#, strategies, &scene(lasts));
    // The line is back after 15 + 45 + 120 min, when the last of three failing ways has cost its time.
    let (to_the_end, long) = (make("Exactly(\"180min\")"), make("Exactly(\"1000min\")"));
    for seed in SEEDS {
        let n = 1_000_000;
        // 28.95 = 15 + 0.15 x 45 + 0.06 x 120; whole minutes, so no rounding.
        check_mean("C01 minutes", recovery(&assessed(&to_the_end, seed, n)), 28.95, 40.263_476_004_935_29, 0.0);
        let times = recoveries(&long, seed, n);
        let with = |t: i64| times.iter().filter(|x| **x == t).count() as u64;
        check_chance("C01 works", n - with(1_000), n, 0.97);
        check_chance("C01 second", with(60), n, 0.09);
        // Given success (15 x 0.85 + 60 x 0.09 + 180 x 0.03)/0.97, by its own spread.
        let good: Vec<f64> = times.iter().filter(|t| **t < 1_000).map(|t| *t as f64).collect();
        let (mean, deviation) = mean_sd(good.iter().copied());
        assert!((mean - 24.278_350_515_463_917).abs() <= SIGMAS * deviation / (good.len() as f64).sqrt());
        assert!(times.iter().all(|t| [15, 60, 180, 1_000].contains(t)));
    }
}

#[test]
fn c03_so_many_of_so_many_key_holders() {
    for (n, k, absent, value, trials) in [(3, 2, "20%", 0.896, 43_830), (5, 3, "10%", 0.991_44, 100_000)] {
        let holder = |i: usize| format!("holder {i}");
        let (mut resources, mut strategies, mut ladder, mut then) =
            (r#""quorum": (), "#.to_owned(), String::new(), Vec::new(), String::new());
        for i in 0..n {
            resources += &format!("\"{}\": (), ", holder(i));
            then += &format!(
                r#""{0} away": (of: ["outage"], chance: "{absent}", strikes: {{ "{0}": "0%" }}), "#,
                holder(i)
            );
        }
        // Every k of the n together stand in for the quorum.
        for set in 0..1_u32 << n {
            if set.count_ones() == k {
                let needs: Vec<_> =
                    (0..n).filter(|i| set >> i & 1 == 1).map(|i| format!("\"{}\"", holder(i))).collect();
                let name = format!("set {set:02}");
                let needs = needs.join(", ");
                strategies += &format!(r#""{name}": (kind: Substitute(for: ["quorum"], needs: [{needs}])), "#);
                ladder.push(format!("\"{name}\""));
            }
        }
        let scene = outage("Tue 10:30", "Exactly(\"3h\")", r#""quorum": "0%""#, &then, "8w");
        let case = watch(&resources, r#""quorum""#, &ladder.join(", "), &strategies, &scene);
        for seed in SEEDS {
            let outcomes = assessed(&case, seed, trials);
            let up = outcomes.trials - recovery(&outcomes).trials() + recovery(&outcomes).at_most(0).hits();
            check_chance("C03", up, trials, value);
        }
    }
}

#[test]
fn c02_retries_until_success() {
    // Each try takes 4 h and works with 30 %; the next begins 20 h after the last: the k-th ends after 24 k - 20 hours.
    let chain = |times: &str, lasts: &str| {
        let strategies = format!(
            r#""again": (kind: Substitute(for: ["line"]), works: (claimed: "30%"), ready: (claimed: Exactly("4h")),
                retry: (times: {times}, after: "20h")),"#
        );
        let scene = outage("Tue 10:30", lasts, r#""line": "0%""#, "", "104w");
        watch(r#""line": (),"#, r#""line""#, r#""again""#, &strategies, &scene)
    };
    let (endless, five) = (chain("1000", r#"Exactly("100w")"#), chain("5", r#"Exactly("30d")"#));
    for seed in SEEDS {
        let times = recoveries(&endless, seed, 469_915);
        // 700 days of trying leave none over: 0.7^700 = 4e-109.
        check_mean("C02 hours", &counted(&times), 60.0 * HOUR as f64, 66.932_802_122_726_05 * HOUR as f64, 0.0);
        let tries: Vec<i64> = times.iter().map(|t| (t + 20 * HOUR) / DAY).collect();
        assert!(times.iter().zip(&tries).all(|(t, k)| *t == k * DAY - 20 * HOUR));
        check_mean("C02 tries", &counted(&tries), 3.333_333_333_333_333_5, 2.788_866_755_113_585, 0.0);
        // After five tries in vain the line is back by itself after 30 days.
        let times = recoveries(&five, seed, 1_000_000);
        let failed = times.iter().filter(|t| **t == 30 * DAY).count() as u64;
        check_chance("C02 fails", failed, times.len() as u64, 0.168_07);
        let tries: Vec<i64> = times.iter().map(|t| if *t == 30 * DAY { 5 } else { (t + 20 * HOUR) / DAY }).collect();
        let deviation = mean_sd(tries.iter().map(|t| *t as f64)).1;
        check_mean("C02 tries of five", &counted(&tries), 2.773_1, deviation, 0.0);
    }
}

#[test]
fn c05_work_lost_back_to_the_last_good_copy() {
    let lost = |fails: &str| {
        let strategies = format!(r#""backup": (kind: Restore(of: ["files"], every: "24h", fails: "{fails}")),"#);
        let scene = outage("Tue 10:30", r#"Exactly("10d")"#, r#""files": "0%""#, "", "8w");
        watch(r#""files": (data: true),"#, r#""files""#, r#""backup""#, &strategies, &scene)
    };
    let (sound, shaky) = (lost("0%"), lost("10%"));
    // (U + K) I is at most x after rounding where it is below x + 1/2 before.
    let phase = |x: f64| (x + 0.5) / DAY as f64;
    for seed in SEEDS {
        let work = each(&sound, seed, 125_871, |score| score.work_lost);
        check_mean("C05 sound", &counted(&work), 720.0, 6.928_203_230_275_509 * HOUR as f64, ROUNDING);
        // P95, 22.8 h = 1368 min.
        check_chance("C05 sound P95", above(&work, 1_368), work.len() as u64, 1.0 - phase(1_368.0));
        assert!(720.0 > 8.0 * 6.928_203_230_275_509 * 60.0 / (work.len() as f64).sqrt(), "24 h is far off");
        let work = each(&shaky, seed, 1_000_000, |score| score.work_lost);
        let n = work.len() as u64;
        let (value, deviation) = (14.666_666_666_666_666, 10.913_803_695_829_934);
        check_mean("C05", &counted(&work), value * HOUR as f64, deviation * HOUR as f64, ROUNDING);
        // Above k whole intervals and a phase: q^k less the share q^k (1 - q) that ends within the phase. 24 h (k = 1),
        // 36 h, and P95, 37 h 20 min.
        for x in [1_440, 2_160, 2_240] {
            let value = 0.1 - 0.1 * 0.9 * phase((x - DAY) as f64);
            check_chance(&format!("C05 above {x}"), above(&work, x), n, value);
        }
    }
}

/// A copy that is made while the disk dies, or that already has in it what was overwritten, is none.
#[test]
fn work_lost_back_to_the_last_copy_that_is_old_enough() {
    let lost = |terms: &str| {
        let strategies = format!(r#""backup": (kind: Restore(of: ["files"], every: "24h", {terms})),"#);
        let scene = outage("Tue 10:30", r#"Exactly("10d")"#, r#""files": "0%""#, "", "8w");
        watch(r#""files": (data: true),"#, r#""files""#, r#""backup""#, &strategies, &scene)
    };
    let delay = |hours: f64| hours * HOUR as f64;
    let (plain, late) = (lost(""), lost(r#"usable_after: "36h""#));
    let shaky = lost(r#"usable_after: "36h", fails: "10%""#);
    for seed in SEEDS {
        // Evenly between 36 h and 60 h; with failures the oracle's mean of C05 (10 % of 24 h, and of those again) on top.
        let work = each(&late, seed, 200_000, |score| score.work_lost);
        check_mean("late", &counted(&work), delay(48.0), delay(6.928_203_230_275_509), ROUNDING);
        assert!(work.iter().all(|age| (2_160..=3_600).contains(age)));
        let failed = each(&shaky, seed, 200_000, |score| score.work_lost);
        check_mean(
            "late, failing",
            &counted(&failed),
            delay(48.0 + 24.0 / 9.0),
            delay(10.913_803_695_829_934),
            ROUNDING,
        );
        // They are the same copies: whole intervals older, by a minute of rounding.
        let before = each(&plain, seed, 200_000, |score| score.work_lost);
        assert!(
            work.iter().zip(&before).all(|(late, before)| matches!((late - before + 1) % DAY, 0..=2) && late > before)
        );
    }
}

// Availability.

#[test]
fn d02_requirements_as_a_structure() {
    let dark = |name: &str, chance: &str| {
        format!(r#""{name} away": (of: ["outage"], chance: "{chance}", strikes: {{ "{name}": "0%" }}), "#)
    };
    let then = dark("room", "0.5%") + &dark("laptop", "1%") + &dark("internet", "2%") + &dark("power", "0.1%");
    let strategies = r#"
        "spare": (kind: Substitute(for: ["laptop"]), works: (claimed: "95%")),
        "hotspot": (kind: Substitute(for: ["internet"]), works: (claimed: "90%")),"#;
    let scene = outage("Tue 10:30", "Exactly(\"3h\")", r#""bell": "0%""#, &then, "8w");
    let case = watch(
        r#""bell": (), "room": (), "laptop": (), "internet": (), "power": (),"#,
        r#""room", "laptop", "internet", "power""#,
        r#""spare", "hotspot""#,
        strategies,
        &scene,
    );
    for seed in SEEDS {
        // 0.995 x (1 - 0.01 x 0.05) x (1 - 0.02 x 0.1) x 0.999.
        let outcomes = assessed(&case, seed, 1_000_000);
        let up = outcomes.trials - recovery(&outcomes).trials() + recovery(&outcomes).at_most(0).hits();
        check_chance("D02", up, outcomes.trials, 0.991_520_981_505);
    }
}

// Sessions.

#[test]
fn e01_sessions_hit_by_two_days_at_any_minute() {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri"];
    let times = ["09:00", "10:15", "11:30", "13:30", "14:45"];
    let starts: Vec<_> = days.iter().flat_map(|d| times.iter().map(move |t| format!("\"{d} {t}\""))).collect();
    let services = format!(
        r#""talk": (timetable: [{}], length: "50min", fee: "130", by: "coach", needs: ["line"]),"#,
        starts.join(", ")
    );
    let plan = Plan { services: &services, ..Plan::default() };
    let case = plan.with(&outage("always", "Exactly(\"48h\")", r#""line": "0%""#, "", "3w"));
    for seed in SEEDS {
        let outcomes = assessed(&case, seed, 200_000);
        // Any overlap in whole minutes: a session [s, s + 50) meets [o, o + 2880) for the onsets o from s - 2879 to
        // s + 49, which are 2880 + 50 - 1 of the week's 10,080: 25 x 2929/10080 = 7.26438 (7.26687 less the one minute
        // by which half-open spans of whole minutes touch and do not overlap). The week is stationary: what an outage
        // at a week's end hits in the next week is what one from the week before would hit in this.
        let hit = outcomes.column("sessions_hit");
        let mean = hit.mean().unwrap();
        let value = 25.0 * 2_929.0 / 10_080.0;
        assert!((mean.value() - value).abs() <= SIGMAS * mean.standard_error().unwrap(), "{} {value}", mean.value());
        // "Start inside" would be 25 x 48/168.
        assert!((value - 7.142_857_142_857_143) > 8.0 * mean.standard_error().unwrap());
    }
}

#[test]
fn e03_make_up_slots_clear_a_backlog_of_27() {
    // 27 sessions of a quarter of an hour on Monday; 115 % of 27 is 31.05, so four more a week. Down all of the first
    // week, so that its free slots are gone.
    let starts: Vec<_> = (0..27).map(|k| format!("\"Mon {:02}:{:02}\"", 9 + k / 3, k % 3 * 20)).collect();
    let services = format!(
        r#""talk": (timetable: [{}], length: "15min", fee: "10", by: "coach", needs: ["line"], ladder: ["later"]),"#,
        starts.join(", ")
    );
    let cleared = |patience: &str| {
        let strategies = format!(
            r#""later": (kind: Postpone(patience: [(within: "{patience}", accepted: "100%")], up_to: "115%")),"#
        );
        let plan = Plan { services: &services, strategies: &strategies, ..Plan::default() };
        run_in_week(&plan.with(&outage("Mon 00:00", "Exactly(\"6d\")", r#""line": "0%""#, "", "20w")), 0)
    };
    // Patience without end: ceil(27/4) = 7 weeks, the k-th client waits ceil(k/4): 105/27 weeks on average.
    let r = cleared("20w");
    let weeks: Vec<i64> = r
        .events
        .iter()
        .filter_map(|(_, e)| if let Event::Moved { start, .. } = e { Some(start.div_euclid(WEEK)) } else { None })
        .collect();
    let monday = weeks[0] - 1;
    let waits: Vec<i64> = weeks.iter().map(|w| w - monday).collect();
    assert_eq!((waits.len(), waits.iter().max(), waits.iter().sum::<i64>()), (27, Some(&7), 105));
    // Three weeks, to the end of the third: 12 made up, 15 lost.
    let r = cleared("26d");
    assert_eq!((r.score.moved, r.score.lost), (12, 15));
}

// Clients.

#[test]
fn f01_leaving_before_being_told() {
    // One session a year, struck at its start; hazard 0.02 a day of silence, which is a chance
    // of 1 - exp(-0.02) = 1.9801 %; the news takes a day on average, or two.
    let silent = |ready: &str| {
        let services = r#""talk": (timetable: ["Tue 10:30"], length: "60min", fee: "10", by: "coach", needs: ["line"],
            ladder: ["news"], clients: 1, engagement: 1),"#;
        let strategies = format!(r#""news": (kind: Tell(needs: ["phone"]), ready: (claimed: {ready})),"#);
        let closed = all_but_the_first_of_february();
        let clients = r#"(per_missed: "0%", per_silent_day: "1.9801%")"#;
        let plan =
            Plan { services, strategies: &strategies, closed: &closed, clients, functions: "", ..Plan::default() };
        plan.with(&in_february(outage("Tue 10:30", "Exactly(\"40d\")", r#""line": "0%""#, "", "6w")))
    };
    let (drawn, fixed) = (silent(r#"Exponential(mean: "1d")"#), silent(r#"Exactly("2d")"#));
    for seed in SEEDS {
        let n = 1_000_000;
        // Of the trials that strike the one open week. h/(h + r); half a minute of rounding is a hazard of 7e-6.
        let of = |case| {
            let outcomes = assessed(case, seed, n);
            let sum = |key| outcomes.column(key).sum() as u64;
            (sum("clients_lost"), sum("sessions_hit"))
        };
        let (left, hit) = of(&drawn);
        check_chance("F01 drawn", left, hit, 0.019_607_843_137_254_9);
        let (left, hit) = of(&fixed);
        check_chance("F01 fixed", left, hit, 0.039_210_560_847_676_79);
    }
}

/// A scenario that strikes in February alone, whose first week is the fifth of the plan: no other strike reaches it.
fn in_february(scenario: String) -> String {
    let others = ["\"0%\""; 10].join(", ");
    scenario.replace("lasts:", &format!("season: [\"0%\", \"1200%\", {others}], lasts:"))
}

fn all_but_the_first_of_february() -> String {
    let weeks: Vec<_> = (1..=52).filter(|week| *week != 5).map(|week| week.to_string()).collect();
    format!("[{}]", weeks.join(", "))
}

#[test]
fn f01_how_many_of_25_leave() {
    // Twenty-five services of one client each, all struck at their start, so that all are silent for the same time. One
    // telling reaches everybody: the mean is that of 25 independent ones, the spread is not. With p(T) = 1 - exp(-h T),
    // E p = h/(h + r) and E p^2 = 1 - 2 r/(r + h) + r/(r + 2 h): variance n (E p - E p^2) + n^2 (E p^2 - (E p)^2).
    let of = |i: usize| {
        format!(
            r#""talk {i:02}": (timetable: ["Tue 10:30"], length: "60min", fee: "10", by: "coach {i:02}", needs: ["line"],
                ladder: ["news"]),"#
        )
    };
    let services: String = (1..=25).map(of).collect();
    let people: String = (1..=25).map(|i| format!("\"coach {i:02}\": (), ")).collect();
    let resources = format!(r#"{people} "line": (), "phone": (),"#);
    let strategies = r#""news": (kind: Tell(needs: ["phone"]), ready: (claimed: Exponential(mean: "1d"))),"#;
    let closed = all_but_the_first_of_february();
    let clients = r#"(per_missed: "0%", per_silent_day: "1.9801%")"#;
    let plan = Plan { services: &services, strategies, closed: &closed, clients, functions: "", ..Plan::default() };
    let plan = Plan { resources: &resources, ..plan };
    let case = plan.with(&in_february(outage("Tue 10:30", "Exactly(\"40d\")", r#""line": "0%""#, "", "6w")));
    let (h, r, n) = (0.02, 1.0, 25.0);
    let (p, square) = (h / (h + r), 1.0 - 2.0 * r / (r + h) + r / (r + 2.0 * h));
    let deviation = f64::sqrt(n * (p - square) + n * n * (square - p * p));
    for seed in SEEDS {
        let outcomes = assessed(&case, seed, 400_000);
        // Of the trials that strike the one open week.
        let hit = outcomes.column("sessions_hit").sum() as f64 / n;
        let mean = outcomes.column("clients_lost").sum() as f64 / hit;
        let limit = small_plans::SIGMAS * deviation / hit.sqrt();
        assert!((mean - 0.490_196_078_431_372_53).abs() <= limit, "{mean} +- {limit} in {hit} trials");
    }
}

// Several causes.

#[test]
fn a05_which_cause_comes_first() {
    let hazard = |name: &str, rate: &str| {
        format!(r#""{name}": (rate: "{rate} a year", lasts: Exactly("1h"), strikes: {{ "line": "0%" }}), "#)
    };
    let hazards = hazard("a", "5") + &hazard("b", "2") + &hazard("c", "0.7") + &hazard("d", "0.15");
    let scene = format!(r#"Scenario(format: 1, title: "test", horizon: "8w", hazards: {{ {hazards} }})"#);
    let case = watch(r#""line": (),"#, r#""line""#, "", "", &scene);
    for seed in SEEDS {
        let which = each(&case, seed, 1_000_000, |score| score.hazards[0] as i64);
        let third = which.iter().filter(|h| **h == 2).count() as u64;
        check_chance("A05 third first", third, which.len() as u64, 0.089_171_974_522_292_99);
    }
}

// Two plans under the same luck.

#[test]
fn h05_a_difference_under_common_luck() {
    // Down for D, of mean ten days, with a stand-in for the first four days of it, or eight: down in all (D - a)+.
    let down_beyond = |limit: &str| {
        let strategies = format!(r#""locum": (kind: Substitute(for: ["line"], limit: "{limit}"), automatic: true),"#);
        let scene = outage("Mon 09:00", r#"Exponential(mean: "10d")"#, r#""line": "0%""#, "", "104w");
        watch(r#""line": (),"#, r#""line""#, r#""locum""#, &strategies, &scene)
    };
    let (a, b) = (down_beyond("4d"), down_beyond("8d"));
    let day = DAY as f64;
    for seed in SEEDS {
        let n = 260_431;
        let (down_a, down_b) = (each(&a, seed, n, |s| s.down[0]), each(&b, seed, n, |s| s.down[0]));
        let differences: Vec<i64> = down_a.iter().zip(&down_b).map(|(a, b)| a - b).collect();
        assert!(differences.iter().all(|d| (0..=4 * DAY).contains(d)));
        let (value, deviation) = (2.209_910_819_184_177 * day, 1.835_263_857_203_790_3 * day);
        check_mean("H05 mean", &counted(&differences), value, deviation, ROUNDING);
        check_sd("H05 sd", &differences, deviation);
        // Var(A - B) = Var A + Var B - 2 Cov(A, B), to rounding.
        let floats = |x: &[i64]| x.iter().map(|v| *v as f64).collect::<Vec<_>>();
        let (x, y) = (floats(&down_a), floats(&down_b));
        let ((mean_x, sd_x), (mean_y, sd_y)) = (mean_sd(x.iter().copied()), mean_sd(y.iter().copied()));
        let products = x.iter().zip(&y).map(|(x, y)| (x - mean_x) * (y - mean_y));
        let covariance = products.sum::<f64>() / (n as f64 - 1.0);
        let together = mean_sd(differences.iter().map(|d| *d as f64)).1;
        let by_parts = sd_x * sd_x + sd_y * sd_y - 2.0 * covariance;
        assert!((together * together / by_parts - 1.0).abs() < 1e-9);
        // Two independent plans would differ 47.149 times as much: each spread lies within its limit of the exact one.
        let exact = |from: f64| day * f64::sqrt(200.0 * libm::exp(-from / 10.0) - 100.0 * libm::exp(-from / 5.0));
        assert!((libm::hypot(exact(4.0), exact(8.0)) / day - 12.601_875_012_052_155).abs() < 1e-9);
        check_sd("H05 A", &down_a, exact(4.0));
        check_sd("H05 B", &down_b, exact(8.0));
    }
}
