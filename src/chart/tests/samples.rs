//! Small data for each chart, with one text put everywhere.

use super::*;

pub type Drawn = Result<Picture, ChartError>;

pub fn heading(words: &str) -> Heading {
    Heading { title: words.into(), subtitle: words.into() }
}

pub fn pounds() -> Currency {
    Currency { symbol: "£".into(), decimals: 2 }
}

pub fn outcomes_data(words: &str) -> outcomes::OutcomesData {
    let estimate = |mean| Estimate { mean, error: Some(0.02) };
    let row = outcomes::Row {
        label: words.into(),
        held_another_way: estimate(1.2),
        moved: estimate(0.4),
        lost: estimate(0.003),
    };
    outcomes::OutcomesData {
        heading: heading(words),
        description: words.into(),
        rows: [row.clone()].into_iter().collect(),
        total: Some(row),
        caption: words.into(),
    }
}

pub fn ranking_data(words: &str) -> ranking::RankingData {
    let cell = |mean| Estimate { mean, error: Some(mean / 20.0) };
    let row = |given: f64, chance: f64| ranking::Row {
        label: words.into(),
        given: Some(cell(given)),
        a_year: cell(given * chance),
    };
    ranking::RankingData {
        heading: heading(words),
        description: words.into(),
        rows: vec![row(31.4, 0.1), row(5.2, 0.4), row(260.0, 0.001), row(0.0, 0.2)].into(),
        unit: Unit::Count,
        given_caption: words.into(),
        a_year_caption: words.into(),
    }
}

pub fn seasons_data(words: &str) -> seasons::SeasonsData {
    let cause = |size: f64| seasons::Cause {
        label: words.into(),
        values: (0..12).map(|month| size * f64::from((month * 5 + 3) % 7)).collect(),
    };
    seasons::SeasonsData {
        heading: heading(words),
        description: words.into(),
        months: vec![words.into(); 12].into(),
        causes: [0.3, 0.2, 0.05, 0.04, 0.0, 0.01].map(cause).into_iter().collect(),
        unit: Unit::Count,
        caption: words.into(),
    }
}

/// Net loss of a year in pence, up to £60,000.
pub fn net_loss_data(words: &str) -> exceedance::ExceedanceData {
    let curve = |scale: f64| exceedance::Curve {
        label: words.into(),
        points: (0..=600).map(|i| (i * 10_000, scale * (1.0 - i as f64 / 600.0) / (1.0 + i as f64 / 20.0))).collect(),
    };
    let currency = pounds();
    exceedance::ExceedanceData {
        quantity: exceedance::Quantity::Money { caption: words.into(), currency },
        curves: vec![curve(0.9), curve(0.7)].into(),
        marks: vec![exceedance::Mark { label: words.into(), value: 1_200_000, chance: 0.1 }].into(),
        limit: Some(exceedance::Limit { label: words.into(), value: 4_500_000 }),
        ..exceedance_data(words)
    }
}

pub fn exceedance_data(words: &str) -> exceedance::ExceedanceData {
    let curve = |first: f64| exceedance::Curve {
        label: words.into(),
        points: vec![(0, first), (1, first / 2.0), (5, 0.01), (12, 0.0)],
    };
    exceedance::ExceedanceData {
        heading: heading(words),
        description: words.into(),
        quantity: exceedance::Quantity::Count { caption: words.into() },
        curves: vec![curve(0.25), curve(0.35)].into(),
        marks: vec![exceedance::Mark { label: words.into(), value: 1, chance: 0.1 }; 3].into(),
        limit: Some(exceedance::Limit { label: words.into(), value: 4 }),
        log_chance: false,
    }
}

pub fn recovery_data(words: &str) -> recovery::RecoveryData {
    let points = vec![(10.0, 0.4), (30.0, 0.6), (120.0, 0.97)];
    let mark = |minutes| recovery::Mark { label: words.into(), minutes, hard: minutes > 300.0 };
    recovery::RecoveryData {
        heading: heading(words),
        description: words.into(),
        curves: vec![recovery::Curve { label: words.into(), points }; 3].into(),
        marks: vec![mark(60.0), mark(480.0), mark(1e6)].into(),
        watched: 600.0,
        log_time: false,
    }
}

