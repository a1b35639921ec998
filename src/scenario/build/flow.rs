//! The network: names become indices.

use super::chance::sampler;
use super::package::Grid;
use super::{Check, at_day};
use crate::engine::{DAY, Sampler, Time};
use crate::scenario::names;
use crate::scenario::quantity::{Capacity, Share, WeekdayHours};
use crate::scenario::spec::Spec;
use crate::scenario::spec::chance::Duration;
use crate::scenario::spec::flow::{
    CountsSpec, DisciplineSpec, PlaceSpec, RemainingSpec, Shares, StreamSpec, To, UpTo, WhenFull,
};
use crate::world::flow::setup::{
    CensusEntry, Counts, Demand, Discipline, FlowSetup, Group, KeepFree, PlaceSetup, Remaining,
    StreamSetup, Target, Varying, Waiting, WaitingEntry,
};
use crate::world::market::setup::Reason;
use std::collections::BTreeMap;

/// Words with a meaning of their own.
const RESERVED: [&str; 5] = ["any", "out", "all", "beds", "list"];
/// Most groups, places and targets a network can have.
const MOST_GROUPS: usize = 200;
const MOST_TARGETS: usize = 60_000;

/// Names of groups, places and exits.
pub(super) struct Names<'s> {
    pub(super) groups: Vec<&'s str>,
    places: Vec<&'s str>,
    exits: Vec<&'s str>,
}

impl Names<'_> {
    fn targets(&self) -> Vec<&str> {
        self.places.iter().chain(&self.exits).copied().collect()
    }
}

/// The network, as far as it can be built; what is wrong goes to `check`.
pub(super) fn build(spec: &Spec, is_market: bool, check: &mut Check<'_>) -> FlowSetup {
    let names = Names {
        groups: if spec.groups.is_empty() {
            vec!["everyone"]
        } else {
            spec.groups.keys().map(String::as_str).collect()
        },
        places: spec.places.keys().map(String::as_str).collect(),
        exits: std::iter::once("out")
            .chain(spec.exits.keys().map(String::as_str))
            .collect(),
    };
    check_names(spec, &names, check);
    let reasons: Vec<String> = if is_market {
        Reason::ALL.iter().map(|r| r.name().to_owned()).collect()
    } else {
        Vec::new()
    };
    let targets = names.places.len() + names.exits.len() + reasons.len();
    let streams = spec
        .streams
        .iter()
        .map(|(name, stream)| build_stream(name, stream, spec, &names, check));
    let streams: Vec<StreamSetup> = streams.collect();
    let places = spec.places.iter().map(|(name, place)| {
        let mut build = PlaceBuild {
            path: format!("places.{name}"),
            place,
            spec,
            names: &names,
            targets,
            check,
        };
        build.build(name)
    });
    let places: Vec<PlaceSetup> = places.collect();
    // A workforce may stand alone: then there is nowhere to come to.
    if !(places.is_empty() && spec.staff.is_some())
        && streams.is_empty()
        && !places
            .iter()
            .any(|p| !p.census.is_empty() || !p.census_waiting.is_empty())
    {
        check.error(
            "streams",
            "nobody ever arrives",
            "add a stream, or people at the start of a place",
        );
    }
    FlowSetup {
        groups: names.groups.iter().map(|&g| g.to_owned()).collect(),
        streams,
        places,
        exits: names.exits.iter().map(|&e| e.to_owned()).collect(),
        reasons,
    }
}

