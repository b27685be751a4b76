"""What Penal Code 1203.425 asks of the person: registration, supervision, another sentence.

What belongs here: the person's elements of section 2 of the page but pending charges (``relief_pending``). What does
not: anything about the conviction that is to be relieved.
"""

from __future__ import annotations

from datetime import date

from tests.models.generative.oracle.disqualifiers import OffenseLists
from tests.models.generative.oracle.facts import Conviction, Event
from tests.models.generative.oracle.relief_days import DAY, MET, NOT_MET, PRESUMED, UNKNOWN
from tests.models.generative.oracle.relief_ends import end_of_the_sentence, is_presumed_over
from tests.models.generative.oracle.relief_facts import Answer, Record, ReliefParameters
from tests.models.generative.oracle.relief_life import for_life
from tests.models.generative.oracle.relief_sentences import is_never_served, is_over

REGISTRABLE, FAILING_TO_REGISTER = "prop64_registrable", "prop64_registration"


def standing_on(conviction: Conviction, lists: OffenseLists, offense_list: str) -> str:
    """What a list says of a conviction: present, absent or unknown. A text that is not understood leaves it open."""
    standing = lists.standing(conviction, offense_list)
    if conviction.parse_status != "parsed" or (conviction.has_further_section and standing != "present"):
        return "unknown"
    return standing


def _is_of_290(event: Event) -> bool | None:
    """A registration for Penal Code 290 to 290.024; none where its section is not understood."""
    if event.code_book is None or event.section is None:
        return None
    return event.code_book == "PC" and event.section.partition(".")[0] == "290"


def _may_be_an_end(event: Event) -> bool:
    """The end of a duty, or a registration with words of its own, which may as well say that it has ended."""
    has_words = event.disposition_type not in (None, "blank")
    return event.event_type == "registration_terminated" or (event.event_type == "registration" and has_words)


def _kinds(record: Record) -> list[str]:
    """The kind of each registration on record and of each end; an end that names no section tells of none."""
    told = [event for event in record.events if event.event_type in ("registration", "registration_terminated")]
    named = {"290" if is_of_290 else "another" for event in told if (is_of_290 := _is_of_290(event)) is not None}
    not_named = [event for event in told if event.event_type == "registration" and _is_of_290(event) is None]
    return [*sorted(named), *("not told" for _ in not_named)]


def _terminated(first: date | None, last: date | None, terminations: list[Event], *, is_of_the_only_kind: bool) -> str:
    """Whether a termination lies on a day or later: surely, perhaps or not. One that names no section is surely of this
    duty only where no other kind is on record."""
    if any(
        last is not None and ended.event_date_earliest is not None and ended.event_date_earliest >= last
        for ended in terminations
        if ended.event_type == "registration_terminated" and (is_of_the_only_kind or _is_of_290(ended))
    ):
        return "surely"
    if any(
        first is None or ended.event_date_latest is None or ended.event_date_latest >= first for ended in terminations
    ):
        return "perhaps"
    return "not"


def not_required_to_register(record: Record, lists: OffenseLists) -> Answer:
    """Not required today: as the registry tells, and as far as it does not, by the history."""
    if record.established_of_the_person.get("registration_duty_ended"):
        return MET
    by_history, has_ground = _not_required_by_history(record, lists)
    of_290 = [told for told in record.registrations if told.kind in ("sex", "unknown")]
    if any(told.kind == "sex" and told.status == "required" and not told.has_conflicting_ids for told in of_290):
        return NOT_MET
    if any(told.status != "ended" for told in of_290):
        return UNKNOWN
    if record.is_registry_of_this_month:
        return UNKNOWN if has_ground and not of_290 else MET
    return by_history


def _not_required_by_history(record: Record, lists: OffenseLists) -> tuple[Answer, bool]:
    """By the registrations on record, their ends, and convictions that ask for one; and whether one of them surely is a
    ground for the duty."""
    ended = [event for event in record.events if _may_be_an_end(event) and _is_of_290(event) is not False]
    kinds = _kinds(record)
    told = [
        (
            is_of_290 is True,
            _terminated(
                event.event_date_earliest,
                event.event_date_latest,
                ended,
                is_of_the_only_kind=kinds in (["290"], ["not told"]),
            ),
        )
        for event in record.events
        if event.event_type == "registration" and (is_of_290 := _is_of_290(event)) is not False
    ]
    if any(is_understood and terminated == "not" for is_understood, terminated in told):
        return NOT_MET, True
    standings = [(conviction, _registrable(conviction, lists)) for conviction in record.convictions]
    is_unregistered = any(
        standing == "present"
        and _terminated(
            conviction.conviction_date_earliest,
            conviction.conviction_date_latest,
            ended,
            is_of_the_only_kind=kinds == ["290"],
        )
        != "surely"
        for conviction, standing in standings
    )
    is_charged = any(
        charge.record_status != "superseded"
        and not charge.is_conviction
        and lists.names("prop64_registration", charge)
        and _terminated(
            charge.event_date_earliest or charge.arrest_date_earliest,
            charge.event_date_latest or charge.arrest_date_latest,
            ended,
            is_of_the_only_kind=False,
        )
        != "surely"
        for charge in record.charges
    )
    if is_unregistered or is_charged or any(terminated != "surely" for _, terminated in told):
        return UNKNOWN, is_unregistered
    is_perhaps = not told and any(standing == "unknown" for _, standing in standings)
    return PRESUMED if is_perhaps else MET, False


def _registrable(conviction: Conviction, lists: OffenseLists) -> str:
    said = {standing_on(conviction, lists, REGISTRABLE), standing_on(conviction, lists, FAILING_TO_REGISTER)}
    return "present" if "present" in said else "unknown" if "unknown" in said else "absent"


def no_active_supervision_record(record: Record, *, is_file_at_hand: bool) -> Answer:
    """No active record in the Supervised Release File."""
    if not is_file_at_hand:
        return UNKNOWN
    lasting = [told for told in record.supervision if told.is_active != "no"]
    if any(told.is_active == "yes" for told in lasting):
        known = [told.ended_on_latest for told in lasting if told.ended_on_latest is not None]
        return Answer("not_yet", max(known) + DAY if len(known) == len(lasting) else None)
    return UNKNOWN if lasting else MET


def not_serving_a_sentence(record: Record, as_of: date, parameters: ReliefParameters) -> Answer:
    """It does not appear that the person is serving a sentence for any conviction, of whatever state."""
    answers = [_served(record, conviction, as_of, parameters) for conviction in record.convictions]
    waiting = [answer.day for answer in answers if answer.word in ("not_yet", "unknown")]
    if "not_yet" in {answer.word for answer in answers}:
        known = [day for day in waiting if day is not None]
        return Answer("not_yet", max(known) if len(known) == len(waiting) else None)
    words = {answer.word for answer in answers}
    return UNKNOWN if "unknown" in words else PRESUMED if "presumed" in words else MET


def _served(record: Record, conviction: Conviction, as_of: date, parameters: ReliefParameters) -> Answer:
    ends = end_of_the_sentence(record, conviction, parameters)
    answer = is_over(record, conviction, ends, as_of)
    if answer.word != "unknown" or ends is not None:
        return answer
    if is_never_served(record, conviction) and for_life(record, conviction, parameters) != "yes":
        return MET
    return PRESUMED if is_presumed_over(record, conviction, as_of, parameters) else answer
