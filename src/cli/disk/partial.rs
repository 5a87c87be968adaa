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
//!
//! Such a folder may as well come from somebody else: another user, an archive, a repository. Only one that this user alone can
//! have put something into is touched, its notes ([`Note`]) name nothing outside, and beside what a plan is kept in nothing is put
//! right as a whole ([`puts_right`]). Any other is left alone, and told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions, TryLockError};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::cli::failure::Failure;
use crate::drill::FILE as IMPROVEMENT;
use crate::file::{EVIDENCE, visible};

use super::calls;
use super::folder::put_among;
use super::look;
use super::mark::{MARK, Mark, is_one_of};
use super::notes::{Made, Note, Noted, SAID};
use super::place::Place;

/// With what the name of such a folder begins.
pub const PREFIX: &str = ".partial-";
/// The name of its lock, which nobody else uses: who was killed before anything was said leaves an empty one.
const LOCK: &str = "bcp-sim.lock";
/// The longest lock that is read \[bytes\].
const LONGEST: u64 = 1 << 20;
/// How often the lock is looked for again where its last holder has just taken it away.
const TRIES: usize = 100;
/// How deep below a practice's folder places are looked for.
const DEEPEST: usize = 5;
/// In how many of its folders.
const MOST: usize = 2_000;

/// A place to make something in.
pub struct Partial {
    at: PathBuf,
    place: Place,
    lock: File,
    /// Whether it was said that something cannot be put right.
    told: bool,
}

impl Partial {
    /// Begins to make what will stand at a path; the folders above it are made where they are missing.
    pub fn beside(place: &Place) -> Result<Self, Failure> {
        let place = place.again()?;
        let folder = super::parent(place.path());
        make_all(&folder).map_err(|e| Failure::io("create", &folder, &e))?;
        let place = place.again()?;
        match Self::held(&place, Missing::Made)? {
            Some(partial) => Ok(partial),
            None => Err(Failure::io("lock", place.path(), &ErrorKind::NotFound.into())),
        }
    }

    /// The place of what will stand at a path, with everything put right that was left in it; none where there is none.
    fn held(place: &Place, missing: Missing) -> Result<Option<Self>, Failure> {
        let at = place_of(place.path());
        let Some(lock) = hold(&at, place.path(), missing)? else { return Ok(None) };
        let mut partial = Self { at, place: place.clone(), lock, told: false };
        let begun = partial.put_right().and_then(|()| partial.forget());
        partial.told = begun.is_err();
        begun.map_err(|e| Failure::Io(format!("{}\n  tip: {NOT_RIGHT}", not_right(&partial.at, &e))))?;
        Ok(Some(partial))
    }

    /// Notes something.
    pub fn note(&self, note: &Note) -> io::Result<()> {
        calls::write(&self.lock, &self.at.join(LOCK), note.line().as_bytes())
    }

    /// Notes that something is going to be made, by its path from `new` on.
    pub fn note_made(&self, name: &str) -> io::Result<()> {
        self.note_digests(name, &[], None)
    }

    /// Notes that something is made, with the digests of what it may be, and the name under which anything else is kept.
    pub fn note_digests(&self, name: &str, either: &[String], under: Option<&str>) -> io::Result<()> {
        let (name, under) = (name.to_owned(), under.map(str::to_owned));
        self.note(&Note::Made(Made { name, either: either.to_vec(), under }))
    }

    /// Where what will be made is going to stand.
    pub fn target(&self) -> &Path {
        self.place.path()
    }

    /// Nothing is put where a path leads by now, where it led elsewhere when it was looked at.
    pub fn still(&self) -> io::Result<()> {
        self.place.still()
    }

    /// What was noted.
    fn noted(&self) -> io::Result<Noted> {
        Noted::read(&said(&self.lock)?)
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
        let target = self.target();
        let permissions = fs::metadata(target)?.permissions();
        permit_early(&new, &permissions);
        self.still()?;
        let done = match calls::exchange(&new, target) {
            Err(e) if e.kind() == ErrorKind::Unsupported => {
                calls::rename_new(target, &old)?;
                calls::rename_new(&new, target).inspect_err(|_| {
                    // Where this fails too, whoever comes next finds it in its place.
                    let _ = calls::rename_new(&old, target);
                })?;
                self.complete(&old, || {
                    calls::rename_new(target, &new)?;
                    calls::rename_new(&old, target)
                })
            }
            done => {
                done?;
                self.complete(&new, || calls::exchange(&new, target))
            }
        };
        done.inspect(|()| permit(target, &permissions))
    }

