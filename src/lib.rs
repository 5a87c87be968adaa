//! placeholder
pub mod assess;
pub mod chart;
pub mod engine;
pub mod file;
pub mod metric;
pub mod model;
pub mod sampling;
pub mod special;
pub mod statistics;
pub mod units;
pub mod report;
pub mod cli;
