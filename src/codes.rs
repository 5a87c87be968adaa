//! The numbers of everything that can be wrong with a file: knows what each means and how it is mended; does not find
//! anything.
//!
//! A number stays with its meaning for ever: people search for it. What belongs together stands together: E00x the file
//! as a whole, E01x how it is written, E02x single values, E04x what holds between entries, E05x what drills leave behind, W00x what does
//! nothing, W01x doubtful money, W02x doubtful lengths of time, W03x doubtful evidence and dates.

/// One thing that can be wrong.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    /// Its number.
    pub number: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What it means and how to mend it.
    pub about: &'static str,
    /// An example of it.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
}

macro_rules! codes {
    ($($name:ident $number:literal $title:literal $about:literal $wrong:literal $right:literal)*) => {
        $(#[doc = $title] pub const $name: &Code =
            &Code { number: $number, title: $title, about: $about, wrong: $wrong, right: $right };)*
        /// All of them, by number.
        pub const CODES: &[&Code] = &[$($name),*];
    };
}

codes! {
    EMPTY "E001" "the file is empty"
    "There is nothing to read, or nothing but comments. A practice folder with a plan to start from is made by `bcp-sim init DIR`."
    "// my plan" "Plan(format: 1, title: \"My practice\", …)"

    ENCODING "E002" "the file is not UTF-8 text"
    "Plans and scenarios are plain text, saved as UTF-8. Text editors offer that under \"Save as\"; a word processor's own format cannot be read."
    "a file saved as UTF-16, or by a word processor" "the same text saved as UTF-8"

    TOO_LARGE "E003" "the file is larger than can be meant"
    "A file has at most 8 MiB, a list or a set of entries at most 10,000, a title 200 characters, and brackets nest at most 64 deep. What multiplies is counted as well: hazards that strike each of many, clients, needs of substitutes, sources of luck."
    "10,001 resources" "at most 10,000 of anything"

    FOREIGN "E004" "the file is written in another format"
    "bcp-sim reads RON: fields stand in round brackets, entries with a name in braces, lists in square brackets."
    "{ \"title\": \"My practice\" }" "Plan(title: \"My practice\", …)"

    KIND "E005" "the file is of another kind"
    "A plan was given where a scenario is wanted, or the reverse. A plan starts with `Plan(`, a scenario with `Scenario(`."
    "bcp-sim run plan.ron" "bcp-sim run scenarios/outage.ron --plan plan.ron"

    VERSION "E006" "the file was made for another version of the format"
    "The number behind `format` says which version of the format a file is written in."
    "format: 7" "format: 1"

    PRIVATE "E007" "contact data of a person"
    "Something looks like an e-mail address or a telephone number, and what is sealed into an evidence pack is handed on. Names are not found by any rule: nobody but you can look for them."
    "note: \"ring 020 7946 0000\"" "note: \"ring the landlord\""

    PACK "E008" "an evidence pack that is not as it was sealed"
    "A pack was cut off, changed, or packed again by another program, and nothing in it is believed. Ask for the archive as `bcp-sim seal` has written it, and compare its SHA-256 with the sender's."
    "the archive unpacked, changed and packed again" "the archive as it was sealed"

    NO_FILE "E009" "a pipe or a device where a file is wanted"
    "Only regular files are read: a pipe may wait for ever, and a device never end. What another program prints is read as `-`, where a plan or a scenario is named."
    "bcp-sim run outage.ron --plan <(make-plan)" "make-plan | bcp-sim run outage.ron --plan -"

    SYNTAX "E010" "the text cannot be read"
    "A bracket, a comma, a colon or a quote is missing, doubled or of another shape. The fault is often just before the place that is shown. Only straight quotes count: word processors put curly ones."
    "resources: { “phone”: () " "resources: { \"phone\": () },"

    FIELD "E011" "a field that is not known here"
    "The name of a field is misspelt, or stands in the wrong entry. `bcp-sim explain plan` lists all fields and where they stand."
    "services: { \"coaching\": (lenght: \"60min\") }" "services: { \"coaching\": (length: \"60min\") }"

    MISSING "E012" "a field is missing"
    "The entry needs this field and there is no default that could be meant."
    "\"coaching\": (weekly: 11, fee: \"120\", by: \"coach\")" "\"coaching\": (weekly: 11, length: \"60min\", fee: \"120\", by: \"coach\")"

    TWICE "E013" "something is written twice"
    "A field or a name may stand once. Names count as equal where they look equal: capitals and different ways to write the same letter do not tell them apart."
    "resources: { \"phone\": (), \"Phone\": () }" "resources: { \"phone\": (), \"second phone\": () }"

    WORD "E014" "a word that is not known here"
    "At this place one of a few words is wanted, written without quotes."
    "kind: Repare(restores: [\"line\"])" "kind: Repair(restores: [\"line\"])"

    SHAPE "E015" "a value of another shape"
    "Here a text is wanted where a number stands, a list where a text stands, or the like. Quantities are texts with their unit, so that nobody has to guess it."
    "length: 60" "length: \"60min\""

    NUMBER "E020" "a number that cannot be read"
    "Numbers have a decimal point, and commas only between thousands. Of an amount that can be read in two ways, such as `1.200`, both are offered. Nothing is infinite, and nothing is not a number."
    "fee: \"1,5\"" "fee: \"1.50\""

    SHARE "E021" "a share or factor that cannot be"
    "A share is written with its per cent sign and lies between 0% and 100%; a factor may be above."
    "works: (claimed: \"0.85\")" "works: (claimed: \"85%\")"

    LENGTH "E022" "a length of time that cannot be"
    "Lengths are written with their unit: min, h, d (24 hours), w, or wd for working days; units may be put together."
    "rto: \"90\"" "rto: \"1h 30min\""

    AMOUNT "E023" "an amount that cannot be"
    "Amounts are in the plan's currency, zero or more, with as many decimals as it has: two in most, none in JPY, three in KWD. Only the fund may be below zero. What falls due again and again says how often. All that may move in a trial must add up exactly, so that amounts and tails have an end."
    "fixed: \"1500\"" "fixed: \"1,500 a month\""

    RATE "E024" "a rate that cannot be"
    "A rate says how often something happens on average, up to 1,000 times a year."
    "rate: \"0.2\"" "rate: \"0.2 a year\""

    TIME "E025" "a time of the week that cannot be"
    "Times of day run from 00:00 to 24:00, days are Mon Tue Wed Thu Fri Sat Sun, and the end of a span lies after its start."
    "open: \"Mon-Fri 9-18\"" "open: \"Mon-Fri 09:00-18:00\""

    DATE "E026" "a date that cannot be"
    "Dates are year, month, day, must be in the calendar, and from 1900 to 2199."
    "revised: \"2025-02-30\"" "revised: \"2025-02-28\""

    COUNT "E027" "a count out of its range"
    "Counts are whole numbers without quotes; the message says from where to where."
    "clients: 0" "clients: 9"

    NAME "E028" "a name that cannot be"
    "A name has 1 to 64 characters, none of them invisible, and no blank at its ends."
    "\"phone \": ()" "\"phone\": ()"

    SPREAD "E029" "a distribution that cannot be"
    "The values of a distribution must rise, its shares add up to 100%, and its shape lie in the stated range."
    "lasts: Usually(typical: \"4h\", bad_case: \"1h\")" "lasts: Usually(typical: \"1h\", bad_case: \"4h\")"

    PROMISE "E030" "a promise that cannot be tested"
    "A promise names what is measured, in which scenario, and the limit."
    "\"downtime is short\"" "\"p90(time to next session, outage) <= 1wd\""

    RANGE "E031" "a range that cannot be meant"
    "Under `ranges` stands what is not known well. Each path leads to one number with its unit, in this file, and its value lies between the two ends, all three written in the same unit."
    "ranges: { \"how often\": { \"hazards.fire.rate\": (\"1%\", \"0.2 a year\") } }" "ranges: { \"how often\": { \"hazards.fire.rate\": (\"0.05 a year\", \"0.2 a year\") } }"

    UNKNOWN "E040" "a name that nothing has"
    "Names connect entries: what is needed, struck, tried or served must be written somewhere under exactly that name."
    "needs: [\"fone\"]" "needs: [\"phone\"]"

    REPEATED "E041" "a name that is used a second time"
    "A ladder tries each strategy once, and every hazard and consequence of every scenario has a name of its own, since its luck hangs on it."
    "ladder: [\"telephone\", \"telephone\"]" "ladder: [\"telephone\", \"landline telephone\"]"

    RING "E042" "resources that need each other in a ring"
    "If each needs the next and the last needs the first, none could ever work."
    "\"line\": (needs: [\"router\"]), \"router\": (needs: [\"line\"])" "\"line\": (needs: [\"router\"]), \"router\": ()"

    CALENDAR "E043" "a calendar that cannot be"
    "The model's year has 52 weeks, starts on a Monday and must have an open week."
    "starts: \"2025-01-07\"" "starts: \"2025-01-06\""

    DIARY "E044" "a diary that cannot be"
    "The sessions must fit into the opening hours of the person who holds them, and there must be at least one."
    "weekly: 60, length: \"60min\"" "weekly: 11, length: \"60min\""

    IDLE "E045" "a strategy that could do nothing"
    "It is in no ladder, stands where its kind has no effect, needs what it stands in for, or can never work."
    "\"hotspot\": (kind: Substitute(for: [\"line\"], needs: [\"line\"]))" "\"hotspot\": (kind: Substitute(for: [\"line\"], needs: [\"phone\"]))"

    WORKING_DAYS "E046" "working days where they cannot be counted"
    "At this place a length runs by the clock, nights and weekends included."
    "horizon: \"40wd\"" "horizon: \"8w\""

    EITHER "E047" "one of two fields"
    "Exactly one of the two must be there."
    "\"coaching\": (length: \"60min\", …)" "\"coaching\": (weekly: 11, length: \"60min\", …)"

    NEVER "E048" "a scenario in which nothing can happen"
    "No hazard ever strikes, because its rate is 0 or its season is 0% in every month, or the horizon is out of range."
    "rate: \"0 a year\"" "rate: \"0.2 a year\""

    JOURNAL "E050" "a line that no drill has written"
    "A journal has one line for each thing that happened: the header first, then answers and decisions, and how it ended. The program writes it, and nobody else has to: a line that was changed by hand says something that no drill could have written. Put the journal back as it was; a last line that was cut off needs no mending."
    "{\"kind\":\"reply\",\"to\":\"decision\",\"text\":\"wait\",\"minutes\":-5}" "{\"kind\":\"reply\",\"to\":\"decision\",\"text\":\"wait\",\"minutes\":5}"

    ELSEWHERE "E051" "a journal of another plan"
    "A drill is played again with the plan, the scenario and the evidence that it was played with, and its journal knows them by their hashes. Name that plan with `--plan`, an earlier one as `FILE@REVISION` from git, and put the scenario back beside it."
    "bcp-sim drill replay drills/2025-11-22-outage/journal.jsonl, with the plan of 2026" "bcp-sim drill replay drills/2025-11-22-outage/journal.jsonl --plan plan.ron@2025"

    NOTHING "W001" "a hazard or consequence that does no harm"
    "It takes down nothing that a service or function needs, costs nothing and sets nothing off. Trials in which it comes are trials without a disruption, and make all results look better."
    "\"fire\": (rate: \"0.01 a year\", lasts: Exactly(\"8w\"))" "\"fire\": (rate: \"0.01 a year\", lasts: Exactly(\"8w\"), strikes: { \"home office\": \"0%\" })"

    NEVER_STRIKES "W002" "a hazard or consequence that never comes"
    "Its rate is 0, its season is 0% in every month, its chance is 0%, or nothing sets it off. That is a way to switch it off; else it is a slip."
    "season: [\"0%\", \"0%\", …]" "season: [\"150%\", \"150%\", …]"

    UNNEEDED "W003" "a resource that nothing needs"
    "No service, function, strategy, role or insurance needs it, so no session or function suffers when it is down. It may be missing in the `needs` of something, or have been left over."
    "resources: { \"fax\": () }, and no `needs` with \"fax\"" "needs: [\"fax\"]"

    INERT "W004" "a strategy that can never help"
    "A value of it is 0% or 0 where anything else would let it act, so it only costs money, and time where it is tried before others."
    "kind: HandOver(spare: 0)" "kind: HandOver(spare: 2)"

    NOT_FELT "W005" "a strike that nothing notices"
    "What is struck is good enough at the level to which it falls, or nothing needs it. A resource is good enough from its `enough` on, which is 50% where nothing is written; one with `capacity: true` is felt at any level below 100%."
    "strikes: { \"phone\": \"70%\" }" "strikes: { \"phone\": \"30%\" }"

    BESIDE "W006" "a substitute in a ladder where it leads nowhere"
    "The service or function does not rest on what the substitute stands in for, directly or through what it needs. There it is never called."
    "needs: [\"phone\"], ladder: [\"laptop battery\"]" "needs: [\"phone\"], ladder: [\"second phone\"]"

    UNUSED "W007" "a value that changes nothing"
    "It is 0 where anything else would do something, stands twice in a list, or belongs to something that is not there. Its author may believe that it does something."
    "clients: (crunch_leaving: \"200%\", …), and no `crunch`" "clients: (crunch: \"12%\", crunch_leaving: \"200%\", …)"

    RARE "W008" "a hazard that hardly any trial meets"
    "Of a million trials less than one meets it, so that results are the same without it. What is that rare is looked at by itself: `--hazard` lets it strike in every trial."
    "rate: \"0.0000001 a year\"" "bcp-sim run scenarios/fire.ron --hazard meteorite"

    UNATTENDED "W009" "opening hours in which nobody is there to act"
    "The hours in which somebody notices and acts never meet the opening hours, so that whatever has to be begun by hand is begun when the day is over."
    "open: \"Mon-Fri 09:00-18:00\", attended: \"Sun 10:00-12:00\"" "open: \"Mon-Fri 09:00-18:00\", attended: \"Mon-Sun 07:00-22:00\""

    PRO_BONO "W010" "a service without a fee"
    "A session of it earns nothing, so its loss costs nothing either, beyond the clients who leave."
    "fee: \"0\"" "fee: \"120\""

    OVERPAID "W011" "a benefit above the income that it replaces"
    "The insurance would pay more than the covered person's sessions bring in: an illness would be a gain. Insurers pay part of the profit; often a month was meant and a week was written."
    "amount: \"2,500 a week\"" "amount: \"2,500 a month\""

    LOSS_MAKING "W012" "a year that loses money without any disruption"
    "Fixed costs, drawings and the yearly cost of strategies are above what the sessions bring in. Ruin is then only a matter of time and says nothing about disruptions."
    "drawings: \"9,000 a month\"" "drawings: \"4,000 a month\""

    EMPTY_FUND "W013" "a fund that is empty without any disruption"
    "Costs fall due before fees come in, and weeks without sessions bring nothing. The fund must carry that alone, before any disruption."
    "fund: \"0\"" "fund: \"5,000\""

    SURPLUS "W014" "a year that leaves money in the fund without any disruption"
    "More comes in than fixed costs, drawings and the yearly cost of strategies take out, and what is left over stays in the fund. By the time something strikes, the fund is larger than the plan says, and ruin looks rarer than it is. Usually the owner takes the rest as well, or pays tax with it: then it belongs to `drawings`."
    "drawings: \"1,000 a month\"" "drawings: \"4,000 a month\""

    CROWDED "W020" "a hazard that lasts longer than the time from one to the next"
    "On average it is not over when the next one is due. With `one_at_a_time` a new one begins only after the end of the last, so that it is there more than half of the time; without it they overlap."
    "rate: \"12 a year\", lasts: Exactly(\"2mo\")" "rate: \"12 a year\", lasts: Exactly(\"2d\")"

    CUT_OFF "W021" "a trial that ends too early"
    "More than one in ten of these disruptions goes on when the trial is over, and what comes after the end is not counted."
    "horizon: \"4w\", … lasts: Usually(typical: \"3w\", bad_case: \"8w\")" "horizon: \"16w\""

    FIXED "W022" "a spread that is always the same"
    "Its two ends are equal, so every draw gives that one value. `bad_case` is what one case in ten is worse than."
    "Usually(typical: \"4h\", bad_case: \"4h\")" "Exactly(\"4h\")"

    TOO_LATE "W023" "a moment after the end of the trial"
    "Moments to think through are told by the time since the onset; this one comes when the trial is over."
    "horizon: \"8w\", … (at: \"9w\", …)" "(at: \"5w\", …)"

    STEPS "W024" "steps that are out of order"
    "Steps by length are read from the shortest to the longest, each with a length of its own. Fewer clients wait a month than a week: patience falls with waiting, or the two were exchanged."
    "patience: [(within: \"1w\", accepted: \"60%\"), (within: \"4w\", accepted: \"85%\")]" "patience: [(within: \"1w\", accepted: \"85%\"), (within: \"4w\", accepted: \"60%\")]"

    OBJECTIVE "W025" "an objective that says nothing"
    "A function that counts as back at 0% is always back, one that must be back at once is never in time, and a recovery time beyond what is tolerable promises too little."
    "rto: \"10wd\", mtpd: \"1wd\"" "rto: \"1wd\", mtpd: \"10wd\""

    SEASON "W026" "a season that changes how often it strikes"
    "The twelve factors of a season say how many there are in each month against `rate`. Where they do not average 100%, a year has more or fewer than `rate` says. That may be meant; often only the share of each month was."
    "rate: \"1 a year\", season: [\"300%\", \"0%\", \"0%\", …]" "rate: \"1 a year\", season: [\"1,200%\", \"0%\", \"0%\", …]"

    AHEAD "W030" "a date that is still to come, or out of order"
    "Evidence of a day after the one for which ages are counted counts as fresh. That day is `today` of the plan, or else the day of its revision; `--today` sets another. A review is due after the revision that it follows."
    "revised: \"2025-03-18\", … evidence: Tried(\"2026-01-14\")" "today: \"2026-03-01\", … evidence: Tried(\"2026-01-14\")"

    BETTER "W031" "evidence that says more than the plan"
    "What evidence supports is usually less than what a plan claims, and what holds of something untried is less still. The other way round the forecast as tested is the better one, or what was tried gets better by being forgotten."
    "works: (claimed: \"80%\", supported: \"95%\")" "works: (claimed: \"95%\", supported: \"80%\")"

    NO_DATA "W032" "a recovery point objective without data"
    "An RPO says how much work may be lost from data. The function rests on no resource with `data: true`, so nothing can be lost and the objective is always kept."
    "\"invoicing\": (needs: [\"programs\"], rpo: \"24h\", …)" "\"invoicing\": (needs: [\"programs\", \"finance records\"], rpo: \"24h\", …)"

    NO_STRATEGY "W033" "evidence of what the plan does not have"
    "An entry of `evidence.ron` is about a strategy that the plan does not have under this name, so it counts for nothing. A deputy of a role has the name \"deputy as role\"."
    "(strategy: \"hotspot\", …)" "(strategy: \"mobile hotspot\", …)"

    NO_TIME "W034" "a time taken that cannot be used"
    "An entry of `evidence.ron` says how long a strategy took. That scales its `ready`, so `ready` must be above zero and in the same kind of unit, working days or by the clock."
    "ready: (claimed: Exactly(\"1wd\")), … took: \"40min\"" "ready: (claimed: Exactly(\"4h\")), … took: \"40min\""

    STALE "W035" "evidence too old to count"
    "Evidence supports half as much each year. After seven years less than a hundredth is left of it, so the date is wrong or the test is due again."
    "evidence: Tried(\"1999-01-10\")" "evidence: Tried(\"2026-01-10\")"

    OWN_DEPUTY "W036" "a deputy who is the holder"
    "Whoever holds a role cannot stand in for themselves: when they are away, so is the deputy."
    "\"person in charge\": (holder: \"coach\", deputies: [\"coach\"])" "\"person in charge\": (holder: \"coach\", deputies: [\"business partner\"])"
}

/// The code of a number, however it is capitalised.
#[must_use]
pub fn code(number: &str) -> Option<&'static Code> {
    CODES.iter().copied().find(|code| code.number.eq_ignore_ascii_case(number.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_nothing_is_left_empty() {
        assert!(CODES.windows(2).all(|pair| pair[0].number < pair[1].number));
        for code in CODES {
            assert!([code.title, code.about, code.wrong, code.right].iter().all(|text| !text.is_empty()), "{code:?}");
        }
    }
}
