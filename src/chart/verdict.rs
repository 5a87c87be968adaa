//! Better, worse or neither: shape and colour together.
//!
//! Knows intervals and which end of a number is the good one; estimates nothing.

use super::canvas::{Canvas, Point};
use super::theme::{Color, THEME};
use super::{ChartError, Ranged, glyph};

/// Which end of a number is the good one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Better {
    /// The low one: sessions lost.
    #[default]
    Low,
    /// The high one: money in the fund.
    High,
}

/// What became of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Verdict {
    /// It moved to its good end.
    Better,
    /// It moved to its bad end.
    Worse,
    /// It may have moved either way.
    #[default]
    Undetected,
    /// It did not move at all.
    Same,
}

impl Verdict {
    /// What an interval says: nothing detected when it reaches from one side of zero to the other.
    #[must_use]
    pub fn of(change: Ranged, better: Better) -> Self {
        let good = |up: bool| if up == (better == Better::High) { Self::Better } else { Self::Worse };
        match change.interval.unwrap_or((change.value, change.value)) {
            (low, _) if low > 0.0 => good(true),
            (_, high) if high < 0.0 => good(false),
            (low, high) if low >= 0.0 && high <= 0.0 => Self::Same,
            _ => Self::Undetected,
        }
    }

    /// Whether there is a direction to tell.
    pub(super) fn is_clear(self) -> bool {
        matches!(self, Self::Better | Self::Worse)
    }

    /// The colour of lines and areas.
    pub(super) fn color(self) -> Color {
        match self {
            Self::Better => THEME.blue,
            Self::Worse => THEME.vermilion,
            Self::Undetected | Self::Same => THEME.muted,
        }
    }

    /// The colour of words.
    pub(super) fn ink(self) -> Color {
        if self == Self::Worse { THEME.warning } else { self.color() }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Undetected => "no detectable difference",
            Self::Same => "the same",
        }
    }

    /// A disc for better, a diamond for worse, a square for neither; `r` is half its size.
    pub(super) fn sign(self, canvas: &mut Canvas<'_>, at: Point, r: f64) -> Result<(), ChartError> {
        let color = (self.color(), self.color());
        match self {
            Self::Better => canvas.disc(at, r, color.0),
            Self::Worse => glyph::diamond(canvas, at, r, color),
            Self::Undetected | Self::Same => glyph::square(canvas, at, r * 0.8, color),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_around_zero_says_nothing() {
        for (interval, low, high) in [
            (Some((0.1, 0.3)), Verdict::Worse, Verdict::Better),
            (Some((-0.3, -0.1)), Verdict::Better, Verdict::Worse),
            (Some((-0.1, 0.3)), Verdict::Undetected, Verdict::Undetected),
            (Some((0.0, 0.3)), Verdict::Undetected, Verdict::Undetected),
            (Some((0.0, 0.0)), Verdict::Same, Verdict::Same),
            (None, Verdict::Worse, Verdict::Better),
        ] {
            let change = Ranged { value: 0.2, interval };
            assert_eq!([Verdict::of(change, Better::Low), Verdict::of(change, Better::High)], [low, high]);
        }
    }
}
