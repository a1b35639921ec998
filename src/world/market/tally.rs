//! What can be read off the market: levels, counts and flows.

use super::price::Goods;
use super::setup::{MarketSetup, Payer, Sector};
use crate::engine::Time;
use crate::stats::ranked::Ranked;
use crate::world::tally::{Level, Moves};

/// Levels of a sector.
#[derive(Clone, Debug, Default)]
pub struct SectorLevels {
    /// Workers since they accepted.
    pub staff: Level,
    /// Posts that employers mean to fill.
    pub vacancies: Level,
    /// Contracted minutes a week of those at productive work.
    pub productive_minutes: Level,
    /// Minutes a week delivered to clients (homes: hours a resident needs, for each resident in a staffed bed).
    pub delivered_minutes: Level,
    /// Minutes a week promised to clients and not delivered.
    pub unfilled_minutes: Level,
    /// Minutes a week promised: to clients, to people matched, to people in hospital.
    pub load_minutes: Level,
    /// Minutes a week that can be delivered, cover included.
    pub available_minutes: Level,
    /// Mean pay, in hundredths of a penny an hour.
    pub pay: Level,
    /// Leavers of an employer, for another or out of care.
    pub leavers: i64,
    /// Sum of the weeks in which those workers came who came since the run began.
    pub weeks_of_coming: i64,
    /// Sum of the weeks since then, as of the last labour step.
    pub weeks_since: Level,
}

/// Where a need came to light: names in measure keys, by index.
pub const ORIGINS: [&str; 2] = ["hospital", "community"];

/// The index of an origin.
fn origin(from_hospital: bool) -> usize {
    usize::from(!from_hospital)
}

/// What people with a need are told apart by in some places.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Traits {
    /// They live where carers travel far.
    pub rural: bool,
    /// They need two carers at a time.
    pub double_handed: bool,
}

impl Traits {
    /// Every combination, in the order of their numbers; that of people with none comes first.
    pub const ALL: [Self; 4] = [
        Self::of(false, false),
        Self::of(true, false),
        Self::of(false, true),
        Self::of(true, true),
    ];

    const fn of(rural: bool, double_handed: bool) -> Self {
        Self {
            rural,
            double_handed,
        }
    }

    fn number(self) -> usize {
        usize::from(self.rural) + 2 * usize::from(self.double_handed)
    }
}

/// By what waits and deaths are kept apart: origin, who pays, and the traits that the place has.
#[derive(Clone, Copy, Debug)]
pub struct Cells {
    payers: usize,
    traits: usize,
}

/// Someone as [`Cells`] tell them apart: whether their need began with an admission, who pays, what traits they have.
pub type Told = (bool, Payer, Traits);

impl Cells {
    /// The cells of a place.
    pub fn new(rules: &MarketSetup) -> Self {
        let homecare = &rules.homecare;
        let told_apart = homecare.rural.is_some() || homecare.double_handed > 0.0;
        Self {
            payers: rules.payers.len(),
            traits: if told_apart { Traits::ALL.len() } else { 1 },
        }
    }

    /// The traits that are told apart.
    pub fn traits(self) -> &'static [Traits] {
        &Traits::ALL[..self.traits]
    }

    fn len(self) -> usize {
        ORIGINS.len() * self.payers * self.traits
    }

    /// The cell of someone by origin, payer and traits.
    pub fn of(self, origin: usize, payer: Payer, traits: Traits) -> usize {
        (origin * self.payers + payer) * self.traits + traits.number().min(self.traits - 1)
    }

    /// The same for those who wait for one kind of care.
    pub fn of_wait(self, goods: Goods, origin: usize, payer: Payer, traits: Traits) -> usize {
        goods as usize * self.len() + self.of(origin, payer, traits)
    }
}

