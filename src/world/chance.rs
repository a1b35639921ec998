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
/// Hazard clocks: (person, hazard and occurrence).
pub const CLOCK: Purpose = Purpose::new(10);
/// Need, means and hours of someone who comes with a need: (person).
pub const NEED: Purpose = Purpose::new(11);
/// Clinical stays: (person, admission).
pub const STAY: Purpose = Purpose::new(12);
/// Steps of assessment and arranging: (person, admission and step).
pub const PROCESS: Purpose = Purpose::new(13);
/// Rehabilitation, choice, equipment: (person, admission).
pub const ROUTE: Purpose = Purpose::new(14);
/// Whether a service leaves anything to be needed: (person, admission).
pub const RECOVERY: Purpose = Purpose::new(15);
/// Lottery number of a waiting spell: (person, spell).
pub const QUEUE: Purpose = Purpose::new(16);
/// Lottery number of a bed of a block contract: (policy, bed).
pub const BLOCK: Purpose = Purpose::new(17);
/// What a worker does in a week: (worker, week).
pub const WORK: Purpose = Purpose::new(18);
/// Which offer, whether accepted, in which order: (worker, week).
pub const OFFER: Purpose = Purpose::new(19);
/// Traits of a worker: (worker).
pub const WORKER: Purpose = Purpose::new(20);
/// How many come to look for care work: (week).
pub const CANDIDATES: Purpose = Purpose::new(21);
/// Size, reserve price, margin of a provider: (provider, owner).
pub const PROVIDER: Purpose = Purpose::new(22);
/// Closure and entry of providers: (provider, month).
pub const CLOSURE: Purpose = Purpose::new(23);
/// Which package is handed back among equals: (person, week).
pub const HANDBACK: Purpose = Purpose::new(24);
/// Who is found where at the start: (person).
pub const START: Purpose = Purpose::new(25);
/// When a worker would go some way in a labour step: (worker, way and step).
pub const MOVE: Purpose = Purpose::new(26);
/// How many recruits come to a sector in a labour step: (sector, step).
pub const RECRUITS: Purpose = Purpose::new(27);
/// Who goes by a stated move, by lot: (worker, instant).
pub const TRANSFER: Purpose = Purpose::new(28);
/// Amounts of a package on its first and last day: (person, visit and which).
pub const PACKAGE: Purpose = Purpose::new(29);
/// Whether a care home refuses another's assessment: (person, admission).
pub const REFUSAL: Purpose = Purpose::new(60);
/// Whether a discharge home fails, and when: (person, admission).
pub const FAILED: Purpose = Purpose::new(61);
/// Whether someone with a need has not long to live: (person).
pub const PALLIATIVE: Purpose = Purpose::new(62);
/// Whether a patient suits a virtual ward: (person, visit).
pub const VIRTUAL: Purpose = Purpose::new(63);
/// How long it takes to put someone's care in the community together: (person).
pub const RESETTLE: Purpose = Purpose::new(64);
/// How many are interested in being trained: (policy, week).
pub const TRAINEES: Purpose = Purpose::new(50);
/// How many come from abroad: (policy, week).
pub const FROM_ABROAD: Purpose = Purpose::new(51);
/// Whether an offer between employers who do not poach is made all the same: (worker, week).
pub const POACH: Purpose = Purpose::new(52);
/// Who is seconded, by lot: (worker, policy).
pub const SECONDED: Purpose = Purpose::new(53);
/// How many more come in a shock: (stream and policy, day).
pub const SHOCK: Purpose = Purpose::new(54);
/// Whether someone would choose a direct payment, and whether an assistant is found among family and friends: (person, week).
pub const DIRECT: Purpose = Purpose::new(55);
/// When the next candidate for a first social sign comes, and whether they are kept: (candidate).
pub const ONSET: Purpose = Purpose::new(40);
/// Traits of someone on the register of people at risk: (person, which).
pub const REGISTER: Purpose = Purpose::new(41);
/// Whether an admission sets someone back: (person, admission).
pub const CASCADE: Purpose = Purpose::new(42);
/// How likely someone looks to a programme that chooses whom to support: (person, policy).
pub const TARGET: Purpose = Purpose::new(43);
/// Effects of a programme in a replication: (policy, dimension).
pub const EFFECT: Purpose = Purpose::new(44);
/// Whether someone with a need lives where carers travel far: (person).
pub const RURAL: Purpose = Purpose::new(70);
/// Whether someone who needs care at home needs two carers at a time: (person).
pub const DOUBLE_HANDED: Purpose = Purpose::new(71);
/// Whether someone who needs a care home can live in housing with care instead: (person).
pub const EXTRA_CARE: Purpose = Purpose::new(72);
/// What an uncertain value is taken to be in a replication: (path of the value, attempt).
pub const ASSUMPTION: Purpose = Purpose::new(900);
/// Where the points of a sweep lie: (dimension or trajectory, what is asked of it).
pub const DESIGN: Purpose = Purpose::new(910);
/// Which rows of a sweep are taken again to know how sure an index is: (resample).
pub const RESAMPLE: Purpose = Purpose::new(911);
