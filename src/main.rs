//! scratch
use bcp_sim::*;
fn main() {
    let p = file::Source::new("plan.ron", &std::fs::read_to_string("plan.ron").unwrap());
    let s = file::Source::new("scenarios/outage.ron", &std::fs::read_to_string("scenarios/outage.ron").unwrap());
    let pf = file::read_plan(&p).map_err(|e| println!("{}", p.explain(&e))).unwrap();
    let sf = file::read_scenario(&s).map_err(|e| println!("{}", s.explain(&e))).unwrap();
    let case = file::bind((&p, &pf), (&s, &sf), file::Forecast::Written)
        .map_err(|e| println!("{}{}", p.explain(&e.plan), s.explain(&e.scenario)))
        .unwrap();
    let src = sampling::Sources::new(&case).unwrap();
    let luck = sampling::Luck::new(42);
    let n: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let t0 = std::time::Instant::now();
    struct C([u64; 6]);
    impl engine::Sink for C {
        fn note(&mut self, _: i64, e: engine::Event) {
            use engine::Event::*;
            match e {
                Lost { .. } => self.0[0] += 1,
                Moved { .. } => self.0[1] += 1,
                HeldAnotherWay { .. } => self.0[2] += 1,
                Hit { .. } => self.0[3] += 1,
                ClientLeft { .. } => self.0[4] += 1,
                _ => {}
            }
        }
    }
    let mut c = C([0; 6]);
    let mut r = engine::Replay::default();
    let mut first = 0;
    while first < n {
        let b = sampling::Block::new(&luck, &src, first, 512);
        for d in b.draws() {
            r.run(&case, d, &mut c);
        }
        first += 512;
    }
    println!("{:?} {:?}/trial", c.0.map(|x| x as f64 / n as f64), t0.elapsed() / (n as u32));
    if n == 512 {
        for t in 0..40u64 {
            let b = sampling::Block::new(&luck, &src, t, 1);
            let mut st = engine::Story::default();
            engine::replay(&case, b.draws().next().unwrap(), &mut st);
            if st.0.len() > 25 {
                println!("trial {t}");
                for (at, e) in &st.0 {
                    println!("  {} {:?}", units::clock_face(*at, 0), e);
                }
                break;
            }
        }
    }
}
