//! The rules of a check: knows each rule's code, how much it matters, what it means and what to do; does not find
//! anything.
//!
//! A code stays with its rule for ever. What belongs together stands together: C0x objectives, C1x evidence, C2x reviews
//! and people, C3x answers and money, C4x what rests on one thing, C5x and C6x confidentiality.

use super::Severity::{Gap, Note, Warning};
use super::{Finding, Severity};

/// Something that a plan is checked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its code.
    pub code: &'static str,
    /// How much a finding matters.
    pub severity: Severity,
    /// What is found, in a few words.
    pub title: &'static str,
    /// What it means, and what is looked at.
    pub about: &'static str,
    /// What to do.
    pub advice: &'static str,
}

impl Rule {
    /// A finding of this rule in a part of the plan.
    pub(super) fn finds(&self, about: impl Into<String>, text: impl Into<String>) -> Finding {
        Finding {
            code: self.code,
            severity: self.severity,
            title: self.title,
            about: about.into(),
            text: text.into(),
            advice: self.advice,
        }
    }
}

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $title:literal $about:literal $advice:literal)*) => {
        $(#[doc = $title] pub(super) const $name: &Rule =
            &Rule { code: $code, severity: $severity, title: $title, about: $about, advice: $advice };)*
        /// All of them, by code.
        const RULES: &[&Rule] = &[$($name),*];
    };
}

/// All rules, by code.
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    RULES
}

