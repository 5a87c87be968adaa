//! Special functions: the normal, Student's t, beta, gamma and binomial distributions.
//! Knows only numbers; knows nothing of plans, trials or files.
//!
//! Everything is built on `+ - * / sqrt` and the pinned `libm`, so every platform gives the same bits.
//! Arguments outside a function's domain give `NaN`; nothing here panics or loops without a limit.

mod beta;
mod gamma;
mod normal;
mod root;
mod student;

pub use beta::{beta_cdf, beta_quantile, binomial_cdf};
pub use gamma::{gamma_cdf, gamma_quantile};
pub use normal::{normal_cdf, normal_quantile};
pub use student::student_t_quantile;
