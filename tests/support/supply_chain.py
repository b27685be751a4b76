"""What Lookback is made of: vulnerabilities and licences (``make lint``), and a bill of materials (``make release``).

``python -m tests.support.supply_chain lint`` or ``release FOLDER``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orchestration
from orchestration.settings import DISTRIBUTION

TOOLS = Path(sys.executable).parent
ROOT = Path(orchestration.__file__).parents[1]

LICENCES = re.compile(
    "0BSD|3-Clause BSD|Apache|Artistic|BSD|CC0|CNRI|ISC|MIT|MPL|Mozilla Public License|PSF|Python Software|Zlib"
)
"""Beginnings of licences under which code may be shipped beside ours (Apache-2.0)."""
READ_BY_US = {"pyrage": "MIT"}
"""Packages whose metadata name no licence; their file does."""

NO_DATABASE = "pip-audit: skipped, there is no database of vulnerabilities here (it asks pypi.org)"


def list_packages(*options: str) -> dict[str, str]:
    """List names and versions that ``uv.lock`` installs; with ``--no-dev`` and alike, those of what is shipped."""
    pinned = _run("uv", "export", "--frozen", "--no-emit-project", "--no-hashes", "--no-annotate", *options).stdout
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", pinned, flags=re.MULTILINE))


SHIPPED = ("--no-default-groups",)


def audit(packages: Mapping[str, str]) -> tuple[bool, str]:
    """Return whether no package has a known vulnerability, and a sentence. One package is asked about first."""
    first = dict(list(packages.items())[:1])
    if judge_audit(_ask_pip_audit(first))[1] == NO_DATABASE:
        return True, NO_DATABASE
    return judge_audit(_ask_pip_audit(packages))


def _ask_pip_audit(packages: Mapping[str, str]) -> str:
    pinned = "".join(f"{name}=={version}\n" for name, version in packages.items())
    options = ("--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--timeout", "10")
    return _run("pip-audit", "--requirement", "/dev/stdin", *options, stdin=pinned, may_fail=True).stdout


def judge_audit(report: str) -> tuple[bool, str]:
    """Judge the JSON of pip-audit: it is empty if nothing was reached, and a package that is unknown counts as safe."""
    asked: list[dict[str, Any]] = json.loads(report)["dependencies"] if report.strip() else []
    known = [one for one in asked if "skip_reason" not in one]
    if not known:
        return True, NO_DATABASE
    found = [f"{one['name']} {one['version']}: {told['id']}" for one in known for told in one["vulns"]]
    skipped = f", {len(asked) - len(known)} are not in its database" if len(known) < len(asked) else ""
    return not found, f"pip-audit: {'; '.join(found) or 'nothing known'} of {len(asked)} packages{skipped}"


def list_licences(packages: Sequence[str]) -> dict[str, str]:
    """List the licences of installed packages."""
    options = ("--python", sys.executable, "--from", "mixed", "--format", "json", "--packages")
    told = _run("pip-licenses", *options, *packages)
    return {one["Name"]: READ_BY_US.get(one["Name"], one["License"]) for one in json.loads(told.stdout)}


def find_forbidden(licences: Mapping[str, str]) -> list[str]:
    """Find packages that may not be shipped: one of several alternatives must be allowed, all of what is joined."""

    def is_allowed(licence: str) -> bool:
        alternatives = re.split(r"; | OR ", licence.replace("(", "").replace(")", ""))
        return any(all(map(LICENCES.match, one.split(" AND "))) for one in alternatives)

    return [f"{name}: {licence}" for name, licence in licences.items() if not is_allowed(licence)]


def check() -> bool:
    """Print what was found about vulnerabilities and licences, and return whether all of it is well."""
    is_safe, sentence = audit(list_packages())
    print(sentence)
    licences = list_licences([*list_packages(*SHIPPED)])
    forbidden = find_forbidden(licences)
    most = ", ".join(f"{count} {licence}" for licence, count in Counter(licences.values()).most_common(6))
    print(f"licences: {'; '.join(forbidden) or 'all allowed'} of {len(licences)} shipped packages ({most} and others)")
    return is_safe and not forbidden


def write_release_files(folder: Path) -> None:
    """Write the bill of materials (CycloneDX) and the licences of what is shipped into the folder of a release."""
    folder.mkdir(parents=True, exist_ok=True)
    options = ("--frozen", "--format", "cyclonedx1.5", "--preview-features", "sbom-export")
    name = f"{DISTRIBUTION}-{_run('uv', 'version', '--short', '--frozen').stdout.strip()}"
    (folder / f"{name}.cdx.json").write_text(_run("uv", "export", *options, *SHIPPED).stdout)
    licences = list_licences([*list_packages(*SHIPPED)])
    (folder / f"{name}.licences.txt").write_text("".join(f"{one}: {told}\n" for one, told in sorted(licences.items())))


def _run(
    tool: str, *arguments: str, stdin: str | None = None, may_fail: bool = False
) -> subprocess.CompletedProcess[str]:
    command = [str(TOOLS / tool), *arguments]
    return subprocess.run(command, cwd=ROOT, input=stdin, check=not may_fail, capture_output=True, text=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["lint"]:
        sys.exit(0 if check() else 1)
    write_release_files(Path(sys.argv[2]))
