//! A report's folder: knows how to replace it as a whole, so that nobody ever sees half of it; does not know what is
//! in it.
//!
//! Everything is written into a folder of its own beside the target, flushed to the disk, and renamed. A lock beside it
//! keeps a second run out. What a killed run leaves behind is taken away by the next.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::failure::Failure;

/// Files that a run writes: a folder that holds only such files is a report's own.
const OURS: [&str; 10] = [
    "report.md",
    "report.html",
    "summary.json",
    "summary.csv",
    "columns.csv",
    "trials.csv",
    "events.csv",
    "summary.parquet",
    "trials.parquet",
    "events.parquet",
];
/// Endings of charts.
const CHARTS: [&str; 2] = ["svg", "png"];

/// A folder being written.
pub struct Folder {
    target: PathBuf,
    partial: PathBuf,
    old: PathBuf,
    lock_path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Starts to write a folder.
    ///
    /// A folder that holds anything but a report is refused without `force`.
    pub fn create(target: &Path, force: bool) -> Result<Self, Failure> {
        refuse_foreign(target, force)?;
        let parent = parent(target);
        fs::create_dir_all(&parent).map_err(|e| Failure::io("create", &parent, &e))?;
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = |what: &str| parent.join(format!(".partial-{name}{what}"));
        let lock_path = beside(".lock");
        let lock = lock(&lock_path, target)?;
        let folder =
            Self { target: target.to_path_buf(), partial: beside(""), old: beside("-old"), lock_path, _lock: lock };
        folder.clear_leftovers()?;
        fs::create_dir(&folder.partial).map_err(|e| Failure::io("create", &folder.partial, &e))?;
        Ok(folder)
    }

    fn clear_leftovers(&self) -> Result<(), Failure> {
        if !self.target.exists() && self.old.exists() {
            fs::rename(&self.old, &self.target).map_err(|e| Failure::io("restore", &self.target, &e))?;
        }
        for leftover in [&self.partial, &self.old] {
            if leftover.exists() {
                fs::remove_dir_all(leftover).map_err(|e| Failure::io("remove", leftover, &e))?;
            }
        }
        Ok(())
    }

    /// Makes a folder inside it, into which files can be written.
    pub fn inside(&self, name: &str) -> Result<(), Failure> {
        fs::create_dir(self.partial.join(name)).map_err(|e| Failure::io("create", &self.target.join(name), &e))
    }

    /// Writes one file of it.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.write_with(name, |out| out.write_all(bytes))
    }

    /// Writes one file of it piece by piece.
    pub fn write_with(
        &self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
    ) -> Result<(), Failure> {
        let path = self.partial.join(name);
        let written = File::create_new(&path).and_then(|file| {
            let mut out = BufWriter::new(file);
            fill(&mut out)?;
            out.flush()?;
            out.get_ref().sync_all()
        });
        written.map_err(|e| Failure::io("write", &self.target.join(name), &e))
    }

    /// Puts the finished folder in its place.
    pub fn finish(self) -> Result<(), Failure> {
        let sync = |path: &Path| File::open(path).and_then(|d| d.sync_all());
        let put = || {
            sync(&self.partial)?;
            if self.target.exists() {
                fs::rename(&self.target, &self.old)?;
            }
            fs::rename(&self.partial, &self.target)?;
            sync(&parent(&self.target))
        };
        put().map_err(|e: std::io::Error| Failure::io("replace", &self.target, &e))
    }

    /// Puts the finished folder where there is none, or an empty one. What somebody put there meanwhile stays: a folder
    /// cannot be renamed over one that holds anything.
    pub fn finish_new(self) -> Result<(), Failure> {
        let sync = |path: &Path| File::open(path).and_then(|d| d.sync_all());
        let put = || {
            for entry in fs::read_dir(&self.partial)? {
                let path = entry?.path();
                if path.is_dir() {
                    sync(&path)?;
                }
            }
            sync(&self.partial)?;
            fs::rename(&self.partial, &self.target)?;
            sync(&parent(&self.target))
        };
        put().map_err(|e: std::io::Error| Failure::io("make", &self.target, &e))
    }
}

