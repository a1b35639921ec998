//! dev probe
use caremarket::experiment::{Silent, Study, Subject, assemble};
use caremarket::scenario::{reading::Reader, render::Look};
use std::sync::atomic::AtomicBool;
fn main() {
    let all: Vec<String> = std::env::args().collect();
    let args: Vec<String> = all.clone();
    let args_pos: Vec<String> = all.into_iter().filter(|a| !a.starts_with("--set")).collect();
    let reps: usize = args_pos.get(2).map_or(4, |s| s.parse().unwrap());
    let mut reader = Reader::new();
    let sets: Vec<String> = args.iter().filter_map(|a| a.strip_prefix("--set=")).map(str::to_owned).collect();
    let scenario = reader.read(&args_pos[1], &sets);
    eprint!("{}", reader.problems.render(&reader.sources, Look::default()));
    let scenario = scenario.unwrap();
    let seed = scenario.seed;
    let start = std::time::Instant::now();
    let study = Study { subjects: vec![Subject::new("x", scenario, &[], None)], seed, replications: reps };
    let runs = study.run(2, &Silent, &AtomicBool::new(false));
    eprintln!("{:?} {} events", start.elapsed(), runs.events);
    let results = assemble::assemble(&study, &runs);
    eprintln!("assembled {:?}", start.elapsed());
    let pat = args_pos.get(3).cloned().unwrap_or_default();
    let win = args_pos.get(4).cloned().unwrap_or("m1-12".into());
    for r in &results.summary {
        if r.window == win && r.measure.contains(&pat) { println!("{:45} {:12.4} ±{:.3} {}", r.measure, r.mean, r.upper - r.mean, r.unit); }
    }
}
