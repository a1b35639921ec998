//! What a lever may ask when it is built: names become indices, and whatever does not fit is told.

use crate::engine::Time;
use crate::scenario::build::Check;
use crate::scenario::quantity::{Moment, MoneyPerYear};
use crate::scenario::spec::Spec;
use crate::scenario::spec::policy::{PolicySpec, ShapeSpec};
use crate::world::market::budget::BudgetHeading;
use crate::world::market::setup::{COUNCIL, MarketSetup, Payer, Sector, TeamSetup};

/// The place a lever is to act in, and where it tells what is wrong.
pub struct Ground<'g, 'p> {
    /// Number of the policy in the file, from 0.
    number: usize,
    /// The policy.
    policy: &'g PolicySpec,
    /// The scenario as written.
    pub spec: &'g Spec,
    /// The market as it is without policies, at the scale as written.
    pub market: &'g MarketSetup,
    /// Sectors whose team earlier policies run.
    teams: &'g mut Vec<Sector>,
    check: &'g mut Check<'p>,
}

impl<'g, 'p> Ground<'g, 'p> {
    /// The ground for the lever of a policy; `teams` are the sectors whose team earlier policies run.
    pub(in crate::scenario) fn new(
        (number, policy): (usize, &'g PolicySpec),
        spec: &'g Spec,
        market: &'g MarketSetup,
        teams: &'g mut Vec<Sector>,
        check: &'g mut Check<'p>,
    ) -> Self {
        Self {
            number,
            policy,
            spec,
            market,
            teams,
            check,
        }
    }

    /// Two policies cannot run one team: its posts, pay and payer are those of one.
    pub fn runs_team(&mut self, sector: Sector, help: &str) {
        if self.teams.contains(&sector) {
            let message = "two policies run the same team's homecare";
            self.check.error("policy", message, help);
        }
        self.teams.push(sector);
    }

    /// The team that is to staff a place: that of the named sector, or else the one that staffs the place already.
    ///
    /// With it, the hours a week that it gives each person in the place it staffs already, if any.
    pub fn team_for(
        &mut self,
        key: &str,
        sector: Option<&str>,
        place: usize,
    ) -> Option<&'g TeamSetup> {
        let teams = &self.market.teams;
        let Some(name) = sector else {
            let known = teams
                .iter()
                .find(|t| t.staffs.is_some_and(|s| s.0 == place));
            if known.is_none() {
                let message = format!("this does not say whose team staffs {key}");
                self.error(
                    key,
                    message,
                    "name the sector of a team, such as \"council_care\"",
                );
            }
            return known;
        };
        let can_staff = |t: &TeamSetup| !t.bridges && !t.assistants;
        let sector = self.sector(key, name)?;
        let team = teams.iter().find(|t| t.sector == sector && can_staff(t));
        if team.is_none() {
            let message = format!("no team of sector \"{name}\" can staff a place");
            let usable = teams.iter().filter(|t| can_staff(t));
            let sectors = self.sectors();
            let usable: Vec<&str> = usable.map(|t| sectors[t.sector]).collect();
            self.error(key, message, format!("name one of {}", usable.join(", ")));
        }
        team
    }

    /// The place that plays an optional part of the care pathway, which this lever needs.
    pub fn optional_part(&mut self, part: &str, place: Option<usize>) -> Option<usize> {
        if place.is_none() {
            let message = format!("this place has no part for {part}");
            let help = format!(
                "add [places.{part}] with slots = 0, and {part} = \"{part}\" under [pathway]"
            );
            self.error("", message, help);
        }
        place
    }

    /// The lever changes the number of acute beds, which must not change on dates of its own.
    pub fn acute_beds_are_fixed(&mut self) {
        let acute = self.spec.pathway.as_ref().map(|p| p.acute.as_str());
        let place = acute.and_then(|name| self.spec.places.get(name));
        if place.is_some_and(|p| !p.capacity_changes.is_empty() || !p.capacity_week.is_empty()) {
            let message = "the number of acute beds changes on dates of its own";
            self.error("", message, "leave out the dated changes of the acute ward");
        }
    }

    /// The lever does not grow: a ramp or shape of the policy would be wrong.
    pub fn comes_at_once(&mut self, because: &str) {
        let shape = self.policy.shape.is_some_and(|s| s != ShapeSpec::Step);
        if shape || self.policy.ramp.is_some_and(|ramp| ramp.days() > 0.0) {
            let at = format!("policy.{}.ramp", self.number);
            self.check.error(&at, because, "leave out ramp and shape");
        }
    }

