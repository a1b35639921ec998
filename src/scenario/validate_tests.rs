//! Checks against a small specification with one of everything.

use std::collections::BTreeMap;

use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::problem::Problems;
use super::quantity::{
    Capacity, ClockTime, Date, Days, Moment, PricePerHour, PricePerWeek, Rate, Share, WeekdayHours,
    Weekdays,
};
use super::render::Look;
use super::schema::{json_schema, pretty, strict_schema};
use super::source::Sources;
use super::tree::Tree;
use super::validate::read;

/// A bakery and its shops.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Bakery {
    /// The run.
    run: Run,
    /// The shops by name.
    #[serde(default)]
    shops: BTreeMap<String, Shop>,
    /// What is tried, with dates.
    #[serde(default)]
    policy: Vec<Policy>,
    /// Multipliers from January.
    month_index: Option<[f64; 12]>,
    /// Share of customers by name of shop.
    shares: Option<BTreeMap<String, Share>>,
}

/// How long to run.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-name" = "a run"))]
struct Run {
    /// How many runs. At least one.
    #[schemars(range(min = 1, max = 10_000))]
    replications: u32,
    /// Where chance begins.
    #[serde(default)]
    seed: u64,
    /// The date of day 0.
    start_date: Option<Date>,
    /// How customers grow.
    #[serde(default)]
    #[schemars(range(min = -1.0))]
    growth: f64,
    /// Said on the first page.
    #[schemars(length(min = 1, max = 20))]
    title: Option<String>,
    /// Whether to talk.
    #[serde(default)]
    verbose: bool,
}

/// One shop.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Shop {
    /// Ovens on day 0.
    ovens: Capacity,
    /// How long a customer stays.
    stay: Stay,
    /// Customers in a time.
    arrivals: Option<Rate>,
    /// Who is next.
    #[serde(default)]
    discipline: Discipline,
    /// Hours in which the shop is open.
    #[serde(default)]
    open: Vec<WeekdayHours>,
    /// A baker's wage.
    wage: Option<PricePerHour>,
    /// Weekly rent, the same always or by year.
    rent: Option<Rent>,
    /// The days off.
    closed: Option<Weekdays>,
    /// When it opens.
    from: Option<ClockTime>,
    #[schemars(range(min = 0, max = 100))]
    /// Seats, by size of table.
    seats: Option<BTreeMap<u8, i64>>,
    /// Where bread goes, and how much of it: two values.
    sends: Option<(String, Share)>,
    /// A patience of its own.
    patience: Option<Stay>,
}

/// A length of stay.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Stay {
    /// Always the same.
    Fixed(Days),
    /// Skewed.
    Lognormal(MeanAndSd),
    /// One of several.
    Table(Vec<Days>),
    /// No end.
    Forever,
}

/// Mean and standard deviation of the value.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MeanAndSd {
    /// The mean.
    mean: Days,
    /// The standard deviation.
    sd: Days,
}

/// Who is next.
#[derive(Debug, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Discipline {
    #[default]
    FirstCome,
    /// By rank.
    Priority,
    Random,
}

/// Rent, the same always or by year.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Rent {
    Always(PricePerWeek),
    ByYear(BTreeMap<String, PricePerWeek>),
}

/// What is tried.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Policy {
    /// Who does it.
    by: String,
    /// When it begins.
    start: Moment,
    /// Until it works in full.
    ramp: Option<Days>,
    /// What is done.
    action: Action,
}

/// What is done.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Action {
    /// More pay.
    PayUplift {
        /// Whose.
        shop: String,
        /// As a share.
        rise: Share,
    },
    /// A narrow matter.
    Narrow(Narrow),
}

/// Something that checks itself.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "NarrowAsWritten")]
struct Narrow {
    from: i64,
    to: i64,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Narrow")]
struct NarrowAsWritten {
    from: i64,
    to: i64,
}

impl TryFrom<NarrowAsWritten> for Narrow {
    type Error = String;

    fn try_from(NarrowAsWritten { from, to }: NarrowAsWritten) -> Result<Self, String> {
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(format!("{from} to {to} is empty; let from be below to"))
        }
    }
}

const GOOD: &str = r#"
month_index = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5]
[run]
replications = { value = 30, low = 10, high = 50, source = "habit" }
start_date = 2024-04-01
growth = 0.02
[shops.main]
ovens = 3
stay = { lognormal = { mean = "9 days", sd = { value = "6 days", low = "5 days", high = "1 week" } } }
arrivals = "20 per day"
discipline = "priority"
open = [{ days = "weekdays", from = 08:00, to = "17:00" }]
wage = 14.06
rent = "£1,298 per week"
closed = ["sat", "sun"]
from = 08:00
seats = { 2 = 10, 4 = 5 }
sends = ["corner", 0.2]
[shops.corner]
ovens = "unlimited"
stay = "forever"
rent = { first = "916 per week" }
patience = { table = [1, 2, "3 weeks"] }
[[policy]]
by = "main"
start = "month 3"
ramp = "6 weeks"
[policy.action.pay_uplift]
shop = "main"
rise = 0.05
"#;

