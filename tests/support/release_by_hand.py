"""A release of figures made by hand, written without a warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from metric_rows import metrics, row

from orchestration.reporting.comparison.disclose import SCHEMA
from orchestration.reporting.metrics import external
from orchestration.reporting.metrics.store import list_reliefs, read_catalogue
from orchestration.reporting.releases.build import ReleaseContents, assemble_release
from orchestration.reporting.releases.catalogue import describe_published
from orchestration.reporting.releases.files import write_release
from orchestration.reporting.releases.registry import list_releases, read_kept_counts
from orchestration.reporting.releases.what_changed import COLUMNS, NOTHING_BEFORE, Changes
from orchestration.reporting.site.building import write_site
from orchestration.settings import Settings

GATES = {
    name: {"state": "passed", "asked": 9, "not_met": []}
    for name in ("intake", "staging", "intermediate", "rules", "marts")
}
QUALITY: Mapping[str, Any] = {
    "runs": [
        {"number": 1, "as_of_date": "2026-06-01", "allowances": "", "deliveries": 2, "gates": GATES, "shares": [
            {"measure": measure, "kind": kind, "is_counted": True, "count": 40, "out_of": 800, "share": 0.05}
            for measure, kind in (
                ("rejected_lines", ""), ("charge_rows_not_understood", ""), ("step_types_not_known", ""),
                ("missing_facts", "birth_date"), ("birth_dates_implausible", ""), ("missing_facts", "sentence_end"),
                ("missing_facts", "case_number"), ("identity_conflicts", ""),
            )
        ]}
    ],
    "rejected_lines": [{"county": "ALPINE", "delivered": 55, "rejected": None}],
    "missing_facts": [{"kind": "case_number", "count": 40}],
    "conflicts": [],
    "copies": [],
}  # fmt: skip
SCENARIO = {"name": "late", "reason": "What if the wait were <two> years?", "changes": ["parameter wait_years: 2"]}
CHANGE = [
    ("changes/people_eligible_whole/before", "people_eligible_whole", "Eligible now: people", "people", "before", None,
     None, 1200, 35),
    ("changes/people_eligible_whole/law", "people_eligible_whole", "Eligible now: people", "people", "law", 130, None,
     None, None),
    ("changes/people_eligible_whole/after", "people_eligible_whole", "Eligible now: people", "people", "after", None,
     None, 1290, None),
]  # fmt: skip
SIDE = {"as_of_date": "2026-05-01", "law_version": "ca 1", "software": "0.1", "allowances": ""}
CHANGED = {"release": 1, "from": SIDE, "to": SIDE, "nothing_because": ""}


def build(settings: Settings, figures: pl.DataFrame, **facts: Any) -> ReleaseContents:
    """The next release of these figures, with a change and a scenario."""
    previous = max(list_releases(settings), default=None)
    about = {
        "release": (previous or 0) + 1, "previous_release": previous, "state": "ca", "software": "0.1",
        "as_of_date": "2026-06-01", "data_as_of_earliest": "2026-03-01", "data_as_of_latest": "2026-03-01",
        "law_version": "ca 1", "allowances": "", "is_synthetic": True, "ledger_event": 7,
        "metrics": describe_published(read_catalogue(list_reliefs(settings.models, "ca"))), **facts,
    }  # fmt: skip
    schema = {name: SCHEMA[name] for name in COLUMNS}
    changes = Changes(pl.DataFrame(CHANGE if previous else [], schema=schema, orient="row"),
                      CHANGED if previous else {"release": None, "nothing_because": NOTHING_BEFORE})  # fmt: skip
    before = read_kept_counts(settings, previous) if previous else None
    others = external.compare(external.read_published(settings), figures.with_columns(share=None), REAL)
    documents = {
        "quality.json": QUALITY,
        "scenarios.json": [SCENARIO],
        "figures_of_others.json": external.build_frame(others).to_dicts(),
    }
    return assemble_release(about, figures, before, changes, documents, run_id="a_run")


def publish(settings: Settings, figures: pl.DataFrame, **facts: Any) -> Path:
    """Write it; returns its folder."""
    return write_release(settings, build(settings, figures, **facts), write_site)


REAL = external.Scope(
    state="ca", is_synthetic=False, laws=("prop64_statutory",), missing=("ALPINE",), years=(2019, 2019)
)
VIEWER = "after_dismissal_and_sealing"
HOSTILE = '<script>alert("x")</script>'


def some_figures() -> pl.DataFrame:
    """Figures of each shape: by place, by group, with a median, of scenarios, with a name that is no name."""
    among = {"denominator_name": "in_scope"}
    return metrics(
        row(1_234, denominator=5_001, not_known=240, **among),
        row(614, place="ALAMEDA", denominator=1_800, not_known=36, **among),
        row(3, place="ALPINE", denominator=64, not_known=2, **among),
        row(700, place="ALAMEDA", group_by="race", group_code=HOSTILE, denominator=2_100, **among),
        row(700, group_by="race and sex", group_code="W, M", denominator=2_100, **among),
        *(
            row(count, metric="conviction_free", variant=f"{basis}/{VIEWER}", denominator=1_370, not_known=240,
                denominator_name="with_conviction")
            for basis, count in (("if_all_granted", 640), ("given", 4))
        ),
        *(
            row(count, metric="conviction_free", variant=f"if_all_granted/{VIEWER}", group_by="race", group_code=code,
                denominator=among, denominator_name="with_conviction")
            for code, count, among in (("H", 240, 500), ("X", 7, 40))
        ),
        row(900, metric="became_eligible", unit="convictions", denominator=2_000, denominator_name="in_scope"),
        row(25, metric="filed", unit="convictions", denominator=900, denominator_name="became_eligible"),
        row(45, metric="outcome", law="conviction_relief", variant="eligible", denominator=90, denominator_name="x"),
        row(300, metric="felony_free", variant="given/employers_check", denominator=900, denominator_name="felony"),
        row(77, metric="funnel_median_days", unit="convictions", law="court_order", variant="court", people=40,
            value=128.0, value_unit="days"),
        row(130, metric="scenario_gains", law="late", status="all"),
        row(1_300, metric="scenario_headlines", law="late", variant="eligible/people/all//statewide/all/all/living"),
    )  # fmt: skip
