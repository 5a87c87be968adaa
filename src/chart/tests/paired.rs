//! Small data for the charts of two plans and of what strategies are worth, ordinary and extreme.

use super::samples::{Drawn, heading, pounds};
use super::*;

pub fn around(value: f64, error: f64) -> Ranged {
    Ranged { value, interval: Some((value - error, value + error)) }
}

fn money() -> Unit {
    Unit::Money(pounds())
}

pub fn dumbbell_row(label: &str, unit: Unit, (old, new): (f64, f64), error: f64) -> dumbbell::Row {
    let change = around(new - old, error);
    dumbbell::Row { label: label.into(), unit, old, new, change, verdict: Verdict::of(change, Better::Low) }
}

pub fn dumbbell_data(words: &str) -> dumbbell::DumbbellData {
    let row = |unit, values, error| dumbbell_row(words, unit, values, error);
    dumbbell::DumbbellData {
        heading: heading(words),
        description: words.into(),
        old: words.into(),
        new: words.into(),
        rows: vec![
            row(Unit::Count, (16.13, 14.02), 0.2),
            row(money(), (-98_000.0, -71_300.0), 2_300.0),
            row(Unit::Hours, (144.0, 140.0), 6.0),
            row(Unit::Share, (0.052, 0.052), 0.0),
        ]
        .into(),
    }
}

pub fn difference_data(words: &str) -> difference::DifferenceData {
    difference::DifferenceData {
        heading: heading(words),
        description: words.into(),
        trials: vec![(-12, 10), (-4, 200), (-1, 100), (0, 670), (2, 20)],
        unit: Unit::Count,
        better: Better::Low,
        mean: around(-0.98, 0.15),
        caption: words.into(),
    }
}

pub fn waterfall_data(words: &str) -> waterfall::WaterfallData {
    let total = |mean| waterfall::Total { label: words.into(), mean: around(mean, 0.3) };
    let cause = |part| waterfall::Cause { label: words.into(), part: around(part, 0.2) };
    waterfall::WaterfallData {
        heading: heading(words),
        description: words.into(),
        old: total(16.0),
        causes: [-3.5, -2.0, 0.75, -0.125].map(cause).into_iter().collect(),
        together: Some(around(0.5, 0.25)),
        new: total(11.625),
        unit: Unit::Count,
        better: Better::Low,
        caption: words.into(),
    }
}

pub fn tornado_data(words: &str) -> tornado::TornadoData {
    let row = |worth: f64| tornado::Row {
        label: words.into(),
        removed: Some(around(worth, 0.3)),
        shapley: Some(around(worth * 1.3, 0.2)),
        alone: Some(around(worth * 2.0, 0.3)),
        cost: Some(12_000.0),
    };
    tornado::TornadoData {
        heading: heading(words),
        description: words.into(),
        rows: [5.2, 1.9, 0.1, -0.6].map(row).into_iter().collect(),
        unit: Unit::Count,
        currency: pounds(),
        caption: words.into(),
    }
}

pub fn swing_data(words: &str) -> swing::SwingData {
    // The last one moves the mean the same way at both ends.
    let ends = [[4.1, 6.6], [5.9, 4.4], [5.3, 6.1], [5.9, 6.2]];
    swing::SwingData {
        heading: heading(words),
        description: words.into(),
        stated: 5.3,
        rows: ends.map(|ends| swing::Row { label: words.into(), ends }).into_iter().collect(),
        unit: Unit::Count,
        caption: words.into(),
    }
}

pub fn frontier_data(words: &str) -> frontier::FrontierData {
    let set = |cost, goal| frontier::Set { label: words.into(), cost, goal: around(goal, 0.4) };
    frontier::FrontierData {
        heading: heading(words),
        description: words.into(),
        tried: (0..64).map(|i| (f64::from(i * 37 % 64) * 1_000.0, 9.0 + f64::from(i * 11 % 17))).collect(),
        efficient: vec![set(0.0, 18.0), set(4_000.0, 14.0), set(12_000.0, 10.0), set(50_000.0, 8.5)],
        present: Some(set(30_000.0, 12.0)),
        currency: pounds(),
        unit: Unit::Count,
        better: Better::Low,
        goal: words.into(),
        caption: words.into(),
    }
}

