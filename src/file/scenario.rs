//! A scenario as written: knows its fields, units and defaults; names are still text.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde_json::json;

use crate::codes::SPREAD;
use crate::model::{ChanceUpTo, Phase};
use crate::units::{Factor, Length, Opening, Rate, Share, places_read};

use super::names::{Entries, Name};
use super::plan::Basis;
use super::ranges::Ranges;
use super::spread::{Part, Spread, Sum};

/// The whole scenario.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename = "Scenario", deny_unknown_fields)]
pub struct ScenarioFile {
    /// Version of the file format; this program reads 1.
    #[schemars(example = 1)]
    pub format: u32,
    /// Title.
    #[schemars(example = "Internet and power outage")]
    pub title: String,
    /// What it is about, in a sentence or two.
    #[serde(default)]
    #[schemars(example = "The line, the router or the mains fails.")]
    pub about: String,
    /// How long the charts, the lowest fund and ruin of a run look, from the day on which it strikes; all else is followed to its end.
    #[schemars(example = "8w")]
    pub horizon: Length,
    /// What strikes; one of them in a trial, by its rate.
    pub hazards: Entries<HazardFile>,
    /// What they may set off.
    #[serde(default)]
    pub then: Entries<CascadeFile>,
    /// Moments to think through.
    #[serde(default)]
    pub injects: Vec<Inject>,
    /// What is not known well: for each thing, in words, the paths of the values that it moves, as for `--set`, and the two
    /// ends between which each may really lie. The value in the file is the middle. Reports say how much these matter. A
    /// thing that has the same words in several files is the same thing.
    #[serde(default)]
    #[schemars(example = json!({"how often routers fail": {"hazards.router fault.rate": ["0.1 a year", "0.6 a year"]}}), extend("rare" = true))]
    pub ranges: Ranges,
    /// How many decimals of its amounts are in the numbers that were read.
    #[serde(skip, default = "places_read")]
    pub(super) places: u32,
}

impl ScenarioFile {
    /// Keeps one hazard and what it may set off.
    ///
    /// # Errors
    /// The nearest name, where there is no such hazard.
    pub fn only(&mut self, hazard: &str) -> Result<(), String> {
        if self.hazards.get(hazard).is_none() {
            let known: Vec<&str> = self.hazards.names().collect();
            return Err(super::wording::nearest(hazard, &known));
        }
        self.hazards.0.retain(|(name, _)| name.as_str() == hazard);
        self.then.0.iter_mut().for_each(|(_, cascade)| cascade.of.retain(|name| name.as_str() == hazard));
        self.then.0.retain(|(_, cascade)| !cascade.of.is_empty());
        Ok(())
    }
}

/// What a hazard or its consequence does, wherever it is written.
pub(super) struct Harm<'a> {
    pub(super) strikes: &'a Entries<Phases>,
    pub(super) costs: Option<&'a Sum>,
    pub(super) demand: Option<&'a SlumpFile>,
    pub(super) pays_later: Option<Length>,
    pub(super) unpaid: Option<Share>,
    pub(super) unsettles: Option<Share>,
    pub(super) sponsor_leaves: bool,
    pub(super) reportable: bool,
}

