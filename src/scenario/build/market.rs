//! The market section: parts and payers become indices, times samplers, prices pence.

use super::Check;
use super::chance::{about, sampler};
use crate::engine::{Distribution, Sampler, Span};
use crate::scenario::quantity::{Days, MoneyPerYear, PerYear, Share};
use crate::scenario::spec::Spec;
use crate::scenario::spec::chance::Drawn;
use crate::scenario::spec::flow::{NeedKind, PlaceSpec};
use crate::scenario::spec::market::{
    BudgetRule, PathwaySpec, PricePolicySpec, ProcessSpec, ProvidersSpec, StartSpec, WeightsSpec,
    WorkforceSpec,
};
use crate::world::flow::setup::{FlowSetup, Group, PlaceSetup, Target};
use crate::world::market::budget::{BudgetHeading, BudgetSetup};
use crate::world::market::extra_care::ExtraCareSetup;
use crate::world::market::provider::MOST_EMPLOYERS;
use crate::world::market::setup::{
    COUNCIL, CareHomeSetup, CarePlaces, CouncilSetup, DeconditionSetup, EscalationSetup,
    HazardSetup, HomecareSetup, HospitalSetup, MarketSetup, Need, NeedSetup, Often, Payer,
    PricePolicy, ProcessSetup, ProviderSetup, RuralSetup, SELF_FUNDER, SectorSetup, StartSetup,
    StaySetup, TeamSetup, UnitCosts, Weights, WorkforceSetup,
};
use crate::world::setup::per_second;

/// Most agencies and homes at the start: half of all there can be, as others come during the run.
const MOST_PROVIDERS: u32 = MOST_EMPLOYERS / 2;

/// Which place plays which part, by index.
pub(super) struct Roles {
    places: [usize; 9],
    d2a: Option<usize>,
    virtual_ward: Option<usize>,
    long_stay: Option<usize>,
    supported_living: Option<usize>,
}

const PARTS: [&str; 9] = [
    "emergency",
    "acute",
    "community_hospital",
    "reablement",
    "home",
    "homecare",
    "step_down",
    "bridge",
    "care_home",
];

pub(super) fn parts(pathway: &PathwaySpec) -> [&str; 9] {
    [
        &pathway.emergency,
        &pathway.acute,
        &pathway.community_hospital,
        &pathway.reablement,
        &pathway.home,
        &pathway.homecare,
        &pathway.step_down,
        &pathway.bridge,
        &pathway.care_home,
    ]
}

