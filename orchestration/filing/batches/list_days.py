"""Days of relief by list: until when a list is answered, from when its lines go on to a court, when the next is due.

Days count from the day on which the list was handed over, with the recipients that the ledger keeps of it.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.filing.ledger.batch import FILING, ORDERING, read_recipients_of_batches
from orchestration.filing.ledger.store import RETURNED, Ledger
from orchestration.law.recipients import GOES_ON, LIST, OBJECTION, ORDER, Recipient, select_step

SUBMIT, PROPOSE, ANSWER = "lookback file submit", "lookback file propose", "lookback respond import"


@dataclass(frozen=True)
class DueStep:
    """What is due on a day, and the command that does it."""

    day: date
    words: str
    command: str


def find_order_days(ledger: Ledger) -> dict[str, date | None]:
    """Map each line on a list to the first day on which a court is asked to order it; None if silence stops it.

    The days to answer the list and to object must have ended; if the recipient of the list validated the line, those to
    object.
    """
    states = ledger.states()
    return {
        line_id: _find_order_day(listed_on, recipients, is_answered=states[line_id] == "validated")
        for line_id, (listed_on, recipients) in _read_listed(ledger, states).items()
    }


def find_lines_to_order(ledger: Ledger) -> set[str]:
    """Find the lines that stayed on a list and that a court is now asked to order."""
    today = ledger.today()
    return {line_id for line_id, day in find_order_days(ledger).items() if day is not None and day <= today}


def find_due_steps(ledger: Ledger) -> list[DueStep]:
    """Find what is due of lists, earliest first: answers, orders, and the next list of each recipient."""
    states = ledger.states()
    order_days = find_order_days(ledger)
    found: Counter[DueStep] = Counter()
    for line_id, (listed_on, recipients) in _read_listed(ledger, states).items():
        day = order_days[line_id]
        of_list = next(iter(select_step(recipients, LIST)), None)
        if of_list is None:
            continue
        if day is not None:
            when = "the days of the law are over" if day <= ledger.today() else "if nobody answers or objects"
            found[DueStep(day, f"list to {of_list.name}, lines to hand to a court, {when}", SUBMIT)] += 1
        elif of_list.answer_days is not None and states[line_id] == "listed":
            until = listed_on + timedelta(days=of_list.answer_days)
            found[DueStep(until, f"list to {of_list.name}, lines to be answered until then", ANSWER)] += 1
    steps = [DueStep(step.day, f"{step.words}: {count:,}", step.command) for step, count in found.items()]
    return sorted([*steps, *_find_next_lists(ledger, states)], key=lambda step: (step.day, step.words))


def _find_order_day(listed_on: date, recipients: tuple[Recipient, ...], *, is_answered: bool) -> date | None:
    asked = [
        one for step in ((OBJECTION,) if is_answered else (LIST, OBJECTION)) for one in select_step(recipients, step)
    ]
    if not select_step(recipients, ORDER) or any(one.when_silent != GOES_ON for one in asked):
        return None
    days = [one.answer_days + 1 for one in asked if one.answer_days is not None]
    return listed_on + timedelta(days=max(days, default=0))


def _read_listed(ledger: Ledger, states: Mapping[str, str]) -> dict[str, tuple[date, tuple[Recipient, ...]]]:
    """Map each line on a list to the day on which it was last handed over, and whom that list was for."""
    waiting = {line_id for line_id, reached in states.items() if reached in ORDERING.ready}
    of_batch = dict(read_recipients_of_batches(ledger)) if waiting else {}
    return {
        str(event.line_id): (ledger.day_of(event), of_batch.get(str(event.batch_id), ()))
        for event in (ledger.events(kinds=[FILING.done]) if waiting else ())
        if event.line_id in waiting
    }


def _find_next_lists(ledger: Ledger, states: Mapping[str, str]) -> list[DueStep]:
    """Find the next list of each recipient who gets one at regular times, with the lines that wait for it.

    A line that came back is corrected by a later list: nothing else tells the recipient.
    """
    of_batch = dict(read_recipients_of_batches(ledger))
    remedies = {line.line_id: line.remedy_id for line in ledger.lines()} if of_batch else {}
    last: dict[tuple[str, str], date] = {}
    of_list: dict[tuple[str, str], set[str]] = defaultdict(set)
    for event in ledger.events(kinds=[FILING.done]) if of_batch else ():
        for one in select_step(of_batch.get(str(event.batch_id), ()), LIST):
            if one.every and event.line_id is not None:
                last[one.name, one.every] = ledger.day_of(event)
                of_list[one.name, one.every].add(remedies[event.line_id])
    steps = []
    for (name, every), day in last.items():
        waiting = Counter(states[line_id] for line_id, remedy in remedies.items() if remedy in of_list[name, every])
        words = f"next list to {name}, one every {every}"
        words += f", lines that are approved: {waiting['approved']:,}" if waiting["approved"] else ""
        words += f", lines that came back and go on it once mended: {waiting[RETURNED]:,}" if waiting[RETURNED] else ""
        steps.append(DueStep(_add_period(day, every), words, SUBMIT if waiting["approved"] else PROPOSE))
    return steps


def _add_period(day: date, every: str) -> date:
    if every in ("day", "week"):
        return day + timedelta(days=7 if every == "week" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + (12 if every == "year" else 1), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
