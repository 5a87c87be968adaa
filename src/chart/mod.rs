//! Pictures: plain numbers and words in, SVG text out.
//!
//! Knows how a finding is drawn; knows nothing of plans, trials or files. Each chart is one file
//! with one data struct and one `draw`. The same data gives the same bytes.
//!
//! Whatever is finite and in order can be drawn: what may be many comes as [`Few`], curves are thinned, axes reach as far as
//! amounts do. So a chart is never a reason to lose a result.

mod axis;
mod canvas;
mod few;
mod frame;
mod glyph;
mod label;
mod measure;
mod ranged;
mod rows;
mod svg;
mod text;
mod theme;
mod thin;
mod units;
mod verdict;

pub mod difference;
pub mod dumbbell;
pub mod exceedance;
pub mod frontier;
pub mod fund;
pub mod outcomes;
pub mod ranking;
pub mod recovery;
pub mod seasons;
pub mod swing;
pub mod timeline;
pub mod tornado;
pub mod waterfall;

#[cfg(feature = "png")]
mod png;
#[cfg(test)]
mod tests;

pub use few::Few;
pub use measure::{Estimate, Unit};
#[cfg(feature = "png")]
pub use png::to_png;
pub use ranged::Ranged;
pub use text::{missing_glyphs, typefaces};
pub use theme::dark_dress;
pub use units::Currency;
pub use verdict::{Better, Verdict};

use std::fmt;

/// The two lines above a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heading {
    /// The finding, as a sentence: "3 in 4 outages cost no session".
    pub title: String,
    /// The method: trials, scenario, seed.
    pub subtitle: String,
}

/// A finished chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The finding, cleaned of control characters.
    pub title: String,
    /// The text alternative, cleaned of control characters.
    pub description: String,
    /// The whole SVG document, ending in a line feed.
    pub svg: String,
}

/// Why a chart could not be drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartError {
    /// A number is NaN, infinite or beyond all amounts that can be counted.
    Unusable {
        /// Which series or field it stands in.
        what: String,
        /// The number as text.
        value: String,
    },
    /// Points are not in the order the chart needs.
    Disordered {
        /// Which series it is, and the order wanted.
        what: String,
    },
    /// The drawing library failed.
    Drawing(String),
    /// The SVG could not be turned into a PNG.
    Png(String),
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unusable { what, value } => write!(f, "a chart cannot show {what} of `{value}`"),
            Self::Disordered { what } => write!(f, "a chart needs {what}"),
            Self::Drawing(why) => write!(f, "the chart could not be drawn: {why}"),
            Self::Png(why) => write!(f, "the chart could not be turned into a PNG: {why}"),
        }
    }
}

impl std::error::Error for ChartError {}
