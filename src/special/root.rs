//! One root of an increasing function by Newton steps kept inside a bracket.
//! Knows nothing of the function; ends after at most `STEPS` evaluations.

/// Enough for bisection alone to exhaust the bits of a small f64.
const STEPS: u32 = 200;

/// Where the function rounds to nothing, a step this small relative to the place is the end.
const CLOSE: f64 = 4.0e-16;

/// The place in `[low, high]` where `f` is 0. `f` gives (value, slope) and rises with its argument.
///
/// A Newton step that would leave the bracket is replaced by its middle.
pub(super) fn root(mut low: f64, mut high: f64, start: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut x = start;
    for _ in 0..STEPS {
        let (value, slope) = f(x);
        if value == 0.0 {
            return x;
        }
        if value > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - value / slope;
        let next = if newton > low && newton < high { newton } else { low + 0.5 * (high - low) };
        if libm::fabs(next - x) <= CLOSE * libm::fabs(next) {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn finds_the_cube_root_of_two_even_from_a_flat_start() {
        let found = root(0.0, 10.0, 0.0, |x| (x * x * x - 2.0, 3.0 * x * x));
        assert!((found - 1.259_921_049_894_873).abs() < 1e-15);
    }
}
