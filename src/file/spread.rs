//! Random quantities as written: knows the words for distributions and checks their parameters; does not draw.

use crate::codes::SPREAD;
use serde::Deserialize;

use crate::model::{Distribution, Span};
use crate::units::{Length, Misread, Money, Share};

/// The 90 % and 95 % points of the standard normal.
const Z90: f64 = 1.281_551_565_544_600_4;
const Z95: f64 = 1.644_853_626_951_472_2;
/// A log-normal spread above this has a mean thousands of times its median: it needs a cap.
const WIDEST: f64 = 4.0;

/// A length of time that is not known beforehand, checked while it is read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written<Length>")]
pub struct Spread(pub Span);

/// A sum of money that is not known beforehand \[minor units\].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written<Money>")]
pub struct Sum(pub Distribution);

/// A share that is not known beforehand \[1\].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written<Share>")]
pub struct Part(pub Distribution);

/// What a distribution is of.
trait Quantity: Copy {
    /// As a number in its own unit.
    fn amount(self) -> f64;
    /// Whether it is in working days; what it is not mixed with.
    fn working(self) -> bool {
        false
    }
}

impl Quantity for Length {
    fn amount(self) -> f64 {
        Length::amount(self)
    }
    fn working(self) -> bool {
        matches!(self, Self::Working(_))
    }
}

impl Quantity for Money {
    fn amount(self) -> f64 {
        self.0 as f64
    }
}

impl Quantity for Share {
    fn amount(self) -> f64 {
        self.fraction()
    }
}

/// As it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
enum Written<Q> {
    #[serde(alias = "Fixed")]
    Exactly(Q),
    Uniform {
        low: Q,
        high: Q,
    },
    #[serde(alias = "Triangular")]
    Between {
        low: Q,
        likely: Q,
        high: Q,
    },
    #[serde(alias = "LogNormal")]
    Usually {
        typical: Q,
        #[serde(default = "none")]
        bad_case: Option<Q>,
        #[serde(default = "none")]
        p95: Option<Q>,
        #[serde(default = "none")]
        shift: Option<Q>,
        #[serde(default = "none")]
        cap: Option<Q>,
    },
    Exponential {
        mean: Q,
        #[serde(default = "none")]
        shift: Option<Q>,
        #[serde(default = "none")]
        cap: Option<Q>,
    },
    Weibull {
        shape: f64,
        scale: Q,
        #[serde(default = "none")]
        shift: Option<Q>,
        #[serde(default = "none")]
        cap: Option<Q>,
    },
    OneOf(Vec<Q>),
    Mix(Vec<(Share, Written<Q>)>),
}

fn none<Q>() -> Option<Q> {
    None
}

impl TryFrom<Written<Length>> for Spread {
    type Error = Misread;

    fn try_from(written: Written<Length>) -> Result<Self, Misread> {
        let mut unit = Unit::default();
        let made = distribution(written, &mut unit)?;
        Ok(Self(if unit.working == Some(true) { Span::Working(made) } else { Span::Clock(made) }))
    }
}

impl TryFrom<Written<Money>> for Sum {
    type Error = Misread;

    fn try_from(written: Written<Money>) -> Result<Self, Misread> {
        distribution(written, &mut Unit::default()).map(Self)
    }
}

impl TryFrom<Written<Share>> for Part {
    type Error = Misread;

    fn try_from(written: Written<Share>) -> Result<Self, Misread> {
        distribution(written, &mut Unit::default()).map(Self)
    }
}

/// All lengths of one distribution are by the clock, or all are in working days.
#[derive(Default)]
struct Unit {
    working: Option<bool>,
}

impl Unit {
    fn take<Q: Quantity>(&mut self, quantity: Q) -> Result<f64, Misread> {
        let working = quantity.working();
        if *self.working.get_or_insert(working) != working && quantity.amount() > 0.0 {
            return Err(Misread::new(SPREAD, "working days and other units are mixed", "use one of them throughout"));
        }
        Ok(quantity.amount())
    }
}

