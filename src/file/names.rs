//! Names in files: knows what a name may be and where it stands; does not know what it names.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use unicode_normalization::UnicodeNormalization;

use crate::codes::{NAME, TWICE};
use crate::units::Misread;

/// The longest name \[characters\].
const LONGEST: usize = 64;

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
        let wrong = |why: &str| {
            let shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
            Misread::new(NAME, format!("`{shown}` is no name{why}"), tip)
        };
        // The same letters can be written in two ways; whichever an author's keyboard makes, it is the same name.
        let name = Self { text: text.nfc().take(LONGEST + 1).collect(), address };
        if name.text.chars().count() > LONGEST {
            return Err(wrong(": it is too long"));
        }
        if text.trim() != text || text.chars().any(is_hidden) || name.key().is_empty() {
            return Err(wrong(""));
        }
        Ok(name)
    }

    /// A name made of this one; it stands where this one does.
    ///
    /// # Errors
    /// Where the text is no name.
    pub(super) fn made_into(&self, text: &str) -> Result<Self, Misread> {
        Self::checked(text, self.address)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Names that look the same are the same: capitals, wide and narrow letters, ligatures and variants do not count.
    #[must_use]
    pub fn key(&self) -> String {
        let plain: String = self.text.nfkc().filter(|c| !is_variant(*c)).collect();
        plain.to_lowercase().nfkc().collect()
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

/// Chooses among drawings of the character before it.
fn is_variant(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Control characters, and those that reorder, break or hide text.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        // Letters that are drawn as nothing.
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}')
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
        // No characters at all.
        || u32::from(c) & 0xfffe == 0xfffe
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
                        let tip = "names that look the same are the same, whatever their capitals; rename one";
                        return Err(A::Error::custom(Misread::new(TWICE, what, tip)));
                    }
                    entries.push((name, map.next_value()?));
                }
                Ok(Entries(entries))
            }
        }
        source.deserialize_map(Reader(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_free_text_without_tricks() {
        assert!(Name::new("mobile hotspot (4G)").is_ok() && Name::new("Büro £ 7").is_ok());
        for wrong in ["", " a", "a ", "a\u{1b}[31m", "a\u{202e}b", "a\u{0}", "\u{3164}", "\u{fe0f}", &"x".repeat(65)] {
            assert!(Name::new(wrong).is_err(), "{wrong:?}");
        }
        assert!(Name::new(&"x".repeat(64)).is_ok() && Name::new(&"e\u{301}".repeat(64)).is_ok());
    }

    #[test]
    fn names_that_look_the_same_are_the_same() {
        let key = |text: &str| Name::new(text).unwrap().key();
        for (one, other) in [
            ("caf\u{e9}", "cafe\u{301}"),
            ("phone", "\u{ff50}hone"),
            ("Phone", "pHONE"),
            ("of\u{fb01}ce", "office"),
            ("\u{130}x", "i\u{307}x"),
            ("\u{2709}\u{fe0f} mail", "\u{2709} mail"),
        ] {
            assert_eq!(key(one), key(other), "{one:?} {other:?}");
        }
        // Two ways to write the same letters are one name, so that what is named in one way is found in the other.
        assert_eq!(Name::new("caf\u{e9}"), Name::new("cafe\u{301}"));
        assert_ne!(key("line"), key("lime"));
    }
}
