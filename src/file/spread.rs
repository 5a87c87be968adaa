//! Random quantities as written: knows the words for distributions and checks their parameters; does not draw.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;

use crate::codes::SPREAD;
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

/// Says what a distribution is of and how it is usually written, for the reference.
macro_rules! told_as_spread {
    ($type:ty, $of:ty, $title:literal) => {
        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let [_, usual, large, _] = <$of>::EXAMPLES;
                let mut schema = generator.subschema_for::<Written<$of>>();
                schema.insert("title".into(), json!($title));
                schema.insert("examples".into(), json!([{"Usually": {"typical": usual, "bad_case": large}}]));
                schema
            }
        }
    };
}
told_as_spread!(Spread, Length, "distribution of lengths of time");
told_as_spread!(Sum, Money, "distribution of amounts");
told_as_spread!(Part, Share, "distribution of shares");

/// For defaults in the reference, which are all of a fixed length.
impl Serialize for Spread {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let length = match &self.0 {
            Span::Clock(Distribution::Exactly(minutes)) => Length::Clock(*minutes),
            Span::Working(Distribution::Exactly(days)) => Length::Working(*days),
            _ => return Err(S::Error::custom("only a fixed length is a default")),
        };
        json!({ "Exactly": length.written() }).serialize(to)
    }
}

/// What a distribution is of.
trait Quantity: Copy {
    /// A small, a usual, a large one and the largest, as written.
    const EXAMPLES: [&str; 4];
    /// As a number in its own unit.
    fn amount(self) -> f64;
    /// Whether it is in working days; what it is not mixed with.
    fn working(self) -> bool {
        false
    }
}

impl Quantity for Length {
    const EXAMPLES: [&str; 4] = ["1h", "4h", "2d", "5d"];
    fn amount(self) -> f64 {
        Length::amount(self)
    }
    fn working(self) -> bool {
        matches!(self, Self::Working(_))
    }
}

impl Quantity for Money {
    const EXAMPLES: [&str; 4] = ["100", "400", "2,000", "5,000"];
    fn amount(self) -> f64 {
        self.0 as f64
    }
}

impl Quantity for Share {
    const EXAMPLES: [&str; 4] = ["5%", "15%", "40%", "60%"];
    fn amount(self) -> f64 {
        self.fraction()
    }
}

/// A quantity that is not known beforehand, by how it spreads.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "distribution", bound = "Q: Quantity + JsonSchema")]
enum Written<Q> {
    /// Always the same. Also read as `Fixed`.
    #[serde(alias = "Fixed")]
    Exactly(Q),
    /// Anywhere between two values, each as likely.
    Uniform {
        /// Never less.
        #[schemars(example = Q::EXAMPLES[0])]
        low: Q,
        /// Never more.
        #[schemars(example = Q::EXAMPLES[2])]
        high: Q,
    },
    /// Between two values, most often near a third: a triangle. Also read as `Triangular`.
    #[serde(alias = "Triangular")]
    Between {
        /// Never less.
        #[schemars(example = Q::EXAMPLES[0])]
        low: Q,
        /// The most likely.
        #[schemars(example = Q::EXAMPLES[1])]
        likely: Q,
        /// Never more.
        #[schemars(example = Q::EXAMPLES[2])]
        high: Q,
    },
    /// Between two values, nearer to a third than `Between` has it: a smooth hump, with the mean (low + 4 likely + high) / 6, as
    /// PERT has it. Also read as `BetaPert`.
    #[serde(alias = "BetaPert")]
    Pert {
        /// Never less.
        #[schemars(example = Q::EXAMPLES[0])]
        low: Q,
        /// The most likely.
        #[schemars(example = Q::EXAMPLES[1])]
        likely: Q,
        /// Never more.
        #[schemars(example = Q::EXAMPLES[2])]
        high: Q,
    },
    /// Half of them are below `typical`, and a few are far above: log-normal. Needs either `bad_case` or `p95`. Also read
    /// as `LogNormal`.
    #[serde(alias = "LogNormal")]
    Usually {
        /// The median: half of them are below.
        #[schemars(example = Q::EXAMPLES[1])]
        typical: Q,
        /// One in ten is worse than this.
        #[serde(default = "none::<Q>")]
        #[schemars(example = Q::EXAMPLES[2])]
        bad_case: Option<Q>,
        /// One in twenty is worse than this, instead of `bad_case`.
        #[serde(default = "none::<Q>")]
        #[schemars(example = Q::EXAMPLES[2], extend("rare" = true, "instead" = "bad_case"))]
        p95: Option<Q>,
        /// Added to every value.
        #[serde(default = "none::<Q>")]
        #[schemars(example = Q::EXAMPLES[0], extend("rare" = true))]
        shift: Option<Q>,
        /// No value is above this.
        #[serde(default = "none::<Q>")]
        #[schemars(example = Q::EXAMPLES[3], extend("rare" = true))]
        cap: Option<Q>,
    },
    /// Mostly short and sometimes long; how much is still to come never depends on how much has passed.
    Exponential {
        /// The mean.
        #[schemars(example = Q::EXAMPLES[1])]
        mean: Q,
        /// Added to every value.
        #[serde(default = "none::<Q>")]
        #[schemars(example = Q::EXAMPLES[0], extend("rare" = true))]
        shift: Option<Q>,
        /// No value is above this.
        #[serde(default = "none::<Q>")]
        #[schemars(example = Q::EXAMPLES[3], extend("rare" = true))]
        cap: Option<Q>,
    },
    /// As `Exponential`, but with a shape: above 1 it wears out, below 1 what has lasted long lasts longer.
    Weibull {
        /// From 0.1 to 20; 1 is exponential.
        #[schemars(example = 1.5)]
        shape: f64,
        /// 63 in 100 are below this.
        #[schemars(example = Q::EXAMPLES[1])]
        scale: Q,
        /// Added to every value.
        #[serde(default = "none::<Q>")]
        #[schemars(example = Q::EXAMPLES[0], extend("rare" = true))]
        shift: Option<Q>,
        /// No value is above this.
        #[serde(default = "none::<Q>")]
        #[schemars(example = Q::EXAMPLES[3], extend("rare" = true))]
        cap: Option<Q>,
    },
    /// One of these values, each as likely.
    #[schemars(example = json!({"OneOf": Q::EXAMPLES}))]
    OneOf(Vec<Q>),
    /// Each of these distributions with its share; the shares add up to 100%.
    #[schemars(example = json!({"Mix": [["80%", {"Exactly": Q::EXAMPLES[0]}], ["20%", {"Exactly": Q::EXAMPLES[2]}]]}))]
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
        Written::Pert { low, likely, high } => {
            let (low, likely, high) = (take(low)?, take(likely)?, take(high)?);
            in_order(&[("low", low), ("likely", likely), ("high", high)])?;
            Ok(Distribution::Pert { low, likely, high })
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
