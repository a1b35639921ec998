//! dev probe of one world
use caremarket::engine::{self, Time};
use caremarket::scenario::{reading::Reader, render::Look};
use caremarket::world::World;
use caremarket::world::market::employer::Kind;
fn main() {
    let all: Vec<String> = std::env::args().collect();
    let args: Vec<String> = all.clone();
    let args_pos: Vec<String> = all
        .into_iter()
        .filter(|a| !a.starts_with("--set"))
        .collect();
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
    let (mut world, mut cal) = World::new(&scenario.setup, 1, 0);
    println!(
        "day | homes open reg staffed taken resid free acc marg<-3 avgm | agenc open staff load avail marg<-3 avgm | closed sold entered | cand"
    );
    for d in (-729..=1095).step_by(91) {
        engine::run(&mut world, &mut cal, Time::start_of_day(d));
        let m = world.market.as_ref().unwrap();
        let homes: Vec<_> = m
            .employers
            .iter()
            .filter(|e| e.kind == Kind::Home && e.open)
            .collect();
        let ags: Vec<_> = m
            .employers
            .iter()
            .filter(|e| e.kind == Kind::Agency && e.open)
            .collect();
        let sum = |f: &dyn Fn(&caremarket::world::market::employer::Employer) -> f64,
                   v: &Vec<&caremarket::world::market::employer::Employer>| {
            v.iter().map(|e| f(e)).sum::<f64>()
        };
        println!(
            "{d:5} | {} {} {} {} {} {} {} {} {:.3} | {} {} {:.0} {:.0} {} {:.3} | {} {} {} | {}",
            homes.len(),
            sum(&|e| e.registered as f64, &homes),
            sum(&|e| e.staffed as f64, &homes),
            sum(&|e| e.beds_taken() as f64, &homes),
            sum(&|e| e.residents() as f64, &homes),
            sum(&|e| e.free_beds() as f64, &homes),
            m.beds_open_to_council(),
            homes.iter().filter(|e| e.margin < -0.03).count(),
            sum(&|e| e.margin, &homes) / homes.len() as f64,
            ags.len(),
            sum(&|e| e.headcount as f64, &ags),
            sum(&|e| e.load_minutes() as f64 / 60.0, &ags),
            sum(&|e| e.available_minutes as f64 / 60.0, &ags),
            ags.iter().filter(|e| e.margin < -0.03).count(),
            sum(&|e| e.margin, &ags) / ags.len() as f64,
            m.tally.providers_closed,
            m.tally.providers_sold,
            m.tally.providers_entered,
            m.workforce.candidates()
        );
    }
}