pub fn fund_data(words: &str) -> fund::FundData {
    let point = |week: i64| fund::FundPoint {
        week: week as f64,
        p5: 1_300_000 - week * 30_000,
        p25: 1_350_000,
        p50: 1_400_000,
        p75: 1_450_000,
        p95: 1_460_000 + week * 10_000,
        twin: Some(1_470_000),
    };
    let points = (0..9).map(point).collect();
    fund::FundData {
        heading: heading(words),
        description: words.into(),
        points,
        ruin: vec![],
        currency: pounds(),
        caption: format!("weeks on {words}"),
        undisturbed: words.into(),
    }
}

pub fn ruin_data(words: &str) -> fund::FundData {
    fund::FundData { ruin: vec![(0.0, 0.0), (3.0, 0.01), (8.0, 0.031)], ..fund_data(words) }
}

pub fn timeline_data(words: &str) -> timeline::TimelineData {
    use timeline::{Fate, Item};
    let fates = [Fate::Held, Fate::HeldAnotherWay, Fate::Lost];
    let fates = fates.into_iter().chain([None, Some(2000), Some(90_000)].map(|to| Fate::Moved { to }));
    let mut items: Vec<Item> = (0..).zip(fates).map(|(i, fate)| Item::Session { at: 600 + i * 90, fate }).collect();
    let (from, to, label) = (500, 2200, words.to_owned());
    items.push(Item::Down { from, to, level: 0.3, label: label.clone() });
    items.push(Item::Tried { from, to: 700, label: label.clone() });
    items.push(Item::InUse { from: 700, to, label });
    items.push(Item::Failed { at: 900 });
    let mark = |at| timeline::Mark { label: words.into(), at };
    timeline::TimelineData {
        heading: heading(words),
        description: words.into(),
        start: 480,
        end: 2600,
        lanes: vec![timeline::Lane { label: words.into(), items }; 3].into(),
        marks: vec![mark(500), mark(2200)].into(),
    }
}

pub fn ordinary(words: &str) -> Vec<Drawn> {
    let log = exceedance::ExceedanceData { log_chance: true, ..exceedance_data(words) };
    let money = exceedance::Quantity::Money { caption: words.into(), currency: pounds() };
    let ratios = recovery::RecoveryData { log_time: true, ..recovery_data(words) };
    let bars = ranking::RankingData { unit: Unit::Money(pounds()), ..ranking_data(words) };
    let columns = seasons::SeasonsData { unit: Unit::Money(pounds()), ..seasons_data(words) };
    let mut drawn = vec![
        outcomes::draw(&outcomes_data(words)),
        exceedance::draw(&exceedance_data(words)),
        exceedance::draw(&log),
        exceedance::draw(&exceedance::ExceedanceData { quantity: money, ..log }),
        recovery::draw(&recovery_data(words)),
        recovery::draw(&ratios),
        fund::draw(&fund_data(words)),
        fund::draw(&ruin_data(words)),
        timeline::draw(&timeline_data(words)),
        exceedance::draw(&net_loss_data(words)),
        ranking::draw(&ranking_data(words)),
        ranking::draw(&bars),
        seasons::draw(&seasons_data(words)),
        seasons::draw(&columns),
    ];
    drawn.extend(paired::ordinary(words));
    drawn
}

pub fn empty() -> Vec<Drawn> {
    let (curves, marks) = (Few::default(), Few::default());
    let exceedance = exceedance::ExceedanceData { curves, marks, limit: None, ..exceedance_data("") };
    let (curves, marks) = (Few::default(), Few::default());
    let recovery = recovery::RecoveryData { curves, marks, watched: 0.0, ..recovery_data("") };
    vec![
        outcomes::draw(&outcomes::OutcomesData::default()),
        exceedance::draw(&exceedance),
        recovery::draw(&recovery),
        fund::draw(&fund::FundData { points: vec![], ..fund_data("") }),
        timeline::draw(&timeline::TimelineData::default()),
        ranking::draw(&ranking::RankingData::default()),
        seasons::draw(&seasons::SeasonsData::default()),
    ]
}

