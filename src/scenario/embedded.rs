//! The scenarios that come with the program, so that `caremarket run step-down` works in an empty folder.

/// A scenario that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// Its name.
    pub name: &'static str,
    /// Whether it is a place, which others build on.
    pub is_place: bool,
    /// Its text.
    pub text: &'static str,
}

macro_rules! embedded {
    (places: $($place:literal),* ; scenarios: $($scenario:literal),* $(,)?) => {
        /// Every scenario that comes with the program: places first, then stories in the order of the catalogue.
        pub const EMBEDDED: &[Embedded] = &[
            $(Embedded {
                name: $place,
                is_place: true,
                text: include_str!(concat!("../../scenarios/places/", $place, ".toml")),
            },)*
            $(Embedded {
                name: $scenario,
                is_place: false,
                text: include_str!(concat!("../../scenarios/", $scenario, ".toml")),
            },)*
        ];
    };
}

embedded! {
    places: "riverbridge";
    scenarios: "calibration", "working-age",
        "step-down", "step-down-hold", "step-down-slack", "step-down-agreed", "step-down-with-staff", "step-down-with-staff-capped",
        "own-homecare", "own-homecare-slack", "own-homecare-money-bound",
        "commission-homecare", "commission-homecare-block", "staff-bank", "staff-bank-outside",
        "community-beds", "community-beds-slack", "d2a-small", "d2a-agencies", "d2a-slack",
        "assessment-only", "assessment-only-slack",
        "funding-wait", "funding-wait-paid", "funding-later",
        "pay-both", "pay-homecare",
        "training-fund", "training-fund-half", "training-fund-none", "career-pathway",
        "collaborative", "collaborative-beds-first",
        "prevention-predicted", "prevention-random", "isolation-shock",
        "care-home-visits", "care-navigators",
        "virtual-ward", "virtual-ward-slack",
        "pooled-budget", "dtoc-target", "unequal-growth", "unequal-growth-moved",
        "direct-payments", "direct-payments-pool",
        "co-location", "co-location-unconsulted", "transforming-care", "fast-track",
        "null-zero", "null-decoupled", "null-money-without-staff",
        "rural", "extra-care"
}

macro_rules! verification {
    ($($name:literal),* $(,)?) => {
        /// Networks with a known answer, and one whose results are kept to the last digit: for `caremarket verify`.
        pub const VERIFICATION: &[Embedded] = &[
            $(Embedded {
                name: $name,
                is_place: true,
                text: include_str!(concat!("../../scenarios/verification/", $name, ".toml")),
            },)*
        ];
    };
}

verification! {
    "chain", "dedicated", "delays", "everything", "feedback", "feeders", "group-lists", "hours",
    "keep-free", "mg1", "mgcc", "mmc", "mmck", "patience", "patience-again", "priority", "residual",
    "tandem", "transient", "weekly-demand"
}

/// The assumptions that `caremarket sensitivity` varies unless told otherwise.
pub const SENSITIVITY: &str = include_str!("../../scenarios/lists/sensitivity.toml");

/// What `caremarket compare` without arguments compares, each with the same place without its policies.
pub const DEFAULT_COMPARISON: &[&str] = &["step-down", "own-homecare"];

/// Replications of that comparison: enough for its intervals to say something, few enough to wait for.
pub const DEFAULT_REPLICATIONS: usize = 20;

/// The scenario of this name.
pub fn find(name: &str) -> Option<&'static Embedded> {
    EMBEDDED.iter().find(|e| e.name == name)
}

/// Every name.
pub fn names() -> Vec<&'static str> {
    EMBEDDED.iter().map(|e| e.name).collect()
}
