//! What can be read off a world: gauges stand at a level, counters count up.

use crate::engine::Time;
use crate::world::World;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::tally::PeopleTally;
use crate::world::tally::{Level, PlaceCounts};

/// Something measured at a moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Gauge {
    /// People of a group in a place.
    Occupied(usize, usize),
    /// People in a place, finished there and waiting for a target.
    Blocked(usize, usize),
    /// People of a group on a place's list who hold no other place.
    Queue(usize, usize),
    /// Places kept for someone on the way.
    Reserved(usize),
    /// Capacity of a place.
    Capacity(usize),
    /// Steps a day of packages in use in a place.
    Packages(usize),
    /// Workers of a sector.
    Staff(usize),
    /// Vacancies of a sector.
    Vacancies(usize),
    /// Contracted minutes a week at productive work, of a sector.
    Productive(usize),
    /// Minutes a week delivered by a sector.
    Delivered(usize),
    /// Minutes a week promised by a sector and not delivered.
    Unfilled(usize),
    /// Minutes a week promised by a sector.
    Load(usize),
    /// Minutes a week that a sector can deliver.
    Available(usize),
    /// Mean pay of a sector, hundredths of a penny an hour.
    Pay(usize),
    /// What providers ask in a market, hundredths of a penny.
    Ask(usize),
    /// What a payer offers in a market, pence: `market * payers + payer`.
    Price(usize),
    /// Residents by payer.
    Residents(usize),
    /// Step-down occupants by payer.
    StepDown(usize),
    /// Staffed places: care homes, community hospital, reablement, discharge to assess, virtual ward, supported living.
    Staffed(usize),
    /// Registered beds of all homes.
    Registered,
    /// Beds of block contracts.
    Contracted,
    /// Minutes a week of homecare reserved in blocks that nobody uses.
    ReservedHomecare,
    /// Units of housing with care that are let.
    ExtraCareLet,
    /// People looking for care work.
    Candidates,
    /// Care-home beds kept during a decision on funding.
    KeptForDecision,
    /// Margin of all agencies, or of all homes; millionths.
    Margin(usize),
    /// People being trained for care work.
    Trainees,
    /// Workers of a sector by where they came from: `sector * (sectors + 1) + from`, the last outside care.
    Provenance(usize),
    /// People at home with a service.
    SupportedAtHome,
    /// People on the register of people at risk, by stage.
    Register(usize),
    /// People at risk whom a programme supports.
    Programmes,
    /// Minutes a week of homecare that people at home without a service need.
    UnmetMinutes,
    /// Minutes a week of homecare promised and not delivered.
    UnfilledHomecare,
    /// Care-home beds held open for people in hospital, by payer.
    HeldBeds(usize),
    /// Packages of homecare held open for people in hospital, by payer.
    HeldPackages(usize),
    /// People whom only the council's price keeps waiting, by market.
    BoundByPrice(usize),
    /// What a payer means to spend, pence a week, by budget.
    Budget(usize),
    /// People with a personal assistant.
    Assisted,
    /// Minutes a week of packages that people of a group have.
    PackageMinutes(usize),
    /// Sum over a sector's workers of the weeks since they came to it; those found at the start left out.
    WeeksSince(usize),
}

