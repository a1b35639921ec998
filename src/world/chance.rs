//! What the world asks of chance. Each question has a purpose of its own, so that no answer depends
//! on how often another question was asked.

use crate::engine::Purpose;

/// Time to a stream's next arrival, and whether an arrival under the envelope is kept: (stream, index).
pub const ARRIVE: Purpose = Purpose::new(1);
/// Group and first place of someone who arrives: (person).
pub const TRAIT: Purpose = Purpose::new(2);
/// Next place and length of stay: (person, visit).
pub const VISIT: Purpose = Purpose::new(3);
/// Patience: (person, visit).
pub const PATIENCE: Purpose = Purpose::new(4);
/// Delay before leaving, and on the way: (person, visit).
pub const DELAY: Purpose = Purpose::new(5);
/// Who is next, by lot: (place, pick).
pub const PICK: Purpose = Purpose::new(6);
/// Remaining stays at the start: (person).
pub const CENSUS: Purpose = Purpose::new(7);
/// Whether someone ready to leave does so today: (person, day).
pub const LEAVE_TODAY: Purpose = Purpose::new(8);
/// How many come on a day: (stream, day).
pub const BATCH: Purpose = Purpose::new(9);
