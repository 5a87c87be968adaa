//! The list of what is in a pack: knows its schema, the hash of each file and the command of each result; does not know what
//! the files say.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::file::visible;
use crate::report::MODEL_VERSION;

use super::archive::Entries;
use super::json::once;

/// The name and version of the schema.
pub const SCHEMA: &str = "bcp-sim.pack/1";
/// The list's own name in a pack. It is the one file that it does not list.
pub const MANIFEST: &str = "manifest.json";
/// The page for whoever opens a pack.
pub const README: &str = "README.txt";
/// This program and its version.
pub const PROGRAM: &str = concat!("bcp-sim ", env!("CARGO_PKG_VERSION"));

/// What is in a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// The program that made it, and its version.
    pub program: String,
    /// The version of the model: with the same one the same inputs give the same numbers.
    pub model_version: u32,
    /// The title of the plan.
    pub title: String,
    /// The plan that it is about.
    pub plan: String,
    /// Every other file.
    pub files: Vec<Listed>,
    /// Every result.
    pub results: Vec<Sealed>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its path in the pack.
    pub path: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its size \[bytes\].
    pub bytes: u64,
}

/// A result, and how it is made again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// What it is.
    pub kind: Kind,
    /// The folder of its files in the pack.
    pub folder: String,
    /// The command that makes it again where the pack is unpacked: the words after the program's name.
    pub command: Vec<String>,
}

/// What a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A report, with figures.
    Report,
    /// A drill that was played, with its journal.
    Drill,
}

impl Manifest {
    /// The list of some files and results, made by this program.
    #[must_use]
    pub fn new(title: &str, plan: &str, entries: &Entries, results: Vec<Sealed>) -> Self {
        let listed = |(path, bytes): (&String, &Vec<u8>)| Listed {
            path: path.clone(),
            sha256: fingerprint(bytes),
            bytes: bytes.len() as u64,
        };
        Self {
            schema: SCHEMA.to_owned(),
            program: PROGRAM.to_owned(),
            model_version: MODEL_VERSION,
            title: title.to_owned(),
            plan: plan.to_owned(),
            files: entries.iter().filter(|(path, _)| *path != MANIFEST).map(listed).collect(),
            results,
        }
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> String {
        // Only numbers, texts and lists: nothing here can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The list of a pack.
    ///
    /// # Errors
    /// Why there is none that this program knows.
    pub fn of(entries: &Entries) -> Result<Self, String> {
        let bytes = entries.get(MANIFEST).ok_or_else(|| format!("`{MANIFEST}` is missing"))?;
        let wrong = |why: String| format!("`{MANIFEST}` cannot be read: {}", visible(&why));
        let text = std::str::from_utf8(bytes).map_err(|e| wrong(e.to_string()))?;
        let value = once(text).map_err(wrong)?;
        match value.get("schema").and_then(|schema| schema.as_str()) {
            Some(SCHEMA) => {
                let manifest: Self = serde_json::from_value(value).map_err(|e| wrong(e.to_string()))?;
                // Other blanks, another order or other escapes are bytes of which nobody would say anything.
                match manifest.text().as_bytes() == bytes {
                    true => Ok(manifest),
                    false => Err(format!("`{MANIFEST}` is not written as `bcp-sim seal` writes it")),
                }
            }
            other => Err(format!(
                "its form is `{}`; this program knows `{SCHEMA}`",
                other.map_or_else(|| "none".to_owned(), visible)
            )),
        }
    }

    /// In what the files of a pack are other than listed, a line for each; nothing where they are as they were sealed.
    #[must_use]
    pub fn broken(&self, entries: &Entries) -> Vec<String> {
        let mut found = Vec::new();
        let mut known = std::collections::BTreeSet::from([MANIFEST]);
        for listed in &self.files {
            let path = visible(&listed.path);
            let twice = !known.insert(&listed.path);
            match entries.get(&listed.path) {
                _ if twice => found.push(format!("`{path}` is listed twice")),
                None => found.push(format!("`{path}` is listed and missing")),
                Some(bytes) if bytes.len() as u64 != listed.bytes || fingerprint(bytes) != listed.sha256 => {
                    found.push(format!("`{path}` was changed after it was sealed: its SHA-256 is another"));
                }
                Some(_) => {}
            }
        }
        if !self.files.is_sorted_by(|a, b| a.path <= b.path) {
            found.push(format!("`{MANIFEST}` does not list its files by name"));
        }
        let strangers = entries.keys().filter(|path| !known.contains(path.as_str()));
        found.extend(strangers.map(|path| format!("`{}` is not listed in `{MANIFEST}`", visible(path))));
        found
    }

    /// Whether it was made by another version than this program's.
    #[must_use]
    pub fn by_another(&self) -> bool {
        self.program != PROGRAM || self.model_version != MODEL_VERSION
    }
}

/// The SHA-256 of some bytes, in hexadecimal digits.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Entries {
        Entries::from([("plan.ron".to_owned(), b"Plan()".to_vec()), ("README.txt".to_owned(), b"read".to_vec())])
    }

    #[test]
    fn whatever_was_changed_left_out_or_put_in_is_named() {
        let manifest = Manifest::new("A plan", "plan.ron", &entries(), Vec::new());
        let mut sealed = entries();
        sealed.insert(MANIFEST.to_owned(), manifest.text().into_bytes());
        assert_eq!(Manifest::of(&sealed).as_ref(), Ok(&manifest));
        assert!(manifest.broken(&sealed).is_empty() && !manifest.by_another());
        sealed.insert("plan.ron".to_owned(), b"Plan( )".to_vec());
        sealed.insert("extra".to_owned(), Vec::new());
        sealed.remove("README.txt");
        let told = manifest.broken(&sealed).join("\n");
        for wanted in ["`README.txt` is listed and missing", "`plan.ron` was changed", "`extra` is not listed"] {
            assert!(told.contains(wanted), "{told}");
        }
    }

    #[test]
    fn another_form_is_told() {
        let other =
            |text: &str| Manifest::of(&Entries::from([(MANIFEST.to_owned(), text.as_bytes().to_vec())])).unwrap_err();
        assert!(other("{\"schema\": \"bcp-sim.pack/2\"}").contains("`bcp-sim.pack/2`"));
        assert!(other("{}").contains("`none`") && other("[").contains("cannot be read"));
        assert!(Manifest::of(&Entries::new()).unwrap_err().contains("missing"));
        // What stands there twice, or is not known, could say anything to another reader.
        let text = Manifest::new("A plan", "plan.ron", &entries(), Vec::new()).text();
        let with = |more: &str| other(&text.replacen("\"title\"", &format!("{more}, \"title\""), 1));
        assert!(with("\"title\": \"B\"").contains("`title` is there twice"));
        assert!(with("\"checked_by\": \"B\"").contains("unknown field"));
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(fingerprint(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
