"""The site of a second release of figures made by hand, written once for all tests that read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from release_by_hand import publish, some_figures
from site_pages import Read, read

from orchestration.reporting.releases.folders import find_public_folder
from orchestration.settings import Settings, load_settings


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = load_settings(home=tmp_path_factory.mktemp("home"))
    publish(settings, some_figures())
    publish(settings, some_figures(), allowances="history left out: ALPINE")
    return settings


@pytest.fixture(scope="session")
def site(settings: Settings) -> Path:
    return find_public_folder(settings) / "2" / "site"


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Read]:
    """Every page of ours, by its path in the site."""
    paths = (path for path in sorted(site.rglob("*.html")) if path.parent.name != "models")
    return {str(path.relative_to(site)): read(path) for path in paths}
