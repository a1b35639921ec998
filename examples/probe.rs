//! dev probe
use caremarket::experiment::{Silent, Study, Subject, assemble};
use caremarket::scenario::{reading::Reader, render::Look};
use std::sync::atomic::AtomicBool;
fn main() {
    let all: Vec<String> = std::env::args().collect();
    let args: Vec<String> = all.clone();
    let args_pos: Vec<String> = all
        .into_iter()
        .filter(|a| !a.starts_with("--set"))
        .collect();
    let reps: usize = args_pos.get(2).map_or(4, |s| s.parse().unwrap());
    let mut reader = Reader::new();
    let sets: Vec<String> = args
        .iter()
        .filter_map(|a| a.strip_prefix("--set="))
        .map(str::to_owned)
        .collect();
    let scenario = reader.read(&args_pos[1], &sets);
    eprint!(
        "{}",
        reader.problems.render(&reader.sources, Look::default())
    );
    let scenario = scenario.unwrap();
    let seed = scenario.seed;
    let start = std::time::Instant::now();
    let base = scenario.without_policies();
    let mut subjects = vec![Subject::new("no policy", base, &[], None)];
    if !scenario.policies.is_empty() {
        let w = scenario.windows.clone();
        subjects[0] = Subject::new("no policy", scenario.without_policies(), &w, None);
        subjects.push(Subject::new("x", scenario, &[], Some(0)));
    }
    let study = Study {
        subjects,
        seed,
        replications: reps,
    };
    let runs = study.run(2, &Silent, &AtomicBool::new(false));
    eprintln!("{:?} {} events", start.elapsed(), runs.events);
    if let Some(b) = &runs.broken {
        println!("BROKEN {} {} {}", b.0, b.1, b.2);
        return;
    }
    let results = assemble::assemble(&study, &runs);
    eprintln!("assembled {:?}", start.elapsed());
    if std::env::var("YEARLY").is_ok() {
        for k in [
            "delayed.acute",
            "delayed.all",
            "boarding.acute",
            "staff.homecare",
            "staff.care_home",
            "staff.nhs_support",
            "staff.all",
            "candidates",
            "vacancies.homecare",
            "vacancies.care_home",
            "hours_delivered.homecare",
            "occupied.homecare",
            "occupied.care_home",
            "delayed.home.unsupported",
            "delayed.home.supported",
            "delayed.reablement",
        ] {
            if let Some(s) = results.series.iter().find(|s| s.measure == k) {
                print!("{k:28}");
                for y in s.mean.chunks(365) {
                    if y.len() == 365 {
                        print!(" {:9.1}", y.iter().sum::<f64>() / 365.0);
                    }
                }
                println!();
            }
        }
        return;
    }
    let pat = args_pos.get(3).cloned().unwrap_or_default();
    for e in &results.expectations {
        println!(
            "EXPECT {} {} {}: {:.3} ({:.3} to {:.3}) {}",
            e.measure, e.window, e.expected, e.value, e.lower, e.upper, e.outcome
        );
    }
    if std::env::var("DIFF").is_ok() {
        for m in std::env::var("DIFF").unwrap().split(',') {
            print!("{m:30}");
            for w in ["m1", "m2-3", "m4-6", "m7-12", "m13-18", "m19-24", "m31-36"] {
                if let Some(d) = results
                    .differences
                    .iter()
                    .find(|d| d.measure == m && d.window == w)
                {
                    print!(" {w}:{:.1}±{:.1}", d.difference, d.upper - d.difference);
                }
            }
            println!();
        }
        return;
    }
    let win = args_pos.get(4).cloned().unwrap_or("m1-12".into());
    for r in &results.summary {
        if r.window == win && r.scenario == "no policy" && r.measure.contains(&pat) {
            println!(
                "{:45} {:12.4} ±{:.3} {}",
                r.measure,
                r.mean,
                r.upper - r.mean,
                r.unit
            );
        }
    }
}