/// The parts that a place need not have, by what they are called.
pub(super) fn optional_parts(pathway: &PathwaySpec) -> [(&'static str, Option<&str>); 4] {
    [
        ("d2a", pathway.d2a.as_deref()),
        ("virtual_ward", pathway.virtual_ward.as_deref()),
        ("long_stay", pathway.long_stay.as_deref()),
        ("supported_living", pathway.supported_living.as_deref()),
    ]
}

/// The place that plays an optional part; its capacity comes from the policies that open it.
fn optional_part(
    part: &str,
    name: Option<&str>,
    known: &[&str],
    taken: &mut Vec<usize>,
    check: &mut Check<'_>,
) -> Option<usize> {
    let (name, path) = (name?, format!("pathway.{part}"));
    let at = check.index(&path, "place", name, known)?;
    if taken.contains(&at) {
        let message = format!("\"{name}\" plays two parts");
        check.error(&path, message, "give each part a place of its own");
    }
    taken.push(at);
    Some(at)
}

/// The parts of a care market, or `None` in a plain network.
pub(super) fn roles(spec: &Spec, check: &mut Check<'_>) -> Option<Roles> {
    let sections = [
        ("process", spec.process.is_some()),
        ("stay", spec.stay.is_some()),
        ("recovery", spec.recovery.is_some()),
        ("crisis", spec.crisis.is_some()),
        ("death", spec.death.is_some()),
        ("need", spec.need.is_some()),
        ("decondition", spec.decondition.is_some()),
        ("leak", spec.leak.is_some()),
        ("markets", spec.markets.is_some()),
        ("council", spec.council.is_some()),
        ("workforce", spec.workforce.is_some()),
        ("unit_costs", spec.unit_costs.is_some()),
        ("start", spec.start.is_some()),
    ];
    let others = [
        ("decline", spec.decline.is_some()),
        ("budgets", !spec.budgets.is_empty()),
        ("extra_care", spec.extra_care.is_some()),
    ];
    let Some(pathway) = &spec.pathway else {
        if let Some((section, _)) = sections.iter().chain(&others).find(|(_, there)| *there) {
            let help = "build on a place such as riverbridge, or leave the section out";
            check.error(
                section,
                format!("there is a section [{section}] but no [pathway] that it belongs to"),
                help,
            );
        }
        for (i, _) in spec.policy.iter().enumerate() {
            let help = "build on a place such as riverbridge";
            check.error(
                &format!("policy.{i}"),
                "a policy needs a care market, and this is a plain network",
                help,
            );
        }
        for (name, group) in &spec.groups {
            if group.need.is_some() {
                let help = "leave need out, or build on a place such as riverbridge";
                let message = format!(
                    "the people of group \"{name}\" have a need, and no [pathway] looks after them"
                );
                check.error(&format!("groups.{name}.need"), message, help);
            }
        }
        return None;
    };
    for (section, there) in sections {
        if !there {
            let help = format!("add [{section}], or build on a place such as riverbridge");
            check.error(
                "pathway",
                format!("a care market needs a section [{section}]"),
                help,
            );
        }
    }
    let known: Vec<&str> = spec.places.keys().map(String::as_str).collect();
    let mut places = [0; 9];
    for ((part, name), place) in PARTS.iter().zip(parts(pathway)).zip(&mut places) {
        *place = check.index(&format!("pathway.{part}"), "place", name, &known)?;
    }
    for (part, name) in PARTS.iter().zip(parts(pathway)) {
        let usual = if *part == "emergency" { "ed" } else { part };
        if name != usual {
            check.warn(
                "W015",
                &format!("pathway.{part}"),
                format!("the part of {part} is played by a place called \"{name}\""),
                "headlines, some charts and shares of a change look for places by their usual names",
            );
        }
        let market_gives = ["homecare", "step_down", "bridge", "care_home", "home"].contains(part);
        let place = spec.places.get(name);
        if market_gives
            && place.is_some_and(|p| p.capacity.is_some() || p.beds.is_some() || p.slots.is_some())
        {
            check.error(
                &format!("places.{name}"),
                format!("the capacity of {name} comes from the market"),
                "leave it out: care homes have beds under [markets.care_home], homecare has hours from its staff",
            );
        }
    }
    for (i, place) in places.iter().enumerate() {
        if places[..i].contains(place) {
            let message = format!("\"{}\" plays two parts", known[*place]);
            check.error(
                &format!("pathway.{}", PARTS[i]),
                message,
                "give each part a place of its own",
            );
        }
    }
    let mut taken = places.to_vec();
    let [d2a, virtual_ward, long_stay, supported_living] = optional_parts(pathway)
        .map(|(part, name)| optional_part(part, name, &known, &mut taken, check));
    sections.iter().all(|(_, there)| *there).then_some(Roles {
        places,
        d2a,
        virtual_ward,
        long_stay,
        supported_living,
    })
}

/// The market, as far as it can be built.
pub(super) fn build(
    spec: &Spec,
    flow: &FlowSetup,
    roles: &Roles,
    check: &mut Check<'_>,
) -> Option<MarketSetup> {
    let before = check.failed();
    let pathway = spec.pathway.as_ref()?;
    let [
        emergency,
        acute,
        community_hospital,
        reablement,
        home,
        homecare,
        step_down,
        bridge,
        care_home,
    ] = roles.places;
    let places = CarePlaces {
        emergency,
        acute,
        community_hospital,
        reablement,
        home,
        homecare,
        step_down,
        bridge,
        care_home,
        d2a: roles.d2a,
        virtual_ward: roles.virtual_ward,
        long_stay: roles.long_stay,
        supported_living: roles.supported_living,
        out: flow.places.len() as Target,
        first_reason: (flow.places.len() + flow.exits.len()) as Target,
    };
    for place in [places.d2a, places.virtual_ward, places.supported_living]
        .into_iter()
        .flatten()
    {
        let PlaceSetup { name, capacity, .. } = &flow.places[place];
        if *capacity != Some(0) {
            check.error(
                &format!("places.{name}"),
                format!("the capacity of {name} comes from the policies that open it and staff it"),
                "write slots = 0, and add a policy",
            );
        }
    }
    let payers = payers(pathway, check);
    let sectors: Vec<&str> = spec
        .workforce
        .as_ref()?
        .sectors
        .keys()
        .map(String::as_str)
        .collect();
    let costs = spec.unit_costs.as_ref()?;
    let payer = |key: &str, name: &str, check: &mut Check<'_>| -> Payer {
        let known: Vec<&str> = payers.iter().map(String::as_str).collect();
        check
            .index(&format!("unit_costs.{key}"), "payer", name, &known)
            .unwrap_or(0)
    };
    let unit_costs = UnitCosts {
        acute_delayed_day: costs.acute_delayed.pence() as f64,
        community_hospital_day: costs.community_hospital.pence() as f64,
        reablement_day: costs.reablement.pence() as f64,
        long_stay_day: costs.long_stay.map_or(0.0, |cost| cost.pence() as f64),
        acute_payer: payer("acute_paid_by", &costs.acute_paid_by, check),
        community_payer: payer(
            "community_hospital_paid_by",
            &costs.community_hospital_paid_by,
            check,
        ),
    };
    let groups: Vec<&str> = flow.groups.iter().map(String::as_str).collect();
    let start = spec.start.as_ref()?;
    let home_group = check
        .index("start.home_group", "group", &start.home_group, &groups)
        .unwrap_or(0);
    let bed_group = check
        .index(
            "start.care_home_group",
            "group",
            &start.care_home_group,
            &groups,
        )
        .unwrap_or(0);
    let needs = needs(spec, flow, home, check);
    for (key, group) in [("home_group", home_group), ("care_home_group", bed_group)] {
        if needs[group].is_none() {
            let message = format!("the people of group \"{}\" have no need", groups[group]);
            check.error(&format!("start.{key}"), message, "name a group with a need");
        }
    }
    check_streams(flow, &places, &needs, check);
    let clients_of = clients_of(start, &groups, &needs, check);
    let decline = super::decline::build(spec, flow, &needs, check);
    let market = MarketSetup {
        needs,
        decline,
        process: process(spec.process.as_ref()?, check),
        stays: stays(spec, check)?,
        hazards: hazards(spec)?,
        palliative_share: (spec.palliative.as_ref()).map_or(0.0, |p| p.share.get()),
        hospital: hospital(spec, check),
        extra_care: spec.extra_care.as_ref().map(|e| ExtraCareSetup {
            units: e.units,
            from_minutes: e.from_hours * 60.0,
            care_home_share: e.care_home_share.get(),
            less_travel: e.less_travel.get(),
        }),
        decondition: DeconditionSetup {
            acute_per_day: spec.decondition.as_ref()?.hours_per_day_acute,
            elsewhere_per_day: spec.decondition.as_ref()?.hours_per_day_elsewhere,
        },
        homecare: homecare_setup(spec, &sectors, check)?,
        care_home: care_home_setup(spec, &sectors, check)?,
        teams: teams(spec, flow, &sectors, check),
        budgets: budgets(spec, &payers, check)?,
        payers,
        council: council(spec)?,
        workforce: workforce(spec.workforce.as_ref()?, check),
        unit_costs,
        start: StartSetup {
            clients: start.clients,
            clients_of,
            residents: start.residents,
            residents_self_funded: start.residents_self_funded.get(),
            acute_waiters: start.acute_waiters,
            home_waiters: start.home_waiters,
            unpaid: start.unpaid,
            home_group: home_group as Group,
            bed_group: bed_group as Group,
        },
        month_index: spec.demand.month_index.unwrap_or([1.0; 12]),
        growth_per_year: spec.demand.growth_per_year,
        beds: flow.places.iter().map(|p| p.capacity).collect(),
        places,
    };
    if start.residents > market.care_home.beds {
        let message = format!(
            "{} residents do not fit into {} beds",
            start.residents, market.care_home.beds
        );
        check.error(
            "start.residents",
            message,
            "start with fewer, or register more beds",
        );
    }
    (check.failed() == before).then_some(market)
}

