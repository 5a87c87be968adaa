//! Standard output: knows closed pipes and full disks; does not know what is printed.

use std::io::Write;
use std::path::Path;

use super::failure::Failure;

/// Prints a text, its escape codes taken out where nobody would see colour.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Failure::io("write to", Path::new("standard output"), &e))
}
