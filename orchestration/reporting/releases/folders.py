"""Where releases lie: the folder that may be given to anybody, and the restricted one behind it.

What belongs here: folders. What does not: what lies in them (``releases``).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.files.atomic import CURRENT
from orchestration.settings import Settings


def outside(settings: Settings) -> Path:
    """The folder that may be given to anybody."""
    return settings.root / "published" / settings.state


def site_to_open(settings: Settings) -> Path:
    """The first page of the site of the newest release that stands, once there is one."""
    return outside(settings) / CURRENT / "site" / "index.html"


def inside(settings: Settings) -> Path:
    """The folder with what stands behind the releases. Restricted."""
    return settings.root / "disclosure" / settings.state