/// The council first, self-funders second, then the others in the order given.
fn payers(pathway: &PathwaySpec, check: &mut Check<'_>) -> Vec<String> {
    for needed in ["council", "self"] {
        if !pathway.payers.iter().any(|p| p == needed) {
            let message = format!("\"{needed}\" is not among the payers");
            check.error("pathway.payers", message, format!("add \"{needed}\""));
        }
    }
    let others = pathway
        .payers
        .iter()
        .filter(|p| *p != "council" && *p != "self")
        .cloned();
    let mut payers = vec!["council".to_owned(), "self".to_owned()];
    payers.extend(others);
    payers
}

fn needs(
    spec: &Spec,
    flow: &FlowSetup,
    home: usize,
    check: &mut Check<'_>,
) -> Vec<Option<NeedSetup>> {
    let mut needs = vec![None; flow.groups.len()];
    for (g, name) in flow.groups.iter().enumerate() {
        let Some(group) = spec.groups.get(name) else {
            continue;
        };
        let path = format!("groups.{name}");
        let Some(kind) = group.need else {
            if group.hours_per_package.is_some() || group.rates.is_some() {
                let help = "add need, or leave out hours_per_package and rates";
                let message = format!("the people of group \"{name}\" have no need");
                check.error(&path, message, help);
            }
            continue;
        };
        let Some(self_funded) = group.self_funded else {
            let help = "add self_funded, the share who pay for themselves";
            check.error(
                &path,
                format!("this does not say who pays for the care of group \"{name}\""),
                help,
            );
            continue;
        };
        let need = match kind {
            NeedKind::Home => Need::Home,
            NeedKind::CareHome => Need::Bed,
        };
        if need == Need::Home && group.self_funded_care_home.is_none() {
            let help = "add self_funded_care_home";
            let message = format!(
                "this does not say how many of group \"{name}\" would pay for a care home themselves"
            );
            check.error(&path, message, help);
        }
        let hours = group.hours_per_package.as_ref();
        if need == Need::Bed && (hours.is_some() || group.rates.is_some_and(|r| r.ends != 1.0)) {
            let help = "leave out hours_per_package and rates.ends, or write need = \"home\"";
            let message = format!("the people of group \"{name}\" need no homecare");
            check.error(&path, message, help);
        }
        let hours = hours.and_then(|h| sampler(&format!("{path}.hours_per_package"), h, check));
        let arrives_at_home = flow.streams.iter().any(|stream| {
            stream.groups.iter().any(|&(_, of)| usize::from(of) == g)
                && stream.to.iter().any(|&(_, to)| usize::from(to) == home)
        });
        needs[g] = Some(NeedSetup {
            need,
            from_hospital: !arrives_at_home,
            self_funded: self_funded.get(),
            self_funded_bed: group.self_funded_care_home.unwrap_or(self_funded).get(),
            hours,
            often: group.rates.map(|rates| Often {
                crisis: rates.crisis,
                death: rates.death,
                ends: rates.ends,
                to_bed: rates.to_care_home,
            }),
        });
    }
    needs
}