/// Hazards and consequences do the same things. The reader of files cannot read one struct's fields inside another's and
/// still refuse unknown ones, so those that both have are written here, once.
macro_rules! harmful {
    ($(#[doc = $doc:literal])* $rename:literal, $title:literal, $entry:literal: pub struct $name:ident { $($(#[$of_field:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(rename = $rename, deny_unknown_fields)]
        #[schemars(title = $title, extend("name" = $entry))]
        pub struct $name {
            $($(#[$of_field])* pub $field: $type,)*
            /// What it takes down.
            #[serde(default)]
            #[schemars(example = json!({"line": "0%"}))]
            pub strikes: Entries<Phases>,
            /// What it costs directly.
            #[serde(default)]
            #[schemars(example = json!({"Between": {"low": "50", "likely": "120", "high": "600"}}), extend("rare" = true))]
            pub costs: Option<Sum>,
            /// How it lets demand fall.
            #[serde(default)]
            pub demand: Option<SlumpFile>,
            /// How much later sessions held meanwhile are paid.
            #[serde(default)]
            #[schemars(example = "2w", extend("rare" = true))]
            pub pays_later: Option<Length>,
            /// Share of fees of sessions held meanwhile that never comes.
            #[serde(default)]
            #[schemars(example = "5%", extend("rare" = true))]
            pub unpaid: Option<Share>,
            /// Chance that a client leaves over it: of those who are still there, whatever they have borne before.
            #[serde(default)]
            #[schemars(example = "2%", extend("rare" = true))]
            pub unsettles: Option<Share>,
            /// The clients of the largest sponsor leave.
            #[serde(default)]
            pub sponsor_leaves: bool,
            /// A regulator must be told.
            #[serde(default)]
            pub reportable: bool,
            /// What the numbers rest on.
            #[serde(default)]
            pub basis: Basis,
        }

        impl $name {
            /// What it does.
            pub(super) fn harm(&self) -> Harm<'_> {
                Harm {
                    strikes: &self.strikes,
                    costs: self.costs.as_ref(),
                    demand: self.demand.as_ref(),
                    pays_later: self.pays_later,
                    unpaid: self.unpaid,
                    unsettles: self.unsettles,
                    sponsor_leaves: self.sponsor_leaves,
                    reportable: self.reportable,
                }
            }
        }
    };
}

harmful! {
    /// One way to be disrupted.
    "hazard", "hazard", "router fault": pub struct HazardFile {
        /// How often it strikes an unprotected practice; with a season, in a month of 100%.
        pub rate: HowOften,
        /// It strikes every resource that is one of these, each by itself and at this rate.
        #[serde(default)]
        #[schemars(example = &"computer", extend("rare" = true))]
        pub of_each: Option<Name>,
        /// At which minutes of an open week it may strike.
        #[serde(default = "Opening::always")]
        #[schemars(example = "Mon-Fri 08:00-20:00", extend("rare" = true))]
        pub when: Opening,
        /// How much more or less often in each month, January first: a day of a month of 200% has twice as many as `rate` says.
        /// Where the twelve average 100%, a year has as many as `rate` says; else there is a warning (W026).
        #[serde(default)]
        #[schemars(example = ["150%", "130%", "110%", "100%", "90%", "70%", "60%", "60%", "90%", "110%", "120%", "110%"], extend("rare" = true))]
        pub season: Option<Season>,
        /// No new one begins while one lasts.
        #[serde(default)]
        pub one_at_a_time: bool,
        /// How long it lasts.
        #[schemars(example = json!({"Usually": {"typical": "2h", "bad_case": "8h", "cap": "24h"}}))]
        pub lasts: Spread,
    }
}

harmful! {
    /// Something a hazard may set off.
    "then", "consequence", "laptop fails as well": pub struct CascadeFile {
        /// The hazards that may set it off.
        #[schemars(example = ["router fault"])]
        pub of: Vec<Name>,
        /// Its chance, by the length of its cause.
        pub chance: Chance,
        /// How long after its cause it starts.
        #[serde(default)]
        #[schemars(example = json!({"Uniform": {"low": "1h", "high": "2d"}}), extend("rare" = true))]
        pub after: Option<Spread>,
        /// How long after the end of its cause it starts.
        #[serde(default)]
        #[schemars(example = json!({"Exactly": "1d"}), extend("rare" = true))]
        pub after_its_end: Option<Spread>,
        /// How long it lasts; without it, until its cause ends.
        #[serde(default)]
        pub lasts: Option<Spread>,
        /// The practice never opens again.
        #[serde(default)]
        pub winds_up: bool,
    }
}

impl HazardFile {
    /// Whether its season is 0% in every month.
    pub(super) fn is_out_of_season(&self) -> bool {
        self.season.as_ref().is_some_and(|season| season.mean() <= 0.0)
    }

    /// How often it strikes in a year, every month counted alike.
    pub(super) fn effective_rate(&self) -> Rate {
        self.rate.rate.times(self.season.as_ref().map_or(1.0, Season::mean))
    }
}

/// Twelve factors, January first.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<Factor>")]
#[schemars(with = "Vec<Factor>", title = "season", example = vec!["100%"; 12])]
pub struct Season(pub [Factor; 12]);

impl Season {
    /// What its twelve factors average \[1\].
    pub(super) fn mean(&self) -> f64 {
        self.0.iter().map(|factor| factor.value()).sum::<f64>() / 12.0
    }
}

impl TryFrom<Vec<Factor>> for Season {
    type Error = crate::units::Misread;

    fn try_from(factors: Vec<Factor>) -> Result<Self, Self::Error> {
        let found = factors.len();
        let wrong = |_| {
            crate::units::Misread::new(
                SPREAD,
                format!("a season has 12 factors, found {found}"),
                "write one for each month, January first",
            )
        };
        factors.try_into().map(Self).map_err(wrong)
    }
}

/// A fall in demand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename = "demand", deny_unknown_fields)]
pub struct SlumpFile {
    /// The share of demand that goes.
    #[schemars(example = json!({"Exactly": "20%"}))]
    pub falls: Part,
    /// How long it takes to fall.
    #[schemars(example = "4w")]
    pub over: Length,
    /// How long it takes to come back after the end.
    #[schemars(example = "26w")]
    pub back_over: Length,
}

/// A rate, or one that is itself uncertain: `"0.8 a year"` or `Uncertain(mean: "2 a year", shape: 4)`.
#[derive(Clone, Debug, PartialEq)]
pub struct HowOften {
    /// The rate, or its mean.
    pub rate: Rate,
    /// The shape of its gamma distribution.
    pub shape: Option<f64>,
}

/// A rate that is itself not known.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Uncertain {
    /// The rate on average.
    #[schemars(example = "2 a year")]
    mean: Rate,
    /// How certain it is, from 0.01 to 10,000: the shape of a gamma distribution. At 4, the rate is off by half.
    #[schemars(example = 4)]
    shape: f64,
}

impl JsonSchema for HowOften {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HowOften".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its shape is wanted: the name and what stands in its brackets")]
        enum Named {
            /// A rate that is itself not known.
            Uncertain(Uncertain),
        }
        json_schema!({
            "title": "how often",
            "description": "A rate, or one that is itself not known.",
            "anyOf": [generator.subschema_for::<Rate>(), Named::json_schema(generator)],
            "examples": ["0.15 a year"]
        })
    }
}