    /// The rest of it: what is not ours comes along, and all of it is there for good.
    fn complete(&self, old: &Path, back: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let done = calls::sync_folder(&super::parent(self.target())).and_then(|()| carry(old, self.target()));
        // A disk that cannot be written keeps what it has.
        done.inspect_err(|_| drop(back()))
    }

    /// Puts right what a program that was killed left here, or what this one leaves.
    fn put_right(&self) -> io::Result<()> {
        let (new, old, target) = (self.new_folder(), self.at.join("old"), self.target());
        let noted = self.noted()?;
        let strange =
            |place: &Path| io::Error::other(format!("`{}` is not bcp-sim's", visible(&place.to_string_lossy())));
        for place in [&new, &old] {
            if is_there(place) && (!is_folder(place) || *place == old && !noted.whole) {
                return Err(strange(place));
            }
        }
        if noted.whole && !puts_right(target).whole {
            return Err(strange(&self.at));
        }
        if is_there(&old) && !is_there(target) {
            calls::rename_new(&old, target)?;
        } else if is_there(&old) && Mark::of(target)?.is_none() {
            // What stands there meanwhile is no result.
            keep_as(&old, target)?;
        }
        for place in [&old, &new].into_iter().filter(|place| is_there(place)) {
            let noted = self.noted()?;
            let is_new = *place == new;
            match Mark::of(place)?.filter(|_| noted.whole) {
                _ if is_new && noted.over => self.remove_made(place, &noted.made)?,
                // It was just being put among somebody's files: that is gone on with.
                Some(mark) if is_new && noted.begun && is_folder(target) => {
                    put_among(self, &mark)?;
                    self.remove_made(place, &self.noted()?.made)?;
                }
                Some(mark) => {
                    carry(place, target)?;
                    clear(place, &mark)?;
                }
                // The mark is written last: all of it that is noted was being made.
                None => self.remove_made(place, &noted.made)?,
            }
        }
        Ok(())
    }

    /// Takes away what was being made; what is not noted is kept, in sight.
    fn remove_made(&self, folder: &Path, noted: &BTreeMap<String, Made>) -> io::Result<()> {
        let new = self.new_folder();
        for name in names(folder)? {
            let path = folder.join(name);
            let note = path.strip_prefix(&new).ok().and_then(Path::to_str).and_then(|name| noted.get(name));
            match note {
                None => drop(keep_aside(&path, &super::parent(self.target()))?),
                Some(_) if is_folder(&path) => self.remove_made(&path, noted)?,
                Some(made) if !made.either.is_empty() && !is_one_of(&path, &made.either)? => {
                    let under = made.under.as_ref().map(|name| self.target().join(name));
                    keep_as(&path, under.as_deref().unwrap_or(self.target()))?;
                }
                Some(_) => calls::remove(&path)?,
            }
        }
        calls::remove_folder(folder)
    }
}

/// What is put right beside something of a name.
#[derive(Clone, Copy)]
struct Right {
    any: bool,
    /// Something that is a folder may take the place of it, or be put among what is in it.
    whole: bool,
}

/// What is put right beside something. No place is left there by a program that was killed, where it never makes such a thing
/// ([`Place::of`]): who has one has it from somebody else.
fn puts_right(target: &Path) -> Right {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let any = match &*name {
        "" | "." | ".." => false,
        EVIDENCE | IMPROVEMENT => true,
        "scenarios" | "drills" => !holds_more(target) && !is_there(&target.with_file_name("plan.ron")),
        other => !other.to_lowercase().ends_with(".ron"),
    };
    Right { any, whole: any && name != EVIDENCE && name != IMPROVEMENT }
}

/// Whether a plan is kept in things of that name, so that nothing is made there as a whole.
pub fn is_of_a_plan(target: &Path) -> bool {
    !puts_right(target).whole
}

/// Whether there is a folder that is no result.
fn holds_more(folder: &Path) -> bool {
    is_folder(folder) && !Mark::of(folder).is_ok_and(|mark| mark.is_some_and(|mark| mark.is_result()))
}

