//! Random networks, made from a list of choices so that a failing one shrinks to a simpler one.

#![allow(
    clippy::struct_excessive_bools,
    reason = "a network has many things that are there or not"
)]

use std::fmt::Write as _;

/// Choices, used up from the front; when none are left, every choice is the first.
pub struct Choices<'a>(pub &'a [u8]);

impl Choices<'_> {
    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first) % n
    }

    /// True once in `n` times; false when choices have run out.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }
}

/// Where people go: a place by its index, or out.
pub type To = Option<usize>;

#[derive(Clone, Debug)]
pub struct Stream {
    pub to: Vec<usize>,
    pub per_week: usize,
    pub group: usize,
    pub by_weekday: bool,
    pub by_month: bool,
    pub exact: bool,
    pub at_noon: bool,
    pub patience_hours: usize,
}

#[derive(Clone, Debug)]
pub struct Place {
    pub capacity: Option<usize>,
    pub changes: Vec<(usize, usize)>,
    pub stay: usize,
    pub stay_hours: usize,
    pub full: usize,
    pub full_to: To,
    pub patience_hours: usize,
    pub gave_up_to: To,
    pub keeps: bool,
    pub discipline: usize,
    pub daily: bool,
    pub office_hours: bool,
    pub dedicated: bool,
    pub keep_free: bool,
    pub exit_delay: bool,
    pub transfer_delay: bool,
    pub weekdays: bool,
    pub routes: Vec<(To, usize)>,
    pub present: usize,
    pub waiting: usize,
}

/// A network of one to four places.
#[derive(Clone, Debug)]
pub struct Net {
    pub groups: usize,
    pub streams: Vec<Stream>,
    pub places: Vec<Place>,
    pub warm_up: usize,
    pub horizon: usize,
}

impl Net {
    /// The network that these choices make.
    pub fn of(choices: &[u8]) -> Self {
        let c = &mut Choices(choices);
        let groups = 1 + c.below(2);
        let places = 1 + c.below(4);
        let stream = |c: &mut Choices<'_>, i: usize| Stream {
            to: vec![c.below(places), c.below(places)],
            // No two the same: streams are told apart by what they are.
            per_week: 5 + 4 * c.below(12) + i,
            group: c.below(groups),
            by_weekday: c.one_in(3),
            by_month: c.one_in(4),
            exact: c.one_in(6),
            at_noon: c.one_in(5),
            patience_hours: if c.one_in(5) { 6 + c.below(60) } else { 0 },
        };
        let streams = (0..=c.below(3)).map(|i| stream(c, i)).collect();
        let place = |c: &mut Choices<'_>, i: usize| {
            let anywhere =
                |c: &mut Choices<'_>| Some(c.below(places + 1)).filter(|&to| to < places);
            // Turned away only onwards: nobody goes round in no time.
            let onwards = |c: &mut Choices<'_>| Some(i + 1 + c.below(4)).filter(|&to| to < places);
            Place {
                capacity: (!c.one_in(6)).then(|| 1 + c.below(8)),
                changes: (0..c.below(3))
                    .map(|n| (7 + 11 * n + c.below(9), c.below(9)))
                    .collect(),
                stay: c.below(5),
                stay_hours: 4 + 5 * c.below(12) + i,
                full: c.below(4),
                full_to: onwards(c),
                patience_hours: if c.one_in(5) { 10 + c.below(90) } else { 0 },
                gave_up_to: anywhere(c),
                keeps: !c.one_in(3),
                discipline: c.below(5),
                daily: c.one_in(6),
                office_hours: c.one_in(7),
                dedicated: c.one_in(6),
                keep_free: c.one_in(6),
                exit_delay: c.one_in(8),
                transfer_delay: c.one_in(8),
                weekdays: c.one_in(10),
                routes: (0..c.below(4))
                    .map(|_| (anywhere(c), 1 + c.below(4)))
                    .collect(),
                present: if c.one_in(3) { c.below(12) } else { 0 },
                waiting: if c.one_in(4) { c.below(12) } else { 0 },
            }
        };
        Self {
            groups,
            streams,
            places: (0..places).map(|i| place(c, i)).collect(),
            warm_up: [0, 5][c.below(2)],
            horizon: 40,
        }
    }

    /// Whether what people wait can be read off levels: nobody leaves a list unserved, nothing delays them but the wait.
    pub fn waits_add_up(&self) -> bool {
        self.streams.iter().all(|s| s.patience_hours == 0)
            && (self.places.iter()).all(|p| {
                // Someone found on a list that cannot hold them is turned away, and has waited before.
                let found_too_many = p.waiting > 0 && p.full > 0;
                p.patience_hours == 0 && !p.exit_delay && !p.weekdays && !found_too_many
            })
    }

    /// Whether somewhere lots fall between groups that have rules of their own.
    pub fn draws_lots_between_groups(&self) -> bool {
        let by_lot = |p: &Place| [1, 4].contains(&p.discipline) && (p.dedicated || p.keep_free);
        self.groups > 1 && self.places.iter().any(by_lot)
    }

    /// The scenario file, with places called by these names, written from the last to the first if `reversed`.
    pub fn toml(&self, names: &[&str], reversed: bool) -> String {
        let names = &names[..self.places.len()];
        let mut tables: Vec<String> = Vec::new();
        tables.push(format!(
            "[run]\nwarm_up_days = {}\nhorizon_days = {}\nseed = 3\n",
            self.warm_up, self.horizon
        ));
        for g in 0..self.groups {
            tables.push(format!("[groups.g{g}]\n"));
        }
        for (i, stream) in self.streams.iter().enumerate() {
            tables.push(stream.toml(i, names));
        }
        for (place, name) in self.places.iter().zip(names) {
            tables.push(place.toml(name, names, self.groups));
        }
        if reversed {
            tables.reverse();
        }
        tables.join("\n")
    }
}

