//! Single files that take the place of others: knows that what is there is what was seen before; does not know what is in
//! them.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::file::visible;
use crate::pack::fingerprint;

use super::calls::{self, Out};
use super::mark::{Kind, MARK, Mark, content, digest, is_one_of};
use super::partial::{Partial, is_there, keep_as, keep_aside, keep_linked, names};
use super::place::{Place, refuse_link};

/// Writes a file in the place of one that still is what it was; of none, where nothing was there.
///
/// # Errors
/// It is something else by now, or a link, and nothing is written; or it cannot be written, and the old one stands as before.
pub fn replace(place: &Place, was: Option<&[u8]>, bytes: &[u8]) -> Result<(), Failure> {
    let (partial, path) = (Partial::beside(place)?, place.path());
    let in_use = |what: &str| {
        let shown = visible(&path.to_string_lossy());
        Failure::InUse(format!("`{shown}` {what}, and nothing is written\n  tip: try again"))
    };
    let most = was.map_or(0, |was| was.len() as u64);
    let is = content(path, most).map_err(|e| Failure::io("read", path, &e))?;
    match fs::symlink_metadata(path) {
        Ok(kind) if kind.is_symlink() => return Err(in_use("is a link")),
        Ok(_) if was.is_none() => return Err(in_use("exists")),
        _ if is.as_deref() != was => return Err(in_use("was changed meanwhile")),
        _ => {}
    }
    let put = || {
        let old: Vec<String> = was.iter().map(|was| fingerprint(was)).collect();
        let made = make(&partial, path, bytes, &old)?;
        put(&partial, &made, path)?;
        // What was changed while the new one was being made is there now.
        keep_changed(&made, path, &old)
    };
    put().map_err(|e: io::Error| match e.kind() {
        ErrorKind::AlreadyExists => in_use("exists"),
        _ => Failure::io("write", path, &e),
    })
}

/// Writes a file in the place of one that is kept aside.
///
/// # Errors
/// It cannot be written, and the old one stands as before.
pub fn supplant(place: &Place, bytes: &[u8]) -> Result<(), Failure> {
    let (partial, path) = (Partial::beside(place)?, place.path());
    put_keeping(&partial, path, bytes).map_err(|e| Failure::io("write", path, &e))
}

/// Keeps aside what is there, and puts a file in its place. A file keeps its name until the new one has it.
fn put_keeping(partial: &Partial, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let Ok(kept) = keep_linked(path, folder) else {
        // A folder, or a disk on which a file has one name.
        let made = make(partial, path, bytes, &[])?;
        let kept = keep_aside(path, folder)?;
        return put(partial, &made, path).inspect_err(|_| drop(calls::rename_new(&kept, path)));
    };
    let old = digest(&kept)?;
    let made = make(partial, path, bytes, std::slice::from_ref(&old))?;
    put(partial, &made, path).inspect_err(|_| drop(calls::remove(&kept)))?;
    keep_changed(&made, path, std::slice::from_ref(&old))
}

/// Keeps aside what a file has taken the place of, where that is not what it was to be; or gives it its place back.
fn keep_changed(made: &Path, path: &Path, old: &[String]) -> io::Result<()> {
    let was = made.with_extension("was");
    let displaced = if is_there(&was) { &was } else { made };
    if !is_there(displaced) {
        return Ok(());
    }
    let keep = || if is_one_of(displaced, old)? { Ok(()) } else { keep_as(displaced, path).map(drop) };
    keep().inspect_err(|_| drop(calls::rename(displaced, path)))
}

/// Makes a file with its content on the disk, where nobody looks yet. Whoever might read and write the old one may the new.
fn make(partial: &Partial, path: &Path, bytes: &[u8], old: &[String]) -> io::Result<PathBuf> {
    let new = partial.new_folder();
    if !is_there(&new) {
        calls::make_folder(&new)?;
    }
    // What stood in the place of the ones before may still be there.
    let name = names(&new)?.len().to_string();
    let made = new.join(&name);
    partial.note_made(&name)?;
    let mut out = Out::create(&made)?;
    if let Some(old) = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file) {
        out.permit(old.permissions())?;
    }
    out.write_all(bytes)?;
    out.sync()?;
    // From now on it may be either.
    let either = [&[fingerprint(bytes)], old].concat();
    let under = path.file_name().and_then(|name| name.to_str()).filter(|_| path != partial.target());
    partial.note_digests(&name, &either, under)?;
    partial.note_digests(&format!("{name}.was"), &either, under)?;
    Ok(made)
}

