//! The mark of a folder: knows which files this program wrote there, by their digests; does not know what they are.
//!
//! A folder is ours where it holds a mark, and a file of it is ours where its content is one that the mark lists. Its name alone
//! says nothing: people have charts and reports of their own. But a mark comes with a folder, from whoever made that: what it
//! lists under a name that this program never writes is not ours.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::pack::fingerprint;

use super::{look, names};

/// The name of the mark.
pub const MARK: &str = ".bcp-sim.json";
/// Name and version of its form.
const SCHEMA: &str = "bcp-sim.folder/1";
/// The largest mark that is read \[bytes\].
const LARGEST: u64 = 4 * 1024 * 1024;

/// What a folder holds that this program wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    schema: String,
    /// What it is.
    pub kind: Kind,
    /// The SHA-256 of each file, by its name: of what it is, and of what it was before, where one is just being replaced.
    pub files: BTreeMap<String, Vec<String>>,
}

/// What a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A result, which the next one replaces as a whole.
    Result,
    /// A folder of somebody's, in which single files are ours.
    Some,
}

impl Mark {
    /// A mark without files.
    pub fn new(kind: Kind) -> Self {
        Self { schema: SCHEMA.to_owned(), kind, files: BTreeMap::new() }
    }

    /// The mark of a folder; none where there is none that could be ours. One that cannot be read is no missing one.
    pub fn of(folder: &Path) -> io::Result<Option<Self>> {
        let Some(bytes) = content(&folder.join(MARK), LARGEST)? else { return Ok(None) };
        let mark: Option<Self> = serde_json::from_slice(&bytes).ok();
        let mark = mark.filter(|mark| mark.schema == SCHEMA && mark.files.keys().all(|name| is_plain(name)));
        Ok(mark.map(|mut mark| {
            mark.files.retain(|name, _| names::is_ours(name));
            mark
        }))
    }

    /// Whether the folder is a result, which the next one takes the place of.
    pub fn is_result(&self) -> bool {
        self.kind == Kind::Result
    }

    /// As it is written.
    pub fn text(&self) -> String {
        // Only texts: nothing here can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Whether this program wrote some bytes under a name.
    pub fn wrote(&self, name: &str, bytes: &[u8]) -> bool {
        self.files.get(name).is_some_and(|known| known.contains(&fingerprint(bytes)))
    }

    /// The SHA-256 of a file of a folder; none where it is not as this program wrote it. One that cannot be read is neither.
    pub fn written(&self, folder: &Path, name: &str) -> io::Result<Option<String>> {
        let (Some(known), path) = (self.files.get(name), folder.join(name)) else { return Ok(None) };
        if !is_file(&path)? {
            return Ok(None);
        }
        Ok(Some(digest(&path)?).filter(|digest| known.contains(digest)))
    }
}

/// Whether there is a file of just that name, and no link.
fn is_file(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        kind => kind.map(|kind| kind.is_file()),
    }
}

/// Whether a file has one of some digests.
pub fn is_one_of(path: &Path, digests: &[String]) -> io::Result<bool> {
    Ok(is_file(path)? && digest(path).is_ok_and(|is| digests.contains(&is)))
}

/// The bytes of a file; none where there is no file of that name, or one with more.
pub fn content(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    if !is_file(path)? {
        return Ok(None);
    }
    look::read(&mut look::open(path)?, most)
}

/// The name of something in a folder, and not the way to somewhere else.
pub fn is_plain(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(only)), None) if only == name)
}

/// The SHA-256 of a file, in hexadecimal digits.
pub fn digest(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut file = look::open(path)?;
    let mut piece = vec![0; 1 << 16];
    loop {
        match io::Read::read(&mut file, &mut piece)? {
            0 => return Ok(super::hexadecimal(&digest.finalize())),
            n => digest.update(&piece[..n]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_ours_only_where_it_names_files_of_its_own_folder() {
        let folder = tempfile::tempdir().unwrap();
        let put = |text: &str| fs::write(folder.path().join(MARK), text).unwrap();
        let with = |name: &str| {
            let files = BTreeMap::from([(name.to_owned(), vec!["0".to_owned()])]);
            Mark { files, ..Mark::new(Kind::Result) }.text()
        };
        assert_eq!(Mark::of(folder.path()).unwrap(), None);
        put(&with("report.md"));
        assert!(Mark::of(folder.path()).unwrap().is_some());
        for name in ["../report.md", "/etc/passwd", "a/b", "..", ".", ""] {
            put(&with(name));
            assert_eq!(Mark::of(folder.path()).unwrap(), None, "{name}");
        }
        for text in ["", "{}", "{\"schema\": \"bcp-sim.folder/2\", \"kind\": \"result\", \"files\": {}}"] {
            put(text);
            assert_eq!(Mark::of(folder.path()).unwrap(), None, "{text}");
        }
    }

    /// A mark that came with a folder listed a photograph and a plan with their digests: both were deleted.
    #[test]
    fn a_mark_says_nothing_of_names_that_are_never_written() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["report.md", "wedding.jpg", "plan.ron", "holiday.svg"];
        let files = names.map(|name| (name.to_owned(), vec!["0".to_owned()])).into();
        fs::write(folder.path().join(MARK), Mark { files, ..Mark::new(Kind::Result) }.text()).unwrap();
        let mark = Mark::of(folder.path()).unwrap().unwrap();
        assert_eq!(mark.files.into_keys().collect::<Vec<_>>(), ["report.md"]);
    }

    #[test]
    fn a_file_is_ours_by_its_content() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "abc").unwrap();
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned();
        let mark = Mark { files: BTreeMap::from([("a".to_owned(), vec![known])]), ..Mark::new(Kind::Result) };
        let written = |name: &str| mark.written(folder.path(), name).unwrap().is_some();
        assert!(written("a") && !written("b"));
        fs::write(folder.path().join("a"), "abd").unwrap();
        assert!(!written("a"));
    }
}