/// One point, equal ends, nothing but zero.
pub fn single() -> Vec<Drawn> {
    let mut out = Vec::new();
    for (value, share) in [(0, 0.0), (0, 1.0), (7, 0.5), (-9, 1.0)] {
        let mut data = exceedance_data("x");
        data.curves = vec![exceedance::Curve { label: "x".into(), points: vec![(value, share)] }].into();
        out.push(exceedance::draw(&data));
        data.log_chance = true;
        data.marks = Few::default();
        out.push(exceedance::draw(&data));
        let mut data = recovery_data("x");
        data.curves = vec![recovery::Curve { label: "x".into(), points: vec![(value.max(0) as f64, share)] }].into();
        out.push(recovery::draw(&data));
        data.log_time = true;
        data.marks = Few::default();
        out.push(recovery::draw(&data));
        let p = value * 100_000;
        let point = fund::FundPoint { week: 0.0, p5: p, p25: p, p50: p, p75: p, p95: p, twin: None };
        out.push(fund::draw(&fund::FundData { points: vec![point], ..fund_data("x") }));
        out.push(fund::draw(&fund::FundData { points: vec![], ruin: vec![(0.0, share)], ..fund_data("x") }));
        let mean = value.max(0) as f64;
        let row = ranking::Row { label: "x".into(), given: None, a_year: Estimate { mean, error: None } };
        out.push(ranking::draw(&ranking::RankingData { rows: vec![row].into(), ..ranking_data("x") }));
        let causes = vec![seasons::Cause { label: "x".into(), values: vec![mean] }].into();
        let months = vec!["x".into()].into();
        out.push(seasons::draw(&seasons::SeasonsData { months, causes, ..seasons_data("x") }));
        out.push(timeline::draw(&timeline::TimelineData { start: value, end: value, ..timeline_data("x") }));
    }
    out
}

/// Each chart with one number replaced.
pub fn with_number(value: f64) -> Vec<Drawn> {
    let mut rows = outcomes_data("x");
    rows.rows[0].lost.mean = value;
    let mut curve = exceedance_data("x");
    curve.curves[1].points[2].1 = value;
    let mut mark = exceedance_data("x");
    mark.marks[0].chance = value;
    let mut share = recovery_data("x");
    share.curves[0].points[1].1 = value;
    let mut time = recovery_data("x");
    time.curves[0].points[0].0 = value;
    let mut lanes = timeline_data("x");
    lanes.lanes[0].items.push(timeline::Item::Down { from: 0, to: 1, level: value, label: String::new() });
    let mut weeks = fund_data("x");
    weeks.points[3].week = value;
    let (mut ruined, mut chance) = (ruin_data("x"), ruin_data("x"));
    ruined.ruin[1].0 = value;
    chance.ruin[1].1 = value;
    let mut given = ranking_data("x");
    given.rows[1].given = Some(Estimate { mean: value, error: None });
    let mut error = ranking_data("x");
    error.rows[1].a_year.error = Some(value);
    let mut month = seasons_data("x");
    month.causes[2].values[11] = value;
    vec![
        fund::draw(&ruined),
        fund::draw(&chance),
        ranking::draw(&given),
        ranking::draw(&error),
        seasons::draw(&month),
        outcomes::draw(&rows),
        exceedance::draw(&curve),
        exceedance::draw(&mark),
        recovery::draw(&share),
        recovery::draw(&time),
        timeline::draw(&lanes),
        fund::draw(&weeks),
    ]
}

/// Each chart with one whole number replaced.
pub fn with_integer(value: i64) -> Vec<Drawn> {
    let mut limit = exceedance_data("x");
    limit.limit = Some(exceedance::Limit { label: "limit".into(), value });
    let mut first = exceedance_data("x");
    first.curves[0].points = vec![(value, 0.5)];
    let mut fund = fund_data("x");
    fund.points.iter_mut().for_each(|point| point.twin = Some(value));
    vec![
        exceedance::draw(&limit),
        exceedance::draw(&first),
        fund::draw(&fund),
        timeline::draw(&timeline::TimelineData { end: value, ..timeline_data("x") }),
        timeline::draw(&timeline::TimelineData { start: value, ..timeline_data("x") }),
    ]
}
