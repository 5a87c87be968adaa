//! Quantities that are not known beforehand: knows their inverse distribution functions; does not draw.
//!
//! Every quantity takes one uniform through its quantile function, which never falls as the uniform
//! rises. So a trial of two plans stays paired, and a larger draw always means a longer span.

use crate::special::{beta_quantile, normal_quantile};
use crate::units::{LARGEST, whole};

use super::Calendar;

/// A number above 0 and below 1, drawn uniformly.
pub type Draw01 = f64;

/// A non-negative random quantity in a unit that its user knows.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Exactly(f64),
    /// Evenly between two ends.
    Uniform {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// Triangular.
    Between {
        /// The least.
        low: f64,
        /// The most likely.
        likely: f64,
        /// The most.
        high: f64,
    },
    /// Beta on an interval, of the shape that PERT gives it: the mean is (low + 4 likely + high) / 6.
    Pert {
        /// The least.
        low: f64,
        /// The most likely.
        likely: f64,
        /// The most.
        high: f64,
    },
    /// Log-normal with the median `typical` and the standard deviation `sigma` of the logarithm.
    Usually {
        /// The median.
        typical: f64,
        /// Standard deviation of the logarithm \[1\].
        sigma: f64,
    },
    /// Exponential with a mean.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// Weibull: quantile `scale * (-ln(1-u))^(1/shape)`.
    Weibull {
        /// Shape \[1\]; above 1 it wears out.
        shape: f64,
        /// Scale, the 63.2 % point.
        scale: f64,
    },
    /// One of several values, each as likely.
    OneOf(Vec<f64>),
    /// Shares of several distributions; the shares add up to 1.
    Mix(Vec<(f64, Distribution)>),
    /// At most `cap`, with `shift` added before the cap.
    Bounded {
        /// What is bounded.
        of: Box<Distribution>,
        /// Added to every value.
        shift: f64,
        /// No value is above this.
        cap: f64,
    },
}

impl Distribution {
    /// The value below which the share `u` of all draws lies.
    #[must_use]
    pub fn quantile(&self, u: Draw01) -> f64 {
        match self {
            Self::Exactly(value) => *value,
            Self::Uniform { low, high } => low + (high - low) * u,
            Self::Between { low, likely, high } => triangular(*low, *likely, *high, u),
            Self::Pert { low, likely, high } => pert(*low, *likely, *high, u),
            Self::Usually { typical, sigma } => typical * libm::exp(sigma * normal_quantile(u)),
            Self::Exponential { mean } => -mean * libm::log1p(-u),
            Self::Weibull { shape, scale } => scale * libm::pow(-libm::log1p(-u), 1.0 / shape),
            Self::OneOf(values) => values[((u * values.len() as f64) as usize).min(values.len() - 1)],
            Self::Mix(parts) => mixed(parts, u),
            Self::Bounded { of, shift, cap } => (of.quantile(u) + shift).min(*cap),
        }
    }

    /// The amount below which the share `u` of all draws lies \[minor units\]. A tail may reach beyond all money there is,
    /// and beyond 64 bits: no draw is above the largest amount that a file may hold.
    #[must_use]
    pub fn amount(&self, u: Draw01) -> i64 {
        whole(self.quantile(u).min(LARGEST as f64))
    }

    /// The largest amount that can be drawn \[minor units\].
    #[must_use]
    pub fn most(&self) -> i64 {
        self.amount(1.0 - TINY)
    }

    /// The same, every draw multiplied by a factor above zero.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        match self {
            Self::Exactly(value) => Self::Exactly(value * factor),
            Self::Uniform { low, high } => Self::Uniform { low: low * factor, high: high * factor },
            Self::Between { low, likely, high } => {
                Self::Between { low: low * factor, likely: likely * factor, high: high * factor }
            }
            Self::Pert { low, likely, high } => {
                Self::Pert { low: low * factor, likely: likely * factor, high: high * factor }
            }
            Self::Usually { typical, sigma } => Self::Usually { typical: typical * factor, sigma: *sigma },
            Self::Exponential { mean } => Self::Exponential { mean: mean * factor },
            Self::Weibull { shape, scale } => Self::Weibull { shape: *shape, scale: scale * factor },
            Self::OneOf(values) => Self::OneOf(values.iter().map(|value| value * factor).collect()),
            Self::Mix(parts) => Self::Mix(parts.iter().map(|(share, part)| (*share, part.times(factor))).collect()),
            Self::Bounded { of, shift, cap } => Self::Bounded {
                of: Box::new(of.times(factor)),
                shift: shift * factor,
                // No cap is the largest number there is, and stays that.
                cap: (cap * factor).min(f64::MAX),
            },
        }
    }

    /// A value that every draw has, where there is one.
    #[must_use]
    pub fn fixed(&self) -> Option<f64> {
        match self {
            Self::Exactly(value) => Some(*value),
            _ => None,
        }
    }
}

