//! A folder that is made as a whole: knows how it takes the place of what is there; does not know what is in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;

use super::calls::{self, Out};
use super::mark::{Kind, MARK, Mark, digest};
use super::notes::Note;
use super::partial::{Partial, is_there, keep_aside, permit, permit_early};
use super::place::Place;
use super::target::{Target, Whose};

/// A folder being written.
pub struct Folder {
    partial: Partial,
    /// The folder that is written into.
    new: PathBuf,
    /// What it will be.
    path: PathBuf,
    /// The files written so far.
    files: BTreeMap<String, Vec<String>>,
    /// Folders in it.
    inside: Vec<PathBuf>,
}

impl Folder {
    /// Starts to write a folder.
    pub fn create(place: &Place) -> Result<Self, Failure> {
        let (partial, path) = (Partial::beside(place)?, place.path());
        let new = partial.new_folder();
        partial
            .note(&Note::Whole)
            .and_then(|()| calls::make_folder(&new))
            .map_err(|e| Failure::io("create", path, &e))?;
        Ok(Self { partial, new, path: path.to_path_buf(), files: BTreeMap::new(), inside: Vec::new() })
    }

    /// Makes a folder inside it, into which files can be written.
    pub fn inside(&mut self, name: &str) -> Result<(), Failure> {
        let folder = self.new.join(name);
        let made = self.partial.note_made(name).and_then(|()| calls::make_folder(&folder));
        made.map_err(|e| Failure::io("create", &self.path.join(name), &e))?;
        self.inside.push(folder);
        Ok(())
    }

    /// Writes one file of it.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.write_with(name, |out| out.write_all(bytes))
    }

    /// Writes one file of it piece by piece. Where that fails nothing of the file stays.
    pub fn write_with(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<Out>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let path = self.new.join(name);
        let noted = self.partial.note_made(name);
        let written = noted.and_then(|()| Out::create(&path)).and_then(|file| {
            let mut out = BufWriter::new(file);
            fill(&mut out)?;
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync()?;
            Ok(file.digest())
        });
        let digest = written.map_err(|e| {
            // Where this fails too, the whole folder goes.
            let _ = calls::remove(&path);
            Failure::io("write", &self.path.join(name), &e)
        })?;
        self.files.insert(name.to_owned(), vec![digest]);
        Ok(())
    }

    /// Puts a finished result in its place. Its mark is the last that is written.
    pub fn finish(mut self, target: &Target) -> Result<(), Failure> {
        let whose = target.whose()?;
        let mut mark = Mark::new(if whose == Whose::Somebody { Kind::Some } else { Kind::Result });
        mark.files = std::mem::take(&mut self.files);
        self.write(MARK, mark.text().as_bytes())?;
        let put = || {
            calls::sync_folder(&self.new)?;
            match whose {
                Whose::Nobody => self.place(),
                Whose::Ours => self.partial.exchange(),
                Whose::Somebody => put_among(&self.partial, &mark),
            }
        };
        put().map_err(|e: io::Error| Failure::io("replace", &self.path, &e))
    }

    /// Puts the finished folder where there is none, or an empty one, without a mark: it is its user's from then on. What
    /// somebody put there meanwhile stays: a folder cannot be renamed over one that holds anything.
    pub fn finish_new(self) -> Result<(), Failure> {
        let put = || {
            self.inside.iter().try_for_each(|folder| calls::sync_folder(folder))?;
            calls::sync_folder(&self.new)?;
            self.place()
        };
        put().map_err(|e: io::Error| Failure::io("make", &self.path, &e))
    }

    /// Puts it where nothing is, or an empty folder, whose permissions it has then; it goes again where the disk does not say
    /// that it is there for good.
    fn place(&self) -> io::Result<()> {
        self.partial.still()?;
        let empty = fs::symlink_metadata(&self.path).ok().map(|kind| kind.permissions());
        empty.iter().for_each(|permissions| permit_early(&self.new, permissions));
        calls::rename(&self.new, &self.path)?;
        calls::sync_folder(&super::parent(&self.path)).inspect_err(|_| {
            // A disk that cannot be written keeps what it has.
            let _ = calls::rename_new(&self.path, &self.new);
            if empty.is_some() {
                let _ = calls::make_folder(&self.path);
            }
        })?;
        empty.iter().for_each(|permissions| permit(&self.path, permissions));
        Ok(())
    }
}

