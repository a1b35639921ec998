//! A provider or a team: its staff, its clients, its room and its money.

use super::Subject;
use crate::world::World;
use crate::world::market::employer::{Employer, Kind};

/// Every agency, home and team, by the name it is called in a history: `agency 3`, `home 12`, `team trust_care`.
pub fn names(world: &World<'_>) -> Vec<String> {
    let count = world
        .market
        .as_ref()
        .map_or(0, |market| market.employers.len());
    (0..count).map(|j| name(world, j)).collect()
}

/// The name of one of them.
pub fn name(world: &World<'_>, j: usize) -> String {
    let Some(market) = &world.market else {
        return String::new();
    };
    let employers = &market.employers;
    let number = |kind: Kind| 1 + employers[..j].iter().filter(|e| e.kind == kind).count();
    match employers[j].kind {
        kind @ Kind::Agency => format!("agency {}", number(kind)),
        kind @ Kind::Home => format!("home {}", number(kind)),
        Kind::Team(_) => {
            let sectors = world.setup().market.as_ref().map(|m| &m.workforce.sectors);
            sectors.map_or_else(String::new, |s| {
                format!("team {}", s[employers[j].sector].name)
            })
        }
    }
}

/// A provider, or a team, by its place among [`names`].
pub struct Provider(pub usize);

/// What it is like; hours and money in the model's own whole units.
#[derive(Clone, Copy, PartialEq)]
pub struct Seen {
    kind: Kind,
    open: bool,
    owner: u32,
    headcount: i32,
    posts: i32,
    vacancies: i32,
    /// Pence an hour.
    wage: f64,
    clients: usize,
    serving_minutes: i64,
    available_minutes: i64,
    staffed: i32,
    contracted_beds: i32,
    /// Pence an hour or a week.
    reserve_price: f64,
    margin: f64,
}

impl Seen {
    fn of(employer: &Employer) -> Self {
        Self {
            kind: employer.kind,
            open: employer.open,
            owner: employer.owner,
            headcount: employer.headcount,
            posts: employer.posts,
            vacancies: employer.vacancies,
            wage: employer.wage,
            clients: employer.clients.len(),
            serving_minutes: employer.serving_minutes,
            available_minutes: employer.available_minutes,
            staffed: employer.staffed,
            contracted_beds: employer.contracted_beds,
            reserve_price: employer.reserve_price,
            margin: employer.margin,
        }
    }
}

impl Subject for Provider {
    type Seen = Seen;

    fn now(&mut self, world: &World<'_>) -> Option<Seen> {
        let employers = world.market.as_ref().map(|market| &market.employers);
        employers.and_then(|all| all.get(self.0)).map(Seen::of)
    }

    fn in_words(&self, seen: Seen, _: &World<'_>) -> Vec<(&'static str, String)> {
        let pounds = |pence: f64| format!("{:.2}", pence / 100.0);
        let hours = |minutes: i64| format!("{:.1}", minutes as f64 / 60.0);
        let is_home = seen.kind == Kind::Home;
        let mut words = vec![
            ("open", if seen.open { "yes" } else { "no" }.to_owned()),
            ("owner", seen.owner.to_string()),
            ("staff", seen.headcount.to_string()),
            ("posts", seen.posts.to_string()),
            ("vacancies", seen.vacancies.to_string()),
            ("pay", pounds(seen.wage)),
            (
                if is_home { "residents" } else { "clients" },
                seen.clients.to_string(),
            ),
        ];
        if is_home {
            words.push(("staffed_beds", seen.staffed.to_string()));
            words.push(("contracted_beds", seen.contracted_beds.to_string()));
        } else {
            words.push(("hours_served", hours(seen.serving_minutes)));
            words.push(("hours_available", hours(seen.available_minutes)));
        }
        if !matches!(seen.kind, Kind::Team(_)) {
            words.push(("reserve_price", pounds(seen.reserve_price)));
            words.push(("margin", format!("{:.3}", seen.margin)));
        }
        words
    }
}
