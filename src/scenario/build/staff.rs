//! A workforce that only moves: sectors become indices, hazards are by the day, and places get the capacity their
//! workers give them.

use super::{Check, at_day};
use crate::engine::{DAY, Span, Time};
use crate::scenario::problem::Problem;
use crate::scenario::quantity::{PerYear, Rate};
use crate::scenario::spec::Spec;
use crate::scenario::spec::flow::PlaceSpec;
use crate::scenario::spec::staff::{
    StaffChangeSpec, StaffSectorSpec, StaffSpec, StaffTransferSpec,
};
use crate::world::flow::setup::FlowSetup;
use crate::world::setup::RunSetup;
use crate::world::staff::setup::{SectorSetup, StaffSetup, StaffedPlace, Terms, TransferSetup};
use std::collections::BTreeMap;

/// What is not a sector; with it, words that stand for sums.
const OUTSIDE: &str = "outside";
const RESERVED: [&str; 3] = [OUTSIDE, "all", "beds"];
const MOST_SECTORS: usize = 200;
/// Most workers who come to a sector at once, or change it.
const MOST_WORKERS: f64 = 10_000_000.0;
const MOST_PER_WORKER: f64 = 1_000_000.0;
/// Chance to go in one step from which it matters that nobody goes twice.
const COARSE: f64 = 0.1;

/// The workforce, and the capacity of the places it staffs. What is wrong goes to `check`.
pub(super) fn build(
    spec: &Spec,
    run: &RunSetup,
    flow: &mut FlowSetup,
    check: &mut Check<'_>,
) -> Option<StaffSetup> {
    let Some(staff) = &spec.staff else {
        for (name, _) in spec.places.iter().filter(|(_, p)| p.staffed_by.is_some()) {
            let help = if spec.pathway.is_some() {
                "leave it out: in a care market [teams] and [markets] say who staffs which place"
            } else {
                "add sectors, such as [staff.sectors.agency]"
            };
            let message = "there is no section [staff], so there are no workers";
            check.error(&format!("places.{name}.staffed_by"), message, help);
        }
        return None;
    };
    if spec.pathway.is_some() || spec.workforce.is_some() {
        check.error(
            "staff",
            "there are two workforces: one that only moves, [staff], and that of a care market, [workforce]",
            "leave out [staff], or build on a network without a care market",
        );
        return None;
    }
    let names: Vec<&str> = staff.sectors.keys().map(String::as_str).collect();
    check_names(&names, check);
    if names.len() > MOST_SECTORS {
        return None;
    }
    let step = step(staff, check);
    let mut sectors: Vec<SectorSetup> = staff
        .sectors
        .iter()
        .map(|(name, sector)| build_sector(name, sector, &names, spec, check))
        .collect();
    identify(&mut sectors);
    let mut transfers: Vec<TransferSetup> = staff
        .transfers
        .iter()
        .enumerate()
        .filter_map(|(i, transfer)| build_transfer(i, transfer, &names, spec, check))
        .collect();
    transfers.sort_by_key(|t| t.at);
    for sector in &sectors {
        warn_of_long_steps(sector, step, run, check);
    }
    let places = spec.places.iter().enumerate();
    let staffed = places.filter_map(|(place, (name, written))| {
        let per_worker = staffed_by(name, written, &names, check)?;
        Some(StaffedPlace { place, per_worker })
    });
    let staff = StaffSetup {
        staffed: staffed.collect(),
        step,
        sectors,
        transfers,
    };
    check_size(&staff, spec.run.scale, check);
    staff.open_places(flow);
    Some(staff)
}

fn check_names(names: &[&str], check: &mut Check<'_>) {
    if names.is_empty() {
        let help = "add one, such as [staff.sectors.agency]";
        check.error("staff.sectors", "the workforce has no sector", help);
    }
    if names.len() > MOST_SECTORS {
        let message = format!(
            "there are {} sectors; at most {MOST_SECTORS} can be told apart",
            names.len()
        );
        check.error("staff.sectors", message, "put sectors together");
    }
    for name in names {
        let of_letters = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let (message, help) = if RESERVED.contains(name) {
            let message =
                format!("a sector cannot be called \"{name}\": the word has a meaning of its own");
            (message, "choose another name")
        } else if name.is_empty() || !name.chars().all(of_letters) {
            let message = format!("\"{}\" cannot be the name of a sector", name.escape_debug());
            let help = "use letters, digits, _ and -: names become parts of measure keys";
            (message, help)
        } else {
            continue;
        };
        let path = format!("staff.sectors.{name}");
        check.push(Problem::error(message).at_key(path).help(help));
    }
}

