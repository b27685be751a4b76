"""The pages of a site, in the order of the menu.

What belongs here: which modules of ``pages`` there are. A new page is a module there with ``NAME``, ``PATH`` and
``pages``, a template, and a line here. What does not: what stands on a page.
"""

from __future__ import annotations

from orchestration.reporting.site.page import Section
from orchestration.reporting.site.pages import (
    beside_others,
    calendar,
    counties,
    definitions,
    disparity,
    downloads,
    figure_pages,
    funnel,
    gap,
    groups,
    headlines,
    law,
    overview,
    quality,
    remedies,
    reports,
    scenarios,
    warehouse,
    what_changed,
)

SECTIONS: tuple[Section, ...] = (
    overview,
    headlines,
    what_changed,
    funnel,
    counties,
    groups,
    disparity,
    gap,
    remedies,
    calendar,
    reports,
    scenarios,
    beside_others,
    quality,
    law,
    definitions,
    figure_pages,
    warehouse,
    downloads,
)