impl Gauge {
    fn level<'w>(self, world: &'w World<'_>) -> &'w Level {
        let flow = &world.flow.tally;
        let market = || {
            &world
                .market
                .as_ref()
                .expect("only markets have these gauges")
                .tally
        };
        match self {
            Self::Occupied(place, group) => flow.occupied(place, group),
            Self::Blocked(place, next) => flow.blocked(place, next),
            Self::Queue(place, group) => flow.queue(place, group),
            Self::Reserved(place) => flow.reserved(place),
            Self::Capacity(place) => flow.capacity(place),
            Self::Packages(place) => flow.packages(place),
            Self::Staff(s) => match &world.staff {
                Some(staff) => staff.at_work(s),
                None => &market().sectors[s].staff,
            },
            Self::Vacancies(s) => &market().sectors[s].vacancies,
            Self::Productive(s) => &market().sectors[s].productive_minutes,
            Self::Delivered(s) => &market().sectors[s].delivered_minutes,
            Self::Unfilled(s) => &market().sectors[s].unfilled_minutes,
            Self::Load(s) => &market().sectors[s].load_minutes,
            Self::Available(s) => &market().sectors[s].available_minutes,
            Self::Pay(s) => &market().sectors[s].pay,
            Self::Ask(m) => &market().ask[m],
            Self::Price(at) => &market().price[at],
            Self::Residents(payer) => &market().residents_by_payer[payer],
            Self::StepDown(payer) => &market().step_down_by_payer[payer],
            Self::Staffed(which) => &market().staffed[which],
            Self::Registered => &market().registered,
            Self::Contracted => &market().contracted,
            Self::ReservedHomecare => &market().reserved_minutes,
            Self::ExtraCareLet => &market().extra_care_let,
            Self::Candidates => &market().candidates,
            Self::KeptForDecision => &market().kept_for_decision,
            Self::Margin(m) => &market().margin[m],
            Self::Trainees => &market().trainees,
            Self::Provenance(at) => &market().provenance[at],
            Self::SupportedAtHome => &market().supported_at_home,
            Self::Register(stage) => &market().people.register[stage],
            Self::Programmes => &market().people.supported,
            Self::UnmetMinutes => &market().people.unmet_minutes,
            Self::UnfilledHomecare => {
                let sector = world.market.as_ref().map(Market::homecare_sector);
                &market().sectors[sector.unwrap_or(0)].unfilled_minutes
            }
            Self::HeldBeds(payer) => &market().held_beds[payer],
            Self::HeldPackages(payer) => &market().held_packages[payer],
            Self::BoundByPrice(goods) => &market().bound_by_price[goods],
            Self::Budget(at) => &market().budgets[at],
            Self::Assisted => &market().people.assisted,
            Self::PackageMinutes(group) => &market().package_minutes[group],
            Self::WeeksSince(s) => &market().sectors[s].weeks_since,
        }
    }

    /// The level now.
    pub fn value(self, world: &World<'_>) -> i64 {
        self.level(world).value()
    }

    /// Its integral from time 0, in units times seconds.
    pub fn integral(self, world: &World<'_>, now: Time) -> i64 {
        self.level(world).integral(now)
    }
}

/// Which count of a group at a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Visit {
    /// Became ready for the place.
    Arrivals,
    /// Started there.
    Starts,
    /// Left.
    Departures,
    /// Found the list full.
    TurnedAway,
    /// Gave up waiting.
    GaveUp,
    /// Could not start at once.
    Waited,
    /// Seconds waited by those who started.
    WaitSeconds,
    /// Seconds stayed by those who left.
    StaySeconds,
}

impl Visit {
    fn of(self, counts: &PlaceCounts) -> i64 {
        match self {
            Self::Arrivals => counts.arrivals,
            Self::Starts => counts.starts,
            Self::Departures => counts.departures,
            Self::TurnedAway => counts.turned_away,
            Self::GaveUp => counts.gave_up,
            Self::Waited => counts.waited,
            Self::WaitSeconds => counts.wait_seconds,
            Self::StaySeconds => counts.stay_seconds,
        }
    }
}

/// A step on the ladder of decline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Decline {
    /// First social signs.
    FirstSigns,
    /// Steps down.
    Worsened,
    /// Steps down that an admission set off.
    Cascades,
    /// Steps back up.
    Recovered,
    /// Admissions of people on the register, by stage.
    Crises(usize),
    /// People on the register who came to need care.
    Needs,
    /// Of those, whom family alone cares for.
    CaredForByFamily,
    /// People who needed care at home and came to need a care home.
    ToCareHome,
    /// Unpaid carers who could go on no longer.
    CarersLost,
}

impl Decline {
    fn of(self, people: &PeopleTally) -> i64 {
        match self {
            Self::FirstSigns => people.first_signs,
            Self::Worsened => people.worsened,
            Self::Cascades => people.cascades,
            Self::Recovered => people.recovered,
            Self::Crises(stage) => people.crises[stage],
            Self::Needs => people.needs,
            Self::CaredForByFamily => people.cared_for_by_family,
            Self::ToCareHome => people.to_care_home,
            Self::CarersLost => people.carers_lost,
        }
    }
}