fn check_names(spec: &Spec, names: &Names<'_>, check: &mut Check<'_>) {
    let tables = [
        ("groups", "group", spec.groups.keys().collect::<Vec<_>>()),
        ("places", "place", spec.places.keys().collect()),
        ("exits", "exit", spec.exits.keys().collect()),
        ("streams", "stream", spec.streams.keys().collect()),
    ];
    for (table, kind, keys) in tables {
        for key in keys {
            let path = format!("{table}.{key}");
            if RESERVED.contains(&key.as_str()) && table != "streams" {
                let message = format!(
                    "a {kind} cannot be called \"{key}\": the word has a meaning of its own"
                );
                check.push(
                    crate::scenario::problem::Problem::error(message)
                        .at_key(path)
                        .help("choose another name"),
                );
            } else if key.is_empty()
                || !key
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
            {
                let message = format!("\"{}\" cannot be the name of a {kind}", key.escape_debug());
                let help = "use letters, digits, _ and -: names become parts of measure keys";
                check.push(
                    crate::scenario::problem::Problem::error(message)
                        .at_key(path)
                        .help(help),
                );
            }
        }
    }
    for name in spec.exits.keys() {
        if spec.places.contains_key(name) {
            check.error(
                &format!("exits.{name}"),
                format!("\"{name}\" is a place already"),
                "choose another name",
            );
        }
    }
    if names.places.is_empty() && spec.staff.is_none() {
        check.error(
            "places",
            "there is no place",
            "add a place, such as [places.ward]",
        );
    }
    if names.groups.len() > MOST_GROUPS {
        let message = format!(
            "there are {} groups; at most {MOST_GROUPS} can be told apart",
            names.groups.len()
        );
        check.error("groups", message, "put groups together");
    }
    if names.places.len() + names.exits.len() > MOST_TARGETS {
        check.error("places", "there are too many places", "put places together");
    }
}

/// Cumulative shares by name, in a fixed order; a single name has share 1.
fn shares(
    path: &str,
    what: &str,
    kind: &str,
    to: &To,
    known: &[&str],
    check: &mut Check<'_>,
) -> Vec<(f64, Target)> {
    match to {
        To::One(name) => {
            let at = check.index(path, kind, name, known).unwrap_or(0);
            vec![(1.0, at as Target)]
        }
        To::Shares(table) => by_share(path, what, kind, table, known, check),
    }
}

fn by_share(
    path: &str,
    what: &str,
    kind: &str,
    table: &Shares,
    known: &[&str],
    check: &mut Check<'_>,
) -> Vec<(f64, Target)> {
    check.adds_up(path, what, table.values().map(|s| s.get()));
    let mut rows: Vec<(f64, Target)> = Vec::new();
    for (name, share) in table {
        if let Some(at) = check.index(&format!("{path}.{name}"), kind, name, known) {
            rows.push((share.get(), at as Target));
        }
    }
    // Shares of nothing lead nowhere; the rest from the greatest, so that neither names nor the order in
    // the file matter; `identity` settles the order of equal ones.
    rows.retain(|&(share, _)| share > 0.0);
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut sum = 0.0;
    for row in &mut rows {
        sum += row.0;
        row.0 = sum;
    }
    if let Some(last) = rows.last_mut() {
        last.0 = 1.0;
    }
    rows
}

fn build_stream(
    name: &str,
    stream: &StreamSpec,
    spec: &Spec,
    names: &Names<'_>,
    check: &mut Check<'_>,
) -> StreamSetup {
    let path = format!("streams.{name}");
    let to = shares(
        &format!("{path}.to"),
        "the shares of places",
        "place",
        &stream.to,
        &names.places,
        check,
    );
    let groups = match &stream.group {
        Some(group) => shares(
            &format!("{path}.group"),
            "the shares of groups",
            "group",
            group,
            &names.groups,
            check,
        ),
        None if names.groups.len() == 1 => vec![(1.0, 0)],
        None => {
            let help = format!("add group, one of {}", names::list(&names.groups));
            check.error(
                &path,
                format!("the people of stream \"{name}\" belong to no group"),
                help,
            );
            vec![(1.0, 0)]
        }
    };
    let batch_at = stream.all_at.map(|t| i64::from(t.seconds()).min(DAY - 1));
    let demand = match (&stream.rate, &stream.counts) {
        (Some(rate), None) => Demand::Poisson {
            per_day: rate.per_day(),
            varies: varying(&path, stream, spec, check),
            batch_at,
        },
        (None, Some(counts)) => {
            for key in ["weekday_index", "month_index", "growth_per_year"] {
                let given = match key {
                    "weekday_index" => stream.weekday_index.is_some(),
                    "month_index" => stream.month_index.is_some(),
                    _ => stream.growth_per_year.is_some(),
                };
                if given {
                    let help = "leave it out, or give a rate instead of counts";
                    check.error(&format!("{path}.{key}"), "exact counts do not vary", help);
                }
            }
            let counts = match counts {
                CountsSpec::Weekly(by_weekday) => Counts::Weekly(*by_weekday),
                CountsSpec::Daily(by_day) => Counts::Daily(by_day.clone()),
            };
            Demand::Counts { counts, batch_at }
        }
        _ => {
            let help = "give either rate (on average) or counts (exactly)";
            check.error(
                &path,
                format!("this does not say how many come by stream \"{name}\""),
                help,
            );
            Demand::Poisson {
                per_day: 0.0,
                varies: Varying::STEADY,
                batch_at,
            }
        }
    };
    StreamSetup {
        name: name.to_owned(),
        identity: stream.key.unwrap_or(0),
        groups: groups
            .into_iter()
            .map(|(share, g)| (share, g as Group))
            .collect(),
        to,
        demand,
        patience: stream
            .patience
            .as_ref()
            .and_then(|p| sampler(&format!("{path}.patience"), p, check)),
    }
}

