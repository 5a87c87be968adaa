//! The evidence pack: knows its form, what is written in it, and how two results are compared number by number; does not
//! know files, and does not replay anything.
//!
//! A pack is a ZIP archive laid out like the practice's own folder, so that the commands of its results can be typed where it
//! was unpacked. [`zip()`] writes it in one way only, and [`unzip`] accepts only that way: what two programs could read
//! differently is refused.

mod archive;
mod differ;
mod json;
mod made;
mod manifest;
mod read_me;

pub use archive::{Entries, LARGEST, LARGEST_PACK, MOST, refused_name, unzip, zip};
pub use differ::{Compared, Difference, figures, lines, numbers};
pub use json::once;
pub use made::{Made, Origin, Stated, Used};
pub use manifest::{Kind, Listed, MANIFEST, Manifest, PROGRAM, README, SCHEMA, Sealed, fingerprint};
pub use read_me::read_me;