impl<'de> Deserialize<'de> for HowOften {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = HowOften;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a rate in quotes, or Uncertain(mean: \"2 a year\", shape: 4)")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<HowOften, E> {
                Ok(HowOften { rate: Rate::parse(text).map_err(E::custom)?, shape: None })
            }
            /// The reader of the format gives what stands in the brackets of a name as a map.
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<HowOften, A::Error> {
                let Uncertain { mean, shape } =
                    Uncertain::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                if !(0.01..=10_000.0).contains(&shape) {
                    let what = format!("the shape must be from 0.01 to 10,000, found {shape}");
                    return Err(A::Error::custom(crate::units::Misread::new(
                        SPREAD,
                        what,
                        "a larger shape is more certain",
                    )));
                }
                Ok(HowOften { rate: mean, shape: Some(shape) })
            }
        }
        source.deserialize_any(Reader)
    }
}

/// A moment to think through, for the report and the drill.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename = "inject", deny_unknown_fields)]
pub struct Inject {
    /// After the onset.
    #[schemars(example = "6min")]
    pub at: Length,
    /// Who or what speaks.
    #[schemars(example = "the phone")]
    pub from: String,
    /// What is seen or heard.
    #[schemars(example = "The hotspot is on; the upload is 0.4 Mb/s.")]
    pub text: String,
    /// What has to be decided.
    #[serde(default)]
    #[schemars(example = "Picture off, telephone, or another date?")]
    pub asks: String,
    /// It comes only if this strategy was in use by then; a plan without it never used it.
    #[serde(default)]
    #[schemars(example = "mobile hotspot", extend("rare" = true))]
    pub if_used: Option<Name>,
    /// It does not come if this strategy was in use by then.
    #[serde(default)]
    #[schemars(example = "mobile hotspot", extend("rare" = true))]
    pub unless_used: Option<Name>,
}

/// A level, or levels in phases that follow each other: `"0%"` or `[("66%", "0%"), ("34%", "50%")]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phases(pub Vec<Phase>);

impl JsonSchema for Phases {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Phases".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "level, or levels in phases",
            "description": "A level, or levels that follow each other, each with its share of the time; the shares add up \
                            to 100%.",
            "anyOf": [generator.subschema_for::<Share>(), generator.subschema_for::<Vec<(Share, Share)>>()],
            "examples": ["0%", [["66%", "0%"], ["34%", "50%"]]]
        })
    }
}

impl<'de> Deserialize<'de> for Phases {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Phases;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a level such as \"0%\", or phases such as [(\"66%\", \"0%\"), (\"34%\", \"50%\")]")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Phases, E> {
                let level = Share::parse(text).map_err(E::custom)?;
                Ok(Phases(vec![Phase { share: Share::ALL, level }]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Phases, A::Error> {
                let mut phases = Vec::new();
                while let Some((share, level)) = seq.next_element::<(Share, Share)>()? {
                    phases.push(Phase { share, level });
                }
                let sum: u64 = phases.iter().map(|p| u64::from(p.share.millionths())).sum();
                if sum == u64::from(crate::units::MILLION) {
                    Ok(Phases(phases))
                } else {
                    let what = format!("the phases add up to {} %", sum as f64 / 10_000.0);
                    Err(A::Error::custom(crate::units::Misread::new(SPREAD, what, "they must add up to 100 %")))
                }
            }
        }
        source.deserialize_any(Reader)
    }
}

/// A chance, or chances by the length of the cause: `"25%"` or `[("1h", "10%"), ("4h", "40%"), ("longer", "70%")]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance(pub Vec<ChanceUpTo>);

impl JsonSchema for Chance {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Chance".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "chance, or chances by length",
            "description": "A chance, or chances by the length of the cause, up to each length; `longer` is the last.",
            "anyOf": [generator.subschema_for::<Share>(), generator.subschema_for::<Vec<(Length, Share)>>()],
            "examples": ["25%", [["1h", "10%"], ["4h", "40%"], ["longer", "70%"]]]
        })
    }
}

impl<'de> Deserialize<'de> for Chance {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Chance;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(
                    "a chance such as \"25%\", or chances by length such as [(\"1h\", \"10%\"), (\"longer\", \"70%\")]",
                )
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Chance, E> {
                let chance = Share::parse(text).map_err(E::custom)?;
                Ok(Chance(vec![ChanceUpTo { up_to: None, chance }]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Chance, A::Error> {
                let mut steps = Vec::new();
                while let Some((up_to, chance)) = seq.next_element::<(String, Share)>()? {
                    let up_to = match up_to.as_str() {
                        "longer" => None,
                        text => Some(Length::parse(text).map_err(A::Error::custom)?),
                    };
                    steps.push(ChanceUpTo { up_to, chance });
                }
                Ok(Chance(steps))
            }
        }
        source.deserialize_any(Reader)
    }
}