fn triangular(low: f64, likely: f64, high: f64, u: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    let turn = (likely - low) / width;
    if u < turn {
        low + (u * width * (likely - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - likely)).sqrt()
    }
}

/// The weight of the most likely value against that of the ends, as PERT has it.
const LAMBDA: f64 = 4.0;

/// Beta with the shapes 1 + 4 (m - a) / (b - a) and 1 + 4 (b - m) / (b - a) between a and b (Malcolm, Roseboom, Clark and
/// Fazar 1959; the shapes as Vose has them).
fn pert(low: f64, likely: f64, high: f64, u: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    let turn = ((likely - low) / width).clamp(0.0, 1.0);
    low + width * beta_quantile(u, 1.0 + LAMBDA * turn, 1.0 + LAMBDA * (1.0 - turn))
}

/// One uniform both picks the part and, stretched to the part's share, draws from it.
fn mixed(parts: &[(f64, Distribution)], u: f64) -> f64 {
    let mut from = 0.0;
    for (i, (share, part)) in parts.iter().enumerate() {
        if u < from + share || i + 1 == parts.len() {
            let inside = ((u - from) / share).clamp(TINY, 1.0 - TINY);
            return part.quantile(inside);
        }
        from += share;
    }
    0.0
}

/// Half the distance between two neighbouring uniforms (`sampling`): keeps a stretched one inside (0, 1).
const TINY: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A random length of time, in minutes or in working days of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// By the clock \[min\].
    Clock(Distribution),
    /// In working days \[wd\], counted from where it starts.
    Working(Distribution),
}

/// No span ends later than this after its start \[min\]: a million years, so that times stay far from the end of 64 bits.
const FURTHEST: f64 = 1e6 * 366.0 * 1_440.0;

impl Span {
    /// No time at all.
    pub const NONE: Self = Self::Clock(Distribution::Exactly(0.0));

    /// When a span that starts at `from` ends \[min\], for the uniform `u`.
    #[must_use]
    pub fn end(&self, from: i64, u: Draw01, calendar: &Calendar) -> i64 {
        match self {
            Self::Clock(d) => from + whole(d.quantile(u).min(FURTHEST)),
            Self::Working(d) => calendar.add_working(from, d.quantile(u)),
        }
    }