/// People found with homecare who belong to other groups than most.
fn clients_of(
    start: &StartSpec,
    groups: &[&str],
    needs: &[Option<NeedSetup>],
    check: &mut Check<'_>,
) -> Vec<(Group, u32)> {
    let all: u64 = start.clients_of.values().map(|&n| u64::from(n)).sum();
    if all > u64::from(start.clients) {
        let message = format!("{all} of {} people with homecare", start.clients);
        let help = "name fewer, or raise start.clients: it counts everyone found with homecare";
        check.error("start.clients_of", message, help);
    }
    let found = start.clients_of.iter().filter_map(|(name, &people)| {
        let path = format!("start.clients_of.{name}");
        let group = check.index(&path, "group", name, groups)?;
        if needs[group].as_ref().map(|need| need.need) != Some(Need::Home) {
            let message = format!("the people of group \"{name}\" do not need care at home");
            check.error(&path, message, "name a group with need = \"home\"");
        }
        Some((group as Group, people))
    });
    found.collect()
}

/// People with a need come to the emergency department or are found at home; others stay out of the market's places.
fn check_streams(
    flow: &FlowSetup,
    places: &CarePlaces,
    needs: &[Option<NeedSetup>],
    check: &mut Check<'_>,
) {
    for stream in &flow.streams {
        let path = format!("streams.{}.to", stream.name);
        let needy = stream
            .groups
            .iter()
            .any(|&(_, g)| needs[usize::from(g)].is_some());
        for &(_, to) in &stream.to {
            let to = usize::from(to);
            let fine = if needy {
                to == places.emergency || to == places.home
            } else {
                to == places.emergency || to == places.acute || !is_care_place(to, places)
            };
            if !fine {
                let message = format!("people cannot come straight to {}", flow.places[to].name);
                let help = format!(
                    "send them to {} or {}",
                    flow.places[places.emergency].name, flow.places[places.home].name
                );
                check.error(&path, message, help);
            }
        }
    }
    let emergency = &flow.places[places.emergency];
    let to_acute = emergency
        .routes
        .iter()
        .flatten()
        .all(|&(_, next)| usize::from(next) == places.acute);
    if !to_acute || emergency.capacity.is_some() || !emergency.keeps_place {
        let path = format!("places.{}", emergency.name);
        let message = "the emergency department must take everyone, keep them, and send them to the acute ward";
        let help =
            "leave out its capacity, set keeps_place = true and route everyone to the acute ward";
        check.error(&path, message, help);
    }
}

fn is_care_place(place: usize, at: &CarePlaces) -> bool {
    [
        at.community_hospital,
        at.reablement,
        at.home,
        at.homecare,
        at.step_down,
        at.bridge,
        at.care_home,
    ]
    .contains(&place)
        || [at.d2a, at.virtual_ward, at.long_stay, at.supported_living].contains(&Some(place))
}

fn span(days: Days) -> Span {
    Span::from_days(days.days())
}