/// Whatever happened, nothing of the writing stays.
impl Drop for Folder {
    fn drop(&mut self) {
        // Where these fail the next run clears up.
        let _ = fs::remove_dir_all(&self.partial);
        let _ = fs::remove_dir_all(&self.old);
        let _ = fs::remove_file(&self.lock_path);
    }
}

/// The folder that holds a path.
pub fn parent(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if parent != Path::new("") => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Keeps a second run out of what is being written.
pub fn lock(path: &Path, target: &Path) -> Result<File, Failure> {
    let open = OpenOptions::new().create(true).truncate(false).write(true).open(path);
    let file = open.map_err(|e| Failure::io("write", path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::InUse(format!(
            "another run is writing `{}`\n  tip: wait for it, or name another folder",
            crate::file::visible(&target.to_string_lossy())
        ))),
        Err(TryLockError::Error(e)) => Err(Failure::io("lock", path, &e)),
    }
}

fn refuse_foreign(target: &Path, force: bool) -> Result<(), Failure> {
    let Ok(kind) = fs::symlink_metadata(target) else { return Ok(()) };
    let refuse = |why: &str, tip: &str| {
        Err(Failure::InUse(format!("`{}` {why}\n  tip: {tip}", crate::file::visible(&target.to_string_lossy()))))
    };
    if kind.is_symlink() {
        return refuse("is a link", "name a folder of its own with `--out`");
    }
    if !kind.is_dir() {
        return refuse("is not a folder", "name a folder with `--out`");
    }
    if force {
        return Ok(());
    }
    let entries = fs::read_dir(target).map_err(|e| Failure::io("read", target, &e))?;
    for entry in entries {
        let name = entry.map_err(|e| Failure::io("read", target, &e))?.file_name();
        let name = name.to_string_lossy();
        if !is_ours(&name) {
            let why = format!("holds `{}`, which is no part of a report", crate::file::visible(&name));
            return refuse(&why, "name another folder with `--out`, or replace this one as a whole with `--force`");
        }
    }
    Ok(())
}

/// Whether a report has files of this name.
pub fn is_ours(name: &str) -> bool {
    let chart = Path::new(name).extension().is_some_and(|e| CHARTS.iter().any(|c| e == *c));
    chart || OURS.contains(&name)
}

/// The folders in a folder, by name; none where there is no such folder. What a run is writing just now has a name that begins
/// with a point, and is left out.
pub fn folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let is_hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    Ok(listed(folder)?.into_iter().filter(|path| path.is_dir() && !is_hidden(path)).collect())
}

/// The files in a folder, by name.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    Ok(listed(folder)?.into_iter().filter(|path| path.is_file()).collect())
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let read = |e: std::io::Error| Failure::io("read", folder, &e);
    let entries = fs::read_dir(folder).map_err(read)?;
    let mut all = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(read)?;
    all.sort();
    Ok(all)
}

/// Refuses to replace a file unasked, and a folder or a link at all.
pub fn refuse_foreign_file(target: &Path, force: bool) -> Result<(), Failure> {
    let Ok(kind) = fs::symlink_metadata(target) else { return Ok(()) };
    let refuse = |why: &str, tip: &str| {
        Err(Failure::InUse(format!("`{}` {why}\n  tip: {tip}", crate::file::visible(&target.to_string_lossy()))))
    };
    match (kind.is_file(), force) {
        (false, _) => refuse("is no plain file", "name another file with `--out`"),
        (true, false) => refuse("exists", "name another file with `--out`, or replace it with `--force`"),
        (true, true) => Ok(()),
    }
}

/// Writes a file so that nobody ever sees half of it.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let partial = path.with_file_name(format!(".partial-{name}"));
    let written = File::create(&partial)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&partial, path));
    written.map_err(|e| {
        // Where this fails too, the next report takes it away.
        let _ = fs::remove_file(&partial);
        Failure::io("write", path, &e)
    })
}
