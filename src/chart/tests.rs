//! What holds for every chart: sound XML, inert text, same bytes, nothing beyond the edges.

use super::canvas::Pen;
use super::theme::THEME;
use super::*;

mod any;
mod comparing;
mod paired;
mod places;
mod samples;
use places::{apart, inside};
use samples::*;

const HOSTILE: [&str; 7] = [
    "</text><script>alert(1)</script>",
    "\" onload=\"alert(1)",
    "\u{1b}[31mred\u{0}\u{fffe}\u{ffff}\u{7}",
    "\u{202e}txet\u{2066}\u{200b}\u{feff}\u{e0041}",
    "]]> &amp; &#x1b; <!-- {{ %s",
    "line\nbreak\ttab\r\u{85}\u{2028}",
    "e\u{301}\u{301}\u{301} 日本 עברית 🙂",
];

/// Parses the picture and checks what a reader relies on; gives the words in it.
fn sound(picture: &Picture) -> Vec<String> {
    assert!(picture.svg.len() < 60_000, "{} bytes", picture.svg.len());
    well_formed(picture)
}

/// The same, of any size that a page can carry.
fn well_formed(picture: &Picture) -> Vec<String> {
    let svg = &picture.svg;
    assert!(svg.len() < 200_000, "{} bytes", svg.len());
    assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{svg}");
    assert!(svg.chars().all(|c| c == '\n' || !text::clean(&format!("a{c}a")).eq("aa")), "unseen character");
    let tree = roxmltree::Document::parse(svg).unwrap();
    let root = tree.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(root.attribute("width"), Some("900"));
    let known = ["svg", "title", "desc", "rect", "polyline", "polygon", "circle", "text"];
    let dark = dark_dress();
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        for paint in node.attributes().filter(|a| ["fill", "stroke"].contains(&a.name()) && a.value() != "none") {
            assert!(
                dark.contains(&format!("[{}=\"{}\"]", paint.name(), paint.value())),
                "{paint:?} has no dark colour"
            );
        }
        assert!(known.contains(&node.tag_name().name()), "{}", node.tag_name().name());
        assert!(node.attributes().all(|a| !a.name().starts_with("on")));
    }
    let ids: Vec<&str> = root.attribute("aria-labelledby").unwrap().split(' ').collect();
    let named = |id: &str| tree.descendants().find(|n| n.attribute("id") == Some(id)).unwrap();
    assert_eq!(named(ids[0]).text().unwrap_or_default(), picture.title);
    assert_eq!(named(ids[1]).text().unwrap_or_default(), picture.description);
    let texts = tree.descendants().filter(|n| n.has_tag_name("text"));
    texts.map(|node| inside(node, root)).collect()
}

#[test]
fn ordinary_data_give_sound_pictures_and_the_same_bytes() {
    for (first, second) in ordinary("line fault").into_iter().zip(ordinary("line fault")) {
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!(sound(&first).len() > 5);
        assert_eq!(first, second);
    }
}

#[test]
fn hostile_words_come_out_inert() {
    for words in HOSTILE {
        for picture in ordinary(words) {
            sound(&picture.unwrap());
        }
    }
}

#[test]
fn markup_in_words_is_shown_as_it_is() {
    for picture in ordinary("<b>&") {
        let picture = picture.unwrap();
        assert!(picture.svg.contains("&lt;b&gt;&amp;"));
        assert!(sound(&picture).iter().any(|words| words.contains("<b>&")));
    }
}

#[test]
fn long_words_are_cut_or_wrapped() {
    for words in ["a very long name of a thing ".repeat(30), "W".repeat(1_000_000), "\u{301}".repeat(10_000)] {
        for picture in ordinary(&words) {
            sound(&picture.unwrap());
        }
    }
}

#[test]
fn nothing_to_draw_is_said_in_words() {
    let notes = [
        "touched a session",
        "nothing was lost",
        "no trial interrupted",
        "no week",
        "nothing happened",
        "no scenario",
        "nothing was lost in any month",
    ];
    for (note, picture) in notes.into_iter().zip(empty()).chain(paired::empty()) {
        let words = sound(&picture.unwrap());
        assert!(words.iter().any(|line| line.contains(note)), "{note}: {words:?}");
    }
}

#[test]
fn one_point_and_equal_ends_are_drawn() {
    for picture in single() {
        sound(&picture.unwrap());
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -0.5] {
        for result in with_number(value) {
            assert!(
                matches!(result, Err(ChartError::Unusable { .. } | ChartError::Disordered { .. })),
                "{value}: {result:?}"
            );
        }
    }
}

