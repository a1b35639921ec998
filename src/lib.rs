//! caremarket: who waits where, and who has the staff, when one organisation or several change what
//! care they buy, staff, pay or organise in one place.
//!
//! Data flows one way:
//!
//! ```text
//! scenario.toml -> Scenario -> World + Calendar -> facts, levels -> Results on disk
//!                                                                    -> statistics, CSV, charts, HTML
//! ```

pub mod cli;
pub mod engine;
pub mod experiment;
pub mod observe;
pub mod output;
pub mod results;
pub mod scenario;
pub mod stats;
pub mod world;
