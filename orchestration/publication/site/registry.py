"""The pages of a site, in the order of the menu.

What belongs here: which modules of ``pages`` there are. A new page is a module there with ``NAME``, ``PATH`` and
``pages``, a template, and a line here. What does not: what stands on a page.
"""

from __future__ import annotations

from orchestration.publication.site.page import Section
from orchestration.publication.site.pages import (
    calendar,
    counties,
    definitions,
    downloads,
    figure_pages,
    funnel,
    groups,
    headlines,
    law,
    overview,
    quality,
    remedies,
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
    remedies,
    calendar,
    scenarios,
    quality,
    law,
    definitions,
    figure_pages,
    warehouse,
    downloads,
)
