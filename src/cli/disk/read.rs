//! Reading: knows that a file has a size and is a file; does not know what it says.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::cli::failure::Failure;
use crate::codes::{ENCODING, NO_FILE, TOO_LARGE};
use crate::file::visible;

use super::look;

/// The bytes of a file, of which there may be at most so many.
///
/// A pipe, a device or a socket is refused before it is opened: the first would wait for ever, the second never end. What
/// another program prints is read as `-`.
///
/// # Errors
/// It cannot be read, is no regular file, or is too large; the size is counted while it is read.
pub fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    refuse_no_file(path)?;
    limited(File::open(path).map_err(|e| Failure::io("read", path, &e))?, path, most)
}

/// The same for a file at a path that is free of links, of which none is followed that came there since.
///
/// # Errors
/// As [`bytes`].
pub fn bytes_of(path: &Path, real: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    refuse_no_file(path)?;
    limited(look::open_real(real).map_err(|e| Failure::io("read", path, &e))?, path, most)
}

/// Refuses what is no regular file, before it is opened.
///
/// # Errors
/// It is none, or is not there.
pub fn refuse_no_file(path: &Path) -> Result<(), Failure> {
    let kind = fs::metadata(path).map_err(|e| Failure::io("read", path, &e))?;
    if kind.is_dir() {
        return Err(Failure::Io(format!("could not read `{}`: it is a folder", shown(path))));
    }
    if !kind.is_file() {
        let what = "it is a pipe or a device, not a file";
        let tip = "save it as a file; what another program prints is read as `-`";
        return Err(Failure::Invalid(format!("{}: error[{}]: {what}\n  tip: {tip}", shown(path), NO_FILE.number)));
    }
    Ok(())
}

/// Everything on standard input, of which there may be at most so many bytes.
///
/// # Errors
/// It cannot be read, or is too large.
pub fn standard_input(most: u64) -> Result<Vec<u8>, Failure> {
    limited(std::io::stdin().lock(), Path::new("-"), most)
}

/// The text of a file, of which there may be at most so many bytes.
///
/// # Errors
/// As [`bytes`]; or it is not UTF-8.
pub fn text(path: &Path, most: u64) -> Result<String, Failure> {
    String::from_utf8(bytes(path, most)?).map_err(|e| {
        let line = e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Failure::Invalid(format!("{}:{line}: error[{}]: it is not UTF-8 text", shown(path), ENCODING.number))
    })
}

fn limited(source: impl Read, path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes).map_err(|e| match e.kind() {
        // A closed pipe on this side is no reader that went away.
        ErrorKind::BrokenPipe => Failure::Io(format!("could not read `{}`: {e}", shown(path))),
        _ => Failure::io("read", path, &e),
    })?;
    if bytes.len() as u64 <= most {
        return Ok(bytes);
    }
    let limit = if most >= MIB { format!("{} MiB", most / MIB) } else { format!("{most} bytes") };
    Err(Failure::Invalid(format!("{}: error[{}]: the file is larger than {limit}", shown(path), TOO_LARGE.number)))
}

/// Bytes of a MiB.
const MIB: u64 = 1024 * 1024;

fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}