fn parsed(text: &str) -> (Sources, Problems, Tree) {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let file = sources.add("bakery.toml", text);
    let tree = Tree::parse(file, &sources, &mut problems);
    (sources, problems, tree)
}

fn bakery(text: &str) -> (Option<Bakery>, Problems, Sources) {
    let (sources, mut problems, tree) = parsed(text);
    let bakery = read::<Bakery>(&tree, &mut problems);
    (bakery, problems, sources)
}

/// Path, what the caret covers, message and help of every problem.
pub(super) fn said(text: &str) -> Vec<String> {
    let (bakery, problems, _) = bakery(text);
    assert!(bakery.is_some() || !problems.is_empty());
    let line = |problem: &super::problem::Problem| {
        let covered = problem.span.map_or("(file)", |span| &text[span.range()]);
        let help = problem
            .help
            .as_ref()
            .map(|help| format!(" | {help}"))
            .unwrap_or_default();
        format!(
            "{}: {covered} | {}{help}",
            problem.path.as_deref().unwrap_or_default(),
            problem.message
        )
    };
    problems.sorted().into_iter().map(line).collect()
}

#[test]
fn a_good_file_is_read() {
    let (bakery, problems, _) = bakery(GOOD);
    assert!(problems.is_empty(), "{problems:?}");
    let bakery = bakery.unwrap();
    assert_eq!(bakery.run.replications, 30);
    assert_eq!(bakery.run.start_date, Some(Date::new(2024, 4, 1).unwrap()));
    let main = &bakery.shops["main"];
    assert_eq!(
        main.stay,
        Stay::Lognormal(MeanAndSd {
            mean: Days(9.0),
            sd: Days(6.0)
        })
    );
    assert_eq!(main.wage, Some(PricePerHour::from_pence(1406)));
    assert_eq!(
        main.rent,
        Some(Rent::Always(PricePerWeek::from_pence(129_800)))
    );
    assert_eq!(main.discipline, Discipline::Priority);
    assert_eq!(main.seats, Some(BTreeMap::from([(2, 10), (4, 5)])));
    assert_eq!(bakery.shops["corner"].ovens, Capacity::Unlimited);
    assert_eq!(bakery.policy[0].start, Moment::Month(3));
}

#[test]
fn ranges_and_sources_are_listed() {
    let (_, _, tree) = parsed(GOOD);
    let listed: Vec<String> = tree
        .annotations()
        .into_iter()
        .map(|of| {
            format!(
                "{} {} {:?} {:?} {:?}",
                of.path, of.value, of.low, of.high, of.source
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            "run.replications 30 Some(\"10\") Some(\"50\") Some(\"habit\")",
            "shops.main.stay.lognormal.sd 6 days Some(\"5 days\") Some(\"1 week\") None",
        ]
    );
}

#[test]
fn all_problems_are_shown_at_once() {
    let text = "\
[run]
replicatons = 20
start_date = 2024-02-30
[shops.main]
ovens = -3
stay = { lognorml = { mean = 9 days } }
rent = \"14.06 per hour\"
ovens = 4
";
    let (_, problems, sources) = bakery(text);
    let expected = r#"error: a run has no key called "replicatons"
 --> bakery.toml:2:1
  |
2 | replicatons = 20
  | ^^^^^^^^^^^
  = help: did you mean replications? its keys are replications, seed, start_date, growth, title, verbose

error: 2024-02-30 is not a date
 --> bakery.toml:3:14
  |
3 | start_date = 2024-02-30
  |              ^^^^^^^^^^
  = help: write a date such as 2024-04-01
  = note: the parser wants a day from 01 to 29

error: -3 is less than none
 --> bakery.toml:5:9
  |
5 | ovens = -3
  |         ^^
  = help: room is 0 or more, or "unlimited"

error: stay cannot be "lognorml"
 --> bakery.toml:6:10
  |
6 | stay = { lognorml = { mean = 9 days } }
  |          ^^^^^^^^
  = help: did you mean lognormal? it can be fixed, lognormal, table, forever

error: text must stand in quotes
 --> bakery.toml:6:30
  |
6 | stay = { lognorml = { mean = 9 days } }
  |                              ^^^^^^
  = help: write "9 days"

error: "14.06 per hour" is a price an hour; this needs a price a week
 --> bakery.toml:7:8
  |
7 | rent = "14.06 per hour"
  |        ^^^^^^^^^^^^^^^^
  = help: write a price a week, such as "916 per week"

error: ovens is given twice
 --> bakery.toml:8:1
  |
8 | ovens = 4
  | ^^^^^
  = help: keep one of the two
  = note: first given on line 5

7 problems; nothing was run
"#;
    assert_eq!(problems.render(&sources, Look::default()), expected);
}

#[test]
fn gaps_hide_what_is_missing_and_nothing_else() {
    let (bakery, problems, _) = bakery("[run]\nreplications: 30\nseed = -1\n");
    assert_eq!(bakery, None);
    let messages: Vec<&str> = problems
        .sorted()
        .into_iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "this line has no key with a value",
            "seed must be 0 or more; -1 is too small"
        ]
    );
}

