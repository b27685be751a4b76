"""The report of ``make cases``: invented people whose findings the statute gives, decided by the SQL of a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

MAKE_CASES = "make cases STATE={state}"


class CaseReportError(ValueError):
    """The file is no report of ``make cases``, or one of other SQL."""


@dataclass(frozen=True)
class CaseReport:
    """How many tests of cases ran, and the names of those that came out otherwise than the statute says."""

    tests: int
    differing: Sequence[str]

    def sentence(self) -> str:
        """Say it in a sentence."""
        return f"{len(self.differing):,} of {self.tests:,} tests of cases differ from the statute"


def read_case_report(path: Path, state: str, code_hash: str) -> CaseReport:
    """Read a report (JUnit XML), whose suite is named after the hash of the SQL that decided.

    Raises:
        CaseReportError: The file is no such report, is of other SQL, or holds no case.
    """
    again = f"{MAKE_CASES.format(state=state)} writes data/cases_{state}.xml"
    try:
        suite = ElementTree.parse(path).getroot().find("testsuite")
    except (OSError, ElementTree.ParseError):
        suite = None
    if suite is None:
        raise CaseReportError(f"--cases must be a report of cases, found none in {path}: {again}")
    if suite.get("name") != code_hash:
        raise CaseReportError(f"--cases is a report of other SQL than {code_hash}: {again}")
    cases = suite.findall("testcase")
    if not cases:
        raise CaseReportError(f"--cases holds no case: {again}")
    differing = [
        f"{case.get('classname')}: {case.get('name')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]
    return CaseReport(len(cases), sorted(differing))