/// Puts the files of a finished folder among somebody's, the mark last. Of an earlier result there, all goes that is as it was
/// written; whatever else has the name of one of them is kept aside. Where something fails, everything is as it was; where the
/// program is killed, whoever comes next goes on.
pub fn put_among(partial: &Partial, mark: &Mark) -> io::Result<()> {
    let (new, path) = (partial.new_folder(), partial.target());
    let old = Mark::of(path)?;
    // Of its earlier content what is ours at a name, to be told from what somebody else puts there meanwhile.
    let ours = |name: &str| match &old {
        Some(_) if name == MARK => digest(&path.join(name)).map(Some),
        Some(old) => old.written(path, name),
        None => Ok(None),
    };
    let note = |name: &str, was: String| {
        let is = if name == MARK { Some(vec![digest(&new.join(MARK))?]) } else { mark.files.get(name).cloned() };
        let either = [is.unwrap_or_default(), vec![was]].concat();
        let noted = |made: &str| partial.note_digests(made, &either, Some(name));
        noted(name).and_then(|()| noted(&format!("{name}.was")))
    };
    let gone = old.iter().flat_map(|old| old.files.keys()).filter(|name| !mark.files.contains_key(*name));
    let mut done = Vec::new();
    let put = || {
        for name in gone {
            if let Some(was) = ours(name)? {
                note(name, was)?;
                done.push(Step::Moved(path.join(name), new.join(name)).made()?);
            }
        }
        for name in mark.files.keys().map(String::as_str).chain([MARK]) {
            let (from, to) = (new.join(name), path.join(name));
            if name != MARK && mark.written(&new, name)?.is_none() {
                // It is in its place since before the program was killed.
                continue;
            }
            if let Some(was) = ours(name)? {
                note(name, was)?;
                done.push(Step::Swapped(from, to).made()?);
                continue;
            }
            if is_there(&to) {
                done.push(Step::Moved(to.clone(), keep_aside(&to, path)?));
            }
            done.push(Step::Moved(from, to).made()?);
        }
        calls::sync_folder(path)?;
        partial.note(&Note::Over)
    };
    partial.still()?;
    partial.note(&Note::Begun).and_then(|()| put()).inspect_err(|_| {
        // What cannot be put back stays where it is, and was told.
        done.iter().rev().for_each(|step| drop(step.undo()));
        let _ = partial.note(&Note::Over);
    })
}

/// One step of putting files among somebody's.
enum Step {
    /// From one name to another that nothing had.
    Moved(PathBuf, PathBuf),
    /// In the place of one of ours, which is then where the new one was made, and goes with that.
    Swapped(PathBuf, PathBuf),
}

impl Step {
    /// Does it.
    fn made(self) -> io::Result<Self> {
        match &self {
            Self::Moved(from, to) => calls::rename_new(from, to)?,
            Self::Swapped(from, to) => {
                permit(from, &fs::symlink_metadata(to)?.permissions());
                match calls::exchange(from, to) {
                    Err(e) if e.kind() == ErrorKind::Unsupported => {
                        if is_there(&was(from)) {
                            // Of a program that was killed; the old one has its own name as well.
                            calls::remove(&was(from))?;
                        }
                        calls::link(to, &was(from))?;
                        calls::rename(from, to)?;
                    }
                    done => done?,
                }
            }
        }
        Ok(self)
    }

    /// Undoes it.
    fn undo(&self) -> io::Result<()> {
        match self {
            Self::Moved(from, to) => calls::rename_new(to, from),
            Self::Swapped(from, to) => match calls::exchange(from, to) {
                Err(e) if e.kind() == ErrorKind::Unsupported => {
                    calls::link(to, from)?;
                    calls::rename(&was(from), to)
                }
                done => done,
            },
        }
    }
}

/// Where the old one stands that a new one made at a place has taken the place of, in a system that cannot let them change
/// places.
fn was(made: &Path) -> PathBuf {
    let mut name = made.file_name().unwrap_or_default().to_os_string();
    name.push(".was");
    made.with_file_name(name)
}
