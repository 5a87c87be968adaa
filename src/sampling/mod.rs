//! Everything uncertain about a trial: knows how luck is addressed and made; does not know what it decides.
//!
//! Luck is a pure function of (seed, source, occurrence, trial). A *source* is a name such as `hazard/line fault/lasts`;
//! its stream of the ChaCha8 generator is the name's hash, its position in the stream is the number of the trial. So
//! nothing shifts when a hazard, a strategy or a trial is added, and a block of trials of one source is one contiguous
//! stretch of words. The address in terms of `rand_chacha`: `from_seed(key)`, `set_stream(hash48 << 16 | occurrence)`,
//! `set_word_pos(2 * trial)`, `next_u64`.
//!
//! [`Sources`] names all sources of a case once and refuses two names with one hash. [`Block`] fills the column of a
//! source for some hundred trials when it is first asked for. [`Draw`] is one trial's view of it: the only thing the
//! engine sees.

mod block;
mod luck;
mod sources;

pub use block::{Block, Cause, Draw};
pub use luck::{Luck, Stream, uniform};
pub use sources::{SameHash, Sources};
