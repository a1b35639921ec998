//! Packages: from amounts in hours or visits to whole steps a day.

use super::chance::sampler;
use super::flow::PlaceBuild;
use crate::engine::Sampler;
use crate::scenario::quantity::Capacity;
use crate::scenario::spec::chance::{Amount, Drawn};
use crate::scenario::spec::flow::{DisciplineSpec, OvertakingSpec, PackageType};
use crate::scenario::text::grouped;
use crate::world::flow::package::MOST_STEPS;
use crate::world::flow::setup::{AmountsSetup, CareUnit, Overtaking, PackageSetup};

/// Most steps a day that a place can have.
const MOST_CAPACITY: f64 = 1e9;

/// What a place's packages are measured in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    unit: CareUnit,
    /// What each day's amount is rounded to.
    step: f64,
}

impl Grid {
    /// An amount with its unit.
    fn say(self, amount: f64) -> String {
        format!("{} {} a day", grouped(amount), self.unit.many())
    }
}

/// First and last amount, or types: as written for everyone, or for a group.
struct Written<'s> {
    path: String,
    first: Option<&'s Amount>,
    last: Option<&'s Amount>,
    types: &'s [PackageType],
}

impl PlaceBuild<'_, '_, '_> {
    /// What packages here are measured in; nothing if there are none.
    pub(super) fn grid(&mut self) -> Option<Grid> {
        let place = self.place;
        let package = place.package.as_ref()?;
        self.check_place();
        let later = place.capacity_changes.iter().map(|change| change.capacity);
        let week = place.capacity_week.iter().map(|step| step.capacity);
        let all = place.capacity.into_iter().chain(later).chain(week);
        let unit = all.into_iter().find_map(|capacity| match capacity {
            Capacity::PerDay(_, unit) => Some(unit),
            Capacity::Places(_) | Capacity::Unlimited => None,
        });
        let Some(unit) = unit else {
            let help = "write the capacity as \"120 visits per day\", \"300 hours per day\" or \"unlimited visits per day\"";
            let message = "this does not say whether packages are measured in hours or in visits";
            self.check.error(&self.at("package"), message, help);
            return None;
        };
        let usual = match unit {
            CareUnit::Hours => 0.25,
            CareUnit::Visits => 1.0,
        };
        let step = package.rounded_to.unwrap_or(usual);
        Some(Grid { unit, step })
    }

    /// A capacity in people, or in steps of packages a day; `None` is unlimited.
    pub(super) fn limit(
        &mut self,
        path: &str,
        capacity: Capacity,
        grid: Option<Grid>,
    ) -> Option<u32> {
        let (amount, unit) = match (capacity, grid) {
            (Capacity::Unlimited, _) => return None,
            (Capacity::Places(people), None) => return Some(people),
            (Capacity::Places(people), Some(grid)) => {
                let unit = grid.unit.many();
                let message = format!(
                    "{people} is a number of people, and packages here are measured in {unit}"
                );
                let help = format!("write \"{people} {unit} per day\"");
                self.check.error(path, message, help);
                return None;
            }
            (Capacity::PerDay(amount, unit), _) => (amount, unit),
        };
        let Some(grid) = grid else {
            // Without a grid because of its own mistake, nothing more is to be said here.
            if self.place.package.is_none() {
                let message = format!("{capacity} says nothing about a place without packages");
                let help = format!(
                    "say how many {} people take, as in package = {{ first = 4, last = 1 }}, or write how many people there is room for",
                    unit.many()
                );
                self.check.error(path, message, help);
            }
            return None;
        };
        if unit != grid.unit {
            let message = format!("{capacity}, where others are in {}", grid.unit.many());
            let help = "measure all packages of a place in the same unit";
            self.check.error(path, message, help);
        }
        let steps = amount? / grid.step;
        let whole = libm::rint(steps);
        if (steps - whole).abs() > 1e-6 {
            let [below, above] = [libm::floor(steps), libm::ceil(steps)]
                .map(|steps| grouped(libm::rint(steps * grid.step * 1e6) / 1e6));
            let message = format!("{capacity} is not a whole number of steps of {}", grid.step);
            let help = format!("write {below} or {above}, or set package.rounded_to");
            self.check.error(path, message, help);
        }
        if whole > MOST_CAPACITY {
            let message = format!("{capacity} is more than {} steps", grouped(MOST_CAPACITY));
            let help = "round to something greater, or write \"unlimited\" with the unit";
            self.check.error(path, message, help);
        }
        Some(whole.min(MOST_CAPACITY) as u32)
    }

    /// What people take of the capacity, in steps of the grid.
    pub(super) fn package(&mut self, grid: Grid, most: Option<u32>) -> Option<PackageSetup> {
        let place = self.place;
        let spec = place.package.as_ref()?;
        let overtaking = self.overtaking(spec.overtaking);
        let groups = self.names.groups.clone();
        let for_all = Written {
            path: self.at("package"),
            first: spec.first.as_ref(),
            last: spec.last.as_ref(),
            types: &spec.types,
        };
        let for_all = self.amounts(&for_all, grid, most);
        let mut amounts = vec![for_all; groups.len()];
        for (group, own) in &spec.by_group {
            let path = self.at(&format!("package.by_group.{group}"));
            let own = Written {
                path: path.clone(),
                first: own.first.as_ref(),
                last: own.last.as_ref(),
                types: &own.types,
            };
            let own = self.amounts(&own, grid, most);
            if let Some(g) = self.check.index(&path, "group", group, &groups) {
                if own.is_none() {
                    self.check.error(&path, "this says nothing", GIVE_AMOUNTS);
                }
                amounts[g] = own;
            }
        }
        let given: Option<Vec<AmountsSetup>> = amounts.into_iter().collect();
        if given.is_none() {
            let message = "this does not say how much people take";
            self.check.error(&self.at("package"), message, GIVE_AMOUNTS);
        }
        Some(PackageSetup {
            unit: grid.unit,
            step: grid.step,
            amounts: given?,
            overtaking,
        })
    }

    /// What does not go with packages.
    fn check_place(&mut self) {
        let place = self.place;
        let of_people = [
            ("beds", place.beds.is_some()),
            ("slots", place.slots.is_some()),
            ("dedicated", !place.dedicated.is_empty()),
            ("keep_free", !place.keep_free.is_empty()),
        ];
        for (key, _) in of_people.into_iter().filter(|(_, given)| *given) {
            let message = format!("{key} counts people, and this place counts hours or visits");
            let help = format!("leave {key} out, or leave package out");
            self.check.error(&self.at(key), message, help);
        }
        let part = self.spec.pathway.as_ref().is_some_and(|pathway| {
            let mut parts = super::market::parts(pathway).into_iter();
            parts.any(|part| self.path == format!("places.{part}"))
        });
        if part {
            let message = "the care pathway decides who stays how long in this place";
            let help = "leave package out; homecare has packages of its own, in [markets.homecare]";
            self.check.error(&self.at("package"), message, help);
        }
    }

    fn overtaking(&mut self, written: OvertakingSpec) -> Overtaking {
        let place = self.place;
        let path = self.at("package.overtaking");
        let by_lot = matches!(
            place.discipline,
            DisciplineSpec::Random | DisciplineSpec::Weighted(_)
        );
        match written {
            OvertakingSpec::Never => {
                if by_lot {
                    let message = "where lots are drawn, there is nobody to overtake";
                    let help = "write overtaking = \"whoever_fits\": lots are drawn among those whose package fits";
                    self.check.error(&path, message, help);
                }
                Overtaking::Never
            }
            OvertakingSpec::WhoeverFits => Overtaking::WhoeverFits,
            OvertakingSpec::IntoGaps => {
                let clashes = [
                    (
                        "discipline",
                        !matches!(place.discipline, DisciplineSpec::FirstCome),
                    ),
                    ("clearing", place.clearing.is_some()),
                    ("admission_hours", !place.admission_hours.is_empty()),
                ];
                for (key, _) in clashes.into_iter().filter(|(_, given)| *given) {
                    let message = format!(
                        "people are given their day when they ask, and {key} decides later"
                    );
                    let help = format!("leave {key} out, or choose another rule for overtaking");
                    self.check.error(&path, message, help);
                }
                Overtaking::IntoGaps
            }
        }
    }

    /// First and last amounts as one way of writing them says; nothing if neither is used.
    fn amounts(
        &mut self,
        written: &Written<'_>,
        grid: Grid,
        most: Option<u32>,
    ) -> Option<AmountsSetup> {
        let path = &written.path;
        let amounts = match (written.first, written.types) {
            (None, []) => {
                if written.last.is_some() {
                    let message = "this says what is taken on the last day and not on the first";
                    self.check.error(path, message, "add first");
                }
                return None;
            }
            (None, types) => {
                if written.last.is_some() {
                    self.check
                        .error(path, "types and last are both given", GIVE_AMOUNTS);
                }
                let path = format!("{path}.types");
                let what = "the shares of types";
                self.check
                    .adds_up(&path, what, types.iter().map(|row| row.share.get()));
                let mut sum = 0.0;
                let rows = types.iter().map(|row| {
                    sum += row.share.get();
                    (sum, row.first, row.last)
                });
                let mut rows: Vec<(f64, f64, f64)> = rows.collect();
                if let Some(row) = rows.last_mut() {
                    row.0 = 1.0;
                }
                AmountsSetup::Types(rows)
            }
            (Some(first), []) => {
                let mut sampler = |key: &str, amount: &Amount| {
                    let path = format!("{path}.{key}");
                    if matches!(amount, Drawn::Fixed(amount) if amount.0 < 0.0) {
                        self.check.error(
                            &path,
                            "nobody takes less than nothing",
                            "write 0 or more",
                        );
                    }
                    sampler(&path, amount, self.check)
                };
                let first = sampler("first", first);
                let last = written.last.map(|last| sampler("last", last));
                AmountsSetup::Each {
                    first: first?,
                    last: match last {
                        None => None,
                        Some(last) => Some(last?),
                    },
                }
            }
            (Some(_), _) => {
                self.check
                    .error(path, "types and first are both given", GIVE_AMOUNTS);
                return None;
            }
        };
        self.check_size(path, &amounts, grid, most);
        Some(amounts)
    }

    /// Packages that are larger than the place ever is.
    fn check_size(&mut self, path: &str, amounts: &AmountsSetup, grid: Grid, most: Option<u32>) {
        if amounts.mean_at_most() / grid.step > MOST_STEPS {
            let message = format!(
                "these packages are of more than {} steps",
                grouped(MOST_STEPS)
            );
            let help = format!("ask for less, or round to more than {}", grid.step);
            self.check.error(path, message, help);
        }
        let Some(most) = most else {
            return;
        };
        let most = most.saturating_mul(self.spec.run.scale);
        let share = share_above(amounts, grid.step, f64::from(most));
        let most = grid.say(f64::from(most) * grid.step);
        if share > 1.0 - 1e-9 {
            let message =
                format!("all of these packages are larger than this place ever is, {most}");
            self.check
                .error(path, message, "raise the capacity, or ask for less");
        } else if share > 0.0 {
            let percent = libm::rint(share * 1e4) / 1e2;
            let message = format!(
                "{percent} % of these packages are larger than this place ever is, {most}: people who ask for them are turned away"
            );
            let help = "raise the capacity, or keep amounts within it, as in within = [1, 8]";
            self.check.warn("W005", path, message, help);
        }
    }
}

const GIVE_AMOUNTS: &str = "give first and last, or types";

/// The share of packages that take more than so many steps on some day, to about one in ten thousand.
fn share_above(amounts: &AmountsSetup, step: f64, most: f64) -> f64 {
    let is_above = |amount: f64| (amount / step).round_ties_even() > most;
    let of = |sampler: &Sampler| {
        let values = sampler.spread(10_000);
        let above = values.iter().filter(|&&amount| is_above(amount)).count();
        above as f64 / values.len() as f64
    };
    match amounts {
        AmountsSetup::Each { first, last } => {
            let last = last.as_ref().map_or(0.0, of);
            1.0 - (1.0 - of(first)) * (1.0 - last)
        }
        AmountsSetup::Types(rows) => {
            let mut below = 0.0;
            let shares = rows.iter().map(|&(up_to, first, last)| {
                let share = up_to - below;
                below = up_to;
                if is_above(first.max(last)) {
                    share
                } else {
                    0.0
                }
            });
            shares.sum()
        }
    }
}
