"""The site of the sample's release with a scenario and a change in it: written once for all tests that read it.

What belongs here: this site and its pages as read. What does not: expectations; whoever changes a release has a copy
of its own (``copied_release``).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from site_pages import Read, read

from orchestration.settings import Settings, load_settings


@pytest.fixture(scope="session")
def home_with_site(published_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A release, with a scenario in it and a change."""
    from release_with_more import add_a_scenario_and_a_change

    from orchestration.reporting.site.building import write_site_anew

    home = tmp_path_factory.mktemp("with_site") / "home"
    shutil.copytree(published_once, home, symlinks=True)
    settings = load_settings(home=home)
    add_a_scenario_and_a_change(settings)
    write_site_anew(settings, 1)
    return settings


@pytest.fixture(scope="session")
def site(home_with_site: Settings) -> Path:
    from orchestration.reporting.releases.folders import outside

    return outside(home_with_site) / "1" / "site"


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Read]:
    """Every page of ours, by its path in the site."""
    return {
        str(path.relative_to(site)): read(path) for path in sorted(site.rglob("*.html")) if path.parent.name != "models"
    }
