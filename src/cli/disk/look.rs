//! Looking at what stands on a disk: knows whose it is, which one it is, and how it is opened without a link being followed or
//! a pipe being waited for; changes nothing.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Opens a file to be read. A link at the end of its path is not followed, and what is no file is refused.
pub fn open(path: &Path) -> io::Result<File> {
    plain(unfollowed(OpenOptions::new().read(true)).open(path)?)
}

/// What was opened, where it is a file.
pub fn plain(file: File) -> io::Result<File> {
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::new(ErrorKind::InvalidInput, "it is no plain file")),
    }
}

/// The bytes of an open file; none where there are more.
pub fn read(file: &mut File, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= most))
}

/// A way of opening that follows no link at the end of a path, and waits for nobody at the other end of a pipe.
#[cfg(unix)]
pub fn unfollowed(how: &mut OpenOptions) -> &mut OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    how.custom_flags(i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default())
}

/// A way of opening: no such flags are told here.
#[cfg(not(unix))]
pub fn unfollowed(how: &mut OpenOptions) -> &mut OpenOptions {
    how
}

/// Opens a file by a path that is free of links, name by name, so that none is followed that was made since it was looked at.
#[cfg(unix)]
pub fn open_real(real: &Path) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    use std::path::Component;
    // Who may go through a folder need not be able to list it.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const THROUGH: OFlags = OFlags::PATH;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const THROUGH: OFlags = OFlags::RDONLY;
    let (Some(folder), Some(name)) = (real.parent(), real.file_name()) else {
        return Err(ErrorKind::InvalidInput.into());
    };
    let through = THROUGH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut at = openat(CWD, "/", through, Mode::empty())?;
    for part in folder.components().filter(|part| *part != Component::RootDir) {
        at = openat(&at, Path::new(part.as_os_str()), through, Mode::empty())?;
    }
    let how = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    plain(File::from(openat(&at, Path::new(name), how, Mode::empty())?))
}

/// Opens a file by a path that is free of links.
#[cfg(not(unix))]
pub fn open_real(real: &Path) -> io::Result<File> {
    open(real)
}

/// Which one of all files and folders something is.
pub type Which = (u64, u64);

/// Which one stands at a path, links not followed; none where nothing is there, or no system tells.
pub fn which(path: &Path) -> Option<Which> {
    fs::symlink_metadata(path).ok().as_ref().and_then(which_of)
}

/// Which one something is.
#[cfg(unix)]
pub fn which_of(kind: &Metadata) -> Option<Which> {
    use std::os::unix::fs::MetadataExt;
    Some((kind.dev(), kind.ino()))
}

/// Which one something is: not told here.
#[cfg(not(unix))]
pub fn which_of(_kind: &Metadata) -> Option<Which> {
    None
}

/// Whether a folder is one that only this user can have put something into: it is theirs, and nobody else may write to it, unless
/// its disk keeps no such rights and gives them to all of the user's folders.
#[cfg(unix)]
pub fn is_own_folder(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    const OTHERS: u32 = 0o022;
    let Ok(kind) = fs::symlink_metadata(path) else { return false };
    let others = kind.mode() & OTHERS;
    let above = || fs::symlink_metadata(super::parent(path).join(".")).ok();
    let is_given = || above().is_some_and(|above| is_mine(&above) && above.mode() & others == others);
    kind.is_dir() && is_mine(&kind) && (others == 0 || is_given())
}

/// Whether there is a folder, and no link to one: whose it is is not told here.
#[cfg(not(unix))]
pub fn is_own_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|kind| kind.is_dir())
}

/// Whether something that is open is a file of this user with one name only: what has two may be known elsewhere.
#[cfg(unix)]
pub fn is_own_file(kind: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    kind.is_file() && is_mine(kind) && kind.nlink() == 1
}

/// Whether something that is open is a file: whose it is is not told here.
#[cfg(not(unix))]
pub fn is_own_file(kind: &Metadata) -> bool {
    kind.is_file()
}

#[cfg(unix)]
fn is_mine(kind: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(kind) == rustix::process::geteuid().as_raw()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// A link that came to a path after that was looked at was followed, wherever on it.
    #[test]
    fn no_link_on_a_path_is_followed_and_nobody_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().canonicalize().unwrap().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::write(at("a/b/c"), "secret").unwrap();
        assert!(open_real(&at("a/b/c")).is_ok() && open(&at("a/b/c")).is_ok());
        symlink(at("a"), at("way")).unwrap();
        symlink(at("a/b/c"), at("a/link")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        for path in ["way/b/c", "a/link", "pipe", "a/b", "a/b/c/d", "none"] {
            assert!(open_real(&at(path)).is_err(), "{path}");
        }
        assert!(open(&at("a/link")).is_err() && open(&at("pipe")).is_err() && open_real(Path::new("/")).is_err());
        assert!(is_own_file(&open(&at("a/b/c")).unwrap().metadata().unwrap()));
        fs::hard_link(at("a/b/c"), at("second")).unwrap();
        assert!(!is_own_file(&open(&at("a/b/c")).unwrap().metadata().unwrap()));
        assert!(is_own_folder(&at("a")) && !is_own_folder(&at("way")) && !is_own_folder(&at("none")));
    }
}