/// What a lock that is held says.
fn said(mut lock: &File) -> io::Result<Vec<u8>> {
    lock.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(lock, LONGEST + 1), &mut bytes)?;
    if bytes.len() as u64 > LONGEST { Err(io::Error::other("its lock is too long")) } else { Ok(bytes) }
}

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

/// Keeps others from writing to a folder while it is read, and puts right what was left of one who did; nothing where nobody of
/// this user's can write there.
///
/// # Errors
/// Somebody is writing to it, or what was left cannot be put right.
pub fn quiet(folder: &Path) -> Result<Option<Partial>, Failure> {
    let mut place = Place::own(folder, &[])?;
    if place.path().file_name().is_none() {
        place = Place::own(place.real(), &[])?;
    }
    match calls::may_write(&super::parent(place.path())) {
        Ok(()) => Partial::beside(&place).map(Some),
        Err(_) => Ok(None),
    }
}

/// Where something is made.
pub fn place_of(target: &Path) -> PathBuf {
    let mut name = OsString::from(PREFIX);
    name.push(target.file_name().unwrap_or_default());
    super::parent(target).join(name)
}

/// Puts right whatever programs that were killed left in a folder; what another is making just now stays. What cannot be put right
/// is told, and stays; so is a place that is not this user's.
pub fn recover(folder: &Path) {
    // What a link leads to is not looked after here.
    let Some(names) = is_folder(folder).then(|| names(folder).ok()).flatten() else { return };
    for (at, name) in names.iter().filter_map(|name| Some((folder.join(name), made_in(name)?))) {
        if !is_folder(&at) {
            continue;
        }
        if is_empty(&at) {
            // Who was killed between taking away its lock and the place itself; whoever has just made it makes it again.
            let _ = if look::is_own_folder(&at) { calls::remove_folder(&at) } else { Ok(()) };
            continue;
        }
        if !is_there(&at.join(LOCK)) {
            continue;
        }
        // A name that is none would lead to the folder itself, or to the one above.
        let target =
            Some(folder.join(&name)).filter(|target| target.file_name() == Some(&name) && puts_right(target).any);
        let place = target.and_then(|target| Place::own(&target, &[]).ok());
        let held = place.map(|place| Partial::held(&place, Missing::Left));
        match held {
            Some(Ok(Some(_)) | Err(Failure::InUse(_))) => {}
            Some(Ok(None)) if !is_there(&at.join(LOCK)) => {}
            None | Some(Ok(None)) => {
                let what = "is not yours, or not as bcp-sim leaves it: it is left alone";
                let shown = visible(&at.to_string_lossy());
                tell_once(
                    &at,
                    &format!(
                        "`{shown}` {what}\n  tip: look at what is in it, and delete it if it is not yours to keep"
                    ),
                );
            }
            Some(Err(failure)) => {
                let said = failure.text().unwrap_or_default();
                tell_once(&at, said.trim_start_matches("error: "));
            }
        }
    }
}

/// Says something of a place, once for each command.
fn tell_once(at: &Path, what: &str) {
    static TOLD: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let real = fs::canonicalize(at).unwrap_or_else(|_| at.to_path_buf());
    if TOLD.lock().unwrap_or_else(PoisonError::into_inner).insert(real) {
        // Nothing can be done where standard error is closed.
        let _ = writeln!(anstream::stderr(), "note: {what}");
    }
}

