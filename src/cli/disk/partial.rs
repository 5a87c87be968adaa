//! The place in which something is made before it takes the place of something else: knows that only one program is in it,
//! what a program that was killed left there, and whose each thing in it is; does not know what is made.
//!
//! It is a folder `.partial-NAME` beside what is made:
//!
//! ```text
//! bcp-sim.lock   says whose the folder is, and lists what was made in it; who makes something holds it
//! new/           what is being made; once it has changed places, what was there before
//! old/           what was there before, where a system cannot let two folders change places in one step
//! ```
//!
//! The lock goes only with the folder, and only by whoever holds it: who gets it looks whether it is still the one that
//! stands there. Whoever comes next, whatever for, first puts right what was left: the old result goes back where nothing is in its
//! place, what this program wrote goes, and what it did not write goes back, or aside.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::file::visible;

use super::calls;
use super::folder::{BEGUN, OVER, put_among};
use super::mark::{MARK, Mark, content, is_one_of};
use super::place::Place;

/// With what the name of such a folder begins.
pub const PREFIX: &str = ".partial-";
/// The name of its lock, which nobody else uses: who was killed before anything was said leaves an empty one.
const LOCK: &str = "bcp-sim.lock";
/// What its lock says first; a line for each thing that was made in it follows.
const SAID: &str = "{\"schema\": \"bcp-sim.partial/2\"}\n";
/// The longest lock that is read \[bytes\].
const LONGEST: u64 = 1 << 20;
/// How often the lock is looked for again where its last holder has just taken it away.
const TRIES: usize = 100;

/// A place to make something in.
pub struct Partial {
    at: PathBuf,
    target: PathBuf,
    lock: File,
    /// Whether it was said that something cannot be put right.
    told: bool,
}

impl Partial {
    /// Begins to make what will stand at a path; the folders above it are made where they are missing.
    pub fn beside(place: &Place) -> Result<Self, Failure> {
        let target = place.path();
        let folder = super::parent(target);
        make_all(&folder).map_err(|e| Failure::io("create", &folder, &e))?;
        match Self::held(target, Missing::Made)? {
            Some(partial) => Ok(partial),
            None => Err(Failure::io("lock", target, &ErrorKind::NotFound.into())),
        }
    }

    /// The place of what will stand at a path, with everything put right that was left in it; none where there is none.
    fn held(target: &Path, missing: Missing) -> Result<Option<Self>, Failure> {
        let at = place_of(target);
        let Some(lock) = hold(&at, target, missing)? else { return Ok(None) };
        let mut partial = Self { at, target: target.to_path_buf(), lock, told: false };
        let begun = partial.put_right().and_then(|()| partial.forget());
        partial.told = begun.is_err();
        begun.map_err(|e| Failure::Io(format!("{}\n  tip: {NOT_RIGHT}", not_right(&partial.at, &e))))?;
        Ok(Some(partial))
    }

    /// Notes that something is going to be made, by its path from `new` on: what is not noted is somebody else's.
    pub fn note(&self, name: &str) -> io::Result<()> {
        calls::write(&self.lock, &self.at.join(LOCK), format!("{name}\n").as_bytes())
    }

    /// Notes that something is made, with the digests of what it may be: the new one, or the old one whose place that takes. What
    /// is neither was written by somebody else meanwhile, and is kept beside the name that it had.
    pub fn note_digests(&self, name: &str, digests: &[String], under: &str) -> io::Result<()> {
        self.note(&format!("{name}\t{}\t{under}", digests.join(",")))
    }

    /// Where what will be made is going to stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// What was noted; the last note of a name counts.
    fn noted(&self) -> io::Result<Noted> {
        let said = content(&self.at.join(LOCK), LONGEST)?.unwrap_or_default();
        let line = |line: &str| {
            let mut parts = line.split('\t').map(str::to_owned);
            let name = parts.next()?;
            Some((name, parts.next().zip(parts.next())))
        };
        Ok(String::from_utf8_lossy(&said).lines().skip(1).filter_map(line).collect())
    }

    /// Nothing of what was noted is there any more.
    fn forget(&self) -> io::Result<()> {
        match self.lock.metadata()?.len() > SAID.len() as u64 {
            true => calls::truncate(&self.lock, &self.at.join(LOCK), SAID.len() as u64),
            false => Ok(()),
        }
    }

    /// The folder for what is being made.
    pub fn new_folder(&self) -> PathBuf {
        self.at.join("new")
    }