/// Something that counts up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Counter {
    /// A count of a group at a place.
    At(Visit, usize, usize),
    /// Leavers of employers in a sector.
    Leavers(usize),
    /// Workers who moved: `from * (sectors + 1) + to`.
    Moves(usize),
    /// Packages handed back.
    Handbacks,
    /// Minutes a week handed back.
    HandbackMinutes,
    /// Packages and places given up because a provider closed.
    Closures,
    /// Providers that closed, were sold, and entered.
    ProvidersClosed,
    /// See `ProvidersClosed`.
    ProvidersSold,
    /// See `ProvidersClosed`.
    ProvidersEntered,
    /// People who began to be trained for care work.
    BeganTraining,
    /// People who came from abroad to work in care.
    FromAbroad,
    /// Deaths.
    Deaths,
    /// Deaths of people ready to move on.
    DeathsWaiting,
    /// Of those, by cell.
    DeathsWaitingBy(usize),
    /// Admissions of people with a known need.
    Readmissions,
    /// Discharges from acute by pathway: home with support, rehabilitation or other bed, care home.
    Discharges(usize),
    /// Delays that ended, by pathway, and their seconds.
    Delays(usize),
    /// See `Delays`.
    DelaySeconds(usize),
    /// Everyone who left acute on a weekday, from Monday.
    LeftOn(usize),
    /// Families and unpaid carers who took over.
    Families,
    /// People back in hospital within two days of going home.
    FailedDischarges,
    /// Deaths of palliative people.
    DeathsPalliative,
    /// Of those, while delayed in an acute bed.
    DeathsPalliativeDelayed,
    /// Planned admissions called off.
    ElectivesCalledOff,
    /// People who took a unit of housing with care.
    MovedToExtraCare,
    /// Of those: instead of a care home.
    ExtraCareInsteadOfCareHome,
    /// People whose personal assistant left.
    AssistantsLeft,
    /// Starts in a slot of discharge to assess.
    D2aStarts,
    /// Of those, within two days of being ready.
    D2aStartsAtOnce,
    /// Deaths of people ready to leave an acute bed.
    DeathsDelayedInAcute,
    /// Deaths of people waiting at home.
    DeathsWaitingAtHome,
    /// Steps on the ladder of decline.
    Decline(Decline),
    /// Pence times seconds a week that a payer paid for something.
    Paid(usize, Heading),
    /// Pence times seconds a week that a payer was paid by others.
    Received(usize),
}

impl Counter {
    /// The count so far.
    pub fn value(self, world: &World<'_>, now: Time) -> i128 {
        if let Self::At(visit, place, group) = self {
            return i128::from(visit.of(world.flow.tally.counts(place, group)));
        }
        if let Self::LeftOn(weekday) = self {
            return i128::from(world.flow.tally.left_on(weekday));
        }
        if let (Self::Moves(at), Some(staff)) = (self, &world.staff) {
            return i128::from(staff.moves().at(at));
        }
        let market = world
            .market
            .as_ref()
            .expect("only markets have these counters");
        let tally = &market.tally;
        i128::from(match self {
            Self::At(..) | Self::LeftOn(_) => 0,
            Self::Leavers(s) => tally.sectors[s].leavers,
            Self::Moves(at) => tally.moves.at(at),
            Self::Handbacks => tally.handbacks,
            Self::HandbackMinutes => tally.handback_minutes,
            Self::Closures => tally.closures,
            Self::ProvidersClosed => tally.providers_closed,
            Self::ProvidersSold => tally.providers_sold,
            Self::ProvidersEntered => tally.providers_entered,
            Self::BeganTraining => tally.began_training,
            Self::FromAbroad => tally.from_abroad,
            Self::Deaths => tally.deaths,
            Self::DeathsWaiting => tally.deaths_waiting,
            Self::DeathsWaitingBy(by) => tally.deaths_waiting_by[by],
            Self::Readmissions => tally.readmissions,
            Self::Discharges(pathway) => tally.discharges[pathway],
            Self::Delays(pathway) => tally.delays[pathway].0,
            Self::DelaySeconds(pathway) => tally.delays[pathway].1,
            Self::Families => tally.families,
            Self::FailedDischarges => tally.failed_discharges,
            Self::DeathsPalliative => tally.deaths_palliative,
            Self::DeathsPalliativeDelayed => tally.deaths_palliative_delayed,
            Self::ElectivesCalledOff => tally.electives_called_off,
            Self::MovedToExtraCare => tally.moved_to_extra_care,
            Self::ExtraCareInsteadOfCareHome => tally.extra_care_instead_of_care_home,
            Self::D2aStarts => tally.d2a_starts,
            Self::D2aStartsAtOnce => tally.d2a_starts_at_once,
            Self::Received(payer) => return market.ledger.received(payer).total(now),
            Self::DeathsDelayedInAcute => tally.people.deaths_delayed_in_acute,
            Self::DeathsWaitingAtHome => tally.people.deaths_waiting_at_home,
            Self::Decline(what) => what.of(&tally.people),
            Self::AssistantsLeft => tally.people.assistants_left,
            Self::Paid(payer, heading) => return market.ledger.debit(payer, heading).total(now),
        })
    }
}