    /// Who pays for the policy.
    pub fn paid_by(&self) -> &'g str {
        &self.policy.paid_by
    }

    /// Whether an earlier policy with the same lever is paid for by the same payer.
    pub fn earlier_with_same_payer(&self) -> bool {
        let same = |p: &PolicySpec| {
            p.paid_by == self.policy.paid_by && p.action.name() == self.policy.action.name()
        };
        self.spec.policy[..self.number].iter().any(same)
    }

    /// A number of beds, posts or places in a place as large as this one is run ([`run.scale`](crate::scenario::spec::RunSpec)).
    pub fn scaled(&self, number: u32) -> u32 {
        number.saturating_mul(self.spec.run.scale)
    }

    /// Money a year in a place as large as this one is run, in pence.
    pub fn scaled_money(&self, money: MoneyPerYear) -> f64 {
        money.pence() as f64 * f64::from(self.spec.run.scale)
    }

    /// The lever changes decline before a need: the place must have one.
    pub fn needs_decline(&mut self) -> Option<()> {
        if self.market.decline.is_none() {
            let message = "nobody is at risk in this place: it has no section [decline]";
            let help = "add [decline], or build on a place such as riverbridge";
            self.error("", message, help);
            return None;
        }
        Some(())
    }

    fn at(&self, key: &str) -> String {
        let (number, name) = (self.number, self.policy.action.name());
        let dot = if key.is_empty() { "" } else { "." };
        format!("policy.{number}.action.{name}{dot}{key}")
    }

    /// Tells what is wrong with a key (`""` for the lever itself), and what would be right.
    pub fn error(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let at = self.at(key);
        self.check.error(&at, message, help);
    }

    /// Warns of a key.
    pub fn warn(
        &mut self,
        code: &'static str,
        key: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let at = self.at(key);
        self.check.warn(code, &at, message, help);
    }

    /// Names of all sectors.
    pub fn sectors(&self) -> Vec<&'g str> {
        let sectors = self.market.workforce.sectors.iter();
        sectors.map(|s| s.name.as_str()).collect()
    }

    /// The sector of this name, which stands at this key.
    pub fn sector(&mut self, key: &str, name: &str) -> Option<Sector> {
        let (at, known) = (self.at(key), self.sectors());
        self.check.index(&at, "sector", name, &known)
    }

    /// The sectors of these names, once each, in order.
    pub fn all_sectors(&mut self, key: &str, names: &[String]) -> Vec<Sector> {
        let found = names.iter().enumerate();
        let mut sectors: Vec<Sector> = found
            .filter_map(|(i, name)| self.sector(&format!("{key}.{i}"), name))
            .collect();
        sectors.sort_unstable();
        sectors.dedup();
        sectors
    }

    /// The payer of this name.
    pub fn payer(&mut self, key: &str, name: &str) -> Option<Payer> {
        let at = self.at(key);
        let known: Vec<&str> = self.market.payers.iter().map(String::as_str).collect();
        self.check.index(&at, "payer", name, &known)
    }

    /// The place of this name.
    pub fn place(&mut self, key: &str, name: &str) -> Option<usize> {
        let at = self.at(key);
        let known: Vec<&str> = self.spec.places.keys().map(String::as_str).collect();
        self.check.index(&at, "place", name, &known)
    }

    /// The position of a name among those known; `what` says what it is.
    pub fn one_of(&mut self, key: &str, what: &str, name: &str, known: &[&str]) -> Option<usize> {
        let at = self.at(key);
        self.check.index(&at, what, name, known)
    }

    /// The budget of a payer under the heading of this name, which stands at this key.
    pub fn budget(
        &mut self,
        payer: Option<Payer>,
        (key, name): (&str, &str),
    ) -> Option<BudgetHeading> {
        let names = BudgetHeading::ALL.map(BudgetHeading::name);
        let heading = BudgetHeading::ALL[self.one_of(key, "heading", name, &names)?];
        let payer = payer?;
        if self.market.budget(payer, heading).is_none() {
            let who = &self.market.payers[payer];
            let help = format!("add [budgets.{who}.{name}]");
            self.error(key, format!("the {who} has no budget for {name}"), help);
            return None;
        }
        Some(heading)
    }

    /// Warns where a budget binds nobody.
    pub fn warn_if_soft(&mut self, payer: Option<Payer>, heading: Option<BudgetHeading>) {
        let budget = payer
            .zip(heading)
            .and_then(|(p, h)| self.market.budget(p, h));
        let Some(budget) = budget.filter(|budget| !budget.hard) else {
            return;
        };
        let (who, what) = (&self.market.payers[budget.payer], budget.heading.name());
        let message = format!(
            "the {who}'s budget for {what} is soft: changing it changes nothing but what is left of it"
        );
        let help = match (budget.payer, budget.heading) {
            (COUNCIL, BudgetHeading::Placements) => {
                "set council.budget_placements = \"hard\"".to_owned()
            }
            _ => format!("set budgets.{who}.{what}.rule = \"hard\""),
        };
        self.warn("W012", "", message, help);
    }

    /// When a moment is.
    pub fn moment(&mut self, key: &str, moment: Moment) -> Option<Time> {
        let at = self.at(key);
        let days = self.check.moment(&at, moment, self.spec)?;
        Some(Time::from_days(days))
    }
}
