//! What is not known well: knows how the ends are written between which a value may really lie, that they belong to a
//! value that is there, and how a text reads with such values moved between their ends; does not draw, and does not know
//! what a value means.
//!
//! A file says under `ranges` which of its values are uncertain. Each entry is one thing that its author does not know, in
//! words, with every value that moves with it: how often the internet fails is one thing, though two hazards share it. The
//! value in the file is the middle: as likely too low as too high. The text is moved, not what was read from it, so that
//! every moved value is checked as one that was typed.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::codes::RANGE;
use crate::units::decimal;

use super::diagnosis::{Fault, Source};
use super::names::{Entries, Name};
use super::outline::Node;
use super::set::{Change, MARK};

/// The values that one unknown thing moves, by their paths.
pub type Ranges = Entries<Entries<Ends>>;

/// Where a value may really lie: at the first end, as stated, or at the second. The order is that of the unknown, so that
/// one value may fall while another rises.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(title = "range", example = ("0.1 a year", "0.9 a year"))]
pub struct Ends(String, String);

/// The unknown things of one file, with their places in its text.
#[derive(Clone, Debug, Default)]
pub struct Unknowns {
    list: Vec<Unknown>,
}

/// One thing that is not known well.
#[derive(Clone, Debug)]
pub struct Unknown {
    name: String,
    moves: Vec<Move>,
}

/// A value in the text and where it may really lie.
#[derive(Clone, Debug)]
struct Move {
    span: Range<usize>,
    path: String,
    /// What stands before the number and behind it.
    around: (String, String),
    ends: [f64; 2],
    stated: f64,
    places: usize,
    quoted: bool,
}

impl Unknowns {
    /// The unknown things of a text that was read, whose amounts have so many decimals. Where values were changed for this time only, those that have no
    /// place between their ends any more are taken as known.
    ///
    /// # Errors
    /// The faults of paths and ends.
    pub fn of(source: &Source, ranges: &Ranges, places: u32) -> Result<Self, Vec<Fault>> {
        if ranges.0.is_empty() {
            return Ok(Self::default());
        }
        let outline = Node::of(&source.text);
        let what_if = source.name.ends_with(MARK);
        let mut faults = Vec::new();
        let mut taken: Vec<Range<usize>> = Vec::new();
        let mut list = Vec::new();
        for (name, moved) in &ranges.0 {
            let mut moves = Vec::new();
            for (path, ends) in &moved.0 {
                let wrong = |(what, tip): (String, String)| Fault::new(RANGE, source.offset(path.address()), what, tip);
                match Move::new(source, &outline, path, ends, places) {
                    Ok(found) if taken.contains(&found.span) => {
                        let what = format!("`{}` has a range already", path.as_str());
                        faults.push(wrong((what, "give each value one range".to_owned())));
                    }
                    Ok(found) if found.holds() => {
                        taken.push(found.span.clone());
                        moves.push(found);
                    }
                    Ok(_) | Err(_) if what_if => {}
                    Ok(found) => faults.push(wrong(found.outside(ends))),
                    Err(words) => faults.push(wrong(words)),
                }
            }
            if !moves.is_empty() {
                list.push(Unknown { name: name.as_str().to_owned(), moves });
            }
        }
        if faults.is_empty() { Ok(Self { list }) } else { Err(faults) }
    }

    /// All of them.
    pub fn list(&self) -> &[Unknown] {
        &self.list
    }

    /// The text with every unknown thing where it is said to be: 0 at its first end, 1/2 as stated, 1 at its second.
    #[must_use]
    pub fn moved(&self, source: &Source, position: impl Fn(&str) -> f64) -> Source {
        let at = |unknown: &Unknown| position(&unknown.name);
        let mut values: Vec<(Range<usize>, String)> = self
            .list
            .iter()
            .flat_map(|unknown| {
                let at = at(unknown);
                unknown.moves.iter().map(move |value| (value.span.clone(), value.written(at)))
            })
            .collect();
        values.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = source.text.clone();
        for (span, value) in values {
            text.replace_range(span, &value);
        }
        Source { name: source.name.clone(), text }
    }
}