/// No more workers than can be told apart, however many times as large the place is.
fn check_size(staff: &StaffSetup, scale: u32, check: &mut Check<'_>) {
    let days = staff.step.days();
    let sizes = staff.sectors.iter().flat_map(|sector| {
        let recruits = sector
            .terms
            .iter()
            .map(move |(_, terms)| terms.recruits * days);
        recruits.chain([f64::from(sector.workers)])
    });
    let moved = staff.transfers.iter().map(|t| f64::from(t.workers));
    let most = sizes.chain(moved).fold(0.0, f64::max) * f64::from(scale);
    if most > MOST_WORKERS {
        let message = format!("{most:.0} workers would come to a sector, or change it, at once");
        let help =
            format!("at most {MOST_WORKERS} can be told apart: write fewer, or a shorter step");
        let at = if scale > 1 { "run.scale" } else { "staff" };
        check.error(at, message, help);
    }
}

/// The length of a labour step; an hour where what is written makes no sense.
fn step(staff: &StaffSpec, check: &mut Check<'_>) -> Span {
    let (shortest, longest) = (Span::from_seconds(DAY / 24), Span::from_seconds(366 * DAY));
    let step = staff.step.span();
    if step < shortest || step > longest {
        let message = format!("a labour step cannot take {}", staff.step);
        let help = "write a length from 1 hour to 1 year, such as \"1 week\" or \"1 day\"";
        check.error("staff.step", message, help);
        return shortest;
    }
    step
}

fn build_sector(
    name: &str,
    sector: &StaffSectorSpec,
    names: &[&str],
    spec: &Spec,
    check: &mut Check<'_>,
) -> SectorSetup {
    let path = format!("staff.sectors.{name}");
    let mut now = Terms {
        recruits: 0.0,
        hazards: vec![0.0; names.len() + 1],
    };
    let first = (Some(sector.recruits), Some(sector.leave), &sector.moves);
    alter(&mut now, &path, name, first, names, check);
    let mut terms = vec![(Time::EARLIEST, now)];
    let mut changes: Vec<(f64, String, &StaffChangeSpec)> = Vec::new();
    for (i, change) in sector.changes.iter().enumerate() {
        let path = format!("{path}.changes.{i}");
        if change.recruits.is_none() && change.leave.is_none() && change.moves.is_empty() {
            let help = "give recruits, leave or moves from then on, or leave the change out";
            check.error(&path, "this change changes nothing", help);
        }
        if let Some(day) = check.moment(&format!("{path}.from"), change.from, spec) {
            changes.push((day, path, change));
        }
    }
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (day, path, change) in changes {
        let mut next = terms[terms.len() - 1].1.clone();
        let altered = (change.recruits, change.leave, &change.moves);
        alter(&mut next, &path, name, altered, names, check);
        terms.push((at_day(day), next));
    }
    SectorSetup {
        name: name.to_owned(),
        identity: 0,
        workers: sector.workers,
        terms,
    }
}

/// Recruits, leaving and moves, as far as they are given.
type Given<'s> = (Option<Rate>, Option<PerYear>, &'s BTreeMap<String, PerYear>);

/// Lays what is given over the terms of a sector.
fn alter(
    terms: &mut Terms,
    path: &str,
    sector: &str,
    (recruits, leave, moves): Given<'_>,
    names: &[&str],
    check: &mut Check<'_>,
) {
    if let Some(recruits) = recruits {
        terms.recruits = recruits.per_day();
    }
    if let Some(leave) = leave {
        terms.hazards[names.len()] = leave.per_day();
    }
    for (to, hazard) in moves {
        let path = format!("{path}.moves.{to}");
        if to == sector {
            let message = format!("workers of {sector} cannot move to {sector}");
            check.error(&path, message, "name another sector");
        } else if to == OUTSIDE {
            let help = "give it as leave";
            check.error(&path, "moving outside is leaving", help);
        } else if let Some(to) = check.index(&path, "sector", to, names) {
            terms.hazards[to] = hazard.per_day();
        }
    }
}

