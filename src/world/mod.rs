//! The place as it stands, and what every event does to it.
//!
//! A [`World`] is built from a [`setup::Setup`] and is then a function of the seed and the
//! replication alone: it reads no clock, file or environment. It keeps the levels and counts that
//! whoever watches it may read ([`tally`]), and knows nothing of reports.

pub mod chance;
pub mod event;
pub mod flow;
pub mod invariant;
pub mod market;
pub mod need;
pub mod policy;
pub mod setup;
pub mod staff;
pub mod tally;

use crate::engine::{self, Model, Span, Streams, Time};
use event::{Event, priority};
use flow::person::PersonId;
use flow::{Care, Flow, Handover};
use market::Market;
use setup::Setup;
use staff::Staff;

/// The future event list of a world.
pub type Calendar = engine::Calendar<Event>;

/// The second of the day at which the morning's brokerage begins.
const MORNING: i64 = 8 * 3_600;
/// The second of the day of the weekly labour step, on Sundays.
const EVENING: i64 = 20 * 3_600;

/// The place as it stands.
#[derive(Clone, Debug)]
pub struct World<'a> {
    setup: &'a Setup,
    /// The network and everyone in it.
    pub flow: Flow<'a>,
    /// Employers, workers, prices and commissioners; `None` in a plain network.
    pub market: Option<Market<'a>>,
    /// A workforce that only moves; `None` if there is none, or the market's.
    pub staff: Option<Staff<'a>>,
    /// The first thing that did not hold and must.
    broken: Option<invariant::Broken>,
    /// Events handled when everything was last checked.
    checked_at: u64,
}

/// What market and staff need of the rest of the world while something happens.
pub struct Cx<'c, 'a> {
    pub(crate) flow: &'c mut Flow<'a>,
    pub(crate) calendar: &'c mut Calendar,
}

impl Cx<'_, '_> {
    pub(crate) fn now(&self) -> Time {
        self.calendar.now()
    }

    /// The place someone is in.
    pub(crate) fn place_of(&self, id: PersonId) -> usize {
        usize::from(self.flow.people[id].place)
    }
}

impl<'a> World<'a> {
    /// A world at the start of its warm-up, and its calendar.
    pub fn new(setup: &'a Setup, seed: u64, replication: u64) -> (Self, Calendar) {
        Self::begin(setup, seed, replication, false)
    }

    /// The same world, which also keeps who was where, and when: [`Flow::visits`].
    pub fn with_visits(setup: &'a Setup, seed: u64, replication: u64) -> (Self, Calendar) {
        Self::begin(setup, seed, replication, true)
    }

    fn begin(setup: &'a Setup, seed: u64, replication: u64, visits: bool) -> (Self, Calendar) {
        let chance = Streams::new(seed, replication);
        let care = setup.market.as_ref().map(|rules| Care {
            groups: rules.needs.iter().map(Option::is_some).collect(),
            places: (0..setup.flow.places.len())
                .map(|p| p != rules.places.emergency)
                .collect(),
        });
        let mut world = Self {
            setup,
            flow: Flow::new(setup, chance, care),
            market: setup
                .market
                .as_ref()
                .map(|rules| Market::new(setup, rules, chance)),
            staff: setup
                .staff
                .as_ref()
                .map(|staff| Staff::new(staff, chance, setup.run.start())),
            broken: None,
            checked_at: 0,
        };
        if visits {
            world.flow.keep_visits();
        }
        let mut calendar = Calendar::new(setup.run.start());
        world.flow.begin(&mut calendar);
        if let Some(market) = &mut world.market {
            market.begin(&mut Cx {
                flow: &mut world.flow,
                calendar: &mut calendar,
            });
            world.begin_clocks(&mut calendar);
        }
        if let Some(staff) = &world.staff {
            staff.begin(&mut calendar);
        }
        world.schedule_next_month(&mut calendar);
        world.hand_over(&mut calendar);
        if world.flow.is_stirred() {
            // An event, so that whoever starts now is counted in the first window.
            calendar.schedule(calendar.now(), priority::CLEARING, Event::Begin);
        }
        (world, calendar)
    }