/// All that can be read off the market.
#[derive(Clone, Debug)]
pub struct MarketTally {
    /// By sector.
    pub sectors: Vec<SectorLevels>,
    /// Workers of each sector when the run began.
    pub staff_at_start: Vec<i64>,
    /// Workers who changed sector, came into care, or left it.
    pub moves: Moves,
    /// Workers of each sector by the one they came from, `sector * (sectors + 1) + from`; the last is outside care. Those
    /// found at the start are not among them.
    pub provenance: Vec<Level>,
    /// Minutes a week of packages that people have, those held for people in hospital left out, by group.
    pub package_minutes: Vec<Level>,
    /// Packages handed back.
    pub handbacks: i64,
    /// Minutes a week handed back.
    pub handback_minutes: i64,
    /// Packages and places given up because a provider closed.
    pub closures: i64,
    /// Providers that closed, sold, and entered.
    pub providers_closed: i64,
    /// See `providers_closed`.
    pub providers_sold: i64,
    /// See `providers_closed`.
    pub providers_entered: i64,
    /// What providers ask in each market: homecare, care homes; hundredths of a penny.
    pub ask: [Level; 2],
    /// What each payer offers for a new contract, by `market * payers + payer`; pence.
    pub price: Vec<Level>,
    /// Residents by payer.
    pub residents_by_payer: Vec<Level>,
    /// Step-down occupants by payer.
    pub step_down_by_payer: Vec<Level>,
    /// Places that staff allow: care homes, community hospital, reablement, discharge to assess, virtual ward, supported living.
    pub staffed: [Level; 6],
    /// Registered beds of all homes.
    pub registered: Level,
    /// Beds of block contracts.
    pub contracted: Level,
    /// Minutes a week of homecare reserved in blocks that nobody uses.
    pub reserved_minutes: Level,
    /// Units of housing with care that are let.
    pub extra_care_let: Level,
    /// People who took one; of those, instead of a care home.
    pub moved_to_extra_care: i64,
    /// See `moved_to_extra_care`.
    pub extra_care_instead_of_care_home: i64,
    /// People looking for care work.
    pub candidates: Level,
    /// Local people of working age who are not.
    pub reservoir: Level,
    /// People being trained for care work.
    pub trainees: Level,
    /// People who began to be trained, and who came from abroad.
    pub began_training: i64,
    /// See `began_training`.
    pub from_abroad: i64,
    /// Deaths, in all and of people ready to move on.
    pub deaths: i64,
    /// See `deaths`.
    pub deaths_waiting: i64,
    /// Of those, by [`Cells::of`]: who would have paid for the care they waited for.
    pub deaths_waiting_by: Vec<i64>,
    /// By what waits and deaths are kept apart.
    cells: Cells,
    /// Seconds that people waited for care that has started since waits were last taken, by [`Cells::of_wait`].
    waits: Vec<Ranked>,
    /// Care-home beds held open for people in hospital, by who pays.
    pub held_beds: Vec<Level>,
    /// Packages of homecare held open for people in hospital, by who pays.
    pub held_packages: Vec<Level>,
    /// People whom only the council's price keeps waiting, in each market, as of the morning.
    pub bound_by_price: [Level; 2],
    /// What payers mean to spend, pence a week, by budget.
    pub budgets: Vec<Level>,
    /// Admissions after the first.
    pub readmissions: i64,
    /// Discharges from acute of people with a need, by pathway: home with support, rehabilitation bed, care home.
    pub discharges: [i64; 3],
    /// Delays that ended in acute, by pathway, and their seconds.
    pub delays: [(i64, i64); 3],
    /// Families and unpaid carers who took over.
    pub families: i64,
    /// Starts in a slot of discharge to assess; of those, the ones within two days of being ready.
    pub d2a_starts: i64,
    /// See `d2a_starts`.
    pub d2a_starts_at_once: i64,
    /// Care-home beds kept for people whose funding is being decided.
    pub kept_for_decision: Level,
    /// People back in hospital within two days of going home.
    pub failed_discharges: i64,
    /// Deaths of palliative people; of those, while delayed in an acute bed.
    pub deaths_palliative: i64,
    /// See `deaths_palliative`.
    pub deaths_palliative_delayed: i64,
    /// Planned admissions called off.
    pub electives_called_off: i64,
    /// Margin over half a year of all agencies, and of all homes; millionths.
    pub margin: [Level; 2],
    /// People at home with a service: a wellbeing day each.
    pub supported_at_home: Level,
    /// People at risk, and what became of them.
    pub people: PeopleTally,
}

/// What can be read off the register of people at risk, and of decline in general.
#[derive(Clone, Debug, Default)]
pub struct PeopleTally {
    /// People on the register, by stage.
    pub register: [Level; 2],
    /// First social signs.
    pub first_signs: i64,
    /// Steps down the ladder, and rises of the hours needed after an illness.
    pub worsened: i64,
    /// Steps back up the ladder.
    pub recovered: i64,
    /// Of the steps down, those that an admission set off.
    pub cascades: i64,
    /// Admissions of people on the register, by stage.
    pub crises: [i64; 2],
    /// People on the register who came to need care.
    pub needs: i64,
    /// Of those, whose family gives all the care they need.
    pub cared_for_by_family: i64,
    /// People with care at home, or a need for it, who came to need a care home.
    pub to_care_home: i64,
    /// Unpaid carers who could go on no longer.
    pub carers_lost: i64,
    /// People on the register whom a programme supports.
    pub supported: Level,
    /// Minutes a week of homecare that people at home without a service need.
    pub unmet_minutes: Level,
    /// Deaths of people ready to leave an acute bed.
    pub deaths_delayed_in_acute: i64,
    /// Deaths of people waiting at home, with a service or without.
    pub deaths_waiting_at_home: i64,
    /// People with a personal assistant.
    pub assisted: Level,
    /// People whose personal assistant left.
    pub assistants_left: i64,
}

