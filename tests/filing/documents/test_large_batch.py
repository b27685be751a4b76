"""Tens of thousands of lines go without trouble: the last one is in the last list, and memory stays below 2 GiB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from repository import ROOT

PROGRAM = r"""
import json, re, sys
from dataclasses import replace
from pathlib import Path
from documents.invented import BATCH, by_law, many
from orchestration.filing.documents.writing import write_documents
number, folder = int(sys.argv[1]), Path(sys.argv[2])
order = write_documents(replace(BATCH, lines=many(number, per_case=10)), folder / "order")
law = write_documents(by_law(number, 10), folder / "law")
# Not getrusage: what it tells includes the process that started this one.
(peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps({"order": len(order), "law": len(law), "peak_kib": int(peak)}))
"""


def write(number: int, folder: Path) -> dict[str, int]:
    path = os.pathsep.join([str(Path(__file__).parent.parent), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(number), str(folder)],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    told: dict[str, int] = json.loads(done.stdout)
    return told


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_last_of_fifty_thousand_lines_is_there_and_memory_stays_below_two_gibibytes(tmp_path: Path) -> None:
    told = write(50_000, tmp_path)
    assert told["peak_kib"] < 2 * 1024 * 1024, told
    assert len(list((tmp_path / "order/sealed").glob("case_*.pdf"))) == 5_000
    for pattern in ("order/sealed/list_*.pdf", "law/court_notices/notice_001_*.pdf"):
        volumes = sorted(tmp_path.glob(pattern))
        assert len(volumes) == 100
        last = pypdf.PdfReader(volumes[-1]).pages[-1].extract_text()
        assert "50000" in last.replace(",", "") and "CR004999" in last
    sums = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "order/sealed", check=False)
    assert sums.returncode == 0
