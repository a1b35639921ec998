//! Everything that can be scheduled.

use crate::engine;

/// Something due to happen in the world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// The next arrival, or batch of arrivals, of a stream.
    Arrive {
        /// Which stream.
        stream: u32,
    },
    /// A stay is over, or the delay before leaving, or the transfer to a place kept free.
    PersonDue {
        /// Whose record.
        person: u32,
        /// What it must match to hold.
        version: u16,
    },
    /// Someone on a waiting list has waited long enough to give up.
    GiveUp {
        /// Whose record.
        person: u32,
        /// What it must match to hold.
        version: u16,
    },
    /// A dated or weekly change of a place's capacity.
    Capacity {
        /// Which place.
        place: u32,
        /// Which change.
        step: u16,
    },
    /// A place clears its queue: its daily hour has come, or its doors open.
    Clear {
        /// Which place.
        place: u32,
    },
    /// A day begins in a place whose packages change from day to day.
    NewDay {
        /// Which place.
        place: u32,
    },
    /// One of a person's hazards has run out.
    Hazard {
        /// Whose record.
        person: u32,
        /// What it must match to hold.
        version: u16,
    },
    /// A care-home bed or package kept for someone in hospital lapses.
    HoldLapses {
        /// Whose record.
        person: u32,
        /// What it must match to hold.
        version: u16,
    },
    /// A step of assessment, funding or arranging is done, a person leaves hospital, or a stay in a service is complete.
    CareStep {
        /// Whose record.
        person: u32,
        /// What it must match to hold.
        version: u16,
    },
    /// Something is due for someone on the register of people at risk.
    Decline {
        /// Whose record.
        member: u32,
        /// What it must match to hold.
        version: u16,
    },
    /// A candidate for a first social sign.
    Onset,
    /// Morning: availability, brokerage, moves.
    Daily,
    /// Sunday evening: the labour market.
    Weekly,
    /// The first of a month: the world is checked; in a market, margins, closures and entries.
    Monthly,
    /// After the labour market: prices, pay and margins.
    Prices,
    /// The run begins: people found waiting are let in.
    Begin,
    /// A labour step of a workforce that only moves ends.
    LabourStep,
    /// A stated move of workers from one sector to another.
    Transfer {
        /// Which one.
        which: u32,
    },
}

const KIND_BITS: u32 = 6;
const VERSION_BITS: u32 = 16;

impl Event {
    const fn parts(self) -> (u64, u16, u32) {
        match self {
            Self::Arrive { stream } => (0, 0, stream),
            Self::PersonDue { person, version } => (1, version, person),
            Self::GiveUp { person, version } => (2, version, person),
            Self::Capacity { place, step } => (3, step, place),
            Self::Clear { place } => (4, 0, place),
            Self::Hazard { person, version } => (5, version, person),
            Self::HoldLapses { person, version } => (6, version, person),
            Self::CareStep { person, version } => (7, version, person),
            Self::Daily => (8, 0, 0),
            Self::Weekly => (9, 0, 0),
            Self::Monthly => (10, 0, 0),
            Self::Prices => (11, 0, 0),
            Self::Begin => (12, 0, 0),
            Self::LabourStep => (13, 0, 0),
            Self::Transfer { which } => (14, 0, which),
            Self::NewDay { place } => (15, 0, place),
            Self::Decline { member, version } => (16, version, member),
            Self::Onset => (17, 0, 0),
        }
    }
}

impl engine::Event for Event {
    #[inline]
    fn pack(self) -> u64 {
        let (kind, version, subject) = self.parts();
        kind | u64::from(version) << KIND_BITS | u64::from(subject) << (KIND_BITS + VERSION_BITS)
    }

    #[inline]
    fn unpack(bits: u64) -> Self {
        let version = (bits >> KIND_BITS) as u16;
        let subject = (bits >> (KIND_BITS + VERSION_BITS)) as u32;
        // Nearly all events are of the first two kinds.
        match bits & ((1 << KIND_BITS) - 1) {
            0 => Self::Arrive { stream: subject },
            1 => Self::PersonDue {
                person: subject,
                version,
            },
            kind => Self::unpack_rarer(kind, version, subject),
        }
    }
}

impl Event {
    #[inline(never)]
    fn unpack_rarer(kind: u64, version: u16, subject: u32) -> Self {
        match kind {
            2 => Self::GiveUp {
                person: subject,
                version,
            },
            3 => Self::Capacity {
                place: subject,
                step: version,
            },
            4 => Self::Clear { place: subject },
            5 => Self::Hazard {
                person: subject,
                version,
            },
            6 => Self::HoldLapses {
                person: subject,
                version,
            },
            7 => Self::CareStep {
                person: subject,
                version,
            },
            8 => Self::Daily,
            9 => Self::Weekly,
            10 => Self::Monthly,
            11 => Self::Prices,
            12 => Self::Begin,
            13 => Self::LabourStep,
            14 => Self::Transfer { which: subject },
            16 => Self::Decline {
                member: subject,
                version,
            },
            17 => Self::Onset,
            _ => Self::NewDay { place: subject },
        }
    }
}

/// The order of simultaneous events: stays end, capacity changes, people arrive, queues clear,
/// mornings, weeks, months; levels are read after everything.
pub mod priority {
    use crate::engine::Priority;

    /// Stays and delays end, hazards run out, people give up.
    pub const ENDS: Priority = Priority::new(1);
    /// Policies and capacity change; workers move.
    pub const CHANGES: Priority = Priority::new(2);
    /// People arrive.
    pub const ARRIVALS: Priority = Priority::new(3);
    /// Queues clear, and the morning's brokerage.
    pub const CLEARING: Priority = Priority::new(4);
    /// The weekly labour step of a care market.
    pub const LABOUR: Priority = Priority::new(5);
    /// Weekly prices, monthly margins, yearly budgets.
    pub const ACCOUNTS: Priority = Priority::new(6);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Event as _;

    #[test]
    fn every_event_survives_packing() {
        let (person, version) = (u32::MAX, u16::MAX);
        for event in [
            Event::Arrive { stream: 3 },
            Event::PersonDue { person, version },
            Event::GiveUp { person, version },
            Event::Capacity {
                place: 65_535,
                step: 7,
            },
            Event::Clear { place: 9 },
            Event::NewDay { place: 9 },
            Event::Hazard { person, version },
            Event::HoldLapses { person, version },
            Event::CareStep { person, version },
            Event::Decline {
                member: person,
                version,
            },
            Event::Onset,
            Event::Daily,
            Event::Weekly,
            Event::Monthly,
            Event::Prices,
            Event::Begin,
            Event::LabourStep,
            Event::Transfer { which: 70_000 },
        ] {
            assert_eq!(Event::unpack(event.pack()), event);
            assert!(event.pack() < 1 << engine::calendar::EVENT_BITS);
        }
    }
}