    /// Lets what was made change places with the result that is there, and what this program did not write comes along. Where
    /// something fails the old one is back.
    pub fn exchange(&self) -> io::Result<()> {
        let (new, old) = (self.new_folder(), self.at.join("old"));
        let permissions = fs::metadata(&self.target)?.permissions();
        permit_early(&new, &permissions);
        let done = match calls::exchange(&new, &self.target) {
            Err(e) if e.kind() == ErrorKind::Unsupported => {
                calls::rename_new(&self.target, &old)?;
                calls::rename_new(&new, &self.target).inspect_err(|_| {
                    // Where this fails too, whoever comes next finds it in its place.
                    let _ = calls::rename_new(&old, &self.target);
                })?;
                self.complete(&old, || {
                    calls::rename_new(&self.target, &new)?;
                    calls::rename_new(&old, &self.target)
                })
            }
            done => {
                done?;
                self.complete(&new, || calls::exchange(&new, &self.target))
            }
        };
        done.inspect(|()| permit(&self.target, &permissions))
    }

    /// The rest of it: what is not ours comes along, and all of it is there for good.
    fn complete(&self, old: &Path, back: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let done = calls::sync_folder(&super::parent(&self.target)).and_then(|()| carry(old, &self.target));
        // A disk that cannot be written keeps what it has.
        done.inspect_err(|_| drop(back()))
    }

    /// Puts right what a program that was killed left here, or what this one leaves.
    fn put_right(&self) -> io::Result<()> {
        let (new, old) = (self.new_folder(), self.at.join("old"));
        for place in [&new, &old] {
            if is_there(place) && !is_folder(place) {
                return Err(io::Error::other(format!("`{}` is not bcp-sim's", visible(&place.to_string_lossy()))));
            }
        }
        if is_there(&old) && !is_there(&self.target) {
            calls::rename_new(&old, &self.target)?;
        } else if is_there(&old) && Mark::of(&self.target)?.is_none() {
            // What stands there meanwhile is no result.
            keep_as(&old, &self.target)?;
        }
        for place in [&old, &new].into_iter().filter(|place| is_there(place)) {
            let noted = self.noted()?;
            let is = |what: &str| *place == new && noted.contains_key(what);
            match Mark::of(place)? {
                _ if is(OVER) => self.remove_made(place, &noted)?,
                // It was just being put among somebody's files: that is gone on with.
                Some(mark) if is(BEGUN) && is_folder(&self.target) => {
                    put_among(self, &mark)?;
                    self.remove_made(place, &self.noted()?)?;
                }
                Some(mark) => {
                    carry(place, &self.target)?;
                    clear(place, &mark)?;
                }
                // The mark is written last: all of it that is noted was being made.
                None => self.remove_made(place, &noted)?,
            }
        }
        Ok(())
    }

    /// Takes away what was being made; what is not noted is kept, in sight.
    fn remove_made(&self, folder: &Path, noted: &Noted) -> io::Result<()> {
        for name in names(folder)? {
            let path = folder.join(name);
            let note = path.strip_prefix(&self.at).ok().and_then(Path::to_str).and_then(|name| noted.get(name));
            match note {
                Some(None) if is_folder(&path) => self.remove_made(&path, noted)?,
                Some(Some((digests, under))) if !is_one_of(&path, digests)? => {
                    keep_as(&path, Path::new(under))?;
                }
                Some(_) => calls::remove(&path)?,
                None => drop(keep_aside(&path, &super::parent(&self.target))?),
            }
        }
        calls::remove_folder(folder)
    }
}

/// What was noted: paths from `new` on, some with what they may hold and the name under which anything else is kept.
type Noted = BTreeMap<String, Option<(String, String)>>;

/// Whether there is a folder, and no link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|kind| kind.is_dir())
}

/// What to do where something that was left cannot be put right: the next command does it as soon as it can.
const NOT_RIGHT: &str =
    "let what is in it be written and removed, and type any command of this practice again: it clears up";

fn not_right(at: &Path, error: &io::Error) -> String {
    format!("could not clear up `{}`, which is still there: {error}", visible(&at.to_string_lossy()))
}

/// Who may look into a folder, or read a file, stays as it was, where the system lets it.
pub fn permit(path: &Path, permissions: &Permissions) {
    if fs::symlink_metadata(path).is_ok_and(|kind| kind.permissions() != *permissions) {
        drop(calls::permit(path, permissions.clone()));
    }
}

/// The same for a folder before it is seen, where its owner may still do everything in it then.
pub fn permit_early(folder: &Path, permissions: &Permissions) {
    if lets_owner(permissions) {
        permit(folder, permissions);
    }
}

#[cfg(unix)]
fn lets_owner(permissions: &Permissions) -> bool {
    std::os::unix::fs::PermissionsExt::mode(permissions) & 0o700 == 0o700
}

#[cfg(not(unix))]
fn lets_owner(permissions: &Permissions) -> bool {
    !permissions.readonly()
}

