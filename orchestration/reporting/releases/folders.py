"""Folders of releases: the public one, and the restricted one behind it."""

from __future__ import annotations

from pathlib import Path

from orchestration.files.atomic import CURRENT
from orchestration.settings import Settings


def find_public_folder(settings: Settings) -> Path:
    """Return the folder that may be given to anybody."""
    return settings.root / "published" / settings.state


def find_site(settings: Settings) -> Path:
    """Return the site's first page of the newest release that is not withdrawn, if there is one."""
    return find_public_folder(settings) / CURRENT / "site" / "index.html"


def find_restricted_folder(settings: Settings) -> Path:
    """Return the folder with the counts behind the releases. Restricted."""
    return settings.root / "disclosure" / settings.state
