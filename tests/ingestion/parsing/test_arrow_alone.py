"""Reading a delivery imports no pandas, and leaves it to whoever else wants it."""

from __future__ import annotations

import subprocess
import sys

ASKED = """
import sys
import pyarrow as pa, pyarrow.compute as pc
from orchestration.ingestion.parsing.arrow_alone import leave_pandas_alone
leave_pandas_alone()
print(pc.fill_null(pa.array([True, None]), False).to_pylist(), "pandas" in sys.modules)
import pandas
leave_pandas_alone()
print(sys.modules["pandas"] is pandas, pc.fill_null(pa.array(["a", None]), "b").to_pylist())
"""


def test_pyarrow_leaves_pandas_alone_and_others_may_import_it() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", ASKED], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[True, False] False", "True ['a', 'b']"]