/// Whatever happened, nothing of the making stays.
impl Drop for Partial {
    fn drop(&mut self) {
        if let Err(e) = self.put_right().or_else(|e| if self.told { Ok(()) } else { Err(e) }) {
            // Nothing can be done where standard error is closed.
            let _ = writeln!(anstream::stderr(), "note: {}\n  tip: {NOT_RIGHT}", not_right(&self.at, &e));
        }
        let is_empty = names(&self.at).is_ok_and(|names| names.iter().all(|name| name == LOCK));
        if is_empty {
            let _ = calls::remove(&self.at.join(LOCK));
            let _ = calls::remove_folder(&self.at);
        }
    }
}

/// Where something is made.
pub fn place_of(target: &Path) -> PathBuf {
    let mut name = OsString::from(PREFIX);
    name.push(target.file_name().unwrap_or_default());
    super::parent(target).join(name)
}

/// Puts right whatever programs that were killed left in a folder; what another is making just now stays.
///
/// # Errors
/// Whether something is left cannot be read. What cannot be put right is told, and stays.
pub fn recover(folder: &Path) -> Result<(), Failure> {
    // What a link leads to is not looked after here.
    let Some(names) = is_folder(folder).then(|| names(folder).ok()).flatten() else { return Ok(()) };
    for (at, name) in names.iter().filter_map(|name| Some((folder.join(name), made_in(name)?))) {
        if !is_ours(&at).map_err(|e| Failure::io("read", &at, &e))? {
            continue;
        }
        match Place::own(&folder.join(name), &[]).and_then(|place| Partial::held(place.path(), Missing::Left)) {
            Ok(_) | Err(Failure::InUse(_)) => {}
            // Nothing can be done where standard error is closed.
            Err(failure) => {
                let said = failure.text().unwrap_or_default();
                drop(writeln!(anstream::stderr(), "note: {}", said.trim_start_matches("error: ")));
            }
        }
    }
    Ok(())
}

/// The name of what is made in a folder of some name; none where it is no such folder.
#[cfg(unix)]
fn made_in(name: &OsStr) -> Option<OsString> {
    use std::os::unix::ffi::OsStrExt;
    name.as_bytes().strip_prefix(PREFIX.as_bytes()).map(|name| OsStr::from_bytes(name).to_os_string())
}

/// The name of what is made in a folder of some name; none where it is no such folder.
#[cfg(not(unix))]
fn made_in(name: &OsStr) -> Option<OsString> {
    name.to_str()?.strip_prefix(PREFIX).map(OsString::from)
}

/// Whether a folder is one that this program makes things in.
fn is_ours(at: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(at).is_ok_and(|kind| kind.is_dir()) {
        return Ok(false);
    }
    let Some(said) = content(&at.join(LOCK), LONGEST)? else { return Ok(false) };
    // Somebody has just made it, or was killed before anything was said.
    let alone = || names(at).is_ok_and(|names| names == [LOCK]);
    Ok(said.starts_with(SAID.as_bytes()) || said.is_empty() && alone())
}

/// Whether a folder is empty, and a folder.
fn is_empty(folder: &Path) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|kind| kind.is_dir()) && names(folder).is_ok_and(|names| names.is_empty())
}

/// What becomes of a place that is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Made,
    /// Whoever puts right what was left makes nothing: somebody else may just have ended.
    Left,
}

/// Takes the lock of a place; none where it is missing and not made.
fn hold(at: &Path, target: &Path, missing: Missing) -> Result<Option<File>, Failure> {
    let path = at.join(LOCK);
    let failed = |doing: &str, e: &io::Error| Failure::io(doing, at, e);
    for _ in 0..TRIES {
        match missing {
            Missing::Left if !is_there(&path) => return Ok(None),
            Missing::Left => {}
            Missing::Made => match calls::make_folder(at) {
                Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(failed("create", &e)),
                _ => {}
            },
        }
        if is_there(at) && !is_ours(at).map_err(|e| failed("read", &e))? && !is_empty(at) {
            let what = format!("`{}` is in the way, and is not bcp-sim's", visible(&at.to_string_lossy()));
            return Err(Failure::InUse(format!("{what}\n  tip: move it, or name another folder with `--out`")));
        }
        let file = match calls::open_lock(&path) {
            Err(e) if e.kind() == ErrorKind::NotFound => continue,
            opened => opened.map_err(|e| failed("lock", &e))?,
        };
        match calls::lock(&file, &path) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let shown = visible(&target.to_string_lossy());
                return Err(Failure::InUse(format!(
                    "another run is writing `{shown}`\n  tip: wait for it, or name another folder"
                )));
            }
            Err(TryLockError::Error(e)) => return Err(failed("lock", &e)),
        }
        if is_still(&path, &file) {
            say(&file, &path).map_err(|e| failed("write", &e))?;
            return Ok(Some(file));
        }
    }
    Err(Failure::InUse(format!("`{}` cannot be locked\n  tip: try again", visible(&at.to_string_lossy()))))
}

