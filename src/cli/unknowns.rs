//! Plans and scenarios with what is not known moved: knows how files are read again at other positions of their ranges; does
//! not draw, and does not know what comes of it.

use std::collections::BTreeMap;

use crate::file::{PlanFile, Question, ScenarioFile, Source, Unknowns, on_the_diary_of, read_plan, read_scenario_for};
use crate::ignorance::{Ignorance, Means, Size, Unknown, ignorance};
use crate::sampling::Luck;
use crate::worth::{Bound, Halt};

use super::compare::renamed;
use super::evidence::Evidence;
use super::failure::Failure;
use super::input::{Plan, Scenario, bound, invalid, only};
use super::job::sources;
use super::watch::Progress;

/// The files of a question, and what is not known in them.
pub struct Files<'a> {
    /// One plan, or an old and a new one, each with its ranges.
    plans: Vec<(&'a Plan, Unknowns)>,
    scenarios: Vec<(&'a Scenario, Unknowns)>,
    question: &'a Question,
    /// The hazard chosen by hand.
    hazard: Option<&'a str>,
    /// Strategies of the first plan that bear the second one's names.
    renamed: &'a [(String, String)],
    /// The first plan is played on the second one's diary.
    one_diary: bool,
    names: Vec<String>,
}

/// What is drawn, for the progress bar.
pub const INPUTS: &str = "the inputs";

/// What an unknown thing moves, for the reader: each value at its first end, as stated, and at its second.
pub type Values = BTreeMap<String, Vec<[String; 3]>>;

impl<'a> Files<'a> {
    /// What is not known in some plans and scenarios.
    ///
    /// # Errors
    /// Where a range's ends make no plan.
    pub fn new(
        plans: &[&'a Plan],
        scenarios: &[&'a Scenario],
        question: &'a Question,
        hazard: Option<&'a str>,
    ) -> Result<Self, Failure> {
        Self::found(plans, scenarios, question, (hazard, &[], false))
    }

    /// What is not known in an old and a new plan, of which the old one's strategies may have got other names, and its diary may
    /// be the new one's.
    ///
    /// # Errors
    /// Where a range's ends make no plan.
    pub fn of_two(
        plans: [&'a Plan; 2],
        scenarios: &[&'a Scenario],
        question: &'a Question,
        (renamed, one_diary): (&'a [(String, String)], bool),
    ) -> Result<Self, Failure> {
        Self::found(&plans, scenarios, question, (None, renamed, one_diary))
    }

    fn found(
        plans: &[&'a Plan],
        scenarios: &[&'a Scenario],
        question: &'a Question,
        (hazard, renamed, one_diary): (Option<&'a str>, &'a [(String, String)], bool),
    ) -> Result<Self, Failure> {
        let found = |source: &Source, unknowns: Result<Unknowns, _>| {
            unknowns.map_err(|faults: Vec<_>| invalid(source, &faults))
        };
        let plans = plans
            .iter()
            .map(|plan| Ok((*plan, found(&plan.source, plan.file.unknowns(&plan.source))?)))
            .collect::<Result<Vec<_>, Failure>>()?;
        let scenarios = scenarios
            .iter()
            .map(|scenario| Ok((*scenario, found(&scenario.source, scenario.file.unknowns(&scenario.source))?)))
            .collect::<Result<Vec<_>, Failure>>()?;
        let mut files = Self { plans, scenarios, question, hazard, renamed, one_diary, names: Vec::new() };
        files.names = files.values().into_keys().collect();
        for (end, words) in [(0.0, "first"), (1.0, "second")] {
            files.at(&vec![end; files.names.len()]).map_err(|failure| match failure {
                Failure::Invalid(what) => {
                    Failure::Invalid(format!("error: with every range at its {words} end there is no plan\n{what}"))
                }
                other => other,
            })?;
        }
        Ok(files)
    }

    /// How many things are not known.
    pub fn unknowns(&self) -> usize {
        self.names.len()
    }

    /// What each unknown thing moves.
    pub fn values(&self) -> Values {
        let of_plans = self.plans.iter().map(|(_, unknowns)| unknowns);
        let mut all = Values::new();
        for unknown in of_plans.chain(self.scenarios.iter().map(|(_, unknowns)| unknowns)).flat_map(Unknowns::list) {
            let values = all.entry(unknown.name().to_owned()).or_default();
            for (_, shown) in unknown.values() {
                if !values.contains(&shown) {
                    values.push(shown);
                }
            }
        }
        all
    }

    /// Draws what is not known, for some metrics of a result with these means; none where there is nothing to draw, so few
    /// trials tell nothing, or it was stopped.
    pub fn drawn(
        &self,
        of: (&[&str], Means),
        luck: &Luck,
        size: Option<Size>,
        progress: &Progress,
    ) -> Result<Option<Ignorance>, Failure> {
        let Some(size) = size.filter(|_| !self.names.is_empty()) else { return Ok(None) };
        let found = ignorance(self, of, luck, size, progress);
        progress.finish();
        match found {
            Ok(found) => Ok(Some(found)),
            Err(Halt::Stopped) => Ok(None),
            Err(Halt::Fault(failure)) => Err(failure),
        }
    }

    fn plan(&self, nth: usize, position: impl Fn(&str) -> f64) -> Result<(Source, PlanFile), Failure> {
        let (plan, unknowns) = &self.plans[nth];
        let source = unknowns.moved(&plan.source, position);
        let file = read_plan(&source).map_err(|faults| invalid(&source, &faults))?;
        let mut file = match plan.evidence.as_ref().and_then(Evidence::read) {
            Some((_, entries)) => file.with_evidence(entries),
            None => file,
        };
        file.elsewhere.clone_from(&plan.file.elsewhere);
        for (from, to) in self.renamed.iter().filter(|_| nth == 0) {
            renamed(&mut file, from, to)?;
        }
        Ok((source, file))
    }

    fn scenario(&self, nth: usize, position: impl Fn(&str) -> f64) -> Result<(Source, ScenarioFile), Failure> {
        let (scenario, unknowns) = &self.scenarios[nth];
        if unknowns.list().is_empty() {
            return Ok((scenario.source.clone(), scenario.file.clone()));
        }
        let source = unknowns.moved(&scenario.source, position);
        let plan = &self.plans[0].0.file;
        let mut file = read_scenario_for(&source, plan).map_err(|faults| invalid(&source, &faults))?;
        if let Some(hazard) = self.hazard {
            only(&mut file, hazard)?;
        }
        Ok((source, file))
    }
}

impl Unknown for Files<'_> {
    type Fault = Failure;

    fn names(&self) -> &[String] {
        &self.names
    }

    fn at(&self, positions: &[f64]) -> Result<Vec<Bound>, Failure> {
        let position = |name: &str| {
            let at = self.names.binary_search_by(|known| known.as_str().cmp(name));
            at.ok().and_then(|at| positions.get(at)).copied().unwrap_or(0.5)
        };
        let scenarios =
            (0..self.scenarios.len()).map(|nth| self.scenario(nth, position)).collect::<Result<Vec<_>, _>>()?;
        let scene: Vec<(&Source, &ScenarioFile)> = scenarios.iter().map(|(source, file)| (source, file)).collect();
        let plan = |nth: usize| {
            let (source, mut file) = self.plan(nth, position)?;
            if self.one_diary && nth + 1 < self.plans.len() {
                file = on_the_diary_of(&file, &self.plan(self.plans.len() - 1, position)?.1);
            }
            let case = bound((&source, &file), &scene, self.question)?;
            Ok(Bound { sources: sources(&case)?, case })
        };
        (0..self.plans.len()).map(plan).collect()
    }
}
