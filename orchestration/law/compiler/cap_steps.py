"""Caps over a life: how many of a person's charges some paths may relieve, in an order."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.arguments import write_day
from orchestration.law.compiler.layout import make_cte, write_list
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


def _of(numbers: list[int]) -> str:
    return f"path_number in ({', '.join(map(str, numbers))})"


def _write_line(remedy: Remedy, cap: Cap, numbers: list[int], source: str) -> str:
    event = _find_event(cap)
    begins = combine_days([write_day(path.from_) for path in remedy.paths if path.path in cap.paths])
    comment = f"{cap.cite}: not more than {cap.n}, in the order of the {event}."
    body = f"""select
    paths.unit_id, paths.person_id, min(paths.outcome) as outcome,
    min(paths.valid_until) as valid_until,
    any_value(coalesce(charges.{event}_first, charges.disposition_first)) as day_first,
    any_value(coalesce(charges.{event}_last, charges.disposition_last)) as day_last,
    -- (Relief on record may have taken a place, unless it is older than this law.)
    bool_or(
        paths.may_be_relieved and coalesce(charges.relieved_last >= {begins}, true)
    ) as may_have_a_place
from {source} as paths
inner join elements as charges using ({remedy.key})
where paths.{_of(numbers)}
    and (paths.outcome <> 'ineligible' or paths.may_be_relieved)
group by paths.unit_id, paths.person_id"""
    return make_cte(f"in_line_for_{cap.cap}", comment, body)


def combine_days(days: list[str]) -> str:
    """Write the earliest of days."""
    different = list(dict.fromkeys(days))
    return different[0] if len(different) == 1 else f"least({', '.join(different)})"


def _write_before(cap: Cap) -> str:
    comment = "Who stands before whom: what is not due yet stands last, and of one day the id decides."
    body = f"""select
    own.unit_id, own.outcome, other.outcome as other_outcome,
    other.may_have_a_place, other.valid_until,
    case
        when own.outcome = 'not_yet'
            then case when other.outcome = 'eligible' then true end
        when other.day_last < own.day_first then true
        when other.day_first > own.day_last then false
        when {{{{ is_on_one_day('other', 'own') }}}}
            then case
                    when other.unit_id < own.unit_id then true
                    when other.outcome = 'eligible' then false
                end
    end as is_before
from in_line_for_{cap.cap} as own
inner join in_line_for_{cap.cap} as other
    on own.person_id = other.person_id and own.unit_id <> other.unit_id
where own.outcome not in ('already_relieved', 'ineligible')"""
    return make_cte(f"before_in_{cap.cap}", comment, body)


def _write_places(cap: Cap) -> str:
    n = str(cap.n) if isinstance(cap.n, int) else f"{{{{ law_integer('{cap.n}') }}}}"
    may = write_list(["eligible", "review", "undeterminable"])
    body = f"""select
    unit_id,
    count(*) filter (where other_outcome = 'eligible' and is_before) >= {n} as is_over,
    any_value(outcome) = 'eligible'
    and count(*) filter (
        where may_have_a_place
        or (
            other_outcome in ({may})
            and is_before is not false
        )
    ) >= {n} as is_perhaps_over,
    min(valid_until) as line_until
from before_in_{cap.cap}
group by unit_id"""
    return make_cte(f"places_of_{cap.cap}", f"Whether all {cap.n} places are taken: surely, or perhaps.", body)


def _write_capped(cap: Cap, numbers: list[int], source: str) -> str:
    comment = "One that comes too late is barred; where that is not known it is for review."
    body = f"""select
    paths.* replace (
        {{{{ as_outcome("case
            when places.is_over then 'ineligible'
            when places.is_perhaps_over then 'review'
            else paths.outcome
        end") }}}} as outcome,
        case
            when not coalesce(places.is_over or places.is_perhaps_over, false)
                then paths.eligible_on
        end as eligible_on,
        case
            when places.is_over or places.is_perhaps_over then '{cap.cap}'
            else paths.decided_apart
        end as decided_apart,
        least(paths.valid_until, places.line_until) as valid_until
    )
from {source} as paths
left join places_of_{cap.cap} as places
    on paths.unit_id = places.unit_id
    and paths.{_of(numbers)}
    and paths.outcome not in ('already_relieved', 'ineligible')"""
    return make_cte(f"capped_by_{cap.cap}", comment, body)