#[test]
fn the_schema_mentions_no_null_and_keeps_quantities() {
    let strict = strict_schema::<Bakery>();
    assert!(!strict.to_string().contains("null"));
    assert_eq!(strict["title"], "Bakery");
    assert_eq!(
        strict["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(strict["$defs"]["Days"]["x-quantity"], "duration");
    assert_eq!(
        strict["$defs"]["Shop"]["required"],
        json!(["ovens", "stay"])
    );
    let editor = json_schema::<Bakery>();
    assert_eq!(
        editor["$defs"]["Shop"].get("required"),
        None,
        "a layer may leave it out"
    );
    assert_eq!(
        editor["$defs"]["Policy"]["required"],
        json!(["by", "start", "action"]),
        "an item is whole"
    );
    assert_eq!(editor["properties"]["set"]["$ref"], "#");
    let replications = &editor["$defs"]["Run"]["properties"]["replications"];
    assert_eq!(replications["anyOf"][0]["maximum"], 10_000);
    assert_eq!(replications["anyOf"][1]["required"], json!(["value"]));
    let lognormal = &editor["$defs"]["Stay"]["oneOf"][1];
    assert_eq!(lognormal["required"], json!(["lognormal"]));
    assert!(pretty(&editor).ends_with("}\n"));
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Quantities {
    days: Days,
    rate: Rate,
    price: PricePerHour,
    share: Share,
    room: Capacity,
    moment: Moment,
    time: ClockTime,
    closed: Weekdays,
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(
        days in 0.0..1e5_f64, rate in 0.0..1e6_f64, pence in 0_i64..1_000_000, share in 0.0..=1.0_f64,
        room in 0_u32..1000, day in 0.0..1e4_f64, days_of_week in 1_u8..128
    ) {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let words: Vec<&str> = (0..7).filter(|day| days_of_week >> day & 1 == 1).map(|day| names[day]).collect();
        let quantities = Quantities {
            days: Days(days),
            rate: Rate(rate),
            price: PricePerHour::from_pence(pence),
            share: Share::new(share).unwrap(),
            room: if room == 0 { Capacity::Unlimited } else { Capacity::Places(room) },
            moment: if room % 2 == 0 { Moment::Day(day) } else { Moment::Month(room) },
            time: "17:30".parse().unwrap(),
            closed: words.join(", ").parse().unwrap(),
        };
        let (_, mut problems, tree) = parsed(&toml::to_string(&quantities).unwrap());
        prop_assert_eq!(read::<Quantities>(&tree, &mut problems), Some(quantities), "{:?}", problems);
    }

    #[test]
    fn no_change_to_a_good_file_upsets_the_check(
        at in 0..GOOD.len(), length in 0_usize..12, kind in 0..3, with in "\\PC{0,4}|[0-9\\[\\]{}=,.\"-]{0,3}"
    ) {
        let mut bytes = GOOD.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        match kind {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => drop(bytes.splice(at..end, with.bytes())),
        }
        let text = String::from_utf8_lossy(&bytes);
        let (bakery, problems, sources) = bakery(&text);
        prop_assert!(bakery.is_some() || problems.errors() > 0, "{}", text);
        for problem in problems.list() {
            prop_assert!(problem.span.is_some() || problem.file.is_some(), "{:?}", problem);
            let jargon = ["u32", "i64", "map", "null", "enum", "variant", "struct", "f64", "cannot be read"];
            // A word that the file itself has come to say may be said back.
            let ours = |word: &&str| problem.message.contains(word) && !text.contains(word);
            prop_assert!(!jargon.iter().any(ours), "{:?}", problem);
        }
        problems.render(&sources, Look::default());
    }
}

#[test]
fn noise_that_is_toml_is_answered_at_once() {
    let keys: String = (0..300_000).fold(String::new(), |text, n| {
        text + "k" + &n.to_string() + " = 1\n"
    });
    let list = "month_index = [".to_owned() + &"'x', ".repeat(600_000) + "]\n";
    let long_key = format!("[shops.{}]\novens = 'x'\n", "x".repeat(1_000_000));
    for text in [keys, list, long_key] {
        let (bakery, problems, sources) = bakery(&text);
        assert_eq!(bakery, None);
        let shown = problems.render(&sources, Look::default());
        assert!(shown.len() < 20_000, "{} bytes", shown.len());
    }
}