fn varying(path: &str, stream: &StreamSpec, spec: &Spec, check: &mut Check<'_>) -> Varying {
    let demand = &spec.demand;
    let weekday = stream
        .weekday_index
        .or(demand.weekday_index)
        .unwrap_or([1.0; 7]);
    let month = stream
        .month_index
        .or(demand.month_index)
        .unwrap_or([1.0; 12]);
    let at = |key: &str, own: bool| {
        if own {
            format!("{path}.{key}")
        } else {
            format!("demand.{key}")
        }
    };
    index(
        &at("weekday_index", stream.weekday_index.is_some()),
        "weekday",
        &weekday,
        check,
    );
    index(
        &at("month_index", stream.month_index.is_some()),
        "month",
        &month,
        check,
    );
    let growth_per_year = stream.growth_per_year.unwrap_or(demand.growth_per_year);
    Varying {
        weekday,
        month,
        growth_per_year,
    }
}

/// Multipliers must not be negative, and 1 on average.
fn index(path: &str, what: &str, values: &[f64], check: &mut Check<'_>) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    if values.iter().any(|x| *x < 0.0 || *x > 1e6) {
        check.error(
            path,
            format!("a multiplier by {what} lies from 0 up"),
            "write multipliers about 1",
        );
    } else if (mean - 1.0).abs() > 0.01 {
        let shown = libm::rint(mean * 1e4) / 1e4;
        check.error(
            path,
            format!("the multipliers by {what} are {shown} on average; they must be 1 on average"),
            format!("divide each by {shown}"),
        );
    }
}

/// One place of the network on its way from words to indices.
pub(super) struct PlaceBuild<'b, 's, 'p> {
    pub(super) path: String,
    pub(super) place: &'s PlaceSpec,
    pub(super) spec: &'s Spec,
    pub(super) names: &'b Names<'s>,
    targets: usize,
    pub(super) check: &'b mut Check<'p>,
}