#[test]
fn extreme_times_and_amounts_end() {
    for extreme in [i64::MIN, -1, 0, 1, i64::MAX, 1_000_000_000_000] {
        for picture in with_integer(extreme).into_iter().flatten() {
            roxmltree::Document::parse(&picture.svg).unwrap();
        }
    }
}

#[test]
fn disorder_is_refused() {
    let mut data = exceedance_data("x");
    data.curves[0].points = vec![(0, 0.1), (1, 0.2)];
    assert!(matches!(exceedance::draw(&data), Err(ChartError::Disordered { .. })));
    let mut data = recovery_data("x");
    data.curves[0].points = vec![(5.0, 0.1), (1.0, 0.2)];
    assert!(matches!(recovery::draw(&data), Err(ChartError::Disordered { .. })));
    let mut data = fund_data("x");
    data.points[1].p5 = data.points[1].p95 + 1;
    assert!(matches!(fund::draw(&data), Err(ChartError::Disordered { .. })));
    let mut data = seasons_data("x");
    data.causes[1].values.pop();
    assert!(matches!(seasons::draw(&data), Err(ChartError::Disordered { .. })));
}

#[test]
fn pictures_grow_with_their_rows_up_to_a_limit_and_say_what_is_left_out() {
    for count in [1, 2, 16, 40] {
        let mut data = outcomes_data("part");
        data.rows = vec![data.rows[0].clone(); count].into();
        assert!(sound(&outcomes::draw(&data).unwrap()).len() > count * 4);
    }
    for label in ["a scenario", "a scenario with so many words that they need a second line, at least"] {
        let mut data = ranking_data(label);
        data.rows = vec![data.rows[0].clone(); 41].into();
        let words = sound(&ranking::draw(&data).unwrap());
        assert!(
            words.len() > 40 * 5 && words.iter().any(|line| line.contains("and 1 more scenario in the table")),
            "{words:?}"
        );
    }
    let mut data = seasons_data("x");
    data.causes = vec![data.causes[0].clone(); 8].into();
    assert!(sound(&seasons::draw(&data).unwrap()).contains(&"x · and 2 more causes, not drawn".to_owned()));
    let mut data = timeline_data("lane");
    data.lanes = vec![data.lanes[0].clone(); 14].into();
    sound(&timeline::draw(&data).unwrap());
    data.lanes = vec![data.lanes[0].clone(); 31].into();
    let words = well_formed(&timeline::draw(&data).unwrap());
    assert!(words.contains(&"and 1 more lane, told in words".to_owned()), "{words:?}");
}

#[test]
fn totals_over_columns_do_not_touch_however_long() {
    for (size, said) in [(1.0, "£"), (1e3, "£"), (1e5, ","), (1e8, "m"), (1e11, "bn")] {
        let mut data = seasons_data("cause");
        data.unit = Unit::Money(Currency { symbol: "£".into(), decimals: 0 });
        data.causes.iter_mut().flat_map(|cause| &mut cause.values).for_each(|value| *value = (*value + 1.0) * size);
        let picture = seasons::draw(&data).unwrap();
        let tree = roxmltree::Document::parse(&picture.svg).unwrap();
        let number = |node: roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
        let digits = |words: &str| words.contains(|c: char| c.is_ascii_digit());
        let middle = tree.descendants().filter(|n| n.attribute("text-anchor") == Some("middle"));
        let totals: Vec<_> = middle.filter(|n| digits(n.text().unwrap())).collect();
        assert_eq!(totals.len(), 12);
        assert!(totals.iter().any(|n| n.text().unwrap().contains(said)), "{size}: {totals:?}");
        let half =
            |n| text::width(roxmltree::Node::text(&n).unwrap(), Pen::new(number(n, "font-size"), THEME.ink)) / 2.0;
        let apart = |a, b| number(a, "x") + half(a) < number(b, "x") - half(b);
        assert!(totals.windows(2).all(|pair| apart(pair[0], pair[1])), "{size}: {totals:?}");
    }
}

#[test]
fn net_losses_stand_on_round_amounts() {
    for log_chance in [false, true] {
        let words = sound(&exceedance::draw(&exceedance::ExceedanceData { log_chance, ..net_loss_data("x") }).unwrap());
        for amount in ["£0", "£10,000", "£60,000"] {
            assert!(words.iter().any(|line| line == amount), "{amount}: {words:?}");
        }
    }
}

