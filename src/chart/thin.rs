//! Curves with fewer points and the same look.
//!
//! Knows pixels only: a point goes when the line without it passes within a fraction of a pixel.

use super::canvas::Point;

/// The most points a curve keeps.
pub(super) const MOST: usize = 320;

/// Steps narrower than this are drawn as slopes \[px\]: nobody sees them, and dashes stay even.
const NARROW: f64 = 3.5;

/// A staircase through points: level until the next point, then up or down. `end` is where the last
/// level stops.
pub(super) fn steps(points: &[Point], end: f64) -> Vec<Point> {
    let mut path: Vec<Point> = Vec::new();
    for &(x, y) in points {
        if let Some(&(_, level)) = path.last().filter(|before| x - before.0 >= NARROW) {
            path.push((x, level));
        }
        path.push((x, y));
    }
    if let Some(&(x, y)) = path.last().filter(|(x, _)| *x < end) {
        path.push((end.max(x), y));
    }
    path
}

/// Between two places that are told apart on a path of many points \[px\].
const APART: f64 = 2.0;

/// A path from left to right that may go up and down at every point, as a balance does: all of a short one; of a long one the
/// highest and the lowest point of every [`APART`], so that no peak is cut off and no run of them made level.
pub(super) fn course(path: &[Point]) -> Vec<Point> {
    if path.len() <= MOST {
        return path.to_vec();
    }
    let place = |point: &Point| (point.0 / APART).floor();
    let mut kept: Vec<Point> = path.first().copied().into_iter().collect();
    for together in path.chunk_by(|a, b| place(a) == place(b)) {
        let by_height = |a: &&Point, b: &&Point| a.1.total_cmp(&b.1);
        let mut ends = [together.iter().min_by(by_height), together.iter().max_by(by_height)];
        ends.sort_by(|a, b| a.map_or(0.0, |p| p.0).total_cmp(&b.map_or(0.0, |p| p.0)));
        kept.extend(ends.into_iter().flatten());
    }
    kept.extend(path.last());
    kept.dedup();
    kept
}

/// A path that only rises or only falls with at most [`MOST`] points.
pub(super) fn thin(path: &[Point]) -> Vec<Point> {
    let merged = merge(path);
    let mut tolerance = 0.2;
    loop {
        let kept = simplify(&merged, tolerance);
        if kept.len() <= MOST || tolerance > 50.0 {
            return kept;
        }
        tolerance *= 1.5;
    }
}

/// Drops points that fall on the same half pixel as the one before.
fn merge(path: &[Point]) -> Vec<Point> {
    let cell = |(x, y): Point| ((x * 2.0).round(), (y * 2.0).round());
    let mut out: Vec<Point> = Vec::new();
    for (i, &point) in path.iter().enumerate() {
        let last = i + 1 == path.len();
        if last || out.last().is_none_or(|&before| cell(before) != cell(point)) {
            out.push(point);
        }
    }
    out
}

/// Douglas–Peucker without recursion.
fn simplify(path: &[Point], tolerance: f64) -> Vec<Point> {
    let mut keep = vec![false; path.len()];
    let mut open = vec![(0, path.len().saturating_sub(1))];
    while let Some((from, to)) = open.pop() {
        for end in [from, to] {
            if let Some(flag) = keep.get_mut(end) {
                *flag = true;
            }
        }
        if let Some(split) = farthest(path, from, to, tolerance) {
            open.extend([(from, split), (split, to)]);
        }
    }
    path.iter().zip(keep).filter(|(_, kept)| *kept).map(|(&point, _)| point).collect()
}

fn farthest(path: &[Point], from: usize, to: usize, tolerance: f64) -> Option<usize> {
    let (a, b) = (*path.get(from)?, *path.get(to)?);
    let inner = path.iter().enumerate().take(to).skip(from + 1);
    inner
        .map(|(i, &p)| (i, distance(p, a, b)))
        .filter(|&(_, far)| far > tolerance)
        .max_by(|x, y| x.1.total_cmp(&y.1))
        .map(|(i, _)| i)
}

fn distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = (dx * dx + dy * dy).sqrt();
    if length > 0.0 {
        ((p.0 - a.0) * dy - (p.1 - a.1) * dx).abs() / length
    } else {
        ((p.0 - a.0) * (p.0 - a.0) + (p.1 - a.1) * (p.1 - a.1)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_steps_stay_as_they_are() {
        let path = steps(&[(0.0, 9.0), (10.0, 5.0), (20.0, 0.0)], 30.0);
        assert_eq!(thin(&path), path);
    }

    #[test]
    fn a_long_course_keeps_its_peaks_to_the_end() {
        let saw = |i: i32| (f64::from(i) * 0.25, f64::from(100 + i % 13 * 5));
        let path: Vec<Point> = (0..2_600).map(saw).collect();
        let few = course(&path);
        assert!(few.len() <= 2 * 650 / 2 + 2 && few.first() == path.first() && few.last() == path.last());
        for from in 0..12 {
            let part = few.iter().filter(|p| (f64::from(from) * 50.0..f64::from(from + 1) * 50.0).contains(&p.0));
            let heights: Vec<f64> = part.map(|p| p.1).collect();
            assert!(heights.contains(&100.0) && heights.contains(&160.0), "{from}: {heights:?}");
        }
        assert_eq!(course(&path[..300]), path[..300]);
    }

    #[test]
    fn many_points_become_few_and_stay_near() {
        let many: Vec<Point> = (0..100_000).map(f64::from).map(|i| (i / 120.0, i.sqrt())).collect();
        let few = thin(&steps(&many, 900.0));
        assert!(few.len() <= MOST);
        assert_eq!(few.first(), Some(&(0.0, 0.0)));
    }
}
