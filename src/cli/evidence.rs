//! The file `evidence.ron` beside a plan: knows where it stands, how it is read, and how it is replaced as a whole; does
//! not know what its entries change.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::file::{EVIDENCE, EvidenceFile, Source, read_evidence, visible};
use crate::report::Inputs;

use super::failure::Failure;
use super::folder::{lock, parent};
use super::input::{invalid, text};
use super::revision;

/// The evidence beside a plan.
pub struct Evidence {
    /// Where it stands.
    path: PathBuf,
    /// Its text and content, and the hash of the text in the file; none where there is no file.
    read: Option<(Source, EvidenceFile, String)>,
}

impl Evidence {
    /// Reads the evidence beside a plan; none where the plan is a revision, or came on standard input.
    pub fn beside(plan: &Path) -> Result<Option<Self>, Failure> {
        if plan == Path::new("-") || revision::split(plan).is_some() {
            return Ok(None);
        }
        Self::at(plan.with_file_name(EVIDENCE)).map(Some)
    }

    fn at(path: PathBuf) -> Result<Self, Failure> {
        // A link that leads nowhere is no missing file.
        if fs::symlink_metadata(&path).is_err() {
            return Ok(Self { path, read: None });
        }
        let source = text(&path)?;
        let file = read_evidence(&source).map_err(|faults| invalid(&source, &faults))?;
        let hash = Inputs::hash(&source.text);
        Ok(Self { path, read: Some((source, file, hash)) })
    }

    /// Its text and content, where there is a file.
    pub fn read(&self) -> Option<(&Source, &EvidenceFile)> {
        self.read.as_ref().map(|(source, file, _)| (source, file))
    }

    /// The hash of its text, where there is a file.
    pub fn hash(&self) -> Option<&str> {
        self.read.as_ref().map(|(_, _, hash)| hash.as_str())
    }

    /// Its content; without entries where there is no file.
    pub fn file(&self) -> EvidenceFile {
        self.read.as_ref().map_or_else(EvidenceFile::empty, |(_, file, _)| file.clone())
    }

    /// Puts a new content in its place, whole or not at all. What somebody else wrote since it was read stays.
    pub fn replace(&self, new: &EvidenceFile) -> Result<(), Failure> {
        let source = Source::new(self.path.to_string_lossy(), &new.text());
        // What could not be read again is not written.
        read_evidence(&source).map_err(|faults| invalid(&source, &faults))?;
        // Where a link stands, the file that it leads to is replaced.
        let target = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let beside = |what: &str| parent(&target).join(format!(".partial-{EVIDENCE}{what}"));
        let (partial, lock_path) = (beside(""), beside(".lock"));
        let held = lock(&lock_path, &target)?;
        let written = self.is_unchanged().and_then(|()| put(&partial, &target, source.text.as_bytes()));
        // Where these fail the next time clears up.
        let _ = fs::remove_file(&partial);
        let _ = fs::remove_file(&lock_path);
        drop(held);
        written
    }

    fn is_unchanged(&self) -> Result<(), Failure> {
        if Self::at(self.path.clone())?.hash() == self.hash() {
            return Ok(());
        }
        let shown = visible(&self.path.to_string_lossy());
        Err(Failure::InUse(format!("`{shown}` was changed meanwhile, and nothing is written\n  tip: try again")))
    }
}

fn put(partial: &Path, target: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || {
        if fs::symlink_metadata(partial).is_ok() {
            fs::remove_file(partial)?;
        }
        let mut file = File::create_new(partial)?;
        if let Ok(old) = fs::metadata(target) {
            file.set_permissions(old.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(partial, target)?;
        File::open(parent(target)).and_then(|folder| folder.sync_all())
    };
    write().map_err(|e: std::io::Error| Failure::io("write", target, &e))
}
