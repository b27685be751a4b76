"""The chart of a run's figures: whom its bars are about."""

from __future__ import annotations

from html import unescape

from metric_rows import row

from orchestration.reporting.metrics.figures_chart import draw_figures
from orchestration.reporting.metrics.store import WHOLE


def test_a_bar_of_people_left_with_no_felony_says_on_whose_check_and_that_a_court_counts_otherwise() -> None:
    figure = {**row(9, metric="policy_no_felony", law="statute", denominator=208), **WHOLE}
    drawn = unescape(draw_figures([figure], {"statute": "The statute"}, "2026-06-01", "What the law would do"))
    assert ">9 of 208<" in drawn
    assert ">left with no felony on an employer's check<" in drawn and "As a court counts priors" in drawn
