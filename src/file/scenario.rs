//! A scenario as written: knows its fields, units and defaults; names are still text.

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use crate::model::{ChanceUpTo, Phase};
use crate::units::{Length, Opening, Rate, Share};

use super::names::{Entries, Name};
use super::plan::Basis;
use super::spread::Spread;

/// The whole scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "Scenario", deny_unknown_fields)]
pub struct ScenarioFile {
    /// Version of the file format; this program reads 1.
    pub format: u32,
    /// Title.
    pub title: String,
    /// What it is about, in a sentence or two.
    #[serde(default)]
    pub about: String,
    /// Length of a trial, from the Monday of the week in which it strikes.
    pub horizon: Length,
    /// What strikes; one of them in a trial, by its rate.
    pub hazards: Entries<HazardFile>,
    /// What they may set off.
    #[serde(default)]
    pub then: Entries<CascadeFile>,
    /// Moments to think through.
    #[serde(default)]
    pub injects: Vec<Inject>,
}

impl ScenarioFile {
    /// Keeps one hazard and what it may set off.
    ///
    /// # Errors
    /// The nearest name, where there is no such hazard.
    pub fn only(&mut self, hazard: &str) -> Result<(), String> {
        if self.hazards.get(hazard).is_none() {
            let known: Vec<&str> = self.hazards.names().collect();
            return Err(super::read::nearest(hazard, &known));
        }
        self.hazards.0.retain(|(name, _)| name.as_str() == hazard);
        self.then.0.iter_mut().for_each(|(_, cascade)| cascade.of.retain(|name| name.as_str() == hazard));
        self.then.0.retain(|(_, cascade)| !cascade.of.is_empty());
        Ok(())
    }
}

/// One way to be disrupted.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "hazard", deny_unknown_fields)]
pub struct HazardFile {
    /// How often it strikes a practice.
    pub rate: Rate,
    /// At which minutes of an open week it may strike.
    #[serde(default = "Opening::always")]
    pub when: Opening,
    /// How long it lasts.
    pub lasts: Spread,
    /// What it takes down.
    pub strikes: Entries<Phases>,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// Something a hazard may set off.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "then", deny_unknown_fields)]
pub struct CascadeFile {
    /// The hazards that may set it off.
    pub of: Vec<Name>,
    /// Its chance, by the length of its cause.
    pub chance: Chance,
    /// How long after its cause it starts.
    #[serde(default)]
    pub after: Option<Spread>,
    /// How long it lasts; without it, until its cause ends.
    #[serde(default)]
    pub lasts: Option<Spread>,
    /// What it takes down.
    pub strikes: Entries<Phases>,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// A moment to think through, for the report and the drill.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "inject", deny_unknown_fields)]
pub struct Inject {
    /// After the onset.
    pub at: Length,
    /// Who or what speaks.
    pub from: String,
    /// What is seen or heard.
    pub text: String,
    /// What has to be decided.
    #[serde(default)]
    pub asks: String,
}

/// A level, or levels in phases that follow each other: `"0%"` or `[("66%", "0%"), ("34%", "50%")]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phases(pub Vec<Phase>);

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
                    Err(A::Error::custom(crate::units::Misread::new(what, "they must add up to 100 %")))
                }
            }
        }
        source.deserialize_any(Reader)
    }
}

/// A chance, or chances by the length of the cause: `"25%"` or `[("1h", "10%"), ("4h", "40%"), ("longer", "70%")]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance(pub Vec<ChanceUpTo>);

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
