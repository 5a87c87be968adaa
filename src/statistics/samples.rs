//! Values for the tests of this folder: made by arithmetic, the same every time.
//! Knows nothing of what is tested.

use super::Counts;

/// `n` values of both signs from 0 to about 10^13, in no order (the SplitMix64 sequence).
pub(super) fn scattered(n: u64) -> Vec<i64> {
    (1..=n).map(word).map(|word| (word >> (20 + word % 44)).cast_signed() * sign(word)).collect()
}

/// `n` different values spread evenly from -n to n.
pub(super) fn spread(n: i64) -> Counts {
    (1..=n).map(|step| 2 * step - n).collect()
}

fn sign(word: u64) -> i64 {
    if word & (1 << 63) == 0 { 1 } else { -1 }
}

fn word(step: u64) -> u64 {
    let mut z = step.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