fn process(p: &ProcessSpec, check: &mut Check<'_>) -> ProcessSetup {
    if p.leave_by_weekday.iter().all(|c| c.get() < 0.01) {
        check.error(
            "process.leave_by_weekday",
            "nobody ever leaves",
            "give a chance of at least 0.01 on one weekday",
        );
    }
    let time = |days: f64| about(days, p.cv);
    let (whole, hub) = (p.assessment_days.days(), p.transfer_hub_share.get());
    ProcessSetup {
        hospital: time(whole * (1.0 - hub)),
        hub: time(whole * hub),
        community: time(p.community_assessment_days.days()),
        care_home: time(p.care_home_assessment_days.days()),
        funding_homecare: time(p.funding_days.homecare.days()),
        funding_bed_council: time(p.funding_days.bed_council.days()),
        funding_bed_self: time(p.funding_days.bed_self.days()),
        choice: (p.choice.share.get(), time(p.choice.days.days())),
        equipment: (p.equipment.share.get(), time(p.equipment.days.days())),
        bed_start_lag: span(p.bed_start_lag_days),
        leave_by_weekday: p.leave_by_weekday.map(Share::get),
        failed_discharges: p.failed_discharge_share.map_or(0.0, Share::get),
        hold_package: span(p.hold_package_days),
        hold_bed: span(p.hold_bed_days),
        emergency_cover: span(p.emergency_cover_days),
        rehabilitation_share: p.rehabilitation_share.get(),
        rehabilitation_patience: span(p.rehabilitation_patience_days),
    }
}

fn stays(spec: &Spec, check: &mut Check<'_>) -> Option<StaySetup> {
    let (stay, recovery) = (spec.stay.as_ref()?, spec.recovery.as_ref()?);
    let mut of = |key: &str, drawn: &Drawn<Days>| -> Sampler {
        let made = sampler(&format!("stay.{key}"), drawn, check);
        made.unwrap_or_else(|| Sampler::new(Distribution::fixed(0.0)))
    };
    Some(StaySetup {
        new_need: of("new_need", &stay.new_need),
        known_need: of("known_need", &stay.known_need),
        infection: of("infection", &stay.infection),
        community_hospital: of("community_hospital", &stay.community_hospital),
        reablement: of("reablement", &stay.reablement),
        step_down: of("step_down", &stay.step_down),
        reablement_no_ongoing: (
            recovery.reablement_new.get(),
            recovery.reablement_existing.get(),
        ),
        community_hospital_recovers: recovery.community_hospital.get(),
        step_down_recovers: (
            recovery.step_down_with_therapy.get(),
            recovery.step_down_without_therapy.get(),
        ),
    })
}

fn hospital(spec: &Spec, check: &mut Check<'_>) -> HospitalSetup {
    let written = spec.hospital.as_ref();
    let escalation = written.and_then(|h| h.escalation.as_ref());
    let months = escalation.map_or(&[][..], |e| &e.months);
    for (i, month) in months.iter().enumerate() {
        if !(1..=12).contains(month) {
            let path = format!("hospital.escalation.months.{i}");
            let message = format!("{month} is not a month");
            check.error(&path, message, "write 1 for January to 12 for December");
        }
    }
    let acute = spec
        .pathway
        .as_ref()
        .and_then(|p| spec.places.get(&p.acute));
    let fixed = |p: &PlaceSpec| p.capacity_changes.is_empty() && p.capacity_week.is_empty();
    if escalation.is_some() && !acute.is_some_and(fixed) {
        check.error(
            "hospital.escalation",
            "the number of acute beds changes on dates of its own",
            "leave out these changes, or escalation",
        );
    }
    HospitalSetup {
        electives_per_day: written.and_then(|h| h.electives_per_day),
        escalation: escalation.map(|e| EscalationSetup {
            share: e.share.get(),
            open_in: std::array::from_fn(|m| e.months.contains(&(m as u8 + 1))),
            cost_day: e.cost.pence() as f64,
        }),
    }
}

fn hazards(spec: &Spec) -> Option<HazardSetup> {
    let (crisis, death, need) = (
        spec.crisis.as_ref()?,
        spec.death.as_ref()?,
        spec.need.as_ref()?,
    );
    let (decondition, leak) = (spec.decondition.as_ref()?, spec.leak.as_ref()?);
    let a_second = |rate: PerYear| per_second(rate.per_year());
    Some(HazardSetup {
        crisis_supported: a_second(crisis.supported),
        crisis_unsupported: a_second(crisis.unsupported),
        crisis_care_home: a_second(crisis.care_home),
        crisis_unpaid: a_second(crisis.unpaid_only),
        death_supported: a_second(death.supported),
        death_unsupported: a_second(death.unsupported),
        death_care_home: a_second(death.care_home),
        death_clinical: a_second(death.clinical),
        death_delayed_acute: a_second(death.delayed_acute),
        death_delayed_elsewhere: a_second(death.delayed_elsewhere),
        death_palliative: (spec.palliative.as_ref()).map_or(0.0, |p| a_second(p.death)),
        need_ends: a_second(need.ends),
        to_bed: a_second(need.to_care_home),
        to_bed_unsupported_factor: need.to_care_home_unsupported_factor,
        to_bed_delayed_acute: a_second(decondition.to_care_home_acute),
        to_bed_delayed_elsewhere: a_second(decondition.to_care_home_elsewhere),
        moves_away: a_second(need.resident_moves_away),
        family_takes_home: a_second(leak.family_takes_home),
        carer_takes_over: a_second(leak.carer_takes_over),
        carer_breaks_down: a_second(need.carer_breaks_down),
        infection: a_second(decondition.infection),
    })
}

