//! Files: the one room that reads and writes them. Knows their limits, whose they are, and how something is put in the
//! place of something else so that nobody ever sees half of it; does not know what is in them.

mod read;

pub use read::{bytes, standard_input, text};
