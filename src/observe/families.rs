//! How to read measures: what the first part of a key means, whatever place or sector follows.

/// A family of measures.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// The first part of its keys.
    pub name: &'static str,
    /// Its keys.
    pub pattern: &'static str,
    /// How to read them.
    pub text: &'static str,
}

const fn family(name: &'static str, pattern: &'static str, text: &'static str) -> Family {
    Family {
        name,
        pattern,
        text,
    }
}

/// Every family.
pub const FAMILIES: &[Family] = &[
    family(
        "delayed",
        "delayed.PLACE, delayed.PLACE.REASON, delayed.beds, delayed.all, delayed.home.unsupported, delayed.home.supported",
        "Mean number of people who are ready to move on and still wait, by where they are and what they wait for. \
         Three sums stand together: `delayed.acute` (hospital beds, the number that gets the attention), \
         `delayed.beds` (any bed) and `delayed.all` (everywhere, home included). If the first falls and the last does \
         not, the delay has moved and is not solved.",
    ),
    family(
        "delayed_share",
        "delayed_share.PLACE",
        "People delayed in a place over all people in it.",
    ),
    family(
        "boarding",
        "boarding.acute",
        "Mean number of people in the emergency department who wait for an acute bed.",
    ),
    family(
        "delay_days",
        "delay_days.p1, delay_days.p2, delay_days.p3, delay_days.all",
        "Mean days from being ready to leaving an acute bed, of those who left in the window, by discharge pathway.",
    ),
    family(
        "discharges_per_day",
        "discharges_per_day.p1, .p2, .p3",
        "People who left acute beds a day, by discharge pathway: home with support, a short-term bed, a care home.",
    ),
    family(
        "friday_over_sunday",
        "friday_over_sunday",
        "How many times as many people leave acute beds on Fridays as on Sundays.",
    ),
    family(
        "occupied",
        "occupied.PLACE, occupied.PLACE.GROUP",
        "Mean number of people in a place, those who could leave included.",
    ),
    family(
        "serving",
        "serving.PLACE",
        "Mean number of people in a place who still need it.",
    ),
    family(
        "blocked",
        "blocked.PLACE, blocked.PLACE.NEXT",
        "Mean number of people who have finished in a place and keep it while they wait for the next, by what they \
         wait for.",
    ),
    family(
        "reserved",
        "reserved.PLACE",
        "Mean number of places kept for someone on the way.",
    ),
    family(
        "queue",
        "queue.PLACE, queue.PLACE.GROUP",
        "Mean number of people who wait for a place and hold no other. People at home hold none.",
    ),
    family(
        "wait_days",
        "wait_days.PLACE, wait_days.PLACE.GROUP",
        "Mean days from being ready for a place to starting in it, of those who started in the window; waits of \
         nothing count. Someone still waiting at the end is in `queue`, not here.",
    ),
    family(
        "wait_p50",
        "wait_p50.PLACE, wait_p50.PLACE.GROUP",
        "The wait that half of those who started in the window stayed below, in days.",
    ),
    family(
        "wait_p95",
        "wait_p95.PLACE, wait_p95.PLACE.GROUP",
        "The wait that 19 of 20 of those who started in the window stayed below, in days.",
    ),
    family(
        "waited_share",
        "waited_share.PLACE, waited_share.PLACE.GROUP",
        "Of all who came for a place and were not turned away: the share that could not start at once.",
    ),
    family(
        "stay_days",
        "stay_days.PLACE, stay_days.PLACE.GROUP",
        "Mean days in a place, waiting to leave included, of those who left in the window.",
    ),
    family(
        "arrivals",
        "arrivals.PLACE, arrivals.PLACE.GROUP",
        "People who became ready for a place in the window, from outside or from another place.",
    ),
    family(
        "starts",
        "starts.PLACE, starts.PLACE.GROUP",
        "People who started in a place in the window.",
    ),
    family(
        "departures",
        "departures.PLACE, departures.PLACE.GROUP",
        "People who left a place in the window.",
    ),
    family(
        "turned_away",
        "turned_away.PLACE, turned_away.PLACE.GROUP",
        "People who found a place full and could not even wait, or asked for a package that can never fit.",
    ),
    family(
        "gave_up",
        "gave_up.PLACE, gave_up.PLACE.GROUP",
        "People who left the waiting list before they could start.",
    ),
    family(
        "arrivals_per_day",
        "arrivals_per_day.PLACE",
        "The same as arrivals, a day.",
    ),
    family(
        "starts_per_day",
        "starts_per_day.PLACE",
        "The same as starts, a day.",
    ),
    family(
        "departures_per_day",
        "departures_per_day.PLACE",
        "The same as departures, a day.",
    ),
    family(
        "turned_away_per_day",
        "turned_away_per_day.PLACE",
        "The same as turned_away, a day.",
    ),
    family(
        "gave_up_per_day",
        "gave_up_per_day.PLACE",
        "The same as gave_up, a day.",
    ),
    family(
        "turned_away_share",
        "turned_away_share.PLACE, turned_away_share.PLACE.GROUP",
        "People turned away over all who arrived.",
    ),
    family(
        "gave_up_share",
        "gave_up_share.PLACE, gave_up_share.PLACE.GROUP",
        "People who gave up over all who arrived.",
    ),
    family(
        "used",
        "used.PLACE",
        "Mean capacity in use: places, or hours or visits a day. Places of people who wait to leave, and places kept \
         for someone, count as used.",
    ),
    family(
        "capacity",
        "capacity.PLACE",
        "Mean capacity: places, or hours or visits a day.",
    ),
    family(
        "utilisation",
        "utilisation.PLACE",
        "Capacity in use over capacity, both means over the window.",
    ),
    family(
        "staff",
        "staff.SECTOR, staff.all",
        "Mean number of people at work in a sector.",
    ),
    family(
        "vacancies",
        "vacancies.SECTOR",
        "Mean number of posts nobody holds.",
    ),
    family(
        "vacancy_rate",
        "vacancy_rate.SECTOR",
        "Vacant posts over all posts.",
    ),
    family(
        "turnover",
        "turnover.SECTOR",
        "People who left a sector in a year, per person at work in it: a rate, which may be above 1.",
    ),
    family(
        "joined",
        "joined.SECTOR",
        "People who came to work in a sector from outside care in the window.",
    ),
    family(
        "left",
        "left.SECTOR",
        "People who left a sector for work outside care, or none, in the window.",
    ),
    family(
        "moved",
        "moved.FROM.TO",
        "Workers who went from one sector to another in the window.",
    ),
    family("pay", "pay.SECTOR", "Mean pay, pounds an hour."),
    family(
        "trainees",
        "trainees",
        "Mean number of people being trained for care work. They are neither employed nor looking.",
    ),
    family(
        "began_training",
        "began_training",
        "People who began to be trained for care work in the window.",
    ),
    family(
        "from_abroad",
        "from_abroad",
        "People who came from abroad in the window to look for work in care.",
    ),
    family(
        "provenance",
        "provenance.SECTOR.FROM, provenance.SECTOR.outside",
        "Of the workers of a sector who joined it since the run began: how many worked in another sector before, by \
         sector, or outside care. Someone who lost a job in care and was looking counts with the sector of that job.",
    ),
    family(
        "provenance_local",
        "provenance_local.SECTOR",
        "Of the workers of a sector who joined it since the run began: the share who came from other care in the \
         place. What a sponsor hires that way others have lost.",
    ),
    family(
        "provenance_months",
        "provenance_months.SECTOR",
        "Of those who joined the sector since the run began and are there now: how many months ago they did, on average.",
    ),
    family(
        "received",
        "received.PAYER",
        "What a payer was paid by other payers, a year: money moved, and what a pooled budget gives back or takes in.",
    ),
    family(
        "demand_led_staff",
        "demand_led_staff",
        "Change of staff in sectors that nobody pays for, that shrank, and in which nobody waits and no post is vacant: \
         they lost demand, and that is left out of the shares that are new or were taken from others.",
    ),
    family(
        "candidates",
        "candidates",
        "Mean number of people in the place who look for work in care.",
    ),
    family(
        "hours_delivered",
        "hours_delivered.SECTOR",
        "Hours of care that people received a week; in care homes, the hours of staff their residents need.",
    ),
    family(
        "hours_unfilled",
        "hours_unfilled.SECTOR",
        "Hours of care a week that were promised and that staff could not deliver.",
    ),
    family(
        "unfilled_share",
        "unfilled_share.homecare",
        "Hours of homecare not delivered over hours promised.",
    ),
    family(
        "handbacks",
        "handbacks",
        "Packages of homecare that providers gave back in the window.",
    ),
    family(
        "handback_hours",
        "handback_hours",
        "Mean hours a week of such packages.",
    ),
    family(
        "clients_lost_to_closure",
        "clients_lost_to_closure",
        "People whose provider closed in the window, and who had to be found another.",
    ),
    family(
        "providers_closed",
        "providers_closed",
        "Providers that closed in the window.",
    ),
    family(
        "providers_sold",
        "providers_sold",
        "Providers that were sold in the window.",
    ),
    family(
        "providers_entered",
        "providers_entered",
        "Providers that opened in the window.",
    ),
    family(
        "staffed",
        "staffed.PLACE",
        "Mean number of places that there are staff for.",
    ),
    family(
        "hours_reserved",
        "hours_reserved.HOMECARE",
        "Hours of homecare a week that agencies keep for a block (commission_homecare, or discharge_to_assess by agencies), paid for, \
         and that nobody uses; a mean.",
    ),
    family(
        "extra_care_let",
        "extra_care_let",
        "Mean number of people who live in housing with care, or have a unit there to go to; in places with [extra_care].",
    ),
    family(
        "moved_to_extra_care",
        "moved_to_extra_care, moved_to_extra_care.instead_of_care_home",
        "People who took a unit of housing with care in the window: in all, and of those who waited for a care home.",
    ),
    family(
        "occupied_by_payer",
        "occupied_by_payer.PLACE.PAYER",
        "Mean number of people in a place, by who pays for them.",
    ),
    family(
        "supported_at_home",
        "supported_at_home",
        "Mean number of people at home with a service.",
    ),
    family(
        "ask",
        "ask.MARKET",
        "What providers ask for new work, pounds an hour for homecare and a week for care homes.",
    ),
    family(
        "price",
        "price.MARKET.PAYER",
        "What a payer offers for new work, pounds an hour for homecare and a week for care homes.",
    ),
    family(
        "cost",
        "cost.PAYER, cost.PAYER.HEADING",
        "Pounds a year, at the rate of the window. Delayed days in acute beds count at what such a day costs, though \
         emptying the bed saves that money only if the bed is closed or used for someone else.",
    ),
    family(
        "deaths",
        "deaths",
        "People with a need, or at risk, who died in the window, wherever they were.",
    ),
    family(
        "deaths_waiting",
        "deaths_waiting, deaths_waiting.acute, deaths_waiting.home, deaths_waiting.hospital, .community, .rural, .urban, .double_handed, .single_handed, deaths_waiting.PAYER",
        "People who died while ready to move on and waiting: in all, in acute beds, at home; also by where their need came to light, and by who would have \
         paid. By where they live and by how many carers they need at a time in places that tell these apart.",
    ),
    family(
        "care_wait_p50",
        "care_wait_p50.PLACE.hospital, .community, .rural, .urban, care_wait_p50.PLACE.PAYER, care_wait_p50.HOMECARE.double_handed, .single_handed",
        "The wait for homecare or a care home that half of those whose care started in the window stayed below, in days: by \
         where the need came to light, and by who pays; by where they live (markets.homecare.rural) and by how many carers they need \
         at a time (markets.homecare.double_handed) in places that tell these apart.",
    ),
    family(
        "care_wait_p95",
        "care_wait_p95.PLACE.hospital, .community, .rural, .urban, care_wait_p95.PLACE.PAYER, care_wait_p95.HOMECARE.double_handed, .single_handed",
        "The same as care_wait_p50 for 19 of 20.",
    ),
    family(
        "blame",
        "blame.nhs, blame.social_care, blame.both",
        "Mean number of people delayed anywhere, by who is conventionally held responsible for what they wait for. The three \
         add up to delayed.all. A convention, not a finding: binding says what really keeps people waiting.",
    ),
    family(
        "binding",
        "binding.process, binding.funding, binding.hours, binding.beds, binding.choice",
        "Mean number of people delayed anywhere, by what keeps them waiting: steps of assessing and arranging; decisions on \
         funding, the budget, or a price at which providers with room do not sell; hours of homecare; beds; choice. The five \
         add up to delayed.all.",
    ),
    family(
        "held_beds",
        "held_beds.PAYER",
        "Mean number of care-home beds held open for people in hospital, by who pays for them: held-bed days a day.",
    ),
    family(
        "held_packages",
        "held_packages.PAYER",
        "Mean number of packages of homecare held open for people in hospital, by who pays for them.",
    ),
    family(
        "budget",
        "budget.PAYER.HEADING",
        "What a payer means to spend under a heading of its budget, pounds a year: the council on placements in care homes and beds held, \
         and whatever the scenario gives a budget.",
    ),
    family(
        "budget_left",
        "budget_left.PAYER.HEADING",
        "That budget less what was spent; below 0 is overspent.",
    ),
    family(
        "readmissions",
        "readmissions",
        "Admissions to hospital of people whose need was known.",
    ),
    family(
        "families_take_over",
        "families_take_over",
        "People whose family took over their care because none came.",
    ),
    family(
        "kept_for_decision",
        "kept_for_decision",
        "Mean number of care-home beds that homes keep for people whose funding is being decided.",
    ),
    family(
        "margin",
        "margin.MARKET",
        "What is left of revenue after staff, cover and overheads, over the last half year, all providers of a market \
         together: a share.",
    ),
    family(
        "electives_called_off",
        "electives_called_off",
        "Planned admissions called off in the window: one a day for each patient waiting in the emergency department for a \
         bed at eight in the morning, up to those there are. Only where `hospital.electives_per_day` is given; nobody's wait \
         for them is simulated.",
    ),
    family(
        "failed_discharges",
        "failed_discharges",
        "People back in hospital within two days of going home with care. Only where `process.failed_discharge_share` is given.",
    ),
    family(
        "deaths_palliative",
        "deaths_palliative",
        "Deaths of people who had not long to live when their need came. Only where `[palliative]` is given.",
    ),
    family(
        "deaths_palliative_delayed",
        "deaths_palliative_delayed",
        "Of those, deaths while delayed in an acute bed.",
    ),
    family(
        "d2a_start_within_2_days",
        "d2a_start_within_2_days",
        "Of those who started in a slot of discharge to assess: the share who did within two days of being ready. A scheme with \
         a waiting list of its own is not one.",
    ),
    family(
        "package_hours",
        "package_hours.GROUP",
        "Hours a week of the packages that people of a group have, whoever gives and pays for them; those held for people in hospital are \
         left out.",
    ),
    family(
        "assisted",
        "assisted",
        "People with a personal assistant whom a direct payment pays for, those in hospital whose package is kept included.",
    ),
    family(
        "assistants_left",
        "assistants_left",
        "Times in the window that someone's personal assistant left them, so that they wait at home again.",
    ),
    family(
        "hours_unmet",
        "hours_unmet",
        "Hours of homecare a week that people at home without a service need, and that agencies promised and could not deliver.",
    ),
    family(
        "at_risk",
        "at_risk, at_risk.STAGE",
        "People at risk, before a need for care: with social signs, or in failing health; those in hospital included.",
    ),
    family(
        "programme_places",
        "programme_places",
        "People at risk whom a programme supports now.",
    ),
    family(
        "crises",
        "crises, crises.STAGE",
        "Admissions of people at risk in the window.",
    ),
    family(
        "first_signs",
        "first_signs",
        "People who were well and showed a first social sign in the window.",
    ),
    family(
        "worsened",
        "worsened",
        "Steps down the ladder of decline in the window: to failing health, to a need for care, to more hours after an illness.",
    ),
    family(
        "set_back",
        "set_back",
        "Of the steps down, those that an admission set off.",
    ),
    family(
        "recovered",
        "recovered",
        "Steps back up: from failing health to social signs, from social signs to well.",
    ),
    family(
        "came_to_need_care",
        "came_to_need_care",
        "People at risk who came to need care in the window.",
    ),
    family(
        "cared_for_by_family",
        "cared_for_by_family",
        "Of those, whose carer could give all the care they then needed.",
    ),
    family(
        "came_to_need_care_home",
        "came_to_need_care_home",
        "People who needed care at home and came to need a care home in the window.",
    ),
    family(
        "carers_lost",
        "carers_lost",
        "Unpaid carers who could go on no longer, of people at risk and of people with a need.",
    ),
    family(
        "growth_share",
        "growth_share",
        "Did capacity grow, or shift? The change of all care delivered over the change of the care that the policy \
         paid for. 100% means that all of it was new to the place; 0% that all of it was taken from others; below 0% \
         that the place as a whole lost care. Not given unless the care paid for clearly changed.",
    ),
    family(
        "growth_staff_share",
        "growth_staff_share",
        "The same as growth_share, counted in people at work.",
    ),
    family(
        "demand_led_staff",
        "demand_led_staff",
        "Staff lost by sectors for which nobody waits and which have no vacancies: they lost demand, not staff, and are left \
         out of what was taken from others.",
    ),
    family(
        "shift_share",
        "shift_share",
        "One less growth_share: the part that was taken from others.",
    ),
    family(
        "moved_share",
        "moved_share",
        "Of the fall of delay in acute beds, the part that reappeared elsewhere. 0% means that it was solved, 100% that \
         all of it moved, above 100% that it moved and grew. Not given unless delay in acute beds clearly fell.",
    ),
    family(
        "helped_until_day",
        "helped_until_day",
        "The first day on which delay in acute beds, against the world without the policy, has lost nine tenths of its \
         largest fall. Not given when it never fell clearly, or had not come back when the run ended.",
    ),
    family(
        "back_after_days",
        "back_after_days",
        "The first day after its lowest on which delay in acute beds is back at what it was in the same weeks of the \
         year before. This is what a hospital would see in its own count, whatever would have happened otherwise.",
    ),
    family(
        "public_money",
        "public_money",
        "What public bodies pay more than they would have without the policy, all together; below zero it saves. What \
         delayed days are valued at is left out, and what bodies pay one another is no cost to all of them.",
    ),
    family(
        "cost_per_day_avoided",
        "cost_per_day_avoided.acute, .beds, .all",
        "What public bodies pay more, over the delayed days avoided in acute beds, in any bed, anywhere. Delayed days are \
         not counted as money saved. Not given unless delay clearly fell there: no delay avoided.",
    ),
];

/// The family that a key belongs to.
pub fn family_of(key: &str) -> Option<&'static Family> {
    let first = key.split('.').next().unwrap_or(key);
    FAMILIES.iter().find(|f| f.name == first)
}