    /// What it was built from.
    pub fn setup(&self) -> &'a Setup {
        self.setup
    }

    /// Whether everything that must hold has held so far, and holds now.
    ///
    /// # Errors
    /// The first thing that did not: the program or the scenario has a fault, and the run means nothing.
    pub fn sound(&self, now: Time) -> Result<(), invariant::Broken> {
        self.broken.clone().map_or_else(|| self.check(now), Err)
    }

    /// Whether nothing has been noticed so far that makes the rest of the run worthless.
    ///
    /// # Errors
    /// What was noticed.
    pub fn goes_on(&self, now: Time) -> Result<(), invariant::Broken> {
        if self.broken.is_some() || self.flow.stopped().is_some() {
            return self.sound(now);
        }
        Ok(())
    }

    /// From now on, ends the run when more people than this are present: there is no memory for more.
    pub fn hold_at_most(&mut self, people: usize) {
        self.flow.hold_at_most(people);
    }

    fn note(&mut self, held: Result<(), invariant::Broken>) {
        if let (None, Err(broken)) = (&self.broken, held) {
            self.broken = Some(broken);
        }
    }

    /// Mornings and Sundays.
    fn begin_clocks(&self, calendar: &mut Calendar) {
        let (now, run) = (calendar.now(), &self.setup.run);
        calendar.schedule(now.next_at(MORNING), priority::CLEARING, Event::Daily);
        let to_sunday = (6 - run.weekday(now.day()) as i64).rem_euclid(7);
        let sunday = Time::start_of_day(now.day() + to_sunday) + Span::from_seconds(EVENING);
        calendar.schedule(sunday, priority::LABOUR, Event::Weekly);
        calendar.schedule(sunday, priority::ACCOUNTS, Event::Prices);
    }

    fn schedule_next_month(&self, calendar: &mut Calendar) {
        let today = calendar.now().day();
        let firsts = &self.setup.run.dates.months;
        let next = firsts.partition_point(|&(first, _)| first <= today);
        if let Some(&(first, _)) = firsts.get(next) {
            calendar.schedule(
                Time::start_of_day(first),
                priority::ACCOUNTS,
                Event::Monthly,
            );
        }
    }

    /// Lets the care pathway hear what happened, and queues move once nothing else is due at this
    /// instant that comes before them.
    #[inline]
    fn settle(&mut self, calendar: &mut Calendar) {
        if !self.flow.handovers.is_empty() || self.flow.is_stirred() {
            self.settle_all(calendar);
        }
    }

    #[inline(never)]
    fn settle_all(&mut self, calendar: &mut Calendar) {
        loop {
            if !self.flow.handovers.is_empty() {
                self.hand_over(calendar);
            }
            if !self.flow.is_stirred() || calendar.more_now_before(priority::CLEARING) {
                return;
            }
            self.flow.settle(calendar);
        }
    }

    fn hand_over(&mut self, calendar: &mut Calendar) {
        let handovers = std::mem::take(&mut self.flow.handovers);
        self.with_market(calendar, |market, cx| {
            for handover in &handovers {
                match *handover {
                    Handover::Arrived { person } => market.arrived(person, cx),
                    Handover::Started { person } => market.started(person, cx),
                }
            }
        });
    }

    fn with_staff(
        &mut self,
        calendar: &mut Calendar,
        happen: impl FnOnce(&mut Staff<'a>, &mut Cx<'_, 'a>),
    ) {
        if let Some(staff) = &mut self.staff {
            happen(
                staff,
                &mut Cx {
                    flow: &mut self.flow,
                    calendar,
                },
            );
        }
    }

    fn with_market(
        &mut self,
        calendar: &mut Calendar,
        happen: impl FnOnce(&mut Market<'a>, &mut Cx<'_, 'a>),
    ) {
        if let Some(market) = &mut self.market {
            happen(
                market,
                &mut Cx {
                    flow: &mut self.flow,
                    calendar,
                },
            );
        }
    }
}

impl Model for World<'_> {
    type Event = Event;

    #[expect(
        clippy::inline_always,
        reason = "once an event, and called in few places"
    )]
    #[inline(always)]
    fn handle(&mut self, event: Event, calendar: &mut Calendar) {
        if self.flow.stopped().is_some() {
            return;
        }
        // What nearly all events are stands apart, so that it is not slowed down by the rest.
        match event {
            Event::Arrive { stream } => self.flow.arrive(stream, calendar),
            Event::PersonDue { person, version } => self.flow.person_due(person, version, calendar),
            _ => self.handle_rarer(event, calendar),
        }
        self.settle(calendar);
    }

    #[inline]
    fn foresee(&self, event: Event) {
        if let Event::PersonDue { person, .. } = event {
            self.flow.people.fetch(person);
        }
    }
}

impl World<'_> {
    /// Lets any event but an arrival or the end of a stay or delay happen.
    #[inline(never)]
    fn handle_rarer(&mut self, event: Event, calendar: &mut Calendar) {
        let now = calendar.now();
        match event {
            Event::Arrive { .. } | Event::PersonDue { .. } | Event::Begin => {}
            Event::GiveUp { person, version } => self.flow.give_up(person, version, calendar),
            Event::Capacity { place, step } => self.flow.capacity_due(place, step, calendar),
            Event::Clear { place } => self.flow.clear_due(place, calendar),
            Event::NewDay { place } => self.flow.new_day(place, calendar),
            Event::Hazard { person, version } => {
                self.with_market(calendar, |market, cx| market.hazard(person, version, cx));
            }
            Event::HoldLapses { person, version } => {
                self.with_market(calendar, |market, cx| {
                    market.hold_lapses(person, version, cx);
                });
            }
            Event::CareStep { person, version } => {
                self.with_market(calendar, |market, cx| market.care_step(person, version, cx));
            }
            Event::Decline { member, version } => {
                self.with_market(calendar, |market, cx| market.decline(member, version, cx));
            }
            Event::Onset => self.with_market(calendar, |market, cx| market.onset(cx)),
            Event::LabourStep => self.with_staff(calendar, |staff, cx| staff.step(cx)),
            Event::Transfer { which } => {
                self.with_staff(calendar, |staff, cx| staff.transfer(which, cx));
            }
            Event::Daily => {
                self.with_market(calendar, |market, cx| market.daily(cx));
                // Looking whether someone was overlooked costs as much as brokerage: in release builds, once in four weeks.
                if cfg!(debug_assertions) || now.day().rem_euclid(28) == 0 {
                    self.note(
                        self.market
                            .as_ref()
                            .map_or(Ok(()), |market| market.check_queues(now)),
                    );
                }
                calendar.schedule(now + Span::DAY, priority::CLEARING, Event::Daily);
            }
            Event::Weekly => {
                self.with_market(calendar, |market, cx| market.weekly(cx));
                calendar.schedule(now + Span::WEEK, priority::LABOUR, Event::Weekly);
            }
            Event::Prices => {
                self.with_market(calendar, |market, cx| market.weekly_accounts(cx));
                calendar.schedule(now + Span::WEEK, priority::ACCOUNTS, Event::Prices);
            }
            Event::Monthly => {
                self.with_market(calendar, |market, cx| market.monthly(cx));
                self.schedule_next_month(calendar);
                self.settle(calendar);
                self.check_month(now, calendar.handled());
            }
        }
    }
}