    /// The same, every length multiplied by a factor above zero.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        match self {
            Self::Clock(d) => Self::Clock(d.times(factor)),
            Self::Working(d) => Self::Working(d.times(factor)),
        }
    }

    /// Whether every draw gives the same length.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        match self {
            Self::Clock(d) | Self::Working(d) => d.fixed().is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * b.abs().max(1.0)
    }

    #[test]
    fn quantiles_match_their_closed_forms() {
        // Oracle B01: median 210, P95 1440: sigma = ln(1440/210)/z95 = 1.17049373288057; P10 = 46.855, P99 = 3197.37.
        let sigma = libm::log(1_440.0 / 210.0) / 1.644_853_626_951_472_2;
        let d = Distribution::Usually { typical: 210.0, sigma };
        assert!(near(sigma, 1.170_493_732_880_572_2));
        assert!(near(d.quantile(0.5), 210.0) && near(d.quantile(0.95), 1_440.0));
        assert!(near(d.quantile(0.1), 46.855_080_979_961_976) && near(d.quantile(0.99), 3_197.367_640_082_578_4));
        // Oracle B03: triangular(2, 6, 30): P95 = 30 - sqrt(0.05 * 28 * 24) = 24.2034.
        let t = Distribution::Between { low: 2.0, likely: 6.0, high: 30.0 };
        assert!(near(t.quantile(0.95), 24.203_449_301_524_223) && near(t.quantile(4.0 / 28.0), 6.0));
        // Oracle B04: Weibull(1.5, 10): P95 = 10 * 2.9957^(2/3) = 20.7811.
        assert!(near(Distribution::Weibull { shape: 1.5, scale: 10.0 }.quantile(0.95), 20.781_106_375_345_57));
    }

    /// By hand: with the most likely value at an end the beta has a shape of 1, and its quantile a closed form; in the middle it is
    /// symmetric, and P(X <= x) = x^3 (10 - 15 x + 6 x^2) for the shapes 3 and 3.
    #[test]
    fn pert_is_the_beta_that_its_three_values_give_it() {
        let pert = |low: f64, likely: f64, high: f64| Distribution::Pert { low, likely, high };
        for u in [0.001, 0.2, 0.5, 0.9, 0.999] {
            let (first, last) = (pert(2.0, 2.0, 30.0).quantile(u), pert(2.0, 30.0, 30.0).quantile(u));
            assert!(near(first, 2.0 + 28.0 * (1.0 - libm::pow(1.0 - u, 0.2))), "{u}");
            assert!(near(last, 2.0 + 28.0 * libm::pow(u, 0.2)), "{u}");
            let x = (pert(2.0, 16.0, 30.0).quantile(u) - 2.0) / 28.0;
            assert!(near(x * x * x * (10.0 - 15.0 * x + 6.0 * x * x), u), "{u}");
        }
        assert_eq!((pert(3.0, 3.0, 3.0).quantile(0.3), pert(2.0, 16.0, 30.0).most()), (3.0, 30));
        // The mean is (2 + 4 x 6 + 30) / 6 = 9 1/3: the mean of its quantiles at the middles of 20,000 equal parts.
        let mean = (0..20_000).map(|k| pert(2.0, 6.0, 30.0).quantile((f64::from(k) + 0.5) / 20_000.0)).sum::<f64>();
        assert!((mean / 20_000.0 - 56.0 / 6.0).abs() < 1e-4);
    }

    /// A tail whose draws had no place in 64 bits stopped the run.
    #[test]
    fn a_tail_without_end_ends_where_numbers_do() {
        let tail = Distribution::Weibull { shape: 0.1, scale: 1e14 };
        assert!(tail.quantile(0.999_99) > 1e19);
        assert_eq!((tail.amount(0.999_99), tail.most()), (LARGEST, LARGEST));
        let open = crate::units::Opening::always();
        let calendar = Calendar::new(jiff::civil::date(2025, 1, 6), open.clone(), open, &[]).unwrap();
        assert_eq!(Span::Clock(tail.clone()).end(5, 0.999_99, &calendar), 5 + 527_040_000_000);
        assert!(Span::Working(tail).end(5, 0.999_99, &calendar) > 500_000_000_000);
    }

    #[test]
    fn what_is_multiplied_has_every_quantile_multiplied() {
        let parts = [
            Distribution::Exactly(3.0),
            Distribution::Uniform { low: 1.0, high: 4.0 },
            Distribution::Between { low: 2.0, likely: 6.0, high: 30.0 },
            Distribution::Pert { low: 2.0, likely: 6.0, high: 30.0 },
            Distribution::Usually { typical: 10.0, sigma: 0.7 },
            Distribution::Weibull { shape: 1.5, scale: 10.0 },
            Distribution::OneOf(vec![1.0, 2.0]),
            Distribution::Bounded { of: Box::new(Distribution::Exponential { mean: 5.0 }), shift: 2.0, cap: f64::MAX },
            Distribution::Bounded { of: Box::new(Distribution::Exponential { mean: 5.0 }), shift: 2.0, cap: 9.0 },
        ];
        let mix = Distribution::Mix(parts.iter().map(|part| (0.125, part.clone())).collect());
        for d in parts.iter().chain([&mix]) {
            for u in [0.01, 0.3, 0.5, 0.77, 0.999] {
                assert!(near(d.times(1.7).quantile(u), 1.7 * d.quantile(u)), "{d:?} at {u}");
            }
        }
    }

    #[test]
    fn quantiles_never_fall_and_stay_finite_at_the_ends() {
        let mix = Distribution::Mix(vec![
            (0.3, Distribution::Exactly(1.0)),
            (0.7, Distribution::Uniform { low: 2.0, high: 3.0 }),
        ]);
        let bounded =
            Distribution::Bounded { of: Box::new(Distribution::Exponential { mean: 5.0 }), shift: 2.0, cap: 20.0 };
        let pert = Distribution::Pert { low: 1.0, likely: 1.5, high: 30.0 };
        for d in [
            mix,
            bounded,
            pert,
            Distribution::OneOf(vec![1.0, 2.0, 4.0]),
            Distribution::Usually { typical: 1.0, sigma: 2.0 },
        ] {
            let mut last = 0.0;
            for k in 0..=1_000 {
                let u = (f64::from(k) / 1_000.0).clamp(TINY, 1.0 - TINY);
                let x = d.quantile(u);
                assert!(x.is_finite() && x >= last, "{d:?} at {u}");
                last = x;
            }
        }
    }
}