pub fn ordinary(words: &str) -> Vec<Drawn> {
    let worth = tornado::TornadoData { unit: money(), ..tornado_data(words) };
    let days = difference::DifferenceData { unit: Unit::Weeks, better: Better::High, ..difference_data(words) };
    vec![
        dumbbell::draw(&dumbbell_data(words)),
        difference::draw(&difference_data(words)),
        difference::draw(&days),
        waterfall::draw(&waterfall_data(words)),
        tornado::draw(&tornado_data(words)),
        tornado::draw(&worth),
        swing::draw(&swing_data(words)),
        frontier::draw(&frontier_data(words)),
    ]
}

pub fn empty() -> Vec<(&'static str, Drawn)> {
    let none = frontier::FrontierData { tried: vec![], efficient: vec![], present: None, ..frontier_data("") };
    vec![
        ("nothing was compared", dumbbell::draw(&dumbbell::DumbbellData::default())),
        ("nothing was compared", difference::draw(&difference::DifferenceData::default())),
        ("nothing sets the plans apart", waterfall::draw(&waterfall::WaterfallData::default())),
        ("no strategy was valued", tornado::draw(&tornado::TornadoData { rows: Few::default(), ..tornado_data("") })),
        ("no input moves it", swing::draw(&swing::SwingData { rows: Few::default(), ..swing_data("") })),
        ("no set of measures was tried", frontier::draw(&none)),
    ]
}

/// Each chart with as much as it holds, all of one size: nothing, huge, below zero.
pub fn of_size(words: &str, size: f64) -> Vec<Drawn> {
    let error = size.abs() / 7.0;
    let rows = vec![dumbbell_row(words, money(), (size, size * 0.9), error); 12].into();
    let cause = waterfall::Cause { label: words.into(), part: around(size / 8.0, error) };
    let total = |mean| waterfall::Total { label: words.into(), mean: around(mean, error) };
    let worth = Some(around(size, error));
    let row = tornado::Row { label: words.into(), removed: worth, shapley: worth, alone: worth, cost: Some(size) };
    let set = |i: i32| frontier::Set {
        label: words.into(),
        cost: f64::from(i) * size.abs().max(1.0) / 12.0,
        goal: around(size - f64::from(i) * size.abs() / 12.0, error),
    };
    let far = size as i64;
    let near = if far == 0 { vec![(0, 9)] } else { vec![(far.min(0), 3), (far.max(0), 2_000)] };
    vec![
        dumbbell::draw(&dumbbell::DumbbellData { rows, ..dumbbell_data(words) }),
        difference::draw(&difference::DifferenceData {
            trials: near,
            unit: money(),
            mean: around(size, error),
            ..difference_data(words)
        }),
        waterfall::draw(&waterfall::WaterfallData {
            old: total(size),
            causes: vec![cause; 12].into(),
            together: Some(around(size / 2.0, error)),
            new: total(size * 3.0),
            unit: money(),
            ..waterfall_data(words)
        }),
        tornado::draw(&tornado::TornadoData { rows: vec![row; 20].into(), unit: money(), ..tornado_data(words) }),
        swing::draw(&swing::SwingData {
            stated: size,
            rows: vec![swing::Row { label: words.into(), ends: [size * 0.9, size * 1.3] }; 12].into(),
            unit: money(),
            ..swing_data(words)
        }),
        frontier::draw(&frontier::FrontierData {
            tried: (0..12).map(|i| (set(i).cost, size)).collect(),
            efficient: (0..12).map(set).collect(),
            present: Some(set(11)),
            unit: money(),
            ..frontier_data(words)
        }),
    ]
}

/// Each chart with one number replaced.
pub fn with_number(value: f64) -> Vec<Drawn> {
    let (mut old, mut change) = (dumbbell_data("x"), dumbbell_data("x"));
    old.rows[0].old = value;
    change.rows[1].change.interval = Some((value, 0.0));
    let mut mean = difference_data("x");
    mean.mean.value = value;
    let (mut cause, mut total) = (waterfall_data("x"), waterfall_data("x"));
    cause.causes[1].part.value = value;
    total.new.mean.interval = Some((0.0, value));
    let (mut worth, mut cost) = (tornado_data("x"), tornado_data("x"));
    worth.rows[2].alone = Some(Ranged { value, interval: None });
    cost.rows[0].cost = Some(value);
    let (mut tried, mut goal) = (frontier_data("x"), frontier_data("x"));
    tried.tried[5].0 = value;
    goal.efficient[1].goal.value = value;
    vec![
        dumbbell::draw(&old),
        dumbbell::draw(&change),
        difference::draw(&mean),
        waterfall::draw(&cause),
        waterfall::draw(&total),
        tornado::draw(&worth),
        tornado::draw(&cost),
        frontier::draw(&tried),
        frontier::draw(&goal),
    ]
}
