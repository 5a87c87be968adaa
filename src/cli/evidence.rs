//! The file `evidence.ron` beside a plan: knows where it stands, how it is read, and how it is replaced as a whole; does
//! not know what its entries change.

use std::path::{Path, PathBuf};

use crate::file::{EVIDENCE, EvidenceFile, Source, read_evidence, visible};
use crate::report::Inputs;

use super::disk;
use super::failure::Failure;
use super::input::{LARGEST, invalid, practices, text};
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
        if !disk::is_there(&path) {
            return Ok(Self { path, read: None });
        }
        let source = text(&path)?;
        let file = read_evidence(&source).map_err(|faults| invalid(&source, &faults))?;
        let hash = Inputs::hash(&source.text);
        Ok(Self { path, read: Some((source, file, hash)) })
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
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
        // What its owner has written stays as it is, and only what can be read again is written.
        let old = self.read.as_ref().map(|_| disk::text(&self.path, LARGEST)).transpose()?;
        self.refuse_changed(old.as_deref())?;
        let shown = Source::new(self.path.to_string_lossy(), old.as_deref().unwrap_or_default());
        let text = new.text_after(old.as_deref()).map_err(|faults| invalid(&shown, &faults))?;
        let source = Source::new(self.path.to_string_lossy(), &text);
        read_evidence(&source).map_err(|faults| invalid(&source, &faults))?;
        let practices = practices(&disk::parent(&self.path));
        disk::replace(&disk::Place::own(&self.path, &practices)?, old.as_deref().map(str::as_bytes), text.as_bytes())
    }

    /// Refuses a file that is another than was read.
    fn refuse_changed(&self, now: Option<&str>) -> Result<(), Failure> {
        let now = now.map(|text| Inputs::hash(&Source::new("", text).text));
        if now.as_deref() == self.hash() {
            return Ok(());
        }
        let shown = visible(&self.path.to_string_lossy());
        Err(Failure::InUse(format!("`{shown}` was changed meanwhile, and nothing is written\n  tip: try again")))
    }
}
