//! The same picture as pixels, for places that take no SVG.
//!
//! Knows resvg and the embedded fonts, and no other font: every machine gives the same picture.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use super::ChartError;
use super::text::{BOLD, FAMILY, REGULAR};

/// The largest edge of a PNG \[px\].
const LARGEST: f32 = 16_000.0;

/// Turns SVG text into a PNG; `scale` 1 gives 900 pixels of width, 2 is right for most screens.
///
/// # Errors
///
/// When the text is not SVG, or the scale is not a positive number that gives a picture of a sane
/// size.
pub fn to_png(svg: &str, scale: f32) -> Result<Vec<u8>, ChartError> {
    let tree = Tree::from_str(svg, &options()).map_err(|e| ChartError::Png(e.to_string()))?;
    let width = edge(tree.size().width() * scale)?;
    let height = edge(tree.size().height() * scale)?;
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| ChartError::Png("the picture has no area".to_owned()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| ChartError::Png(e.to_string()))
}

fn edge(length: f32) -> Result<u32, ChartError> {
    if (1.0..=LARGEST).contains(&length) {
        Ok(length.round() as u32)
    } else {
        Err(ChartError::Png(format!("an edge of {length} pixels is not between 1 and {LARGEST}")))
    }
}

fn options() -> Options<'static> {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Options { fontdb: Arc::new(fonts), font_family: FAMILY.to_owned(), resources_dir: None, ..Options::default() }
}