fn homecare_setup(spec: &Spec, sectors: &[&str], check: &mut Check<'_>) -> Option<HomecareSetup> {
    let m = &spec.markets.as_ref()?.homecare;
    let path = "markets.homecare";
    let sector = check.index(&format!("{path}.sector"), "sector", &m.sector, sectors)?;
    if m.contact_share.get() < 0.05 {
        let help = "write the share of paid hours spent with clients, such as 0.72";
        check.error(
            &format!("{path}.contact_share"),
            "no time is left for clients",
            help,
        );
    }
    let (council, own) = (m.price_council.pence(), m.price_self.pence());
    Some(HomecareSetup {
        sector,
        hours: sampler(
            &format!("{path}.hours_per_package"),
            &m.hours_per_package,
            check,
        )?,
        most_minutes: libm::rint(m.most_hours * 60.0) as i64,
        waiting_for_bed_factor: spec.need.as_ref()?.waiting_for_care_home_factor,
        providers: providers(&m.providers, council as f64, own as f64, 60.0),
        contact_share: m.contact_share.get(),
        staffing_margin: m.staffing_margin,
        double_handed: m.double_handed.map_or(0.0, Share::get),
        rural: m.rural.as_ref().map(|rural| RuralSetup {
            share: rural.share.get(),
            more_travel: rural.more_travel,
        }),
    })
}

fn care_home_setup(spec: &Spec, sectors: &[&str], check: &mut Check<'_>) -> Option<CareHomeSetup> {
    let m = &spec.markets.as_ref()?.care_home;
    let path = "markets.care_home";
    let sector = check.index(&format!("{path}.sector"), "sector", &m.sector, sectors)?;
    if m.beds < m.providers.number {
        let message = format!("{} homes share {} beds", m.providers.number, m.beds);
        check.error(
            &format!("{path}.beds"),
            message,
            "give each home at least one bed",
        );
    }
    let employers = spec.markets.as_ref()?.homecare.providers.number + m.providers.number;
    if u64::from(employers) * u64::from(spec.run.scale) > u64::from(MOST_PROVIDERS) {
        let message = format!(
            "a place {} times as large has too many providers",
            spec.run.scale
        );
        let help = format!("at most {MOST_PROVIDERS} agencies and homes can be told apart");
        check.error("run.scale", message, help);
    }
    if m.safe_share.get() < 0.05 {
        let help = "write the least share of a resident's hours that must be there, such as 0.95";
        check.error(
            &format!("{path}.safe_share"),
            "no care is needed to fill a bed",
            help,
        );
    }
    let (council, own) = (m.price_council.pence(), m.price_self.pence());
    Some(CareHomeSetup {
        sector,
        beds: m.beds,
        hours_per_resident: m.hours_per_resident,
        safe_share: m.safe_share.get(),
        self_price_cv: m.price_self_cv,
        holdout_share: m.holdout_share.get(),
        spare_share: m.spare_share.get(),
        staffing_margin: m.staffing_margin,
        providers: providers(&m.providers, council as f64, own as f64, 1.0),
    })
}

/// `unserved` is what one unit of `entry_unserved` is inside: minutes, or beds.
fn providers(
    p: &ProvidersSpec,
    price_council: f64,
    price_self: f64,
    unserved: f64,
) -> ProviderSetup {
    ProviderSetup {
        number: p.number as usize,
        size_cv: p.size_cv,
        price_council,
        price_self,
        self_share: p.self_share.get(),
        reserve: (p.reserve_mean, p.reserve_cv),
        pass_through: p.pass_through.get(),
        topup_share: p.topup_share.get(),
        margin: (p.margin_mean, p.margin_sd),
        closure_per_year: p.closures.per_year(),
        sale_share: p.sale_share.get(),
        closing_days: p.closing_days.days(),
        strain_tolerance: p.strain_tolerance.get(),
        handback_speed: p.handback_speed.get(),
        exit_margin: p.exit_margin,
        exit_per_year: p.exits.per_year(),
        entry_margin: p.entry_margin,
        entry_per_year: p.entries.per_year(),
        entry_unserved: libm::rint(p.entry_unserved * unserved) as i64,
    }
}