rules! {
    ASSUMED "C01" Gap "objectives that the owner has not stated"
    "The objectives of a function (RTO, MTPD, MBCO, RPO) carry a `basis: Assumed(…)`: they are defaults taken from elsewhere. Whether the plan keeps an objective means little while nobody has decided it."
    "decide RTO, MTPD, MBCO and RPO, write them down and take the `basis` line out"

    ABOVE "C02" Gap "RTO longer than MTPD"
    "The RTO promises when a function is back; the MTPD says from when on the damage is unacceptable. The promise must come first."
    "promise to be back before the damage is unacceptable"

    NO_RPO "C03" Gap "data without an RPO"
    "A function rests on data, and no function says how much work may be lost from it: without that nobody can tell how often a copy must be made."
    "state with `rpo` how much work may be lost"

    UNSERVED "C04" Warning "services that no function serves"
    "Objectives belong to functions. A service that stands in the `serves` of none has no objective, and nothing says how soon it must be back."
    "name the service in `serves` of a function"

    NO_LADDER "C05" Gap "functions that nothing would restore"
    "The function has an objective, and neither it nor a service that it consists of has a line that is tried when something is down."
    "name in `ladder` what is tried when a need is down"

    UNTRIED "C10" Warning "never tried"
    "The strategy has no `evidence`. What was never tried fails more often and takes longer than its author believes: wrong cables, lapsed log-ins, dead batteries."
    "try each once against a clock and write the date into `evidence`"

    OLD "C11" Warning "last tried more than a year ago"
    "What was known a year ago is known only half as well today: devices, log-ins and people change."
    "try it again"

    FAILED "C12" Gap "failed when it was last tried"
    "The `evidence` says `Failed`, and nothing newer says that it was mended."
    "mend it and try again, or take it out"

    NO_RESTORE "C13" Gap "data that no tested restore brings back"
    "No strategy of the kind `Restore` for this data was tried within a year. A copy that was never restored in full is no backup yet; a synced copy is none at all, since a deletion is synced as well."
    "restore a copy in full, write the date into `evidence` and repeat it every quarter"

    UNSUPPORTED "C14" Warning "restores taken at their word"
    "The restore states what it claims and not, with `supported`, what is known of it. So the forecast as tested takes it at its word as well."
    "state with `supported` how often a restore works"

    MOST_REFUSE "C15" Note "most clients would not be handed over"
    "Fewer than half of the clients would agree to be taken over by an associate, so most of the sessions of a long absence are lost all the same."
    "introduce associates and settle consent and data agreement before they are needed"

    REVIEW "C20" Gap "review overdue"
    "The day of `next_review` has passed."
    "review the plan; set `revised` and `next_review`"

    NO_DEPUTY "C21" Gap "roles without a deputy"
    "A role in an emergency has a holder and nobody who takes over. When the holder is the casualty, what needs the role stands still: nobody tells clients, briefs associates or calls for help."
    "authorise somebody in writing to act when the holder cannot, with log-ins and contacts"

    OUT_TOGETHER "C22" Gap "deputies who are out when the holder is"
    "The holder and all deputies rest on the same thing, which may be a person: what takes it out takes out all of them."
    "name a deputy who does not rest on what the holder rests on"

    UNANSWERED "C30" Gap "disruptions that nothing answers"
    "A scenario strikes something that the plan needs, and no strategy stands in for it, goes another way, mends or restores it, prevents it or pays for it. To postpone and to tell clients are no answers: they only spread the damage."
    "find what stands in, mends, restores, prevents or pays; or write down that the risk is borne"

    UNREPORTED "C31" Gap "nobody reports a breach"
    "A breach of personal data must be reported to the regulator within 72 hours, and no strategy of the kind `Report` does so."
    "write the steps from discovery to the regulator within 72 hours, and keep a log of breaches"

    LATE "C32" Gap "the fund is empty before the insurance pays"
    "With no income at all the fund pays costs and drawings for some weeks. The first money for a practitioner who is out comes later than that: after the deferred period and, since it is paid afterwards, the arrears."
    "shorten the deferred period or raise the fund to bridge it"

    NO_BENEFIT "C33" Warning "nothing pays while a practitioner is out"
    "No insurance of the kind `Benefit` covers a person who holds sessions, so a long illness is paid for by the fund alone."
    "consider income protection that starts before the fund is empty"

    SPONSOR "C34" Warning "one sponsor weighs a quarter or more"
    "Clients whose fees one organisation pays leave together: when it cuts its budget or changes its supplier, they go in one week."
    "set a limit for the share of one sponsor, and win others"

    PAID_AHEAD "C35" Note "much is paid in advance"
    "More than one client in ten pays a whole engagement with its first session. That money is not earned until the sessions are held: in a long disruption it is owed, while it looks like a fund."
    "keep what is not yet earned apart from the fund, and write down what is paid back when sessions cannot be held"

    NO_SLOT "C36" Warning "postponed sessions that find no free slot"
    "The service offers a later date, and the opening hours have no gap in which one of its sessions fits, or a week may hold no more sessions than it holds already. What is missed can then not be made up, or only in a week in which something else fell out."
    "leave a gap as long as a session in the opening hours, and let a week hold one session more with `up_to`"

    SINGLE "C40" Warning "single points of failure"
    "Without this one thing a service or function has no way at all: neither as planned, nor on a substitute, nor another way, nor with an associate. Chance and time do not count here."
    "have a way that does not need it, and name it in the ladder"

    ONE_BLOW "C41" Warning "disruptions that can take every way at once"
    "What this disruption strikes, together with what it may set off while it lasts, leaves a service or function without any way, although no single loss would."
    "have one way that rests on nothing of what is struck together"

    PAIRS "C42" Note "pairs that leave no way"
    "If both of a pair are down at once, a service or function has no way left; each alone does no harm."
    "keep the two apart: other place, other supplier, other power"

    TOGETHER "C43" Warning "fallbacks struck together with what they replace"
    "The disruption strikes what the fallback stands in for, and at another place what the fallback needs. Just when it is called, it may be out as well."
    "have another that this disruption does not reach"

    COMMON "C44" Note "fallbacks that need what they replace needs"
    "The fallback and what it replaces rest on the same thing. While that is down the fallback does not help."
    "know that they do not help when that is down"

    CARRIES "C45" Note "resources that carry many strategies"
    "Three strategies or more need this resource, directly or through what they need. The list says what goes with it when it is lost."
    "spread them: another device, another supplier, another person"

    BARRED "C50" Warning "ways that confidential services never use"
    "The strategy says `private: false`, and stands in the ladder of a confidential service. It is never used there, so the ladder is shorter than it looks."
    "take it out of these ladders, or make it private"

    CONTACT_DATA "C60" Gap "what looks like somebody's contact data"
    "A text of the plan or a scenario holds what looks like an e-mail address or a telephone number. Such files are copied, sent and kept under version control."
    "take it out: plans and scenarios are copied and sent; say where the list is kept instead"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_nothing_is_left_empty() {
        assert!(rules().windows(2).all(|pair| pair[0].code < pair[1].code));
        for rule in rules() {
            assert!([rule.title, rule.about, rule.advice].iter().all(|text| !text.is_empty()), "{rule:?}");
            assert!(rule.about.ends_with('.') && !rule.advice.ends_with('.'), "{rule:?}");
        }
    }
}