/// Says in a lock whose it is, where it does not yet.
fn say(file: &File, path: &Path) -> io::Result<()> {
    if file.metadata()?.len() > 0 { Ok(()) } else { calls::write(file, path, SAID.as_bytes()) }
}

/// Whether a lock that was taken is the one that stands there.
#[cfg(unix)]
fn is_still(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let which = |kind: io::Result<fs::Metadata>| kind.ok().map(|kind| (kind.dev(), kind.ino()));
    let there = which(fs::symlink_metadata(path));
    there.is_some() && there == which(file.metadata())
}

/// Whether a lock that was taken is the one that stands there: one that is held cannot be taken away here.
#[cfg(not(unix))]
fn is_still(path: &Path, _file: &File) -> bool {
    path.exists()
}

/// Brings what this program did not write from a result to the one that has taken its place: under its name, where that is free.
/// All of it, or nothing.
fn carry(from: &Path, target: &Path) -> io::Result<()> {
    let Some(mark) = Mark::of(from)? else { return Ok(()) };
    // What cannot go into the place of the old result stays beside it, in sight.
    let into = if is_folder(target) || !is_there(target) { target.to_path_buf() } else { super::parent(target) };
    let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut bring = |name: &OsStr| {
        let was = from.join(name);
        let own = name.to_str().map_or(Ok(None), |name| mark.written(from, name))?;
        if own.is_some() {
            return Ok(());
        }
        if !is_there(&into) {
            calls::make_folder(&into)?;
        }
        let named = into.join(name);
        let is =
            match if into == target { calls::rename_new(&was, &named) } else { Err(ErrorKind::AlreadyExists.into()) } {
                Err(e) if e.kind() == ErrorKind::AlreadyExists => keep_aside(&was, &into)?,
                done => done.map(|()| named)?,
            };
        moved.push((was, is));
        Ok(())
    };
    let names = names(from)?;
    let done: io::Result<()> = names.iter().filter(|name| *name != MARK).try_for_each(|name| bring(name));
    done.inspect_err(|_| moved.iter().rev().for_each(|(was, is)| drop(calls::rename_new(is, was))))
}

/// Takes away a result of which only what this program wrote is left, the mark last.
fn clear(folder: &Path, mark: &Mark) -> io::Result<()> {
    for name in names(folder)?.iter().filter(|name| *name != MARK) {
        if name.to_str().map_or(Ok(None), |name| mark.written(folder, name))?.is_some() {
            calls::remove(&folder.join(name))?;
        }
    }
    calls::remove(&folder.join(MARK))?;
    calls::remove_folder(folder)
}

/// Gives something of the user's a name of its own in a folder in which its name is, or will be, taken; and says so.
pub fn keep_aside(path: &Path, folder: &Path) -> io::Result<PathBuf> {
    keep_as(path, &folder.join(path.file_name().unwrap_or_default()))
}

/// The same for something that had another name until now.
pub fn keep_as(path: &Path, was: &Path) -> io::Result<PathBuf> {
    kept(was, |kept| calls::rename_new(path, kept))
}

/// Gives a file of the user's a second name, under which it stays when another one takes the first; and says so.
pub fn keep_linked(path: &Path, folder: &Path) -> io::Result<PathBuf> {
    kept(&folder.join(path.file_name().unwrap_or_default()), |kept| calls::link(path, kept))
}

/// The first name that is free for something that is kept, once it has it.
fn kept(was: &Path, keep: impl Fn(&Path) -> io::Result<()>) -> io::Result<PathBuf> {
    for number in 1..=u32::MAX {
        let kept = aside_of(was, number);
        match keep(&kept) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists => continue,
            done => done?,
        }
        let [was, now] = [was, &kept].map(|path| visible(&path.to_string_lossy()));
        // Nothing can be done where standard error is closed.
        let _ = writeln!(anstream::stderr(), "kept: `{was}` was not as bcp-sim wrote it; it is now `{now}`");
        return Ok(kept);
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Where something is kept: beside where it was, with the same ending, so that it opens as before.
fn aside_of(was: &Path, number: u32) -> PathBuf {
    let mut name = was.file_stem().unwrap_or_default().to_os_string();
    name.push(format!(".kept-{number}"));
    if let Some(ending) = was.extension() {
        name.push(".");
        name.push(ending);
    }
    was.with_file_name(name)
}

/// Makes a folder and those above it.
pub fn make_all(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|above| *above != Path::new("")) {
        make_all(above)?;
    }
    match calls::make_folder(folder) {
        Err(e) if e.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }
}

/// Whether there is anything, if only a link that leads nowhere.
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The names in a folder, in order.
pub fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    let name = |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name());
    let mut names = fs::read_dir(folder)?.map(name).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
