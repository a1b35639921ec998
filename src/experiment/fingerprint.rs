//! Whether two scenarios are the same world: what they mean, not how they are written.

use crate::scenario::reading::sha256;
use crate::world::setup::Setup;

/// A hash of everything a run is a function of, but for seed and replication.
///
/// Every field of a setup is plain data whose debug text says all of it, numbers to the last digit.
pub fn of(setup: &Setup) -> String {
    sha256(format!("{setup:?}").as_bytes())
}

/// Whether some draws are made by rejection, so that their last bits may differ between builds.
pub fn needs_rejection(setup: &Setup) -> bool {
    format!("{setup:?}").contains("method: Reject")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::reading::Reader;

    fn setup(name: &str, set: &[&str]) -> Setup {
        let set: Vec<String> = set.iter().map(|&s| s.to_owned()).collect();
        let mut reader = Reader::new();
        let scenario = reader.read(name, &set);
        scenario.expect("an embedded scenario is sound").setup
    }

    #[test]
    fn the_same_world_written_otherwise_is_the_same() {
        let place = setup("riverbridge", &[]);
        assert_eq!(
            of(&place),
            of(&setup("riverbridge", &["run.replications=7"]))
        );
        assert_ne!(
            of(&place),
            of(&setup("riverbridge", &["places.acute.beds=861"]))
        );
        assert_ne!(of(&place), of(&setup("own-homecare", &[])));
    }
}