impl MarketTally {
    /// Nothing counted yet.
    pub fn new(rules: &MarketSetup) -> Self {
        let sectors = rules.workforce.sectors.len();
        let payers = rules.payers.len();
        let cells = Cells::new(rules);
        Self {
            sectors: vec![SectorLevels::default(); sectors],
            staff_at_start: vec![0; sectors],
            moves: Moves::new(sectors),
            provenance: vec![Level::default(); sectors * (sectors + 1)],
            package_minutes: vec![Level::default(); rules.needs.len()],
            handbacks: 0,
            handback_minutes: 0,
            closures: 0,
            providers_closed: 0,
            providers_sold: 0,
            providers_entered: 0,
            ask: [Level::default(); 2],
            price: vec![Level::default(); 2 * payers],
            residents_by_payer: vec![Level::default(); payers],
            step_down_by_payer: vec![Level::default(); payers],
            staffed: [Level::default(); 6],
            registered: Level::default(),
            contracted: Level::default(),
            reserved_minutes: Level::default(),
            extra_care_let: Level::default(),
            moved_to_extra_care: 0,
            extra_care_instead_of_care_home: 0,
            candidates: Level::default(),
            reservoir: Level::default(),
            trainees: Level::default(),
            began_training: 0,
            from_abroad: 0,
            deaths: 0,
            deaths_waiting: 0,
            deaths_waiting_by: vec![0; cells.len()],
            cells,
            waits: vec![Ranked::default(); Goods::ALL.len() * cells.len()],
            held_beds: vec![Level::default(); payers],
            held_packages: vec![Level::default(); payers],
            bound_by_price: [Level::default(); 2],
            budgets: vec![Level::default(); rules.budgets.len()],
            readmissions: 0,
            discharges: [0; 3],
            delays: [(0, 0); 3],
            families: 0,
            d2a_starts: 0,
            kept_for_decision: Level::default(),
            failed_discharges: 0,
            deaths_palliative: 0,
            deaths_palliative_delayed: 0,
            electives_called_off: 0,
            margin: [Level::default(); 2],
            d2a_starts_at_once: 0,
            supported_at_home: Level::default(),
            people: PeopleTally::default(),
        }
    }

    /// Counts workers of a sector by where they came from; `None` is outside care.
    pub fn count_provenance(
        &mut self,
        sector: Sector,
        from: Option<Sector>,
        change: i64,
        now: Time,
    ) {
        let sectors = self.sectors.len();
        let at = sector * (sectors + 1) + from.unwrap_or(sectors);
        self.provenance[at].add(now, change);
    }

    /// Brings the weeks since workers came up to date: it is this week now.
    pub fn count_weeks_since(&mut self, week: i64, now: Time) {
        let froms = self.sectors.len() + 1;
        for (s, levels) in self.sectors.iter_mut().enumerate() {
            let came = self.provenance[s * froms..][..froms].iter();
            let came: i64 = came.map(Level::value).sum();
            levels
                .weeks_since
                .set(now, came * week - levels.weeks_of_coming);
        }
    }

    /// Care starts for someone after a wait, in seconds.
    pub(in crate::world) fn care_starts(&mut self, goods: Goods, who: Told, wait: i64) {
        let (from_hospital, payer, traits) = who;
        let cell = self
            .cells
            .of_wait(goods, origin(from_hospital), payer, traits);
        self.waits[cell].push(wait.clamp(0, i64::from(u32::MAX)) as u32);
    }

    /// Someone has died who was ready to move on.
    pub(in crate::world) fn dies_waiting(&mut self, who: Told) {
        let (from_hospital, payer, traits) = who;
        self.deaths_waiting_by[self.cells.of(origin(from_hospital), payer, traits)] += 1;
    }

    /// Takes the waits of those whose care has started since the last time, in seconds: by [`Cells::of_wait`].
    pub fn take_waits(&mut self) -> Vec<Ranked> {
        self.waits.iter_mut().map(std::mem::take).collect()
    }

    /// Counts a worker's move; `None` is outside care.
    pub fn moved(&mut self, from: Option<Sector>, to: Option<Sector>) {
        self.moves.count(from, to);
    }
}
