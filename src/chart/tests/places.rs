//! Where words stand in a picture, as a reader sees them.

use super::*;

/// Words with the room they take, in canvas pixels.
#[derive(Debug)]
struct Place {
    words: String,
    left: f64,
    right: f64,
    baseline: f64,
    size: f64,
}

impl Place {
    fn of(node: roxmltree::Node<'_, '_>) -> Self {
        let number = |name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
        let words = node.text().unwrap().to_owned();
        let size = number("font-size");
        let pen = Pen::new(size, THEME.ink);
        let pen = if node.has_attribute("font-weight") { pen.bold() } else { pen };
        let width = text::width(&words, pen);
        let left = match node.attribute("text-anchor") {
            Some("end") => number("x") - width,
            Some("middle") => number("x") - width / 2.0,
            _ => number("x"),
        };
        Self { words, left, right: left + width, baseline: number("y"), size }
    }

    fn touches(&self, other: &Self) -> bool {
        let (above, below) = if self.baseline < other.baseline { (self, other) } else { (other, self) };
        let apart = below.baseline - 0.74 * below.size - above.baseline - 0.1 * above.size;
        apart < 0.0 && self.left < other.right && other.left < self.right
    }
}

/// Checks that a text stands inside the picture.
pub fn inside(node: roxmltree::Node<'_, '_>, root: roxmltree::Node<'_, '_>) -> String {
    let place = Place::of(node);
    let height: f64 = root.attribute("height").unwrap().parse().unwrap();
    assert!(place.left >= 0.0 && place.right <= 2.0 * THEME.width, "{place:?}");
    assert!((20.0..=2.0 * height - 4.0).contains(&place.baseline), "{place:?}");
    place.words
}

/// Checks that no words stand on others.
pub fn apart(picture: &Picture) {
    let tree = roxmltree::Document::parse(&picture.svg).unwrap();
    let boxes: Vec<Place> = tree.descendants().filter(|n| n.has_tag_name("text")).map(Place::of).collect();
    for (i, one) in boxes.iter().enumerate() {
        let other = boxes[..i].iter().find(|other| one.touches(other));
        assert!(other.is_none(), "{}: {one:?} touches {other:?}", picture.title);
    }
}

/// Checks that nothing is drawn beyond the edges, in canvas pixels.
pub fn within(picture: &Picture) {
    let tree = roxmltree::Document::parse(&picture.svg).unwrap();
    let height: f64 = tree.root_element().attribute("height").unwrap().parse().unwrap();
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        let number = |name: &str| node.attribute(name).map_or(0.0, |text| text.parse::<f64>().unwrap());
        let corners: Vec<(f64, f64)> = match node.tag_name().name() {
            "rect" => {
                let (x, y) = (number("x"), number("y"));
                vec![(x, y), (x + number("width"), y + number("height"))]
            }
            "circle" => {
                let (x, y, r) = (number("cx"), number("cy"), number("r"));
                vec![(x - r, y - r), (x + r, y + r)]
            }
            _ => {
                let pairs = node.attribute("points").unwrap_or_default().split_whitespace();
                let pair = |pair: &str| pair.split_once(',').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()));
                pairs.map(|text| pair(text).unwrap()).collect()
            }
        };
        let is_within =
            |&(x, y): &(f64, f64)| (0.0..=2.0 * THEME.width).contains(&x) && (0.0..=2.0 * height).contains(&y);
        assert!(corners.iter().all(is_within), "{node:?}: {corners:?}");
    }
}
