//! The look: colours, type sizes and room, in one table; and every colour as it is on a dark page.
//!
//! Knows numbers only; draws nothing.

use std::fmt::Write as _;

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

/// Every colour that is drawn, and what stands for it on a dark page: what is far from the paper stays far from it, so that
/// words on areas stay readable and layers keep their order.
pub(super) const DARK: [(Color, Color); 23] = [
    (THEME.paper, RGBColor(0x14, 0x18, 0x1F)),
    (THEME.ink, RGBColor(0xE6, 0xE9, 0xEE)),
    (THEME.muted, RGBColor(0xA6, 0xAF, 0xBD)),
    (THEME.grid, RGBColor(0x28, 0x2F, 0x3A)),
    (THEME.rule, RGBColor(0x4A, 0x53, 0x62)),
    (THEME.blue, RGBColor(0x56, 0xB4, 0xE9)),
    (THEME.sky, RGBColor(0x1F, 0x67, 0x96)),
    (THEME.orange, RGBColor(0xC9, 0x8B, 0x00)),
    (THEME.vermilion, RGBColor(0xFF, 0x82, 0x3C)),
    (THEME.warning, RGBColor(0xFF, 0x96, 0x5A)),
    (THEME.band_outer, RGBColor(0x22, 0x3D, 0x52)),
    (THEME.band_inner, RGBColor(0x2F, 0x62, 0x85)),
    (THEME.down, RGBColor(0xF0, 0x7A, 0x36)),
    (THEME.down_part, RGBColor(0x7A, 0x3A, 0x10)),
    (THEME.down_rest, RGBColor(0x3A, 0x27, 0x1C)),
    (CURVES[1], RGBColor(0xE0, 0xA6, 0xCC)),
    (CURVES[2], RGBColor(0x3F, 0xBF, 0x97)),
    (CURVES[3], RGBColor(0xD9, 0xB1, 0x3B)),
    (STACK[0], RGBColor(0xD2, 0xEB, 0xFA)),
    (STACK[2], RGBColor(0xE0, 0x8A, 0x3C)),
    (STACK[3], RGBColor(0x3F, 0x86, 0xB4)),
    (STACK[4], RGBColor(0x76, 0x60, 0x1E)),
    (STACK[5], RGBColor(0x41, 0x4A, 0x58)),
];

/// Rules of a style sheet that give charts within a page their dark colours; a file of its own stays light.
#[must_use]
pub fn dark_dress() -> String {
    let mut rules = String::new();
    for (light, dark) in DARK {
        let [light, dark] = [light, dark].map(|RGBColor(r, g, b)| format!("#{r:02X}{g:02X}{b:02X}"));
        let _ = write!(rules, "svg [fill=\"{light}\"]{{fill:{dark}}}svg [stroke=\"{light}\"]{{stroke:{dark}}}");
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(c: Color) -> u32 {
        (299 * u32::from(c.0) + 587 * u32::from(c.1) + 114 * u32::from(c.2)) / 1000
    }

    fn dark(c: Color) -> Color {
        DARK.iter().find(|pair| pair.0 == c).unwrap().1
    }

    /// Contrast as WCAG 2.1 reckons it.
    fn contrast(a: Color, b: Color) -> f64 {
        let linear = |part: u8| match f64::from(part) / 255.0 {
            low if low <= 0.04045 => low / 12.92,
            high => libm::pow((high + 0.055) / 1.055, 2.4),
        };
        let light = |c: Color| 0.2126 * linear(c.0) + 0.7152 * linear(c.1) + 0.0722 * linear(c.2) + 0.05;
        light(a).max(light(b)) / light(a).min(light(b))
    }

    #[test]
    fn words_are_readable_on_what_they_stand_on_light_and_dark() {
        let on_paper = [THEME.ink, THEME.muted, THEME.blue, THEME.warning].into_iter().chain(CURVES);
        let on_areas = [(THEME.paper, THEME.blue), (THEME.paper, THEME.down), (THEME.ink, THEME.down_part)];
        for (words, ground) in on_paper.map(|words| (words, THEME.paper)).chain(on_areas) {
            for (words, ground) in [(words, ground), (dark(words), dark(ground))] {
                assert!(contrast(words, ground) >= 4.5, "{words:?} on {ground:?}: {}", contrast(words, ground));
            }
        }
        for sign in [THEME.vermilion, THEME.blue] {
            assert!(contrast(dark(sign), dark(THEME.paper)) >= 3.0 && contrast(sign, THEME.paper) >= 3.0);
        }
    }

    #[test]
    fn layers_are_told_apart_in_grey() {
        let greys: Vec<u32> = STACK.into_iter().chain([THEME.paper]).map(grey).collect();
        assert!(greys.windows(2).all(|pair| pair[1] >= pair[0] + 20), "{greys:?}");
        let greys: Vec<u32> = STACK.into_iter().chain([THEME.paper]).map(|c| grey(dark(c))).collect();
        assert!(greys.windows(2).all(|pair| pair[1] + 20 <= pair[0]), "{greys:?}");
    }
}