fn distribution<Q: Quantity>(written: Written<Q>, unit: &mut Unit) -> Result<Distribution, Misread> {
    let mut take = |quantity| unit.take(quantity);
    match written {
        Written::Exactly(length) => Ok(Distribution::Exactly(take(length)?)),
        Written::Uniform { low, high } => {
            let (low, high) = (take(low)?, take(high)?);
            in_order(&[("low", low), ("high", high)])?;
            Ok(Distribution::Uniform { low, high })
        }
        Written::Between { low, likely, high } => {
            let (low, likely, high) = (take(low)?, take(likely)?, take(high)?);
            in_order(&[("low", low), ("likely", likely), ("high", high)])?;
            Ok(Distribution::Between { low, likely, high })
        }
        Written::Usually { typical, bad_case, p95, shift, cap } => {
            let typical = take(typical)?;
            let (name, worse, z) = match (bad_case, p95) {
                (Some(case), None) => ("bad_case", take(case)?, Z90),
                (None, Some(case)) => ("p95", take(case)?, Z95),
                _ => return Err(Misread::new(SPREAD, "`Usually` needs either `bad_case` or `p95`", BAD_CASE)),
            };
            in_order(&[("typical", typical), (name, worse)])?;
            let made = log_normal(typical, worse, z, cap.is_some())?;
            bounded(made, shift, cap, unit)
        }
        Written::Exponential { mean, shift, cap } => {
            let made = Distribution::Exponential { mean: take(mean)? };
            bounded(made, shift, cap, unit)
        }
        Written::Weibull { shape, scale, shift, cap } => {
            if !(0.1..=20.0).contains(&shape) {
                return Err(Misread::new(
                    SPREAD,
                    format!("the shape must be from 0.1 to 20, found {shape}"),
                    "1 is exponential",
                ));
            }
            let made = Distribution::Weibull { shape, scale: take(scale)? };
            bounded(made, shift, cap, unit)
        }
        Written::OneOf(values) => {
            if values.is_empty() {
                return Err(Misread::new(
                    SPREAD,
                    "`OneOf` has no values",
                    "write at least one: `OneOf([\"1d\", \"2d\"])`",
                ));
            }
            Ok(Distribution::OneOf(values.into_iter().map(take).collect::<Result<_, _>>()?))
        }
        Written::Mix(parts) => mix(parts, unit),
    }
}

const BAD_CASE: &str = "`bad_case`: one time in ten it is worse than this";

fn log_normal(typical: f64, worse: f64, z: f64, capped: bool) -> Result<Distribution, Misread> {
    if typical <= 0.0 {
        return if worse <= 0.0 {
            Ok(Distribution::Exactly(0.0))
        } else {
            Err(Misread::new(SPREAD, "`typical` is zero and the bad case is not", "write the typical length"))
        };
    }
    let sigma = libm::log(worse / typical) / z;
    if sigma > WIDEST && !capped {
        return Err(Misread::new(SPREAD, "the bad case is so far off that the mean means nothing", "add a `cap`"));
    }
    Ok(if sigma > 0.0 { Distribution::Usually { typical, sigma } } else { Distribution::Exactly(typical) })
}

fn bounded<Q: Quantity>(
    of: Distribution,
    shift: Option<Q>,
    cap: Option<Q>,
    unit: &mut Unit,
) -> Result<Distribution, Misread> {
    if shift.is_none() && cap.is_none() {
        return Ok(of);
    }
    let shift = shift.map_or(Ok(0.0), |s| unit.take(s))?;
    let cap = cap.map_or(Ok(f64::MAX), |c| unit.take(c))?;
    in_order(&[("shift", shift), ("cap", cap)])?;
    Ok(Distribution::Bounded { of: Box::new(of), shift, cap })
}

fn mix<Q: Quantity>(parts: Vec<(Share, Written<Q>)>, unit: &mut Unit) -> Result<Distribution, Misread> {
    let sum: u64 = parts.iter().map(|(share, _)| u64::from(share.millionths())).sum();
    if sum != u64::from(crate::units::MILLION) {
        return Err(Misread::new(
            SPREAD,
            format!("the shares of `Mix` add up to {} %", sum as f64 / 10_000.0),
            "they must add up to 100 %",
        ));
    }
    let mut made = Vec::new();
    for (share, part) in parts {
        let part = distribution(part, unit)?;
        if share > Share::NONE {
            made.push((share.fraction(), part));
        }
    }
    Ok(Distribution::Mix(made))
}

fn in_order(values: &[(&str, f64)]) -> Result<(), Misread> {
    let rises = |pair: &[(&str, f64)]| pair[0].1 <= pair[1].1;
    match values.windows(2).find(|pair| !rises(pair)) {
        Some(pair) => Err(Misread::new(
            SPREAD,
            format!("`{}` is above `{}`", pair[0].0, pair[1].0),
            "the values must rise; equal ones mean a fixed length",
        )),
        None => Ok(()),
    }
}
