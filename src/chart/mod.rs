//! Pictures: plain numbers and words in, SVG text out.
//!
//! Knows how a finding is drawn; knows nothing of plans, trials or files. Each chart is one file
//! with one data struct and one `draw`. The same data gives the same bytes.

mod axis;
mod canvas;
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
    /// A number is NaN, infinite or beyond what an axis can carry.
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
    /// There is more of something than fits.
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many fit.
        limit: usize,
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
            Self::TooMany { what, limit } => write!(f, "a chart has room for {limit} {what}"),
            Self::Drawing(why) => write!(f, "the chart could not be drawn: {why}"),
            Self::Png(why) => write!(f, "the chart could not be turned into a PNG: {why}"),
        }
    }
}

impl std::error::Error for ChartError {}

/// Refuses more than `limit` of something.
fn at_most(what: &'static str, count: usize, limit: usize) -> Result<(), ChartError> {
    if count <= limit { Ok(()) } else { Err(ChartError::TooMany { what, limit }) }
}
