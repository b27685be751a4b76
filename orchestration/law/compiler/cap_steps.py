"""Caps over a life: how many of a person's charges some paths may relieve, in an order."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.arguments import write_day
from orchestration.law.compiler.layout import lay_out, make_cte
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Cap

_ORDERS = {"sentenced_on": "sentence"}


def write_cap_steps(remedy: Remedy, source: str) -> Iterator[tuple[str, str]]:
    """Write the CTEs of caps over a life: places are taken in an order, and one that is open may take a place."""
    for number, cap in enumerate(remedy.pack.caps):
        numbers = [n for n, path in enumerate(remedy.paths, 1) if path.path in cap.paths]
        if not numbers:
            continue
        _refuse(remedy, number, cap)
        yield f"in_line_for_{cap.cap}", _write_line(remedy, cap, numbers, source)
        yield f"before_in_{cap.cap}", _write_before(cap)
        yield f"places_of_{cap.cap}", _write_places(cap)
        yield f"capped_by_{cap.cap}", _write_capped(cap, numbers, source)
        source = f"capped_by_{cap.cap}"


def list_orders(remedy: Remedy) -> list[str]:
    """List the events in whose order caps count."""
    return [_find_event(cap) for cap in remedy.pack.caps if any(path.path in cap.paths for path in remedy.paths)]


def _refuse(remedy: Remedy, number: int, cap: Cap) -> None:
    place = ("caps", number, "paths")
    others = {path.remedy for path in remedy.pack.paths if path.path in cap.paths} - {remedy.remedy_id}
    again = [one.cap for one in remedy.pack.caps if one is not cap and {*one.paths} & {*cap.paths}]
    ended = [path.path for path in remedy.paths if path.path in cap.paths and path.to]
    if others or again or ended:
        expected = "a cap of paths of one remedy, of no other cap, that do not end"
        raise remedy.file.source.make_error(place, expected, next(iter((*others, *again, *ended))))


def _find_event(cap: Cap) -> str:
    return _ORDERS.get(cap.order, cap.order)


def _write_line(remedy: Remedy, cap: Cap, numbers: list[int], source: str) -> str:
    event = _find_event(cap)
    begins = combine_days([write_day(path.from_) for path in remedy.paths if path.path in cap.paths])
    comment = f"{cap.cite}: not more than {cap.n}, in the order of the {event}."
    body = f"{{{{ in_line('{source}', '{remedy.key}', {numbers}, '{event}', \"{begins}\") }}}}"
    return make_cte(f"in_line_for_{cap.cap}", comment, body)


def combine_days(days: list[str]) -> str:
    """Write the earliest of days."""
    different = list(dict.fromkeys(days))
    return different[0] if len(different) == 1 else f"least({', '.join(different)})"


def _write_before(cap: Cap) -> str:
    comment = "Who stands before whom: what is not due yet stands last, and of one day the id decides."
    body = f"{{{{ who_stands_before('in_line_for_{cap.cap}') }}}}"
    return make_cte(f"before_in_{cap.cap}", comment, body)


def _write_places(cap: Cap) -> str:
    n = str(cap.n) if isinstance(cap.n, int) else f"law_integer('{cap.n}')"
    body = f"{{{{ places_taken('before_in_{cap.cap}', {n}) }}}}"
    return make_cte(f"places_of_{cap.cap}", f"Whether all {cap.n} places are taken: surely, or perhaps.", body)


def _write_capped(cap: Cap, numbers: list[int], source: str) -> str:
    comment = "One that comes too late is barred; where that is not known it is for review."
    body = "\n".join(lay_out(f"{{{{ capped('{source}', 'places_of_{cap.cap}', '{cap.cap}', {numbers}) }}}}", ""))
    return make_cte(f"capped_by_{cap.cap}", comment, body)
