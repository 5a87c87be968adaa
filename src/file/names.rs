//! Names in files: knows what a name may be and where it stands; does not know what it names.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::codes::{NAME, TOO_LARGE, TWICE};
use crate::units::Misread;

/// The longest name \[characters\].
const LONGEST: usize = 64;
/// The most entries of one kind.
const MOST: usize = 10_000;

/// A name as written, with the address in memory of the text it was read from.
#[derive(Clone, Debug, Eq)]
pub struct Name {
    text: String,
    address: usize,
}

impl Name {
    /// A name made by the program; it stands nowhere.
    ///
    /// # Errors
    /// Where the text is no name.
    pub fn new(text: &str) -> Result<Self, Misread> {
        Self::checked(text, 0)
    }

    fn checked(text: &str, address: usize) -> Result<Self, Misread> {
        let tip = "a name has 1 to 64 characters, no control characters, and no blank at its ends";
        let shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
        if text.is_empty() || text.trim() != text || text.chars().count() > LONGEST || text.chars().any(is_hidden) {
            return Err(Misread::new(NAME, format!("`{shown}` is no name"), tip));
        }
        Ok(Self { text: text.to_owned(), address })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Names that look the same are the same.
    #[must_use]
    pub fn key(&self) -> String {
        self.text.to_lowercase()
    }

    /// Where it was read; 0 where it was not.
    #[must_use]
    pub(super) fn address(&self) -> usize {
        self.address
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Control characters, and those that reorder or hide text.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Name;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name in quotes")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Name, E> {
                Name::checked(text, text.as_ptr() as usize).map_err(E::custom)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Name, E> {
                Name::checked(text, 0).map_err(E::custom)
            }
        }
        source.deserialize_str(Reader)
    }
}

crate::units::told_as!(
    Name,
    "name",
    "1 to 64 characters, without a blank at its ends. Capitals do not tell names apart.",
    ["laptop"]
);

/// Named entries in the order of the file; equal names are refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries<T>(pub Vec<(Name, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// The entry of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(n, _)| n.as_str() == name).map(|(_, entry)| entry)
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("entries of {}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Reader<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Entries<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("entries in braces, like { \"name\": (…), }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries: Vec<(Name, T)> = Vec::new();
                let mut keys = std::collections::BTreeSet::new();
                while let Some(name) = map.next_key::<Name>()? {
                    if !keys.insert(name.key()) {
                        let what = format!("the name `{}` stands here a second time", name.as_str());
                        return Err(A::Error::custom(Misread::new(
                            TWICE,
                            what,
                            "capitals do not tell names apart; rename one",
                        )));
                    }
                    if keys.len() > MOST {
                        return Err(A::Error::custom(Misread::new(
                            TOO_LARGE,
                            format!("more than {MOST} entries"),
                            "write fewer",
                        )));
                    }
                    entries.push((name, map.next_value()?));
                }
                Ok(Entries(entries))
            }
        }
        source.deserialize_map(Reader(std::marker::PhantomData))
    }
}

/// The offset of an amount whose sign is not that of the plan's currency.
pub(super) fn foreign_sign(text: &str, currency: &crate::units::Currency) -> Option<usize> {
    let own = currency.sign();
    let signs = ["£", "€", "$", "¥"].into_iter().filter(|sign| **sign != *own);
    signs
        .filter_map(|sign| {
            text.match_indices(&format!("\"{sign}")).find(|(at, _)| is_amount(&text[at + 1 + sign.len()..]))
        })
        .map(|(at, _)| at)
        .min()
}

/// Whether a quoted text goes on as an amount and nothing else; a note may begin with one.
fn is_amount(rest: &str) -> bool {
    let inside = rest.split('"').next().unwrap_or("").trim();
    let (number, period) = inside.split_once(" a ").unwrap_or((inside, "month"));
    inside.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || ",.".contains(c))
        && period.chars().all(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_free_text_without_tricks() {
        assert!(Name::new("mobile hotspot (4G)").is_ok() && Name::new("Büro £ 7").is_ok());
        for wrong in ["", " a", "a ", "a\u{1b}[31m", "a\u{202e}b", "a\u{0}", &"x".repeat(65)] {
            assert!(Name::new(wrong).is_err(), "{wrong:?}");
        }
    }
}
