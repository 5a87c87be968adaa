//! The look: colours, type sizes and room, in one table.
//!
//! Knows numbers only; draws nothing.

use plotters::style::RGBColor;

/// A colour as drawn.
pub(super) type Color = RGBColor;

/// Everything the charts share in look. Lengths in logical pixels.
pub(super) struct Theme {
    /// Width of every picture.
    pub width: f64,
    /// Height of a picture with one title line, unless it grows with its rows.
    pub height: f64,
    /// Empty edge left and right.
    pub margin: f64,
    /// The canvas is this many times larger than the picture: plotters rounds to whole pixels.
    pub zoom: f64,
    /// Type size of the title.
    pub title: f64,
    /// Type size of the subtitle.
    pub subtitle: f64,
    /// Type size of labels.
    pub label: f64,
    /// Type size of ticks and notes.
    pub tick: f64,
    /// Background.
    pub paper: Color,
    /// Main text.
    pub ink: Color,
    /// Secondary text.
    pub muted: Color,
    /// Grid lines.
    pub grid: Color,
    /// Axis lines.
    pub rule: Color,
    /// Okabe–Ito blue: first line, held.
    pub blue: Color,
    /// Okabe–Ito sky: areas only.
    pub sky: Color,
    /// Okabe–Ito orange: areas only.
    pub orange: Color,
    /// Okabe–Ito vermilion: lost, limits.
    pub vermilion: Color,
    /// Vermilion dark enough for small text.
    pub warning: Color,
    /// Outer band of a fan.
    pub band_outer: Color,
    /// Inner band of a fan.
    pub band_inner: Color,
    /// Something is wholly down; carries white text.
    pub down: Color,
    /// The missing part of what is partly down; carries dark text.
    pub down_part: Color,
    /// The working part of what is partly down.
    pub down_rest: Color,
}

/// The one theme.
pub(super) const THEME: Theme = Theme {
    width: 900.0,
    height: 480.0,
    margin: 18.0,
    zoom: 2.0,
    title: 17.0,
    subtitle: 12.5,
    label: 12.5,
    tick: 12.0,
    paper: RGBColor(0xFF, 0xFF, 0xFF),
    ink: RGBColor(0x1F, 0x29, 0x37),
    muted: RGBColor(0x5F, 0x68, 0x76),
    grid: RGBColor(0xEC, 0xEE, 0xF1),
    rule: RGBColor(0xC9, 0xCE, 0xD6),
    blue: RGBColor(0x00, 0x72, 0xB2),
    sky: RGBColor(0x56, 0xB4, 0xE9),
    orange: RGBColor(0xE6, 0x9F, 0x00),
    vermilion: RGBColor(0xD5, 0x5E, 0x00),
    warning: RGBColor(0xB8, 0x4A, 0x00),
    band_outer: RGBColor(0xD3, 0xE7, 0xF3),
    band_inner: RGBColor(0x8F, 0xC1, 0xDF),
    down: RGBColor(0xC2, 0x54, 0x00),
    down_part: RGBColor(0xF0, 0xA8, 0x78),
    down_rest: RGBColor(0xFC, 0xE8, 0xDA),
};

/// Colours for the curves of one chart, in order; dashes tell them apart as well.
pub(super) const CURVES: [Color; 6] = [
    THEME.blue,
    RGBColor(0x96, 0x48, 0x7C),
    RGBColor(0x00, 0x7A, 0x5A),
    RGBColor(0x7A, 0x5C, 0x00),
    THEME.ink,
    THEME.muted,
];

/// Colours for the layers of a column, from the bottom up: each clearly lighter than the one before,
/// so that grey tells them apart as well.
pub(super) const STACK: [Color; 6] = [
    RGBColor(0x0B, 0x3C, 0x5D),
    RGBColor(0x96, 0x48, 0x7C),
    RGBColor(0xDC, 0x68, 0x10),
    RGBColor(0x62, 0xB8, 0xEA),
    RGBColor(0xF2, 0xCE, 0x6A),
    RGBColor(0xE4, 0xE8, 0xED),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_told_apart_in_grey() {
        let grey = |c: &Color| (299 * u32::from(c.0) + 587 * u32::from(c.1) + 114 * u32::from(c.2)) / 1000;
        let greys: Vec<u32> = STACK.iter().chain([&THEME.paper]).map(grey).collect();
        assert!(greys.windows(2).all(|pair| pair[1] >= pair[0] + 20), "{greys:?}");
    }
}
