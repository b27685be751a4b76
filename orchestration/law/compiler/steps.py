"""Steps that only some statutes have: relief of a case as a whole, and caps over a life."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.layout import make_cte, write_list
from orchestration.law.compiler.remedy import Remedy, write_day, write_plain_number
from orchestration.law.pack_files.schema import Cap

_ORDERS = {"sentenced_on": "sentence"}


def write_together(remedy: Remedy) -> str:
    """Write the CTE in which every path of a charge holds as long as all of them do; empty where nothing needs it."""
    if not remedy.is_by_case and not list_orders(remedy):
        return ""
    body = "select * replace (min(valid_until) over (partition by unit_id) as valid_until)\nfrom dated"
    return make_cte("together", "Each path holds as long as all paths of its charge do.", body)


def write_case_steps(remedy: Remedy) -> Iterator[tuple[str, str]]:
    """Write the CTEs of relief by case, each with its name: the worst charge decides, on the latest day."""
    if not remedy.is_by_case:
        return
    yield (
        "best_of_charge",
        make_cte(
            "best_of_charge",
            "The best path of each charge by itself.",
            "select * from together\nqualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1",
        ),
    )
    ways: dict[str | None, list[int]] = {}
    for number, path in enumerate(remedy.paths, 1):
        if path.unit == "case":
            ways.setdefault(path.covers, []).append(number)
    for covers, numbers in ways.items():
        yield _name_case(covers), _write_case(covers, numbers)
    yield "united", _write_united(ways)


def _name_case(covers: str | None) -> str:
    return f"case_of_{covers}" if covers else "whole_case"


def _write_case(covers: str | None, numbers: list[int]) -> str:
    of = f"{'Path' if len(numbers) == 1 else 'Paths'} {', '.join(map(str, numbers))}"
    comment = f"{of}: a case as a whole. Its worst charge decides, and one that no path is for bars it."
    perhaps = ""
    if covers:
        comment += f" One that is perhaps {covers} bars nothing for sure."
        perhaps = f"""
        when charges.{covers} is null
            and coalesce(best.outcome, 'ineligible') in ('undeterminable', 'ineligible')
            then 'review'"""
    kept = f"\n    and charges.{covers} is not false" if covers else ""
    body = f"""select
    case_key,
    max(reached) as worst,
    case
        when not bool_or(reached = 'not_yet' and eligible_on is null) then max(eligible_on)
    end as last_on,
    -- (While a charge bars the case, the others change nothing.)
    case
        when max(reached) <> 'ineligible' then min(valid_until)
        when bool_and(valid_until is not null) filter (where reached = 'ineligible')
            then max(valid_until) filter (where reached = 'ineligible')
    end as holds_until
from (
    select
        charges.case_key, best.eligible_on, best.valid_until,
        {{{{ as_outcome("case
            when best.outcome = 'already_relieved' then 'eligible'{perhaps.replace(chr(10) + '        ', chr(10) + '            ')}
            else coalesce(best.outcome, 'ineligible')
        end") }}}} as reached
    from charges
    left join best_of_charge as best using (unit_id)
    where charges.case_key in (select together.case_key from together){kept.replace('    and', '        and')}
) as charges_of_cases
group by case_key"""
    return make_cte(_name_case(covers), comment, body)


def _write_united(ways: dict[str | None, list[int]]) -> str:
    cases = "\n    union all by name\n    ".join(
        f"select *, unnest([{', '.join(map(str, numbers))}]) as path_number from {_name_case(covers)}"
        for covers, numbers in ways.items()
    )
    body = f"""select
    paths.* replace (
        case
            when paths.outcome <> 'already_relieved' then greatest(paths.outcome, cases.worst)
            else paths.outcome
        end as outcome,
        case
            when paths.outcome <> 'already_relieved'
                and greatest(paths.outcome, cases.worst) in ('eligible', 'not_yet')
                and not coalesce(cases.worst = 'not_yet' and cases.last_on is null, false)
                then greatest(paths.eligible_on, cases.last_on)
        end as eligible_on,
        case
            when paths.outcome <> 'already_relieved' and cases.worst > paths.outcome
                then 'every_charge_of_the_case'
        end as decided_apart,
        least(
            paths.valid_until,
            case
                when paths.outcome not in ('already_relieved', 'ineligible')
                    then cases.holds_until
            end
        ) as valid_until
    )
from together as paths
left join (
    {cases}
) as cases using (case_key, path_number)"""
    return make_cte("united", "Each charge with its case.", body)


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
inner join charges using (unit_id)
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
    n = write_plain_number(cap.n)
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
