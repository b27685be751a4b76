"""The table of a remedy's findings: what its paths ask, what they come to, days, the case, caps, and a finding."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.bookkeeping import Bookkeeping
from orchestration.law.compiler.cap_steps import write_cap_steps
from orchestration.law.compiler.case_steps import write_case_steps, write_charges_of_cases, write_together
from orchestration.law.compiler.clocks import Clocks
from orchestration.law.compiler.findings import write_dated, write_findings, write_notes, write_replaced
from orchestration.law.compiler.layout import make_comment, make_cte
from orchestration.law.compiler.level_steps import write_immaterial, write_level_steps
from orchestration.law.compiler.paths import write_decided, write_law, write_names, write_paths
from orchestration.law.compiler.remedy import Remedy

DAYS = "-- Days: since or until when, until when that holds, who says so, what is presumed."
"""The comment after which nothing is decided but by days, the case and caps."""


def write_head(remedy: Remedy, header: str) -> Iterator[str]:
    """Write what stands above a model: what it was compiled from, what it is about, how it is read."""
    yield header
    yield from make_comment(f"{remedy.pack.title}: {remedy.remedy.name}.", 100)
    yield "-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest."
    yield "-- A day is known by the first and the last day that it can be."


def write_model(remedy: Remedy, header: str) -> str:
    """Write the SQL of a remedy's findings."""
    common = list(dict.fromkeys(name for names in remedy.common.values() for name in names))
    source, steps = _write_steps(remedy)
    last = ["-- The best path of each charge, with the columns of a finding.", write_findings(remedy, source)]
    if replaced := write_replaced(remedy):
        steps.append(make_cte("findings", "The best path, with the columns of a finding.", last[1]))
        last = ["-- A reason that stands in for another.", replaced]
    elements = f"select * from {{{{ ref('rule_{remedy.pack.state}__{remedy.remedy_id}_elements') }}}}"
    return "\n".join(
        [
            *write_head(remedy, header),
            "with",
            make_cte("elements", "What the law asks of each charge, and its days.", elements) + ",\n",
            write_law(remedy),
            write_names("asked_of_all", common),
            ",\n\n".join([write_paths(remedy), write_decided(remedy)]) + ",\n",
            DAYS,
            write_notes(remedy, Bookkeeping(remedy, Clocks(remedy))),
            ",\n\n".join(steps) + "\n",
            *last,
            "",
        ]
    )


def _write_steps(remedy: Remedy) -> tuple[str, list[str]]:
    """Write the CTEs from the days of paths on; return the last one's name with them."""
    steps, source = [write_dated(remedy)], "dated"
    if together := write_together(remedy):
        source = "together"
        steps.append(together)
    steps += [one for one in [write_charges_of_cases(remedy)] if one]
    for write in (write_level_steps, write_case_steps, write_cap_steps):
        for name, text in write(remedy, source):
            source = name
            steps.append(text)
    if remedy.levels:
        steps += write_immaterial(remedy, source)
        source = "taken"
    return source, steps
