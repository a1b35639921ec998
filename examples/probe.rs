//! dev probe
use caremarket::experiment::{Silent, Study, Subject, assemble};
use caremarket::scenario::{build, problem::Problems, source::Sources, spec::Spec, tree::Tree};
use std::sync::atomic::AtomicBool;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let reps: usize = args.get(2).map_or(4, |s| s.parse().unwrap());
    let mut sources = Sources::new();
    let file = sources.add(&args[1], &text);
    let mut problems = Problems::new();
    let tree = Tree::parse(file, &sources, &mut problems);
    let spec: Spec = serde_json::from_value(tree.root.to_json()).unwrap();
    let scenario = build::build(&spec, build::Origin::default(), &mut problems);
    for p in problems.list() { println!("{:?} {} {:?}", p.path, p.message, p.help); }
    let scenario = scenario.unwrap();
    let seed = scenario.seed;
    let start = std::time::Instant::now();
    let study = Study { subjects: vec![Subject::new("x", scenario, &[], None)], seed, replications: reps };
    let runs = study.run(2, &Silent, &AtomicBool::new(false));
    eprintln!("{:?} {} events", start.elapsed(), runs.events);
    let results = assemble::assemble(&study, &runs);
    eprintln!("assembled {:?}", start.elapsed());
    let pat = args.get(3).cloned().unwrap_or_default();
    let win = args.get(4).cloned().unwrap_or("m1-12".into());
    for r in &results.summary {
        if r.window == win && r.measure.contains(&pat) { println!("{:45} {:12.4} ±{:.3} {}", r.measure, r.mean, r.upper - r.mean, r.unit); }
    }
}
