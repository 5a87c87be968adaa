//! Exact answers about money: insurances and the fund. The rules are those of `oracles.rs`; G06 is out of scope, because
//! nothing is discounted.

use crate::small_plans;

use bcp_sim::model::Case;
use bcp_sim::units::DAY;
use small_plans::{
    Plan, SEEDS, SIGMAS, assessed, check_chance, check_mean, counted, each, mean_sd, months, outage, scenario, watch,
    watched,
};

/// A loss without an outage, and what insures it.
fn insured(costs: &str, terms: &str) -> (String, String) {
    let strategies = format!(r#""cover": (kind: Insure(pays: Loss(of: ["loss"], {terms}))),"#);
    let hazard = format!(r#""loss": (rate: "0.8 a year", lasts: Exactly("0min"), costs: {costs}),"#);
    (watched("", r#""coach""#, "", &strategies), scenario(&hazard, ""))
}

fn one_loss(costs: &str, terms: &str) -> Case {
    let (plan, scene) = insured(costs, terms);
    small_plans::case(&plan, &scene, bcp_sim::file::Forecast::Written)
}

const TERMS: &str = r#"excess: "500", limit: "10,000""#;

#[test]
fn g01_excess_and_limit_on_a_log_normal_loss() {
    let costs = r#"Usually(typical: "2,000", p95: "12,000")"#;
    let one = one_loss(costs, TERMS);
    let (plan, scene) = insured(costs, TERMS);
    let year = months(&plan, &[&scene], 12);
    for seed in SEEDS {
        let n = 467_192;
        let both = |score: &bcp_sim::metric::Score| score.cover * 100_000_000_000 + score.extra;
        let both = each(&one, seed, n, both);
        let paid: Vec<i64> = both.iter().map(|b| b / 100_000_000_000).collect();
        let kept: Vec<i64> = both.iter().map(|b| b % 100_000_000_000 - b / 100_000_000_000).collect();
        // Half a penny for the rounding of the loss; the chances of a penny's width are 1e-6.
        check_mean("G01 paid", &counted(&paid), 260_578.041_595_358_85, 289_843.330_071_942_5, 0.5);
        check_mean("G01 kept", &counted(&kept), 101_412.517_029_519_68, mean_sd(kept.iter().map(|k| *k as f64)).1, 0.5);
        check_chance("G01 pays", paid.iter().filter(|p| **p > 0).count() as u64, n, 0.898_425_757_394_755_6);
        let full = paid.iter().filter(|p| **p == 1_000_000).count() as u64;
        check_chance("G01 limit", full, n, 0.063_970_666_461_492_95);
        let outcomes = assessed(&year, seed, 1_000_000);
        let (value, deviation) = (208_462.433_276_287_1, 348_608.745_442_641_57);
        check_mean("G01 a year", outcomes.column("cover"), value, deviation, 0.4);
    }
}

#[test]
fn g02_excess_and_limit_on_an_exponential_loss() {
    let case = one_loss(r#"Exponential(mean: "3,000")"#, TERMS);
    for seed in SEEDS {
        let paid = each(&case, seed, 1_000_000, |score| score.cover);
        check_mean("G02 paid", &counted(&paid), 244_885.302_440_488_66, 262_381.287_555_977_4, 0.5);
        let full = paid.iter().filter(|p| **p == 1_000_000).count() as u64;
        // From 9,999.995 above the excess on the loss is rounded to the limit: 1.7e-6 of the chance.
        check_chance("G02 limit", full, paid.len() as u64, 0.030_197_383_422_318_5);
    }
}

#[test]
fn g03_a_daily_benefit_after_a_waiting_period() {
    let strategies = r#""cover": (kind: Insure(pays: Benefit(while_down: ["line"], amount: "120 a day", deferred: "7d",
        at_most: "30d"))),"#;
    let scene = outage("Tue 10:30", r#"Exponential(mean: "10d")"#, r#""line": "0%""#, "", "104w");
    let case = watch(r#""line": (),"#, r#""line""#, "", strategies, &scene);
    // Whole days are paid for: the k-th where the illness, rounded to whole minutes, is longer than k - 1 days, that is,
    // longer than that and half a minute before.
    let beyond = |days: i32| libm::exp(-(f64::from(days) + 0.5 / DAY as f64) / 10.0);
    let value: f64 = (7..37).map(|k| 120.0 * beyond(k)).sum();
    assert!((value - 595.017_622_576_959_9).abs() < 0.03);
    for seed in SEEDS {
        let paid = each(&case, seed, 907_338, |score| score.cover);
        check_mean("G03 paid", &counted(&paid), 100.0 * value, 92_234.285_821_075_71, 0.0);
        let any = paid.iter().filter(|p| **p > 0).count() as u64;
        check_chance("G03 any", any, paid.len() as u64, beyond(7));
        // Without the waiting period 1,140.26.
        assert!(114_025.0 - 100.0 * value > 8.0 * 92_234.0 / f64::sqrt(907_338.0));
    }
}

#[test]
fn g05_excess_then_share_then_limit() {
    let paid = |terms: &str| {
        let case = one_loss(r#"Exactly("1,000")"#, terms);
        each(&case, 42, 1, |score| score.cover)[0]
    };
    // (1,000 - 300) x 80 % = 560, at most 500. The share first would give 500 without a limit, the limit before the share
    // 400.
    assert_eq!(paid(r#"excess: "300", share: "80%", limit: "500""#), 50_000);
    assert_eq!(paid(r#"excess: "300", share: "80%""#), 56_000);
    assert_eq!(paid(r#"excess: "1,000", share: "80%""#), 0);
}

/// A stop-loss of a year: 1,500 borne of all losses, 2,000 paid at most. For losses of 1,000 each it is a sum over their number;
/// for exponential ones of mean 1,000 over the number as well, n of them being a gamma of shape n: of X above d there is
/// E (X - d)+ = n P(X' > d) - d P(X > d) on average, X' of shape n + 1.
#[test]
fn a_stop_loss_of_a_year() {
    let paid = |costs: &str| {
        let terms = r#"per_year: (excess: "1,500", limit: "2,000")"#;
        let strategies = format!(r#""cover": (kind: Insure(pays: Loss(of: ["loss"]), {terms})),"#);
        let hazard = format!(r#""loss": (rate: "3 a year", lasts: Exactly("0min"), costs: {costs}),"#);
        months(&watched("", r#""coach""#, "", &strategies), &[&scenario(&hazard, "")], 12)
    };
    let poisson = |n: i32| (1..=n).fold(libm::exp(-3.0), |p, k| p * 3.0 / f64::from(k));
    let whole: f64 = (0..60).map(|n| poisson(n) * (1_000.0 * f64::from(n) - 1_500.0).clamp(0.0, 2_000.0)).sum();
    let above = |n: i32, d: f64| {
        let tail = |shape: i32| 1.0 - bcp_sim::special::gamma_cdf(d, f64::from(shape));
        f64::from(n) * tail(n + 1) - d * tail(n)
    };
    let spread: f64 = (1..60).map(|n| poisson(n) * 1_000.0 * (above(n, 1.5) - above(n, 3.5))).sum();
    for (costs, value) in [(r#"Exactly("1,000")"#, whole), (r#"Exponential(mean: "1,000")"#, spread)] {
        let case = paid(costs);
        for seed in SEEDS {
            let paid = each(&case, seed, 300_000, |score| score.cover);
            let (_, deviation) = mean_sd(paid.iter().map(|p| *p as f64));
            check_mean(costs, &counted(&paid), 100.0 * value, deviation, 0.5);
            assert!(paid.iter().all(|p| (0..=200_000).contains(p)));
        }
    }
    assert!((whole - 1_153.6).abs() < 0.1, "{whole}");
}

/// The mean of a PERT amount is (low + 4 likely + high)/6.
#[test]
fn pert_amounts() {
    let case = one_loss(r#"Pert(low: "100", likely: "400", high: "2,000")"#, "");
    let (mean, low, high) = (61_666.666_666_666_664, 10_000.0, 200_000.0);
    for seed in SEEDS {
        let costs = each(&case, seed, 300_000, |score| score.extra);
        check_mean("PERT", &counted(&costs), mean, f64::sqrt((mean - low) * (high - mean) / 7.0), 0.5);
    }
}

#[test]
fn g07_ruin_of_a_reserve_in_the_long_run() {
    // The oracle's month is 28 days here: 13 losses a year of 1,120 on average, a fee of 50 a day, which is 1.25 mean losses
    // in 28 days, a fund of ten, and 372 months of the model, which are 403 of the oracle's.
    //
    // Income comes by the day and ruin is looked for at its end. The losses' exponential martingale with R = 0.2/1,120 holds
    // at the ends of days as well, so that the chance is exp(-R u)/E[exp(R O)], O being what is lacking at the end of
    // the day of the ruin: what the loss that was too much lacks, exponential as each loss, and all losses of the rest of
    // that day, t of it. Under the measure in which ruin is certain the losses come 1.25 times as often, and
    //   chance = 0.10826822658929 E[exp(-0.25 t/28)], which is at most the oracle's and at least exp(-0.25/28) of it.
    // Beyond the horizon lie less than 1e-4 of the chance (the oracle's own bound).
    let oracle = 0.108_268_226_589_290_15;
    let least = oracle * libm::exp(-0.25 / 28.0) - 1e-4;
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let starts: Vec<_> = days.iter().map(|d| format!("\"{d} 09:00\"")).collect();
    let services = format!(r#""talk": (timetable: [{}], length: "60min", fee: "50", by: "coach"),"#, starts.join(", "));
    let finances = r#"(fund: "11,200", fixed: "0 a month", drawings: "0 a month", paid: Exactly("0d"))"#;
    let plan = Plan { services: &services, finances, open: "Mon-Sun 09:00-18:00", functions: "", ..Plan::default() };
    let hazard = r#""loss": (rate: "13 a year", lasts: Exactly("0min"), costs: Exponential(mean: "1,120")),"#;
    let case = months(&plan.text(), &[&scenario(hazard, "")], 372);
    for seed in SEEDS {
        let outcomes = assessed(&case, seed, 8_000);
        let (ruined, n) = (outcomes.column("ruin").sum() as f64, outcomes.trials as f64);
        let limit = |chance: f64| SIGMAS * f64::sqrt(chance * (1.0 - chance) / n) + 1.0 / n;
        let found = ruined / n;
        assert!(
            found >= least - limit(least) && found <= oracle + limit(oracle),
            "{found} against {least} to {oracle}"
        );
    }
}

#[test]
fn g09_a_monthly_path_of_the_reserve() {
    // A month is four weeks here: one session of 600 on the first Monday of each, all other weeks being closed, and on the
    // same day a hazard that strikes without fail and sets off a loss of 3,100 (600 - 3,100 = -2,500) with 7 %. A
    // hazard of 1,000 a year within one minute a week fails to strike in a week with a chance of exp(-1000/52) = 4e-9, and
    // while it lasts, 27 days, it does not strike again. In 22 months of the model (95.3 weeks) there are 24.
    let closed: Vec<_> = (1..=52).filter(|week| week % 4 != 1).map(|week| week.to_string()).collect();
    let closed = format!("[{}]", closed.join(", "));
    let services = r#""talk": (timetable: ["Mon 09:00"], length: "60min", fee: "600", by: "coach"),"#;
    let finances = r#"(fund: "4,000", fixed: "0 a month", drawings: "0 a month", paid: Exactly("0d"))"#;
    let plan = Plan { services, finances, closed: &closed, functions: "", ..Plan::default() };
    let hazard = r#""month": (rate: "1000 a year", when: "Mon 12:00", one_at_a_time: true, lasts: Exactly("27d")),"#;
    let then = r#""shock": (of: ["month"], chance: "7%", costs: Exactly("3,100")),"#;
    let case = months(&plan.text(), &[&scenario(hazard, then)], 22);
    for seed in SEEDS {
        let outcomes = assessed(&case, seed, 200_000);
        let n = outcomes.trials;
        assert_eq!(outcomes.column("disruptions").max(), Some(24));
        check_chance("G09 below zero", outcomes.column("ruin").sum() as u64, n, 0.033_184_005_326_284_56);
        let end = &outcomes.fund[95];
        check_mean("G09 end", end, 1_319_200.0, 387_487.599_801_593_66, 0.0);
        check_chance("G09 end below zero", end.at_most(-1).hits(), n, 0.005_271_370_063_494_547);
    }
}
