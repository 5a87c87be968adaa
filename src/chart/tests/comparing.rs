//! What holds for the charts of two plans and of what strategies are worth: labels apart, signs that grey can show.

use super::paired::*;
use super::*;

const LONG: &str = "a very long name of a thing </text> that nobody would write and somebody will";

#[test]
fn labels_do_not_touch() {
    for words in ["line fault", "x", LONG] {
        paired::ordinary(words).into_iter().for_each(|picture| apart(&picture.unwrap()));
    }
    paired::empty().into_iter().for_each(|(_, picture)| apart(&picture.unwrap()));
}

#[test]
fn nothing_huge_things_and_things_below_zero_are_drawn() {
    for size in [0.0, 1.0, -1.0, 123_456.0, -98_765_432.0, 1e12, -3e15, 4e18] {
        for words in ["x", LONG] {
            for picture in of_size(words, size) {
                let picture = picture.unwrap();
                sound(&picture);
                apart(&picture);
            }
        }
    }
}

#[test]
fn what_no_axis_carries_is_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        for result in paired::with_number(value) {
            assert!(
                matches!(result, Err(ChartError::Unusable { .. } | ChartError::Disordered { .. })),
                "{value}: {result:?}"
            );
        }
    }
}

#[test]
fn what_does_not_fit_is_said_to_be_left_out() {
    let said = |picture: Drawn, what: &str| {
        let picture = picture.unwrap();
        apart(&picture);
        let words = sound(&picture);
        assert!(words.iter().any(|line| line.contains(what)), "{what}: {words:?}");
    };
    let mut data = dumbbell_data("x");
    data.rows = vec![data.rows[0].clone(); 14].into();
    said(dumbbell::draw(&data), "and 2 more numbers in the table");
    let mut data = swing_data("x");
    data.rows = vec![data.rows[0].clone(); 1_012].into();
    said(swing::draw(&data), "and 1,000 more inputs in the table");
    let mut data = tornado_data("x");
    data.rows = vec![data.rows[0].clone(); 60].into();
    said(tornado::draw(&data), "and 40 more strategies in the table");
    let mut data = frontier_data("x");
    let set = |at: i32| {
        let (cost, value) = (f64::from(at) * 100.0, 9.0 - f64::from(at) / 100.0);
        frontier::Set { cost, goal: around(value, 0.1), label: "x".into() }
    };
    data.efficient = (0..400).map(set).collect();
    said(frontier::draw(&data), "and 388 more sets on the line, in the table");
}

#[test]
fn what_contradicts_itself_is_refused() {
    let disordered = |drawn| matches!(drawn, Err(ChartError::Disordered { .. }));
    let mut data = waterfall_data("x");
    data.causes[0].part.value += 0.01;
    assert!(disordered(waterfall::draw(&data)));
    let mut data = difference_data("x");
    data.trials.swap(0, 1);
    assert!(disordered(difference::draw(&data)));
    let mut data = frontier_data("x");
    data.efficient[1].goal.value = 19.0;
    assert!(disordered(frontier::draw(&data)));
    assert!(frontier::draw(&frontier::FrontierData { better: Better::High, ..data }).is_err());
}

/// How many elements of a kind a picture has.
fn count(picture: &Picture, kind: &str) -> usize {
    let tree = roxmltree::Document::parse(&picture.svg).unwrap();
    tree.descendants().filter(|node| node.has_tag_name(kind)).count()
}

#[test]
fn verdicts_are_said_and_differ_in_shape() {
    let draw = |new: f64, error: f64| {
        let rows = vec![dumbbell_row("x", Unit::Count, (5.0, new), error)].into();
        dumbbell::draw(&dumbbell::DumbbellData { rows, ..dumbbell_data("x") }).unwrap()
    };
    let all =
        [(4.0, 0.1, "better"), (6.0, 0.1, "worse"), (5.1, 0.2, "no detectable difference"), (5.0, 0.0, "the same")];
    for (new, error, said) in all {
        let picture = draw(new, error);
        assert!(sound(&picture).iter().any(|words| words == said), "{said}");
        // each sign stands in the legend, in the row and beside its word
        let (diamonds, discs) = (count(&picture, "polygon"), count(&picture, "circle") - 4);
        assert_eq!((diamonds, discs), (if said == "worse" { 3 } else { 0 }, if said == "better" { 3 } else { 0 }));
    }
}

#[test]
fn zero_is_broken_only_where_it_would_hide_the_others() {
    let mut data = difference_data("x");
    let picture = difference::draw(&data).unwrap();
    let words = sound(&picture);
    for said in ["← better in 31 %", "equal in 67 %", "worse in 2.0 % →", "mean −0.98"] {
        assert!(words.iter().any(|line| line == said), "{said}: {words:?}");
    }
    assert_eq!(count(&picture, "polygon"), 2);
    data.trials[3].1 = 250;
    assert_eq!(count(&difference::draw(&data).unwrap(), "polygon"), 0);
    data.better = Better::High;
    data.trials.truncate(4);
    let words = sound(&difference::draw(&data).unwrap());
    assert!(words.iter().any(|line| line == "never better"), "{words:?}");
}

#[test]
fn an_axis_without_zero_says_so() {
    let note = |data: &waterfall::WaterfallData| {
        let words = sound(&waterfall::draw(data).unwrap());
        words.iter().any(|line| line.contains("does not begin at 0"))
    };
    let mut data = waterfall_data("x");
    assert!(!note(&data));
    data.old.mean = around(1_016.0, 0.3);
    data.new.mean = around(1_011.625, 0.3);
    assert!(note(&data));
}

#[test]
fn a_tornado_shows_what_there_is() {
    let mut data = tornado_data("x");
    let said = |data: &_, of: &str| sound(&tornado::draw(data).unwrap()).iter().filter(|words| *words == of).count();
    assert_eq!([said(&data, "alone"), said(&data, "lost without it"), said(&data, "£120")], [1, 2, 4]);
    data.rows.iter_mut().for_each(|row| (row.alone, row.removed, row.cost) = (None, None, None));
    assert_eq!([said(&data, "alone"), said(&data, "lost without it"), said(&data, "£120")], [0, 0, 0]);
    assert_eq!([said(&data, "fair share (Shapley)"), said(&data, "cost a year")], [1, 0]);
}

#[test]
fn many_sets_stay_few_dots() {
    let mut data = frontier_data("x");
    data.tried = (0..60_000_i64).map(|i| ((i * 7_919 % 60_013) as f64, (i * 104_729 % 60_017) as f64)).collect();
    let picture = frontier::draw(&data).unwrap();
    assert!(count(&picture, "circle") < 420);
    sound(&picture);
}