impl Stream {
    fn toml(&self, i: usize, names: &[&str]) -> String {
        let mut t = format!("[streams.s{i}]\ngroup = \"g{}\"\n", self.group);
        match self.to[..] {
            [a, b] if a != b => {
                let _ = writeln!(t, "to = {{ {} = 0.5, {} = 0.5 }}", names[a], names[b]);
            }
            _ => {
                let _ = writeln!(t, "to = \"{}\"", names[self.to[0]]);
            }
        }
        if self.exact {
            let most = self.per_week / 7;
            let _ = writeln!(
                t,
                "counts = {{ weekly = [{most}, {most}, 1, {most}, 2, 0, {}] }}",
                self.per_week % 7
            );
        } else {
            let _ = writeln!(t, "rate = {}", self.per_week as f64 / 7.0);
            if self.by_weekday {
                t += "weekday_index = [1.6, 1.2, 1.0, 1.0, 1.2, 0.6, 0.4]\n";
            }
            if self.by_month {
                t += "month_index = [1.2, 1.2, 1.0, 0.6, 1.4, 1.0, 1.0, 0.8, 0.8, 1.0, 1.0, 1.0]\n";
            }
        }
        if self.at_noon {
            t += "all_at = \"12:00\"\n";
        }
        if self.patience_hours > 0 {
            let _ = writeln!(
                t,
                "patience = {{ exponential = {{ mean = \"{} hours\" }} }}",
                self.patience_hours
            );
        }
        t
    }
}

impl Place {
    fn stay(&self) -> String {
        let hours = self.stay_hours;
        match self.stay {
            0 => format!("{{ exponential = {{ mean = \"{hours} hours\" }} }}"),
            1 => format!("\"{hours} hours\""),
            2 => format!("{{ lognormal = {{ mean = \"{hours} hours\", cv = 0.9 }} }}"),
            3 => format!(
                "{{ uniform = {{ low = \"0 hours\", high = \"{} hours\" }} }}",
                2 * hours
            ),
            _ => format!("{{ gamma = {{ mean = \"{hours} hours\", cv = 1.5 }} }}"),
        }
    }

    fn routes(&self, names: &[&str]) -> Option<String> {
        let name = |to: To| to.map_or("out", |to| names[to]);
        let total: usize = self.routes.iter().map(|r| r.1).sum();
        let mut shares: Vec<(To, usize)> = Vec::new();
        for &(to, weight) in &self.routes {
            match shares.iter_mut().find(|s| s.0 == to) {
                Some(share) => share.1 += weight,
                None => shares.push((to, weight)),
            }
        }
        // A part always leaves, so that people do not go round for ever.
        let total = (total + 1) as f64;
        let out = shares.iter_mut().find(|s| s.0.is_none());
        match out {
            Some(out) => out.1 += 1,
            None => shares.push((None, 1)),
        }
        let shares = shares
            .iter()
            .map(|&(to, n)| format!("{} = {}", name(to), n as f64 / total));
        (!self.routes.is_empty()).then(|| shares.collect::<Vec<_>>().join(", "))
    }

