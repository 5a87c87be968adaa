//! Words of the generator and what is made of them: knows ChaCha8, streams and uniforms; does not know sources.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// Marks the meaning of all streams; a new mark would be a new world of luck.
const WORLD: &[u8; 24] = b"bcp-sim luck, world one.";

/// The luck of a seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Luck {
    key: [u8; 32],
}

/// The stream of one source and occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a source's name: 48 bits of its SHA-256, then 16 bits of the occurrence.
    #[must_use]
    pub fn named(name: &str, occurrence: u16) -> Self {
        let hash = Sha256::digest(name.as_bytes());
        let head = hash.iter().take(6).fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        Self(head << 16 | u64::from(occurrence))
    }

    /// The same source for another occurrence.
    #[must_use]
    pub fn occurrence(self, occurrence: u16) -> Self {
        Self(self.0 & !0xffff | u64::from(occurrence))
    }

    /// The number given to `set_stream`.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

/// The uniform of a word: one of 2^52 evenly spaced numbers, never 0 and never 1.
#[must_use]
pub fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

impl Luck {
    /// The luck of a seed: its eight bytes and the mark of this world are the key.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..].copy_from_slice(WORLD);
        Self { key }
    }

    /// The uniform of one trial.
    #[must_use]
    pub fn at(&self, stream: Stream, trial: u64) -> f64 {
        uniform(self.generator(stream, trial).next_u64())
    }

    /// The uniforms of the trials from `first` on.
    pub fn fill(&self, stream: Stream, first: u64, column: &mut [f64]) {
        const AT_ONCE: usize = 128;
        let mut generator = self.generator(stream, first);
        let mut bytes = [0_u8; 8 * AT_ONCE];
        for part in column.chunks_mut(AT_ONCE) {
            let words = &mut bytes[..8 * part.len()];
            generator.fill_bytes(words);
            for (value, word) in part.iter_mut().zip(words.as_chunks::<8>().0) {
                *value = uniform(u64::from_le_bytes(*word));
            }
        }
    }

    fn generator(&self, stream: Stream, trial: u64) -> ChaCha8Rng {
        let mut generator = ChaCha8Rng::from_seed(self.key);
        generator.set_stream(stream.0);
        generator.set_word_pos(2 * u128::from(trial));
        generator
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_words_it_gave_when_this_was_written() {
        assert_eq!(ChaCha8Rng::seed_from_u64(42).next_u64(), 0xae90_bfb5_395d_5ba1);
        assert_eq!(ChaCha8Rng::from_seed([7; 32]).next_u64(), 0x391e_bc3f_59cb_d0e4);
    }

    #[test]
    fn a_column_is_the_public_address_word_by_word() {
        let luck = Luck::new(42);
        let stream = Stream::named("hazard/line fault/lasts", 0);
        let mut column = vec![0.0; 1_000];
        luck.fill(stream, 4_711, &mut column);
        for (i, value) in column.iter().enumerate() {
            let mut g = ChaCha8Rng::from_seed(luck.key);
            g.set_stream(stream.number());
            g.set_word_pos(2 * (4_711 + i as u128));
            let word = u64::from(g.next_u32()) | u64::from(g.next_u32()) << 32;
            assert_eq!(uniform(word).to_bits(), value.to_bits());
            assert_eq!(luck.at(stream, 4_711 + i as u64).to_bits(), value.to_bits());
        }
    }

    #[test]
    fn uniforms_are_never_zero_or_one() {
        assert!(uniform(0) > 0.0 && uniform(u64::MAX) < 1.0);
        assert!(1.0 - uniform(u64::MAX) > 0.0);
    }

    #[test]
    fn every_seed_is_another_world() {
        let s = Stream::named("x", 0);
        let mut seen: Vec<u64> = (0..1_000).map(|seed| Luck::new(seed).at(s, 0).to_bits()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1_000);
    }

    #[test]
    fn streams_of_other_occurrences_and_names_differ() {
        assert_ne!(Stream::named("a", 0), Stream::named("a", 1));
        assert_ne!(Stream::named("a", 0), Stream::named("b", 0));
    }
}
