"""What a run says of deliveries that lie there and do not count on its day: nothing gets lost without a word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.load import IngestionResult

AS_OF = date(2026, 6, 1)


def delivery(county: str, cut: str, kind: str = "history") -> Delivery:
    name = f"{county.lower()}_{cut.replace('-', '')}.csv"
    return Delivery(Path(name), name, f"{county}{cut}{kind}", county, date.fromisoformat(cut), 1, kind)


def said(in_force: list[Delivery], set_aside: list[Delivery]) -> list[str]:
    return IngestionResult(tuple(in_force), (), (), tuple(set_aside), 0, 0, 0).list_not_current(AS_OF)


def test_where_all_that_was_found_counts_nothing_is_said() -> None:
    assert said([delivery("KERN", "2026-03-01")], []) == []


def test_a_county_whose_only_history_is_of_a_later_day_is_named() -> None:
    assert said([delivery("KERN", "2026-03-01")], [delivery("NAPA", "2026-07-01")]) == [
        "not current napa_20260701.csv: its cut date 2026-07-01 is after 2026-06-01, and NAPA has no older history"
    ]


def test_another_kind_of_delivery_does_not_stand_for_a_history() -> None:
    (line,) = said([delivery("NAPA", "2026-03-01", "petitions")], [delivery("NAPA", "2026-07-01")])
    assert line.startswith("not current napa_20260701.csv: ")


def test_what_was_replaced_and_what_waits_is_counted() -> None:
    older = [delivery("KERN", "2026-01-01"), delivery("KERN", "2026-02-01")]
    assert said([delivery("KERN", "2026-03-01")], [*older, delivery("KERN", "2026-07-01")]) == [
        "2 deliveries set aside, replaced by another cut of the county (--cut COUNTY=DATE chooses another history)",
        "1 delivery not current yet: cut after 2026-06-01",
    ]