impl Unknown {
    /// What it is, in its author's words.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The values that it moves: path, and as written at the first end, as stated, and at the second.
    pub fn values(&self) -> impl Iterator<Item = (&str, [String; 3])> {
        self.moves.iter().map(|value| (value.path.as_str(), [0.0, 0.5, 1.0].map(|at| value.shown(at))))
    }
}

impl Move {
    fn new(
        source: &Source,
        outline: &Node,
        path: &Name,
        ends: &Ends,
        of_amounts: u32,
    ) -> Result<Self, (String, String)> {
        let text = &source.text;
        let node = Change::path(path.as_str())
            .ok_or_else(|| {
                (format!("`{}` is no path", path.as_str()), "write it as for `--set`: hazards.fire.rate".into())
            })?
            .place(outline, text)
            .map_err(|no_place| (no_place.what, no_place.tip))?;
        let span = node.span.clone();
        let written = &text[span.clone()];
        let bare = written.trim_matches('"');
        let quantity = |text: &str| {
            Quantity::parse(text).filter(|_| node.inside.is_none()).ok_or_else(|| {
                let what = format!("`{text}` is not one number with its unit, so it cannot lie between two ends");
                (
                    what,
                    "a range belongs to one number; that of a distribution has a path of its own, as lasts.typical"
                        .into(),
                )
            })
        };
        let (stated, low, high) = (quantity(bare)?, quantity(&ends.0)?, quantity(&ends.1)?);
        let both = [(&low, &ends.0), (&high, &ends.1)];
        if let Some((_, text)) = both.into_iter().find(|(quantity, _)| quantity.around != stated.around) {
            return Err((
                format!("`{text}` is not written as the value, `{bare}`"),
                "write the value and both ends in the same unit".into(),
            ));
        }
        let quoted = written.starts_with('"');
        let most = most_places(&stated.around, path.as_str(), of_amounts as usize);
        let places = [&stated, &low, &high].iter().map(|q| q.places).max().unwrap_or(0);
        Ok(Self {
            span,
            path: path.as_str().to_owned(),
            around: stated.around,
            ends: [low.number, high.number],
            stated: stated.number,
            places: if quoted { (places + 2).min(most) } else { 0 },
            quoted,
        })
    }

    /// Whether the value lies between its ends, and the ends apart.
    fn holds(&self) -> bool {
        let [a, b] = self.ends;
        a != b && self.stated >= a.min(b) && self.stated <= a.max(b)
    }

    fn outside(&self, ends: &Ends) -> (String, String) {
        let stated = self.shown(0.5);
        if self.ends[0] == self.ends[1] {
            return (
                format!("both ends of `{}` are `{}`", self.path, ends.0),
                "take out the range of what is known".into(),
            );
        }
        (
            format!("`{}` is {stated}, which is not between `{}` and `{}`", self.path, ends.0, ends.1),
            "the value is the middle: as likely too low as too high".into(),
        )
    }

    fn at(&self, position: f64) -> f64 {
        let [first, second] = self.ends;
        if position < 0.5 {
            first + (self.stated - first) * (2.0 * position)
        } else {
            self.stated + (second - self.stated) * (2.0 * position - 1.0)
        }
    }

    fn shown(&self, position: f64) -> String {
        let number = format!("{:.*}", self.places, self.at(position));
        let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { &number };
        format!("{}{number}{}", self.around.0, self.around.1)
    }

    fn written(&self, position: f64) -> String {
        if self.quoted { format!("\"{}\"", self.shown(position)) } else { self.shown(position) }
    }
}

/// A number and what stands around it.
struct Quantity {
    around: (String, String),
    number: f64,
    places: usize,
}