/// The same in a practice's folder and those below it, as deep as results are put; not behind links, nor in hidden folders.
pub fn recover_below(folder: &Path) {
    let mut next = VecDeque::from([(folder.to_path_buf(), 0)]);
    for _ in 0..MOST {
        let Some((folder, depth)) = next.pop_front() else { return };
        recover(&folder);
        let Some(entries) = (depth < DEEPEST).then(|| fs::read_dir(&folder).ok()).flatten() else { continue };
        let is_seen = |entry: &fs::DirEntry| {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            is_folder && !entry.file_name().as_encoded_bytes().starts_with(b".")
        };
        let mut below: Vec<PathBuf> = entries.flatten().filter(is_seen).map(|entry| entry.path()).collect();
        below.sort();
        next.extend(below.into_iter().map(|path| (path, depth + 1)));
    }
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

/// Takes the lock of a place; none where it is missing and not made, or somebody else's.
fn hold(at: &Path, target: &Path, missing: Missing) -> Result<Option<File>, Failure> {
    let path = at.join(LOCK);
    let failed = |doing: &str, e: &io::Error| Failure::io(doing, at, e);
    let strange = || match missing {
        Missing::Left => Ok(None),
        Missing::Made => Err(Failure::InUse(format!(
            "`{}` is in the way, and is not bcp-sim's, or is another user's\n  tip: move it, or name another folder with `--out`",
            visible(&at.to_string_lossy())
        ))),
    };
    for _ in 0..TRIES {
        if missing == Missing::Made {
            match calls::make_private_folder(at) {
                Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(failed("create", &e)),
                _ => {}
            }
        }
        if !look::is_own_folder(at) && is_there(at) {
            return strange();
        }
        let file = match opened(at, &path, missing) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound && missing == Missing::Left => return Ok(None),
            Err(e) if e.kind() == ErrorKind::NotFound => continue,
            Err(e) if e.kind() == ErrorKind::AlreadyExists => return strange(),
            Err(e) => return Err(failed("lock", &e)),
        };
        if !file.metadata().is_ok_and(|kind| look::is_own_file(&kind)) {
            if is_still(&path, &file) {
                return strange();
            }
            continue;
        }
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
        if !is_still(&path, &file) {
            continue;
        }
        let said = said(&file).map_err(|e| failed("read", &e))?;
        if said.starts_with(SAID.as_bytes()) {
            return Ok(Some(file));
        }
        // Who was killed before that was said has made nothing else either.
        if !SAID.as_bytes().starts_with(&said) || !is_alone(at) {
            return strange();
        }
        if missing == Missing::Left {
            // Nothing is there that would have to be put right.
            return calls::truncate(&file, &path, 0).map(|()| Some(file)).map_err(|e| failed("write", &e));
        }
        let begun = || calls::truncate(&file, &path, 0).and_then(|()| calls::write(&file, &path, SAID.as_bytes()));
        return begun().map(|()| Some(file)).map_err(|e| {
            // Where nothing can be said nothing stays, either.
            let _ = calls::remove(&path).and_then(|()| calls::remove_folder(at));
            failed("write", &e)
        });
    }
    Err(Failure::InUse(format!("`{}` cannot be locked\n  tip: try again", visible(&at.to_string_lossy()))))
}

/// The file that stands for the lock of a place; made in an empty one, where one may be made.
fn opened(at: &Path, path: &Path, missing: Missing) -> io::Result<File> {
    match calls::open_lock(path) {
        Err(e) if e.kind() == ErrorKind::NotFound && missing == Missing::Made => {
            if is_there(at) && !is_empty(at) {
                // Somebody may just have made it.
                return if is_there(path) { Err(e) } else { Err(ErrorKind::AlreadyExists.into()) };
            }
            match calls::make_lock(path) {
                Err(e) if e.kind() == ErrorKind::AlreadyExists => Err(ErrorKind::NotFound.into()),
                made => made,
            }
        }
        // A link, or a pipe.
        Err(e) if is_there(path) && !fs::symlink_metadata(path).is_ok_and(|kind| kind.is_file()) => {
            drop(e);
            Err(ErrorKind::AlreadyExists.into())
        }
        opened => opened,
    }
}

/// Whether there is nothing in a place but its lock.
fn is_alone(at: &Path) -> bool {
    names(at).is_ok_and(|names| names == [LOCK])
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
    let is_result = !is_there(target) || Mark::of(target)?.is_some();
    let into = if is_result { target.to_path_buf() } else { super::parent(target) };
    let mut foreign = Vec::new();
    for name in names(from)?.into_iter().filter(|name| *name != MARK) {
        let own = name.to_str().map_or(Ok(None), |name| mark.written(from, name))?;
        foreign.extend(own.is_none().then_some(name));
    }
    // First what keeps its name, so that none of those is given to what needs another.
    foreign.sort_by_key(|name| is_there(&into.join(name)));
    let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut bring = |name: &OsStr| {
        let was = from.join(name);
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
    let done: io::Result<()> = foreign.iter().try_for_each(|name| bring(name));
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
