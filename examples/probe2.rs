//! dev probe of one world
use caremarket::engine::{self, Time};
use caremarket::scenario::{build, problem::Problems, source::Sources, spec::Spec, tree::Tree};
use caremarket::world::World;
use caremarket::world::market::employer::Kind;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let mut sources = Sources::new();
    let file = sources.add(&args[1], &text);
    let mut problems = Problems::new();
    let tree = Tree::parse(file, &sources, &mut problems);
    let spec: Spec = serde_json::from_value(tree.root.to_json()).unwrap();
    let scenario = build::build(&spec, build::Origin::default(), &mut problems).unwrap();
    let (mut world, mut cal) = World::new(&scenario.setup, 1, 0);
    println!("day | homes open reg staffed taken resid free acc marg<-3 avgm | agenc open staff load avail marg<-3 avgm | closed sold entered | cand");
    for d in (-729..=1095).step_by(91) {
        engine::run(&mut world, &mut cal, Time::start_of_day(d));
        let m = world.market.as_ref().unwrap();
        let homes: Vec<_> = m.employers.iter().filter(|e| e.kind == Kind::Home && e.open).collect();
        let ags: Vec<_> = m.employers.iter().filter(|e| e.kind == Kind::Agency && e.open).collect();
        let sum = |f: &dyn Fn(&caremarket::world::market::employer::Employer) -> f64, v: &Vec<&caremarket::world::market::employer::Employer>| v.iter().map(|e| f(e)).sum::<f64>();
        println!("{d:5} | {} {} {} {} {} {} {} {} {:.3} | {} {} {:.0} {:.0} {} {:.3} | {} {} {} | {}",
            homes.len(), sum(&|e| e.registered as f64, &homes), sum(&|e| e.staffed as f64, &homes), sum(&|e| e.beds_taken() as f64, &homes), sum(&|e| e.residents() as f64, &homes),
            sum(&|e| e.free_beds() as f64, &homes), m.beds_open_to_council(), homes.iter().filter(|e| e.margin < -0.03).count(), sum(&|e| e.margin, &homes) / homes.len() as f64,
            ags.len(), sum(&|e| e.headcount as f64, &ags), sum(&|e| e.load_minutes() as f64 / 60.0, &ags), sum(&|e| e.available_minutes as f64/60.0, &ags), ags.iter().filter(|e| e.margin < -0.03).count(), sum(&|e| e.margin, &ags) / ags.len() as f64,
            m.tally.providers_closed, m.tally.providers_sold, m.tally.providers_entered, m.workforce.candidates());
    }
}
