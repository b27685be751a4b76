"""What may be said of a figure that was wrong."""

from __future__ import annotations

import pytest

from orchestration.reporting.releases.tables import may_be_corrected_to


@pytest.mark.parametrize(
    ("group_kind", "published", "right", "may_stand"),
    [
        ("all", 100, 97, True),
        ("all", 100, 7, False),
        ("race", 100, 7, False),
        ("race", 100, 97, False),
        ("race", 100, 100, True),
        ("race", 100, 89, True),
        ("year", 30, 31, False),
        ("age", 30, 0, True),
    ],
)
def test_a_right_value_tells_of_nobody(group_kind: str, published: float, right: int, may_stand: bool) -> None:
    """Three people of a race more or less are three people."""
    assert may_be_corrected_to({"group_kind": group_kind}, published, right) == may_stand