fn teams(spec: &Spec, flow: &FlowSetup, sectors: &[&str], check: &mut Check<'_>) -> Vec<TeamSetup> {
    let places: Vec<&str> = flow.places.iter().map(|p| p.name.as_str()).collect();
    let mut teams = Vec::new();
    for (name, team) in &spec.teams {
        let path = format!("teams.{name}");
        let Some(sector) = check.index(&path, "sector", name, sectors) else {
            continue;
        };
        let staffs = match (&team.staffs, team.hours_per_place) {
            (Some(place), Some(hours)) => check
                .index(&format!("{path}.staffs"), "place", place, &places)
                .map(|place| (place, hours)),
            (None, None) => None,
            (Some(_), None) => {
                let help = "add hours_per_place";
                check.error(
                    &path,
                    "this does not say how many hours a place takes",
                    help,
                );
                None
            }
            (None, Some(_)) => {
                let help = "add staffs, or leave hours_per_place out";
                check.error(&path, "this does not say which place the team staffs", help);
                None
            }
        };
        if team.bridges && team.staffs.is_some() {
            let help = "leave out staffs or bridges";
            check.error(
                &path,
                "a team either staffs a place or gives homecare itself",
                help,
            );
        }
        if team.assistants {
            let does_more = team.bridges || team.staffs.is_some() || team.posts > 0;
            let stand = |other: &TeamSetup| other.assistants;
            if does_more {
                let help = "write posts = 0, and leave out staffs and bridges";
                let message =
                    "each personal assistant works for one person, who comes with a policy";
                check.error(&path, message, help);
            } else if teams.iter().any(stand) {
                let help = "leave out assistants in all teams but one";
                check.error(&path, "two teams stand for personal assistants", help);
            }
        }
        teams.push(TeamSetup {
            sector,
            posts: team.posts,
            staffs,
            bridges: team.bridges,
            assistants: team.assistants,
            contact_share: team.contact_share.get().max(0.01),
        });
    }
    teams
}

/// The budgets: the council's for placements first, then those written, by payer and heading.
fn budgets(spec: &Spec, payers: &[String], check: &mut Check<'_>) -> Option<Vec<BudgetSetup>> {
    let council = spec.council.as_ref()?;
    let mut all = vec![BudgetSetup {
        payer: COUNCIL,
        heading: BudgetHeading::Placements,
        hard: council.budget_placements == BudgetRule::Hard,
        pace: council.pace.get(),
        amount: None,
    }];
    let known: Vec<&str> = payers.iter().map(String::as_str).collect();
    let names = BudgetHeading::ALL.map(BudgetHeading::name);
    for (who, budgets) in &spec.budgets {
        let path = format!("budgets.{who}");
        let payer = check.index(&path, "payer", who, &known);
        if payer == Some(SELF_FUNDER) {
            let help = "leave it out, or name a commissioner";
            check.error(&path, "people who pay for themselves have no budget", help);
            continue;
        }
        for (name, budget) in budgets {
            let path = format!("{path}.{name}");
            let Some(at) = check.index(&path, "heading", name, &names) else {
                continue;
            };
            let (Some(payer), heading) = (payer, BudgetHeading::ALL[at]) else {
                continue;
            };
            let a_week = |money: MoneyPerYear| money.pence() as f64 * 7.0 / 365.0;
            let (amount, pace) = (budget.amount.map(a_week), budget.pace.map(Share::get));
            let its = |b: &&mut BudgetSetup| b.payer == payer && b.heading == heading;
            if let Some(placements) = all.iter_mut().find(its) {
                if budget.rule.is_some() {
                    let help = "leave rule out, and set council.budget_placements";
                    let message = "council.budget_placements says whether this budget is hard";
                    check.error(&format!("{path}.rule"), message, help);
                }
                placements.amount = amount;
                placements.pace = pace.unwrap_or(placements.pace);
                continue;
            }
            let hard = budget.rule == Some(BudgetRule::Hard);
            if hard && !heading.can_bind() {
                let message = format!("nothing that is paid for under {name} could wait for money");
                check.error(&format!("{path}.rule"), message, "leave rule out");
            }
            if amount.is_some_and(|pence| pence < 0.0) {
                let message = "a budget is not below zero";
                check.error(&format!("{path}.amount"), message, "write 0 or more");
            }
            all.push(BudgetSetup {
                payer,
                heading,
                hard,
                pace: pace.unwrap_or(council.pace.get()),
                amount,
            });
        }
    }
    Some(all)
}