    fn toml(&self, name: &str, names: &[&str], groups: usize) -> String {
        let mut t = format!(
            "[places.{name}]\nstay = {}\nkeeps_place = {}\n",
            self.stay(),
            self.keeps
        );
        if let Some(capacity) = self.capacity {
            let _ = writeln!(t, "capacity = {capacity}");
            for &(day, to) in &self.changes {
                let _ = writeln!(t, "# {to} from day {day}");
            }
            let changes = self
                .changes
                .iter()
                .map(|(day, to)| format!("{{ from = \"day {day}\", capacity = {to} }}"));
            let changes: Vec<String> = changes.collect();
            let _ = writeln!(t, "capacity_changes = [{}]", changes.join(", "));
            if self.dedicated && capacity >= 2 {
                let _ = writeln!(t, "dedicated = {{ g0 = {} }}", capacity / 2);
            }
            if self.keep_free {
                let _ = writeln!(
                    t,
                    "keep_free = [{{ places = 1, for = [\"g{}\"] }}]",
                    groups - 1
                );
            }
        }
        match self.full {
            1 => t += "when_full = \"turn_away\"\n",
            2 => t += "when_full = { wait_up_to = 3 }\n",
            3 => {
                let _ = writeln!(
                    t,
                    "when_full = {{ wait_up_to = {{ g{} = 2 }} }}",
                    groups - 1
                );
            }
            _ => {}
        }
        if let Some(to) = self.full_to {
            let _ = writeln!(t, "turned_away_to = \"{}\"", names[to]);
        }
        if self.patience_hours > 0 {
            let _ = writeln!(
                t,
                "patience = {{ lognormal = {{ mean = \"{} hours\", cv = 1 }} }}",
                self.patience_hours
            );
        }
        if let Some(to) = self.gave_up_to {
            let _ = writeln!(t, "gave_up_to = \"{}\"", names[to]);
        }
        match self.discipline {
            1 => t += "discipline = \"random\"\n",
            2 => {
                let ranks = (0..groups).map(|g| format!("g{g} = {}", groups - g));
                let _ = writeln!(
                    t,
                    "discipline = {{ priority = {{ groups = {{ {} }} }} }}",
                    ranks.collect::<Vec<_>>().join(", ")
                );
            }
            3 => {
                let _ = writeln!(
                    t,
                    "discipline = {{ priority = {{ places = {{ list = 2, {} = 1 }} }} }}",
                    names[names.len() - 1]
                );
            }
            4 => {
                let weights = format!("{{ list = 2, {} = 3 }}", names[0]);
                let _ = writeln!(
                    t,
                    "discipline = {{ weighted = {{ places = {weights}, tau = \"2 days\" }} }}"
                );
            }
            _ => {}
        }
        if self.daily {
            t += "clearing = \"daily at 08:00\"\n";
        }
        if self.office_hours {
            t += "admission_hours = [{ days = \"mon-fri\", from = \"09:00\", to = \"17:00\" }]\n";
        }
        if self.exit_delay {
            t += "exit_delay = { any = { exponential = { mean = \"5 hours\" } } }\n";
        }
        if self.transfer_delay {
            t += "transfer_delay = { any = \"90 minutes\" }\n";
        }
        if self.weekdays {
            t += "leave_by_weekday = [0.9, 0.9, 0.9, 0.9, 0.9, 0.3, 0.2]\n";
        }
        if let Some(routes) = self.routes(names) {
            let _ = writeln!(t, "routes = {{ {routes} }}");
        }
        if self.present > 0 {
            let _ = writeln!(
                t,
                "start = [{{ people = {}, group = \"g0\" }}]",
                self.present
            );
        }
        if self.waiting > 0 {
            let _ = writeln!(
                t,
                "start_waiting = [{{ people = {}, group = \"g0\", waited = \"30 hours\" }}]",
                self.waiting
            );
        }
        t
    }
}