impl Quantity {
    /// `0.2 a year`, `£120`, `25%`, `4h`; not `1d 4h`, which are two.
    fn parse(text: &str) -> Option<Self> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let (millionths, rest) = decimal(&text[start..], 6).ok()?;
        let number = &text[start..text.len() - rest.len()];
        let places = number.split_once('.').map_or(0, |(_, part)| part.len());
        let one = !rest.contains(|c: char| c.is_ascii_digit()) && !text[..start].contains('-');
        let around = (text[..start].to_owned(), rest.to_owned());
        one.then(|| Self { around, number: millionths as f64 / 1e6, places })
    }
}

/// How many decimals the reader of such a quantity takes.
fn most_places(around: &(String, String), path: &str, of_amounts: usize) -> usize {
    let unit = around.1.trim();
    let is_rate = path.ends_with(".rate") || path.ends_with(".mean");
    match unit {
        "%" => 4,
        _ if is_rate => 6,
        "" => of_amounts,
        _ if unit.starts_with("a ") => of_amounts,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Plan(rate: \"0.2 a year\", n: 11, hot: (works: (claimed: \"92%\"), lasts: Usually(typical: \"2h\", bad_case: \"1d 4h\")), fund: \"14,400\")";

    /// One thing that is not known, with its paths and their ends.
    fn ranges(of: &[(&str, &str, &str)]) -> Ranges {
        let name = |text: &str| Name::new(text).unwrap();
        let ends = of.iter().map(|(path, a, b)| (name(path), Ends((*a).into(), (*b).into()))).collect();
        Entries(vec![(name("x"), Entries(ends))])
    }

    fn moved(of: &[(&str, &str, &str)], at: f64) -> String {
        let source = Source::new("p", TEXT);
        Unknowns::of(&source, &ranges(of), 2).unwrap().moved(&source, |_| at).text
    }

    #[test]
    fn a_value_lies_at_its_ends_as_stated_or_between() {
        let rate = [("rate", "0.1 a year", "0.9 a year")];
        for (at, wanted) in [(0.0, "0.1"), (0.25, "0.15"), (0.5, "0.2"), (0.75, "0.55"), (1.0, "0.9")] {
            assert!(moved(&rate, at).contains(&format!("rate: \"{wanted} a year\"")), "{at}: {}", moved(&rate, at));
        }
        // Counts stay whole, money has pence, thousands may be parted.
        assert!(moved(&[("n", "6", "20")], 0.6).contains("n: 13,"));
        assert!(moved(&[("fund", "10,000", "20000")], 0.123_456).contains("fund: \"11086.41\""));
        // What moves together moves at once, and may fall while the other rises.
        let both = [("hot.works.claimed", "99%", "70%"), ("hot.lasts.typical", "1h", "3h")];
        assert!(moved(&both, 1.0).contains("claimed: \"70%\"") && moved(&both, 1.0).contains("typical: \"3h\""));
        assert_eq!(moved(&both, 0.5), TEXT);
    }

    #[test]
    fn a_range_that_cannot_be_meant_is_told() {
        let told = |of: &[(&str, &str, &str)]| {
            Unknowns::of(&Source::new("p", TEXT), &ranges(of), 2).map(|_| ()).unwrap_err()[0].what.clone()
        };
        assert!(told(&[("rates", "1", "2")]).contains("no `rates`"));
        assert!(told(&[("hot.works", "1%", "2%")]).contains("not one number"));
        assert!(told(&[("hot.lasts.bad_case", "1d", "2d")]).contains("not one number"));
        assert!(told(&[("hot.lasts.typical", "60min", "3h")]).contains("not written as the value"));
        assert!(told(&[("rate", "0.3 a year", "0.9 a year")]).contains("not between"));
        assert!(told(&[("n", "11", "11")]).contains("both ends"));
        assert!(told(&[("n", "1", "20"), ("plan.n", "1", "20")]).contains("a range already"));
    }

    #[test]
    fn a_value_set_outside_its_ends_is_taken_as_known() {
        let source = Source { name: format!("p{MARK}"), text: TEXT.to_owned() };
        let unknowns = Unknowns::of(&source, &ranges(&[("rate", "0.3 a year", "0.9 a year")]), 2).unwrap();
        assert!(unknowns.list().is_empty());
    }
}