fn build_transfer(
    i: usize,
    transfer: &StaffTransferSpec,
    names: &[&str],
    spec: &Spec,
    check: &mut Check<'_>,
) -> Option<TransferSetup> {
    let path = format!("staff.transfers.{i}");
    let at = check.moment(&format!("{path}.at"), transfer.at, spec);
    let mut end = |key: &str, name: &str| -> Option<Option<usize>> {
        if name == OUTSIDE {
            return Some(None);
        }
        let path = format!("{path}.{key}");
        check.index(&path, "sector", name, names).map(Some)
    };
    let (from, to) = (end("from", &transfer.from), end("to", &transfer.to));
    let (at, from, to) = (at_day(at?), from?, to?);
    if from == to {
        let message = format!("workers cannot move from {} to itself", transfer.from);
        check.error(&path, message, "name two sectors, or a sector and outside");
        return None;
    }
    Some(TransferSetup {
        at,
        from,
        to,
        workers: transfer.workers,
    })
}

/// What draws are keyed by: a number from the name, so that workers keep their fate when other sectors come or go, or
/// when any number changes.
fn identify(sectors: &mut [SectorSetup]) {
    const MOST: u16 = (1 << 14) - 1;
    let mut taken = Vec::new();
    for sector in sectors {
        // FNV-1a, folded to 14 bits.
        let hash = sector
            .name
            .bytes()
            .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
            });
        let mut identity = 1 + (hash % u64::from(MOST)) as u16;
        while taken.contains(&identity) {
            identity = 1 + identity % MOST;
        }
        taken.push(identity);
        sector.identity = identity;
    }
}

/// People looked after by each worker of each sector, if the place is staffed at all.
fn staffed_by(
    name: &str,
    place: &PlaceSpec,
    names: &[&str],
    check: &mut Check<'_>,
) -> Option<Vec<f64>> {
    let written = place.staffed_by.as_ref()?;
    let path = format!("places.{name}.staffed_by");
    let other = [
        ("capacity", place.capacity.is_some()),
        ("beds", place.beds.is_some()),
        ("slots", place.slots.is_some()),
        ("capacity_changes", !place.capacity_changes.is_empty()),
        ("capacity_week", !place.capacity_week.is_empty()),
    ];
    if let Some((key, _)) = other.iter().find(|(_, there)| *there) {
        check.error(
            &format!("places.{name}.{key}"),
            format!("the capacity of {name} comes from its workers"),
            "leave it out, or staffed_by",
        );
    }
    let mut per_worker = vec![0.0; names.len()];
    for (sector, &people) in written {
        let path = format!("{path}.{sector}");
        if !(0.0..=MOST_PER_WORKER).contains(&people) {
            check.error(
                &path,
                format!("a worker cannot look after {people} people"),
                "write how many people each worker looks after, such as 2 or 0.5",
            );
        }
        if let Some(s) = check.index(&path, "sector", sector, names) {
            per_worker[s] = people;
        }
    }
    if written.is_empty() {
        let help = "write the sectors, and how many people each worker looks after, such as { agency = 2 }";
        check.error(&path, format!("nobody staffs {name}"), help);
    }
    Some(per_worker)
}

/// In a step nobody moves twice: where many go in each, the length of the step matters.
fn warn_of_long_steps(sector: &SectorSetup, step: Span, run: &RunSetup, check: &mut Check<'_>) {
    let name = &sector.name;
    let in_run = sector.terms.iter().filter(|(from, _)| *from <= run.end());
    let hazards = in_run.map(|(_, terms)| terms.hazards.iter().sum::<f64>() * step.days());
    let chance = -libm::expm1(-hazards.fold(0.0, f64::max));
    if chance > COARSE {
        check.warn(
            "W016",
            &format!("staff.sectors.{name}"),
            format!(
                "{} % of the workers of {name} go in a labour step, and nobody goes twice in one",
                libm::rint(chance * 100.0)
            ),
            "a shorter staff.step comes closer to hazards that act at any time",
        );
    }
}