fn council(spec: &Spec) -> Option<CouncilSetup> {
    let c = spec.council.as_ref()?;
    Some(CouncilSetup {
        price_policy: match c.price_policy {
            PricePolicySpec::Hold => PricePolicy::Hold,
            PricePolicySpec::Match => PricePolicy::Match,
            PricePolicySpec::Agreed => PricePolicy::Agreed,
        },
        match_lag_weeks: c.match_lag.days() / 7.0,
        weights: weights(&c.brokerage.weights),
        tau_days: c.brokerage.tau_days,
        attention: c.brokerage.attention,
        ask_speed: c.ask_speed.get(),
        ask_slope: c.ask_slope,
    })
}

/// Weights as written.
pub(in crate::scenario) fn weights(w: &WeightsSpec) -> Weights {
    Weights {
        acute: w.acute,
        community_hospital: w.community_hospital,
        step_down: w.step_down,
        reablement: w.reablement,
        d2a: w.d2a,
        bridge: w.bridge,
        home: w.home,
        handed_back: w.handed_back,
    }
}

fn workforce(w: &WorkforceSpec, check: &mut Check<'_>) -> WorkforceSetup {
    let pays = w
        .sectors
        .iter()
        .map(|(name, s)| (format!("sectors.{name}.pay"), s.pay));
    for (key, pay) in pays.chain([("outside_pay".to_owned(), w.outside_pay)]) {
        if pay.pence() <= 0 {
            check.error(
                &format!("workforce.{key}"),
                "nobody works for nothing",
                "write an hourly pay, such as \"12.60 per hour\"",
            );
        }
    }
    let names: Vec<&str> = w.regimes.keys().map(String::as_str).collect();
    check.index("workforce.regime", "regime", &w.regime, &names);
    let regime = w.regimes.get(&w.regime);
    let inflow = w
        .inflow_week
        .or(regime.map(|r| r.inflow_week))
        .unwrap_or(0.0);
    let lapse = w
        .lapse_week
        .or(regime.map(|r| r.lapse_week))
        .map_or(0.0, Share::get);
    let candidates = w.candidates.or(regime.map(|r| r.candidates)).unwrap_or(0);
    for (name, sector) in &w.sectors {
        if sector.pay.pence() < w.wage_floor.pence() {
            let message = format!(
                "pay of {} is below the least the law allows, {}",
                sector.pay, w.wage_floor
            );
            check.warn(
                "W014",
                &format!("workforce.sectors.{name}.pay"),
                message,
                "pay is raised to the wage floor as the run goes on",
            );
        }
    }
    for (i, factor) in w.labour.tenure_factors.iter().enumerate() {
        if !(0.0..=100.0).contains(factor) {
            let help = "write multipliers from 0 to 100";
            check.error(
                &format!("workforce.labour.tenure_factors.{i}"),
                format!("{factor} is not a multiplier"),
                help,
            );
        }
    }
    let sectors = w.sectors.iter().map(|(name, s)| SectorSetup {
        name: name.clone(),
        pay: s.pay.pence() as f64,
        nonpay: s.nonpay,
        quits_per_year: s.quits.per_year(),
        search: s.search,
        recruit_elasticity: s.recruit_elasticity,
        induction_weeks: s.induction_weeks,
        hours: s.hours_week,
        sickness: s.sickness.get().min(0.9),
        vacancy_rate: s.vacancy_rate.get(),
        is_nhs: s.nhs,
    });
    let sectors: Vec<SectorSetup> = sectors.collect();
    let l = &w.labour;
    WorkforceSetup {
        outside_pay: w.outside_pay.pence() as f64,
        outside_rise: 1.0,
        nhs_share: l.nhs_share.get(),
        wage_floor: w.wage_floor.pence() as f64,
        on_costs: l.on_costs,
        agency_premium: l.agency_premium,
        quit_elasticity: l.quit_elasticity,
        offer_elasticity: l.offer_elasticity,
        inflow_elasticity: l.inflow_elasticity,
        strain_gain: l.strain_gain,
        tenure_factors: l.tenure_factors,
        leaves_labour_market: l.leaves_labour_market.get(),
        matching: l.matching,
        alpha: l.alpha.get(),
        search_employed: l.search_employed,
        candidate_accepts: l.candidate_accepts.get(),
        kappa: l.kappa,
        switch_cost: l.switch_cost,
        inflow_week: inflow,
        lapse_week: lapse,
        candidates,
        reservoir: w.reservoir as i64,
        notice_weeks: l.notice_weeks,
        hours_spread: l.hours_spread,
        winter_sickness: l.winter_sickness,
        separate_pools: l.separate_pools,
        sectors,
    }
}