#[test]
fn ruin_adds_a_strip_on_the_same_weeks() {
    let height = |picture: &Picture| {
        let tree = roxmltree::Document::parse(&picture.svg).unwrap();
        tree.root_element().attribute("height").unwrap().parse::<f64>().unwrap()
    };
    let (without, with) = (fund::draw(&fund_data("x")).unwrap(), fund::draw(&ruin_data("x")).unwrap());
    assert!(height(&with) > height(&without) + 50.0);
    let count = |picture: &Picture, of: &str| sound(picture).iter().filter(|words| words.contains(of)).count();
    assert_eq!([count(&without, "run out"), count(&with, "3.1 % run out")], [0, 1]);
    assert_eq!([count(&without, "weeks on"), count(&with, "weeks on")], [1, 1]);
    let mut falling = ruin_data("x");
    falling.ruin[2].1 = 0.005;
    assert!(matches!(fund::draw(&falling), Err(ChartError::Disordered { .. })));
}

#[test]
fn a_year_and_two_years_end_on_a_tick() {
    for weeks in [8, 13, 26, 52, 104, 260] {
        let mut data = fund_data("x");
        let flat = data.points[0];
        data.points = [0, weeks].map(|week| fund::FundPoint { week: f64::from(week), ..flat }).into();
        let words = sound(&fund::draw(&data).unwrap());
        assert!(words.contains(&weeks.to_string()), "{weeks}: {words:?}");
    }
}

#[test]
fn the_left_column_of_a_ranking_is_there_when_something_is_in_it() {
    let mut data = ranking_data("x");
    data.given_caption = "when it happens".into();
    let with = sound(&ranking::draw(&data).unwrap());
    assert!(with.iter().any(|words| words == "when it happens"));
    data.rows[0].given = None;
    assert!(sound(&ranking::draw(&data).unwrap()).iter().any(|words| words == "–"));
    data.rows.iter_mut().for_each(|row| row.given = None);
    let without = sound(&ranking::draw(&data).unwrap());
    assert!(without.iter().all(|words| words != "when it happens" && words != "–"), "{without:?}");
}

#[test]
fn long_tails_stay_small() {
    let mut data = exceedance_data("x");
    data.curves[0].points = (0..100_000).map(|i| (i, 1.0 / (1.0 + i as f64))).collect();
    for log_chance in [false, true] {
        data.log_chance = log_chance;
        assert!(exceedance::draw(&data).unwrap().svg.len() < 20_000);
    }
}

#[test]
fn curves_that_end_below_all_say_so() {
    let words = sound(&recovery::draw(&recovery_data("x")).unwrap());
    assert!(
        words.iter().any(|line| line == "3 % not back by the end" || line == "3.0 % not back by the end"),
        "{words:?}"
    );
}

#[test]
fn missing_characters_are_named() {
    assert_eq!(missing_glyphs("Zürich ✓ 10 × £5 − €3 → …"), vec![]);
    assert_eq!(missing_glyphs("日本 日"), vec!['日', '本']);
}

#[cfg(feature = "png")]
mod png {
    use super::*;

    #[test]
    fn pictures_become_the_same_pixels() {
        for picture in ordinary("</text>") {
            let svg = picture.unwrap().svg;
            let pixels = to_png(&svg, 1.0).unwrap();
            assert!(pixels.starts_with(b"\x89PNG"));
            assert_eq!(pixels, to_png(&svg, 1.0).unwrap());
        }
    }

    #[test]
    fn odd_scales_and_texts_are_refused() {
        let svg = outcomes::draw(&outcomes_data("x")).unwrap().svg;
        for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9, 1e-9] {
            assert!(matches!(to_png(&svg, scale), Err(ChartError::Png(_))), "{scale}");
        }
        assert!(matches!(to_png("no picture", 1.0), Err(ChartError::Png(_))));
    }

    #[test]
    fn both_faces_carry_the_family_name() {
        use resvg::usvg::fontdb::Database;
        let mut fonts = Database::new();
        fonts.load_font_data(text::REGULAR.to_vec());
        fonts.load_font_data(text::BOLD.to_vec());
        let families: Vec<&str> = fonts.faces().map(|face| face.families[0].0.as_str()).collect();
        assert_eq!(families, [text::FAMILY, text::FAMILY]);
    }
}