/// Puts a file that was made in its place. Where the disk does not say that it is there for good, the old one is back.
fn put(partial: &Partial, made: &Path, path: &Path) -> io::Result<()> {
    partial.still()?;
    let sync = || calls::sync_folder(&super::parent(path));
    if !is_there(path) {
        calls::rename_new(made, path)?;
        // A disk that cannot be written keeps what it has.
        return sync().inspect_err(|_| drop(calls::rename_new(path, made)));
    }
    match calls::exchange(made, path) {
        Err(e) if e.kind() == ErrorKind::Unsupported => {
            let was = made.with_extension("was");
            calls::link(path, &was)?;
            calls::rename(made, path)?;
            sync().inspect_err(|_| drop(calls::rename(&was, path)))
        }
        Err(e) => Err(e),
        Ok(()) => sync().inspect_err(|_| drop(calls::exchange(made, path))),
    }
}

/// A folder of somebody's in which some files are ours: they are written again, each as a whole.
pub struct Shared {
    folder: PathBuf,
    mark: Mark,
    /// Something that is no mark has its name.
    unmarked: bool,
    /// The place in which the folder as a whole would be made: nobody else writes it meanwhile.
    partial: Partial,
}

impl Shared {
    /// The files that are ours in a folder. No link is followed that stands in one of some practices.
    ///
    /// # Errors
    /// The folder is a link or lies behind one, or another run is writing there.
    pub fn of(folder: &Path, practices: &[PathBuf]) -> Result<Self, Failure> {
        let mut place = Place::own(folder, practices)?;
        if place.path().file_name().is_none() {
            // One folder has one place in which it is made, however it is called.
            place = Place::own(place.real(), &[])?;
        }
        let folder = place.path();
        refuse_link(folder)?;
        let partial = Partial::beside(&place)?;
        let mark = Mark::of(folder).map_err(|e| Failure::io("read", folder, &e))?;
        let unmarked = mark.is_none() && is_there(&folder.join(MARK));
        let mark = mark.unwrap_or_else(|| Mark::new(Kind::Some));
        Ok(Self { folder: folder.to_path_buf(), mark, unmarked, partial })
    }

    /// Writes some files. What this program wrote under the name of one, and somebody has changed since, is kept aside.
    ///
    /// # Errors
    /// Something of somebody's has the name of one, or one of them cannot be written; each stands there whole, as it was or as it will be.
    pub fn write(mut self, files: &[(&str, &[u8])]) -> Result<(), Failure> {
        files.iter().try_for_each(|(name, _)| self.refuse_foreign(name))?;
        let unread = |e: io::Error| Failure::io("read", &self.folder, &e);
        let now = files.iter().map(|(name, _)| self.mark.written(&self.folder, name));
        let now = now.collect::<io::Result<Vec<_>>>().map_err(unread)?;
        let is_foreign = |(name, now): (&str, &Option<String>)| now.is_none() && is_there(&self.folder.join(name));
        let foreign: Vec<bool> = files.iter().map(|(name, _)| *name).zip(&now).map(is_foreign).collect();
        // Ours is what will stand there, and what does until then.
        for ((name, bytes), now) in files.iter().zip(now) {
            let known = [fingerprint(bytes)].into_iter().chain(now.filter(|now| *now != fingerprint(bytes)));
            self.mark.files.insert((*name).to_owned(), known.collect());
        }
        self.put(MARK, self.mark.text().as_bytes(), self.unmarked)?;
        files.iter().zip(foreign).try_for_each(|((name, bytes), foreign)| self.put(name, bytes, foreign))?;
        if self.mark.files.values().any(|known| known.len() > 1) {
            self.mark.files.values_mut().for_each(|known| known.truncate(1));
            self.put(MARK, self.mark.text().as_bytes(), false)?;
        }
        Ok(())
    }

    /// Refuses to write a file in the place of one that this program never wrote there.
    ///
    /// # Errors
    /// There is one.
    pub fn refuse_foreign(&self, name: &str) -> Result<(), Failure> {
        let path = self.folder.join(name);
        if self.mark.files.contains_key(name) || !is_there(&path) {
            return Ok(());
        }
        let shown = visible(&path.to_string_lossy());
        Err(Failure::InUse(format!(
            "`{shown}` was not written by bcp-sim, and would be replaced\n  tip: give it another name, and try again"
        )))
    }

    /// The digest of what is there of ours under a name; the mark itself is ours, whatever it lists.
    fn own_digest(&self, name: &str) -> io::Result<Vec<String>> {
        let path = self.folder.join(name);
        let own = match name == MARK && is_there(&path) {
            true => Some(digest(&path)?),
            false => self.mark.written(&self.folder, name)?,
        };
        Ok(own.into_iter().collect())
    }

    fn put(&self, name: &str, bytes: &[u8], foreign: bool) -> Result<(), Failure> {
        let path = self.folder.join(name);
        let done = match foreign {
            true => put_keeping(&self.partial, &path, bytes),
            false => self.own_digest(name).and_then(|old| {
                let made = make(&self.partial, &path, bytes, &old)?;
                put(&self.partial, &made, &path)?;
                // What was changed meanwhile is there now.
                keep_changed(&made, &path, &old)
            }),
        };
        done.map_err(|e| Failure::io("write", &path, &e))
    }
}
