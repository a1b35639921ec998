//! Whatever is written reads back as it was.

use super::*;
use crate::output::folder::NewFolder;
use crate::output::sample::{self, Sample};
use crate::results::{
    ControlChartRow, ControlSignalRow, DifferenceRow, DifferenceSeries, DistributionRow,
    ExpectationRow, MoveRow, ReplicationTable, Series, SummaryRow,
};
use proptest::prelude::*;
use std::fs;

/// Everything in the tables, so written that equal numbers, and only those, look the same.
fn shown(results: &Results) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        results.summary,
        results.differences,
        results.replications,
        results.series,
        results.difference_series,
        results.distributions,
        results.moves,
        results.expectations,
        results.control_chart,
        results.control_signals
    )
}

fn written_and_read(results: &Results) -> Results {
    let home = tempfile::tempdir().unwrap();
    let name = home.path().join("out");
    let mut folder = NewFolder::begin(&name).unwrap();
    folder.all(all(results)).unwrap();
    folder.finish().unwrap();
    let mut back = Results::default();
    read_all(&name, &mut back).unwrap();
    back
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z.0-9_-]{1,12}",
        Just(String::new()),
        Just("a, \"b\"\r\n\tc".to_owned()),
        Just("Überbrückung £".to_owned()),
        any::<String>(),
    ]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(-0.0),
        any::<f64>().prop_map(|x| if x.is_nan() { f64::NAN } else { x }),
        -1e6..1e6_f64,
    ]
}

prop_compose! {
    fn summary_row()(t in prop::array::uniform4(text()), n in any::<usize>(), x in prop::array::uniform7(number())) -> SummaryRow {
        let [scenario, window, measure, unit] = t;
        let [mean, lower, upper, sd, p05, p50, p95] = x;
        SummaryRow { scenario, window, measure, unit, replications: n, mean, lower, upper, sd, p05, p50, p95 }
    }
}

prop_compose! {
    fn replication_table()(
        scenario in text(),
        windows in prop::collection::btree_set("[a-z]{1,4}", 1..4),
        measures in prop::collection::btree_set("[a-z.]{1,9}", 1..5),
        rows in 1_usize..4,
    )(
        values in prop::collection::vec(
            prop::collection::vec(number(), windows.len() * measures.len()),
            rows,
        ),
        scenario in Just(scenario),
        windows in Just(windows),
        measures in Just(measures),
    ) -> ReplicationTable {
        ReplicationTable {
            scenario,
            windows: windows.into_iter().collect(),
            measures: measures.into_iter().collect(),
            values,
        }
    }
}

