//! The calls that change a disk, one function for each: knows how a system is asked, and is the one place in which a fault
//! can be put; does not know what is changed for what.
//!
//! Every function makes one system call. Builds with debug assertions, which tests are, count them and let the one fail, or
//! be the last one, that [`fault`] was told: `tests/storage.rs` does that for every call of every command.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::look::{plain, unfollowed};

#[cfg(debug_assertions)]
mod fault;

#[cfg(debug_assertions)]
use fault::pass;

/// Lets every call pass.
#[cfg(not(debug_assertions))]
fn pass(_call: &str, _path: &Path) -> io::Result<()> {
    Ok(())
}

/// A file that is written, with the digest of all that went into it.
pub struct Out {
    file: File,
    path: PathBuf,
    digest: Sha256,
}

impl Out {
    /// A new file where there is nothing, not even a link.
    pub fn create(path: &Path) -> io::Result<Self> {
        Self::opened("create", path, OpenOptions::new().write(true).create_new(true))
    }

    /// A file that is there, to be written on at its end. A link is not followed.
    pub fn append(path: &Path) -> io::Result<Self> {
        Self::opened("open", path, unfollowed(OpenOptions::new().append(true)))
    }

    fn opened(call: &str, path: &Path, how: &OpenOptions) -> io::Result<Self> {
        pass(call, path)?;
        Ok(Self { file: plain(how.open(path)?)?, path: path.to_path_buf(), digest: Sha256::new() })
    }

    /// Keeps everybody else from writing on.
    pub fn hold(&self) -> Result<(), fs::TryLockError> {
        lock(&self.file, &self.path)
    }

    /// Waits until everything is on the disk.
    pub fn sync(&self) -> io::Result<()> {
        pass("sync", &self.path)?;
        self.file.sync_all()
    }

    /// Cuts it off after so many bytes.
    pub fn truncate(&self, length: u64) -> io::Result<()> {
        pass("truncate", &self.path)?;
        self.file.set_len(length)
    }

    /// Who may read and write it.
    pub fn permit(&self, permissions: Permissions) -> io::Result<()> {
        pass("permit", &self.path)?;
        self.file.set_permissions(permissions)
    }

    /// The SHA-256 of what was written, in hexadecimal digits.
    pub fn digest(self) -> String {
        super::hexadecimal(&self.digest.finalize())
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        pass("write", &self.path)?;
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The file that stands for a lock, made where nothing is, for this user alone.
pub fn make_lock(path: &Path) -> io::Result<File> {
    pass("create", path)?;
    private(OpenOptions::new().create_new(true).read(true).append(true)).open(path)
}

/// The file that stands for a lock, where it is there. A link is not followed.
pub fn open_lock(path: &Path) -> io::Result<File> {
    unfollowed(OpenOptions::new().read(true).append(true)).open(path)
}

#[cfg(unix)]
fn private(how: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(how, 0o600)
}

#[cfg(not(unix))]
fn private(how: &mut OpenOptions) -> &mut OpenOptions {
    how
}

/// Cuts a file that is open off after so many bytes.
pub fn truncate(file: &File, path: &Path, length: u64) -> io::Result<()> {
    pass("truncate", path)?;
    file.set_len(length)
}

/// Who may look into a folder.
pub fn permit(folder: &Path, permissions: Permissions) -> io::Result<()> {
    pass("permit", folder)?;
    fs::set_permissions(folder, permissions)
}

/// Writes a few bytes to a file that is open.
pub fn write(mut file: &File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    pass("write", path)?;
    file.write_all(bytes)
}

/// Whether a folder lets new names in, as far as the system tells beforehand.
#[cfg(unix)]
pub fn may_write(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)?)
}

/// Whether a folder lets new names in: nothing is told beforehand here.
#[cfg(not(unix))]
pub fn may_write(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a folder.
pub fn make_folder(path: &Path) -> io::Result<()> {
    pass("make folder", path)?;
    fs::create_dir(path)
}

/// Makes a folder into which nobody else can look.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    pass("make folder", path)?;
    private_folder().create(path)
}

#[cfg(unix)]
fn private_folder() -> fs::DirBuilder {
    let mut how = fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut how, 0o700);
    how
}

#[cfg(not(unix))]
fn private_folder() -> fs::DirBuilder {
    fs::DirBuilder::new()
}

/// Waits until the names in a folder are on the disk, where a system has a call for that.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    pass("sync", path)?;
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Gives a file a second name.
pub fn link(path: &Path, other: &Path) -> io::Result<()> {
    pass("link", other)?;
    fs::hard_link(path, other)
}

/// Gives something another name; a file, or an empty folder, that has it goes.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    pass("rename", to)?;
    fs::rename(from, to)
}

/// Gives something a name that nothing has.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    pass("rename", to)?;
    match at_once::rename_new(from, to) {
        // Between the look and the renaming somebody may put something there; no such system has a call for both.
        Err(e) if is_unknown(&e) => match fs::symlink_metadata(to) {
            Ok(_) => Err(ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(from, to),
        },
        done => done,
    }
}

/// Lets two folders change places in one step; an error of kind [`ErrorKind::Unsupported`] where the system cannot.
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    pass("exchange", other)?;
    at_once::exchange(one, other).map_err(|e| if is_unknown(&e) { ErrorKind::Unsupported.into() } else { e })
}

/// Whether the system, or this kind of disk, does not know a call.
fn is_unknown(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod at_once {
    //! What a system does in one step: knows how it is asked.

    use std::io;
    use std::path::Path;

    use rustix::fs::{CWD, RenameFlags, renameat_with};

    pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }

    pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
        Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod at_once {
    //! Systems without such calls.

    use std::io::{ErrorKind, Result};
    use std::path::Path;

    pub fn exchange(_one: &Path, _other: &Path) -> Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    pub fn rename_new(_from: &Path, _to: &Path) -> Result<()> {
        Err(ErrorKind::Unsupported.into())
    }
}

/// Takes a file away, or a link.
pub fn remove(path: &Path) -> io::Result<()> {
    pass("remove", path)?;
    fs::remove_file(path)
}

/// Takes an empty folder away.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    pass("remove folder", path)?;
    fs::remove_dir(path)
}

/// Takes a lock, unless somebody has it.
pub fn lock(file: &File, path: &Path) -> Result<(), fs::TryLockError> {
    pass("lock", path).map_err(fs::TryLockError::Error)?;
    file.try_lock()
}
