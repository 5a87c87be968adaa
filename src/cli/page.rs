//! Standard output: knows closed pipes and full disks; does not know what is printed.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::failure::Failure;

/// Prints a text, its escape codes taken out where nobody would see colour.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Who does not read on has seen enough; what was asked for is done all the same.
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(|e| Failure::io("write to", Path::new("standard output"), &e)),
    }
}

/// Prints a text beside something that was written, if anything was. Where the text cannot be printed, that is said of it.
pub fn print_of<'a>(text: &str, written: impl Into<Option<&'a Path>>) -> Result<(), Failure> {
    print(text).map_err(|failure| match written.into() {
        Some(written) => failure.although(written),
        None => failure,
    })
}