prop_compose! {
    fn level()(
        scenario in text(),
        measure in text(),
        rows in prop::collection::vec((any::<i64>(), number(), number(), number(), number()), 1..5),
    ) -> (Series, DifferenceSeries) {
        let column = |f: fn(&(i64, f64, f64, f64, f64)) -> f64| rows.iter().map(f).collect::<Vec<_>>();
        let day: Vec<i64> = rows.iter().map(|r| r.0).collect();
        let series = Series {
            scenario: scenario.clone(),
            measure: measure.clone(),
            day: day.clone(),
            mean: column(|r| r.1),
            p05: column(|r| r.2),
            p50: column(|r| r.3),
            p95: column(|r| r.4),
        };
        let difference = DifferenceSeries {
            scenario,
            baseline: "base".to_owned(),
            measure,
            day,
            difference: column(|r| r.1),
            lower: column(|r| r.2),
            upper: column(|r| r.3),
        };
        (series, difference)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tables_read_back_as_they_were(
        summary in prop::collection::vec(summary_row(), 0..4),
        mut tables in prop::collection::vec(replication_table(), 0..3),
        level in level(),
    ) {
        // Two scenarios of one name cannot be told apart in a file, nor are they ever run.
        for (i, table) in tables.iter_mut().enumerate() {
            table.scenario.push_str(&i.to_string());
        }
        let results = Results {
            summary,
            replications: tables,
            series: vec![level.0],
            difference_series: vec![level.1],
            ..Results::default()
        };
        prop_assert_eq!(shown(&written_and_read(&results)), shown(&results));
    }
}

#[test]
fn every_kind_of_result_reads_back_as_it_was() {
    for (name, sample) in Sample::all() {
        let results = sample::of(&Sample {
            days: sample.days.min(60),
            ..sample
        });
        assert!(
            shown(&written_and_read(&results)) == shown(&results),
            "{name}"
        );
    }
}

#[test]
fn empty_tables_have_their_header() {
    let home = tempfile::tempdir().unwrap();
    let name = home.path().join("out");
    let mut folder = NewFolder::begin(&name).unwrap();
    folder.all(all(&Results::default())).unwrap();
    folder.finish().unwrap();
    let text = |file: &str| fs::read_to_string(name.join(file)).unwrap();
    assert_eq!(
        text("moves.csv"),
        "scenario,from,to,window,workers,lower,upper\n"
    );
    assert_eq!(
        text("summary.csv"),
        "scenario,window,measure,unit,replications,mean,lower,upper,sd,p05,p50,p95\n"
    );
    assert_eq!(
        text("differences.csv"),
        "scenario,baseline,window,measure,unit,replications,difference,lower,upper,verdict\n"
    );
    assert_eq!(
        text("replications.csv"),
        "scenario,replication,window,measure,value\n"
    );
    assert_eq!(
        text("series.csv"),
        "scenario,measure,day,mean,p05,p50,p95\n"
    );
    assert_eq!(
        text("difference_series.csv"),
        "scenario,baseline,measure,day,difference,lower,upper\n"
    );
    assert_eq!(
        text("distributions.csv"),
        "scenario,window,measure,at_most,share,lower,upper\n"
    );
    assert_eq!(
        text("expectations.csv"),
        "scenario,versus,window,measure,expected,value,lower,upper,outcome\n"
    );
    assert_eq!(
        text("control_chart.csv"),
        "scenario,history_of,replication,measure,month,value,mean,lower_limit,upper_limit,sets_limits,signal,rule\n"
    );
    assert_eq!(
        text("control_chart_signals.csv"),
        "scenario,history_of,measure,signal,replications,signalled,share,lower,upper,month,month_lower,month_upper\n"
    );
}

#[test]
fn a_broken_table_is_told_by_file_line_and_column() {
    let home = tempfile::tempdir().unwrap();
    let said = |file: &str, text: &str| {
        for other in FILES {
            let mut bytes = Vec::new();
            match other {
                "summary.csv" => rows::write::<SummaryRow>(&[], &mut bytes),
                "differences.csv" => rows::write::<DifferenceRow>(&[], &mut bytes),
                "replications.csv" => replications::write(&[], &mut bytes),
                "series.csv" => levels::write::<Series>(&[], &mut bytes),
                "difference_series.csv" => levels::write::<DifferenceSeries>(&[], &mut bytes),
                "distributions.csv" => rows::write::<DistributionRow>(&[], &mut bytes),
                "moves.csv" => rows::write::<MoveRow>(&[], &mut bytes),
                "control_chart.csv" => rows::write::<ControlChartRow>(&[], &mut bytes),
                "control_chart_signals.csv" => rows::write::<ControlSignalRow>(&[], &mut bytes),
                _ => rows::write::<ExpectationRow>(&[], &mut bytes),
            }
            .unwrap();
            fs::write(home.path().join(other), bytes).unwrap();
        }
        fs::write(home.path().join(file), text).unwrap();
        read_all(home.path(), &mut Results::default())
            .unwrap_err()
            .to_string()
    };
    let header = "scenario,from,to,window,workers,lower,upper\n";
    let message = said(
        "moves.csv",
        &format!("{header}a,b,c,d,1,2,3\na,b,c,d,many,2,3\n"),
    );
    assert!(
        message.contains("moves.csv, line 3: column workers: `many` is not a number"),
        "{message}"
    );
    let message = said(
        "differences.csv",
        "scenario,baseline,window,measure,unit,replications,difference,lower,upper,verdict\n\
         a,b,c,d,e,-1,,,,\n",
    );
    assert!(
        message.contains(
            "differences.csv, line 2: column replications: `-1` is not a whole number that fits here"
        ),
        "{message}"
    );
    let message = said("moves.csv", &format!("{header}a,b\n"));
    assert!(
        message.contains("line 2: the row has 2 cells, and should have 7"),
        "{message}"
    );
    let message = said("moves.csv", "a,b\n");
    assert!(
        message.contains("line 1: the header is `a,b`, and should be `scenario,"),
        "{message}"
    );
    let header = "scenario,replication,window,measure,value\n";
    let message = said(
        "replications.csv",
        &format!("{header}s,0,m1,a,1\ns,0,m1,b,2\ns,1,m1,a,1\n"),
    );
    assert!(
        message.contains("replication 1 of s has 1 values, and should have 2"),
        "{message}"
    );
    let message = said(
        "replications.csv",
        &format!("{header}s,0,m1,a,1\ns,2,m1,a,1\n"),
    );
    assert!(message.contains("replication 2 stands where"), "{message}");
}
