"""What keeps cultivation, sale and transport a felony: earlier convictions, registration, conduct.

What belongs here: section 4 of the page, for one count. What does not: which rows of the matrix ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.models.generative.oracle.days import Span, known_span, lies_in
from tests.models.generative.oracle.facts import convictions_of
from tests.models.generative.oracle.offense_days import Found, last_day_by_the_arrest, offense_days
from tests.models.generative.oracle.relief_pending import is_ended, stand_together_outside_a_cycle

if TYPE_CHECKING:
    from datetime import date

    from tests.models.generative.oracle.facts import Charge, Conviction, OffenseListRow, Parameters, Person

SUPER_STRIKE, REGISTRABLE = "prop64_super_strike", "prop64_registrable"
SHORT_TERM = "term_below_eight_years"
SUBDIVISION_OF_DEGREE = {"first_degree": "(a)", "second_degree": "(b)"}
FAILING_TO_REGISTER = frozenset({"290", *(f"290.{number:03}" for number in range(2, 19))})
CONDUCT = {
    "11358": ("environmental_harm",),
    "11359": ("knowing_sale_to_minor",),
    "11360": ("knowing_sale_to_minor", "import_or_export"),
}
"""What each section itself names; employment of a person under 21 is a row of its own (11359(d))."""


class OffenseLists:
    """The rows of the two lists, found by section."""

    def __init__(self, rows: Iterable[OffenseListRow]) -> None:
        self._rows: dict[tuple[str, str, str], list[OffenseListRow]] = {}
        for row in rows:
            self._rows.setdefault((row.offense_list, row.code_book, row.section), []).append(row)

    def standing(self, prior: Conviction, offense_list: str) -> str:
        """What the list says of a conviction by its parts, level and prefix: present, absent or unknown."""
        if prior.code_book is None or prior.section is None:
            return "absent"
        section, path = prior.section, prior.subdivision_path or ""
        if offense_list != SHORT_TERM:  # (No degree of burglary reaches eight years.)
            section, path = _burglary(prior) or (section, path)
        committed = _day_of_the_offense(prior)
        surely, perhaps = [], []
        for row in self._rows.get((offense_list, prior.code_book, section), ()):
            if _fits(row, path):
                in_force = _is_in_force(row, committed)
                if in_force:
                    surely.append(row)
                if in_force is not False:
                    perhaps.append(row)
        with_them, without_them = _said_of(prior, perhaps), _said_of(prior, surely)
        return with_them if with_them == without_them else "unknown"

    def membership(self, offense_list: str, code_book: str | None, section: str | None, path: str) -> str | None:
        """What a list without days says of a section by its parts alone; none where it does not name it."""
        if code_book is None or section is None:
            return None
        rows = [row for row in self._rows.get((offense_list, code_book, section), ()) if _fits(row, path)]
        depth = max((len(row.subdivision) for row in rows), default=0)
        said = {row.membership for row in rows if len(row.subdivision) == depth}
        return "not_member" if "not_member" in said else min(said, default=None)

    def names(self, offense_list: str, charge: Charge) -> bool:
        """Whether a list names the section of a charge for any of its subdivisions."""
        rows = self._rows.get((offense_list, charge.code_book or "", charge.section or ""), ())
        return any(row.membership != "not_member" for row in rows)

    def is_a_whole_section(self, offense_list: str, section: str) -> bool:
        """Whether a list names a section of any code book, whatever its subdivision."""
        return any(
            row.match_mode == "section" and row.membership == "member"
            for (name, _, listed), rows in self._rows.items()
            if (name, listed) == (offense_list, section)
            for row in rows
        )


def _burglary(prior: Conviction) -> tuple[str, str] | None:
    """Section 460 says which degree a burglary is of: (a) the first, (b) the second. Where the text names no
    subdivision, the degree it names stands for it."""
    subdivision = SUBDIVISION_OF_DEGREE.get(prior.grade or "")
    return ("460", subdivision) if is_burglary(prior) and not prior.subdivision_path and subdivision else None


def is_burglary(charge: Charge | Conviction) -> bool:
    """By its section, whatever the degree."""
    return charge.code_book == "PC" and charge.section in ("459", "460")


def _fits(row: OffenseListRow, path: str) -> bool:
    if row.match_mode == "section":
        return True
    return path == row.subdivision if row.match_mode == "exact" else path.startswith(row.subdivision)


def _day_of_the_offense(prior: Conviction) -> Span | None:
    """Its own day, else that of the arrest, else that of the conviction; an arrest after it tells nothing of it."""
    if prior.offense_date:
        return Span(prior.offense_date, prior.offense_date)
    arrested = known_span(prior.arrest_date_earliest, prior.arrest_date_latest)
    convicted = known_span(prior.conviction_date_earliest, prior.conviction_date_latest)
    if arrested and (convicted is None or arrested.latest <= convicted.latest):
        return arrested
    return convicted


def _is_in_force(row: OffenseListRow, committed: Span | None) -> bool | None:
    if row.offense_from is None and row.offense_to is None:
        return True
    return lies_in(committed, row.offense_from, row.offense_to) if committed else None


def _said_of(prior: Conviction, rows: list[OffenseListRow]) -> str:
    """The most exact rows decide; among them one that says "not a member" does."""
    depth = max((len(row.subdivision) for row in rows), default=0)
    deciding = [row for row in rows if len(row.subdivision) == depth]
    if any(row.membership == "not_member" for row in deciding):
        return "absent"
    return together(_said_by(row, prior) for row in deciding)


def _said_by(row: OffenseListRow, prior: Conviction) -> str:
    asks_a_felony = row.felony_only or row.offense_list == SUPER_STRIKE
    if prior.level == "infraction" or (prior.level == "misdemeanor" and asks_a_felony):
        return "absent"
    counts = {
        None: ("yes",),
        "attempt": (row.attempt_counts,),
        "conspiracy": (row.conspiracy_counts,),
        "attempt_and_conspiracy": (row.attempt_counts, row.conspiracy_counts),
    }[prior.charge_prefix]
    if "no" in counts:
        return "absent"
    is_level_sure = prior.level != "unknown" or not asks_a_felony
    is_sure = "unknown" not in counts and is_level_sure and row.membership == "member"
    return "present" if is_sure else "unknown"


def together(answers: Iterable[str]) -> str:
    """Any present is present, else any unknown is unknown, else absent."""
    found = set(answers)
    return "present" if "present" in found else "unknown" if "unknown" in found else "absent"


def is_prior(prior: Conviction, first: date | None, last: date | None) -> bool | None:
    """Whether a conviction was certainly (or certainly not) before the marijuana offense, which was on no day before
    ``first`` and none after ``last``; None where that is open."""
    earliest, latest = prior.conviction_date_earliest, prior.conviction_date_latest
    if latest and first and latest < first:
        return True
    return False if earliest and last and earliest >= last else None


def _listed(prior: Conviction, lists: OffenseLists, offense_list: str, *, is_certain: bool) -> str:
    if prior.has_conflicting_facts:
        return "unknown"
    if prior.level == "infraction" or (prior.level == "misdemeanor" and offense_list == SUPER_STRIKE):
        return "absent"
    if not _says_one_offense_of_this_state(prior):
        return "unknown"
    standing = lists.standing(prior, offense_list)
    return "unknown" if standing == "present" and (not is_certain or _is_doubtful(prior)) else standing


def _says_one_offense_of_this_state(prior: Conviction) -> bool:
    return prior.parse_status == "parsed" and not prior.has_further_section and prior.county_type == "in_state"


def _is_doubtful(prior: Conviction) -> bool:
    return prior.has_conflicting_facts or prior.record_status != "current"


def _unknown_priors(person: Person, first: date | None, last: date | None) -> list[Conviction]:
    """Charges of which nobody knows whether the person was convicted of them before the marijuana offense: their
    disposition is not understood, and nothing else answers for them. A conviction after an arrest has no day."""
    standing = [charge for charge in person.charges if charge.record_status != "superseded"]
    unknown = [
        as_if_convicted(charge)
        for charge in standing
        if charge.disposition_type == "unrecognised"
        and not charge.is_juvenile
        and person.established.get((charge.charge_id, "convicted_of_the_charge")) is not False
        and not is_ended(standing, charge, stand_together)
    ]
    return [prior for prior in unknown if is_prior(prior, first, last) is not False]


def as_if_convicted(charge: Charge) -> Conviction:
    """The conviction that a charge before a court would be on its day, or one of an arrest on a later day."""
    (conviction,) = convictions_of([replace(charge, disposition_type="convicted")], (), {})
    return conviction if charge.charge_stage == "court" else replace(conviction, conviction_date_latest=None)


def stand_together(one: Charge, other: Charge) -> bool:
    """In one cycle, in one case, or of one arrest where a number is missing."""
    is_one_cycle = one.cycle_key is not None and one.cycle_key == other.cycle_key
    return is_one_cycle or stand_together_outside_a_cycle(one, other)


def _perhaps_listed(priors: list[Conviction], lists: OffenseLists, offense_list: str) -> str:
    return "unknown" if any(lists.standing(prior, offense_list) != "absent" for prior in priors) else "absent"


def _registration(person: Person, count: Conviction, priors: list[tuple[Conviction, bool]]) -> str:
    convicted = (prior for prior, _ in priors if prior.level != "infraction")
    if any(prior.code_book == "PC" and prior.section in FAILING_TO_REGISTER for prior in convicted):
        return "unknown"
    for event in person.events:
        if event.event_type != "registration":
            continue
        is_understood = event.code_book is not None and event.section is not None
        is_290 = event.code_book == "PC" and event.section is not None and event.section.partition(".")[0] == "290"
        first, last = event.event_date_earliest, count.conviction_date_latest
        if (is_290 or not is_understood) and (first is None or last is None or first < last):
            return "unknown"
    return "absent"


def _two_priors(count: Conviction, priors: list[tuple[Conviction, bool]], parameters: Parameters) -> str:
    def is_same_offense(prior: Conviction) -> bool:
        is_same = prior.code_book == "HS" and prior.section == count.section and prior.charge_prefix is None
        return is_same and (count.section != "11360" or (prior.subdivision_path or "").startswith("(a)"))

    def case(prior: Conviction) -> tuple[str | None, str]:
        return prior.county_name, prior.case_number_key or f"convicted {prior.conviction_date_earliest}"

    bar = parameters.priors_that_bar
    possible = [prior for prior, _ in priors if is_same_offense(prior)]
    certain = [
        prior
        for prior, is_certain in priors
        if is_certain and is_same_offense(prior) and not _is_doubtful(prior) and _says_one_offense_of_this_state(prior)
    ]
    if parameters.former_law_priors_count is False or len(possible) < bar:
        return "absent"
    if parameters.former_law_priors_count is None:
        return "unknown"
    certain_cases, possible_cases = len({case(prior) for prior in certain}), len({case(prior) for prior in possible})
    reached, reachable = {
        "case": (certain_cases, possible_cases),
        "count": (len(certain), len(possible)),
        None: (certain_cases, len(possible)),
    }[parameters.two_priors_unit]
    return "present" if reached >= bar else "absent" if reachable < bar else "unknown"


def disqualifiers(person: Person, count: Conviction, lists: OffenseLists, parameters: Parameters) -> tuple[str, str]:
    """Present, absent or unknown, and the reason to give where that is why the answer is held up."""
    offense = offense_days(person, count, parameters, Found.of(person, count))
    first = offense.earliest if offense else None
    last = last_day_by_the_arrest(count, parameters.offense_date_proxy)
    priors = [
        (prior, before is True)
        for prior in person.convictions
        if prior.charge_id != count.charge_id and (before := is_prior(prior, first, last)) is not False
    ]
    unknown = _unknown_priors(person, first, last)
    conduct = CONDUCT.get(count.section or "", ())
    answers = {
        "prop64_super_strike_unknown": together(
            [
                *(_listed(prior, lists, SUPER_STRIKE, is_certain=certain) for prior, certain in priors),
                _perhaps_listed(unknown, lists, SUPER_STRIKE),
            ]
        ),
        "prop64_registrable_unknown": together(
            [
                *(_listed(prior, lists, REGISTRABLE, is_certain=certain) for prior, certain in priors),
                _perhaps_listed(unknown, lists, REGISTRABLE),
            ]
        ),
        "prop64_registration_on_record": _registration(person, count, priors),
        "prop64_two_priors_undecided": _two_priors(count, priors, parameters),
        "conduct": "present" if any(person.established.get((count.charge_id, fact)) for fact in conduct) else "absent",
    }
    answer = together(answers.values())
    if answer == "unknown":
        return answer, next(reason for reason, said in answers.items() if said == "unknown")
    return answer, "prop64_disqualified"