impl PlaceBuild<'_, '_, '_> {
    fn build(&mut self, name: &str) -> PlaceSetup {
        let place = self.place;
        let routes = self.routes();
        let stays = self.stays(&routes);
        let grid = self.grid();
        let (capacity, capacity_steps, capacity_week) = self.capacity(grid);
        let waiting = self.waiting();
        let dedicated = self.dedicated(capacity);
        let keep_free = self.keep_free();
        let opening = self.opening();
        let exit_delay = self.by_target("exit_delay", &place.exit_delay);
        let transfer_delay = self.by_target("transfer_delay", &place.transfer_delay);
        let leave_by_weekday = place
            .leave_by_weekday
            .map(|chances| chances.map(Share::get));
        if leave_by_weekday.is_some_and(|chances| chances.iter().all(|&c| c < 0.01)) {
            let path = format!("{}.leave_by_weekday", self.path);
            self.check.error(
                &path,
                "nobody ever leaves",
                "give a chance of at least 0.01 on one weekday",
            );
        }
        let later = capacity_steps.iter().map(|step| step.1);
        let week = capacity_week.iter().map(|step| step.1);
        let first = capacity_week.is_empty().then_some(capacity);
        let ever: Option<Vec<u32>> = first.into_iter().chain(later).chain(week).collect();
        let most = ever.and_then(|ever| ever.into_iter().max());
        let package = grid.and_then(|grid| self.package(grid, most));
        let census = self.census();
        let census_waiting = self.census_waiting();
        PlaceSetup {
            name: name.to_owned(),
            identity: 0,
            capacity,
            is_staffed: false,
            capacity_steps,
            capacity_week,
            package,
            stays,
            routes,
            keeps_place: place.keeps_place,
            leave_by_weekday,
            waiting,
            dedicated,
            keep_free,
            opening,
            exit_delay,
            transfer_delay,
            census,
            census_waiting,
        }
    }

    pub(super) fn at(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    fn routes(&mut self) -> Vec<Vec<(f64, Target)>> {
        let known = self.names.targets();
        let out = || vec![(1.0, self.names.places.len() as Target)];
        let (path, by_group) = (self.at("routes"), self.at("routes_by_group"));
        let what = "the shares of where people go next";
        let for_all = match &self.place.routes {
            Some(table) => by_share(&path, what, "place or exit", table, &known, self.check),
            None => out(),
        };
        for group in self.place.routes_by_group.keys() {
            self.check.index(
                &format!("{by_group}.{group}"),
                "group",
                group,
                &self.names.groups,
            );
        }
        let groups = self.names.groups.clone();
        groups
            .iter()
            .map(|group| match self.place.routes_by_group.get(*group) {
                Some(table) => by_share(
                    &format!("{by_group}.{group}"),
                    what,
                    "place or exit",
                    table,
                    &known,
                    self.check,
                ),
                None => for_all.clone(),
            })
            .map(|rows| if rows.is_empty() { out() } else { rows })
            .collect()
    }

    fn stays(&mut self, routes: &[Vec<(f64, Target)>]) -> Vec<Option<Sampler>> {
        let groups = self.names.groups.len();
        let mut stays: Vec<Option<Sampler>> = vec![None; groups * self.targets];
        let usual = self.place.stay.as_ref().and_then(|stay| {
            let path = format!("{}.stay", self.path);
            sampler(&path, stay, self.check)
        });
        stays.fill(usual);
        let known = self.names.targets();
        // The most specific wins: any group and any next, a next, a group, both.
        for (named_group, named_next) in
            [(false, false), (false, true), (true, false), (true, true)]
        {
            for (group, table) in &self.place.stays {
                for (next, stay) in table {
                    if (group != "any") == named_group && (next != "any") == named_next {
                        self.stay_of(group, next, stay, &known, &mut stays);
                    }
                }
            }
        }
        let missing = routes.iter().enumerate().any(|(group, rows)| {
            rows.iter()
                .any(|&(_, next)| stays[group * self.targets + usize::from(next)].is_none())
        });
        if missing && !self.is_for_care() {
            let help = "add stay, such as stay = { exponential = { mean = \"5 days\" } }";
            let path = self.path.clone();
            self.check
                .error(&path, "this does not say how long people stay", help);
        }
        stays
    }

    /// Whether the care pathway decides the stays here.
    fn is_for_care(&self) -> bool {
        self.spec.pathway.is_some()
    }

    fn stay_of(
        &mut self,
        group: &str,
        next: &str,
        stay: &Duration,
        known: &[&str],
        stays: &mut [Option<Sampler>],
    ) {
        let path = self.at(&format!("stays.{group}.{next}"));
        let Some(sampler) = sampler(&path, stay, self.check) else {
            return;
        };
        let groups: Vec<usize> = if group == "any" {
            (0..self.names.groups.len()).collect()
        } else {
            let at = self.at(&format!("stays.{group}"));
            self.check
                .index(&at, "group", group, &self.names.groups)
                .into_iter()
                .collect()
        };
        let nexts: Vec<usize> = if next == "any" {
            (0..self.targets).collect()
        } else {
            self.check
                .index(&path, "place or exit", next, known)
                .into_iter()
                .collect()
        };
        for &g in &groups {
            for &n in &nexts {
                stays[g * self.targets + n] = Some(sampler.clone());
            }
        }
    }

    #[allow(clippy::type_complexity, reason = "three columns, taken apart at once")]
    fn capacity(
        &mut self,
        grid: Option<Grid>,
    ) -> (
        Option<u32>,
        Vec<(Time, Option<u32>)>,
        Vec<(i64, Option<u32>)>,
    ) {
        let place = self.place;
        let given: Vec<(&str, Capacity)> = [
            ("capacity", place.capacity),
            ("beds", place.beds),
            ("slots", place.slots),
        ]
        .into_iter()
        .filter_map(|(key, capacity)| capacity.map(|c| (key, c)))
        .collect();
        if given.len() > 1 {
            let path = self.at(given[1].0);
            let message = format!(
                "the capacity is given twice, as {} and as {}",
                given[0].0, given[1].0
            );
            self.check.error(&path, message, "keep one of them");
        }
        let capacity = given.first().and_then(|&(key, capacity)| {
            let path = self.at(key);
            self.limit(&path, capacity, grid)
        });
        let mut steps = Vec::new();
        for (i, change) in place.capacity_changes.iter().enumerate() {
            let path = self.at(&format!("capacity_changes.{i}.from"));
            if let Some(day) = self.check.moment(&path, change.from, self.spec) {
                // What is counted by the day changes at midnight, at the first one from then on.
                let day = if grid.is_some() { libm::ceil(day) } else { day };
                let path = self.at(&format!("capacity_changes.{i}.capacity"));
                steps.push((at_day(day), self.limit(&path, change.capacity, grid)));
            }
        }
        steps.sort_by_key(|s| s.0);
        let mut week = Vec::new();
        for (i, step) in place.capacity_week.iter().enumerate() {
            let path = self.at(&format!("capacity_week.{i}"));
            if grid.is_some() && step.from.seconds() % DAY as u32 != 0 {
                let help = "write from = \"00:00\"";
                let message = "what is counted by the day changes at midnight";
                self.check.error(&format!("{path}.from"), message, help);
            }
            let capacity = self.limit(&format!("{path}.capacity"), step.capacity, grid);
            for day in (0..7).filter(|&d| step.days.has(d)) {
                let second = day as i64 * DAY + i64::from(step.from.seconds());
                week.push((second % (7 * DAY), capacity));
            }
        }
        week.sort_by_key(|s| s.0);
        if week.windows(2).any(|w| w[0].0 == w[1].0) {
            let path = self.at("capacity_week");
            self.check.error(
                &path,
                "two steps of the week begin at the same time",
                "keep one of them",
            );
        }
        if !week.is_empty() && (!steps.is_empty() || !given.is_empty()) {
            let path = self.at("capacity_week");
            let help = "leave out capacity and capacity_changes, or the timetable";
            self.check.error(
                &path,
                "a weekly timetable and another capacity are both given",
                help,
            );
        }
        (capacity, steps, week)
    }

    fn waiting(&mut self) -> Waiting {
        let place = self.place;
        let groups = self.names.groups.len();
        let mut group_limits = vec![None; groups];
        let limit = match &place.when_full {
            WhenFull::Wait => None,
            WhenFull::TurnAway => Some(0),
            WhenFull::WaitUpTo(UpTo::All(most)) => Some(*most),
            WhenFull::WaitUpTo(UpTo::ByGroup(by_group)) => {
                for (group, most) in by_group {
                    let path = self.at(&format!("when_full.wait_up_to.{group}"));
                    if let Some(g) = self.check.index(&path, "group", group, &self.names.groups) {
                        group_limits[g] = Some(*most);
                    }
                }
                None
            }
        };
        let patience = place.patience.as_ref().and_then(|p| {
            let path = format!("{}.patience", self.path);
            sampler(&path, p, self.check)
        });
        Waiting {
            limit,
            group_limits,
            turned_away_to: self.target_or_out("turned_away_to", place.turned_away_to.as_deref()),
            patience,
            gave_up_to: self.target_or_out("gave_up_to", place.gave_up_to.as_deref()),
            discipline: self.discipline(),
            clears_at: self.clearing(),
        }
    }

    fn target_or_out(&mut self, key: &str, name: Option<&str>) -> Target {
        let out = self.names.places.len();
        let at = name.and_then(|name| {
            let path = self.at(key);
            let known = self.names.targets();
            self.check.index(&path, "place or exit", name, &known)
        });
        at.unwrap_or(out) as Target
    }

    fn discipline(&mut self) -> Discipline {
        match &self.place.discipline {
            DisciplineSpec::FirstCome => Discipline::FirstCome,
            DisciplineSpec::Random => Discipline::Random,
            DisciplineSpec::Priority(ranks) => {
                let groups = self.by_group("discipline.priority.groups", &ranks.groups);
                let places = self.by_place("discipline.priority.places", &ranks.places);
                let last = i32::MAX / 4;
                // Who is in no list comes after all who are; with both lists, groups come before places.
                let rank = |g: Option<i32>, p: Option<i32>| match (
                    ranks.groups.is_empty(),
                    ranks.places.is_empty(),
                ) {
                    (true, true) => 0,
                    (false, true) => g.unwrap_or(last),
                    (true, false) => p.unwrap_or(last),
                    (false, false) => {
                        g.unwrap_or(20_000).clamp(-20_000, 20_000) * 50_000
                            + p.unwrap_or(20_000).clamp(-20_000, 20_000)
                    }
                };
                Discipline::Priority(cells(&groups, &places).map(|(g, p)| rank(g, p)).collect())
            }
            DisciplineSpec::Weighted(weights) => {
                let groups = self.by_group("discipline.weighted.groups", &weights.groups);
                let places = self.by_place("discipline.weighted.places", &weights.places);
                for (key, table) in [("groups", &weights.groups), ("places", &weights.places)] {
                    for (name, weight) in table {
                        if !(1e-6..=1e6).contains(weight) {
                            let path = self.at(&format!("discipline.weighted.{key}.{name}"));
                            self.check.error(
                                &path,
                                format!("{weight} is not a weight"),
                                "write a weight above zero, about 1",
                            );
                        }
                    }
                }
                let tau_days = weights
                    .tau
                    .map_or(f64::INFINITY, |tau| tau.days().max(1e-6));
                let weights = cells(&groups, &places)
                    .map(|(g, p)| g.unwrap_or(1.0) * p.unwrap_or(1.0))
                    .collect();
                Discipline::Weighted { weights, tau_days }
            }
        }
    }

    fn by_group<T: Copy>(&mut self, key: &str, table: &BTreeMap<String, T>) -> Vec<Option<T>> {
        let mut values = vec![None; self.names.groups.len()];
        for (name, value) in table {
            let path = self.at(&format!("{key}.{name}"));
            if let Some(g) = self.check.index(&path, "group", name, &self.names.groups) {
                values[g] = Some(*value);
            }
        }
        values
    }

    /// By the place in which people wait; the last is "on the list".
    fn by_place<T: Copy>(&mut self, key: &str, table: &BTreeMap<String, T>) -> Vec<Option<T>> {
        let mut known = self.names.places.clone();
        known.push("list");
        let mut values = vec![None; known.len()];
        for (name, value) in table {
            let path = self.at(&format!("{key}.{name}"));
            if let Some(p) = self.check.index(&path, "place", name, &known) {
                values[p] = Some(*value);
            }
        }
        values
    }

    fn clearing(&mut self) -> Option<i64> {
        let text = self.place.clearing.as_deref()?;
        if text.trim() == "at once" {
            return None;
        }
        let time = text
            .trim()
            .strip_prefix("daily at ")
            .and_then(|t| t.trim().parse().ok());
        if let Some(time) = time {
            let time: crate::scenario::quantity::ClockTime = time;
            return Some(i64::from(time.seconds()).min(DAY - 1));
        }
        let path = self.at("clearing");
        let help = "write \"at once\", or \"daily at 08:00\"";
        self.check.error(
            &path,
            format!(
                "\"{}\" does not say when the queue clears",
                text.escape_debug()
            ),
            help,
        );
        None
    }

    fn dedicated(&mut self, capacity: Option<u32>) -> Vec<u32> {
        if self.place.dedicated.is_empty() {
            return Vec::new();
        }
        let own = self.by_group("dedicated", &self.place.dedicated);
        let own: Vec<u32> = own.into_iter().map(|n| n.unwrap_or(0)).collect();
        let total: u64 = own.iter().map(|&n| u64::from(n)).sum();
        if capacity.is_some_and(|capacity| total > u64::from(capacity)) {
            let path = self.at("dedicated");
            let capacity = capacity.unwrap_or(0);
            let message = format!("{total} places are kept for groups, of {capacity} in all");
            self.check
                .error(&path, message, "keep fewer, or raise the capacity");
        }
        own
    }

    fn keep_free(&mut self) -> Vec<KeepFree> {
        let mut rules = Vec::new();
        for (i, rule) in self.place.keep_free.iter().enumerate() {
            let mut open_to = vec![false; self.names.groups.len()];
            for (n, group) in rule.open_to.iter().enumerate() {
                let path = self.at(&format!("keep_free.{i}.for.{n}"));
                if let Some(g) = self.check.index(&path, "group", group, &self.names.groups) {
                    open_to[g] = true;
                }
            }
            rules.push(KeepFree {
                places: rule.places,
                open_to,
            });
        }
        rules
    }

    fn opening(&mut self) -> Vec<(i64, i64)> {
        let mut hours = Vec::new();
        for WeekdayHours { days, from, to } in &self.place.admission_hours {
            let (from, to) = (i64::from(from.seconds()), i64::from(to.seconds()));
            for day in (0..7).filter(|&d| days.has(d)) {
                let start = day as i64 * DAY;
                if from < to {
                    hours.push((start + from, start + to));
                } else {
                    // Overnight.
                    hours.push((start + from, start + DAY));
                    let next = (start + DAY) % (7 * DAY);
                    hours.push((next, next + to));
                }
            }
        }
        hours.retain(|(from, to)| from < to);
        hours.sort_unstable();
        hours
    }

    fn by_target(&mut self, key: &str, table: &BTreeMap<String, Duration>) -> Vec<Option<Sampler>> {
        let mut delays: Vec<Option<Sampler>> = vec![None; self.targets];
        let known = self.names.targets();
        for (name, delay) in table.iter().filter(|(name, _)| *name == "any") {
            let path = self.at(&format!("{key}.{name}"));
            let delay = sampler(&path, delay, self.check);
            delays[..known.len()].fill(delay);
        }
        for (name, delay) in table.iter().filter(|(name, _)| *name != "any") {
            let path = self.at(&format!("{key}.{name}"));
            if let Some(at) = self.check.index(&path, "place or exit", name, &known) {
                delays[at] = sampler(&path, delay, self.check);
            }
        }
        if key == "transfer_delay" {
            // Nobody is transferred out of the network; the delay before leaving is `exit_delay`.
            for name in table.keys() {
                if self.names.exits.contains(&name.as_str()) {
                    let path = self.at(&format!("{key}.{name}"));
                    self.check.error(
                        &path,
                        format!("\"{name}\" is a way out, not a place"),
                        "use exit_delay for it",
                    );
                }
            }
            for delay in &mut delays[self.names.places.len()..] {
                *delay = None;
            }
        }
        delays
    }

    fn group(&mut self, path: &str, name: Option<&str>) -> Group {
        match name {
            Some(name) => self
                .check
                .index(&format!("{path}.group"), "group", name, &self.names.groups)
                .unwrap_or(0) as Group,
            None if self.names.groups.len() == 1 => 0,
            None => {
                let help = format!("add group, one of {}", names::list(&self.names.groups));
                self.check
                    .error(path, "these people belong to no group", help);
                0
            }
        }
    }

    fn census(&mut self) -> Vec<CensusEntry> {
        let mut entries = Vec::new();
        for (i, start) in self.place.start.iter().enumerate() {
            let path = self.at(&format!("start.{i}"));
            let remaining = match &start.remaining {
                RemainingSpec::Residual => Remaining::Residual,
                RemainingSpec::Fresh => Remaining::Fresh,
                RemainingSpec::Memoryless => Remaining::Memoryless,
                RemainingSpec::UniformFrom(least) => Remaining::UniformFrom(least.days()),
                RemainingSpec::Listed(days) => {
                    if days.len() != start.people as usize {
                        let message = format!(
                            "{} times are listed for {} people",
                            days.len(),
                            start.people
                        );
                        self.check.error(&path, message, "list one for each");
                    }
                    Remaining::Listed(days.iter().map(|d| d.days()).collect())
                }
            };
            let group = self.group(&path, start.group.as_deref());
            entries.push(CensusEntry {
                people: start.people,
                group,
                remaining,
            });
        }
        entries
    }

    fn census_waiting(&mut self) -> Vec<WaitingEntry> {
        let mut entries = Vec::new();
        for (i, start) in self.place.start_waiting.iter().enumerate() {
            let path = self.at(&format!("start_waiting.{i}"));
            let group = self.group(&path, start.group.as_deref());
            entries.push(WaitingEntry {
                people: start.people,
                group,
                waited_days: start.waited.days(),
            });
        }
        // Longest wait first.
        entries.sort_by(|a, b| b.waited_days.total_cmp(&a.waited_days));
        entries
    }
}

/// Every group with every place waited in, in the order in which queues look them up.
fn cells<'c, T: Copy>(
    groups: &'c [Option<T>],
    places: &'c [Option<T>],
) -> impl Iterator<Item = (Option<T>, Option<T>)> + 'c {
    groups
        .iter()
        .flat_map(move |&g| places.iter().map(move |&p| (g, p)))
}
