//! The standard normal distribution: its probability and its inverse.
//! Knows only the curve; knows nothing of samples.

use std::f64::consts::FRAC_1_SQRT_2;

/// P(Z <= z) of a standard normal Z, by the complementary error function (Abramowitz & Stegun 26.2.29).
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The z with P(Z <= z) = p, for p in (0, 1); relative accuracy about 1e-15.
///
/// Source: M. J. Wichura, *Algorithm AS 241*, Applied Statistics 37 (1988) 477–484, function PPND16.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if libm::fabs(q) <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(&CENTRE, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let z = if r <= 5.0 { ratio(&MIDDLE, r - 1.6) } else { ratio(&FAR, r - 5.0) };
    if q < 0.0 { -z } else { z }
}

/// A quotient of two polynomials of degree 7: numerator and denominator, lowest power first.
type Rational = [[f64; 8]; 2];

/// The quotient at `r`, by Horner's rule.
fn ratio([above, below]: &Rational, r: f64) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    horner(above) / horner(below)
}

/// |p - 0.5| <= 0.425.
#[rustfmt::skip]
const CENTRE: Rational = [
    [3.387_132_872_796_366_5, 133.141_667_891_784_38, 1_971.590_950_306_551_3, 13_731.693_765_509_46,
     45_921.953_931_549_87, 67_265.770_927_008_7, 33_430.575_583_588_13, 2_509.080_928_730_122_7],
    [1.0, 42.313_330_701_600_91, 687.187_007_492_057_9, 5_394.196_021_424_751,
     21_213.794_301_586_597, 39_307.895_800_092_71, 28_729.085_735_721_943, 5_226.495_278_852_854],
];

/// Tails down to exp(-25).
#[rustfmt::skip]
const MIDDLE: Rational = [
    [1.423_437_110_749_683_5, 4.630_337_846_156_546, 5.769_497_221_460_691, 3.647_848_324_763_204_5,
     1.270_458_252_452_368_4, 0.241_780_725_177_450_6, 0.022_723_844_989_269_184, 7.745_450_142_783_414e-4],
    [1.0, 2.053_191_626_637_759, 1.676_384_830_183_803_8, 0.689_767_334_985_1,
     0.148_103_976_427_480_08, 0.015_198_666_563_616_457, 5.475_938_084_995_345e-4, 1.050_750_071_644_416_9e-9],
];

/// Tails beyond exp(-25).
#[rustfmt::skip]
const FAR: Rational = [
    [6.657_904_643_501_103, 5.463_784_911_164_114, 1.784_826_539_917_291_3, 0.296_560_571_828_504_87,
     0.026_532_189_526_576_124, 1.242_660_947_388_078_4e-3, 2.711_555_568_743_487_6e-5, 2.010_334_399_292_288e-7],
    [1.0, 0.599_832_206_555_888, 0.136_929_880_922_735_8, 0.014_875_361_290_850_615,
     7.868_691_311_456_133e-4, 1.846_318_317_510_054_8e-5, 1.421_511_758_316_446e-7, 2.044_263_103_389_939_8e-15],
];

#[cfg(test)]
mod tests {
    use super::{normal_cdf, normal_quantile};

    fn close(found: f64, expected: f64, relative: f64) {
        let error = ((found - expected) / expected).abs();
        assert!(error <= relative, "{found} is not {expected}: {error:e}");
    }

    /// Tables: z of 0.975, 0.25 and 0.001 from AS 241; 1e-10 and 1e-20 from its test values.
    #[test]
    fn quantile_meets_published_values() {
        close(normal_quantile(0.975), 1.959_963_984_540_054, 1e-15);
        close(normal_quantile(0.25), -0.674_489_750_196_081_7, 1e-15);
        close(normal_quantile(0.001), -3.090_232_306_167_813_5, 1e-15);
        close(normal_quantile(1e-20), -9.262_340_089_798_408, 1e-15);
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    #[test]
    fn cdf_undoes_the_quantile() {
        for p in [1e-300, 1e-50, 1e-12, 1e-5, 0.01, 0.074, 0.076, 0.3, 0.5, 0.924, 0.926, 0.99, 0.999_999] {
            let z = normal_quantile(p);
            close(normal_cdf(z), p, 1e-15 * (4.0 + 4.0 * z * z));
        }
    }

    #[test]
    fn outside_zero_and_one_there_is_no_quantile() {
        for p in [0.0, 1.0, -0.1, 1.1, f64::NAN] {
            assert!(normal_quantile(p).is_nan());
        }
    }
}
