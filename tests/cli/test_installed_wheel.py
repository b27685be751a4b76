"""The wheel carries models, dbt project, expectations, layouts and templates: installed alone it runs the sample."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import AS_OF, ROOT, SAMPLE, environment

UV = Path(sys.executable).parent / "uv"


@pytest.mark.long
def test_the_wheel_runs_the_sample_in_an_empty_environment(tmp_path: Path) -> None:
    def run(*command: str | Path, **changes: str) -> str:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=tmp_path,
            env=environment(**changes),
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    run(UV, "build", "--wheel", "--out-dir", tmp_path / "dist", ROOT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    overrides = tmp_path / "overrides.txt"
    overrides.write_text("dbt-core-experimental-parser ; python_version < '3'\n")
    installed = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    run(UV, "tool", "install", "--python", sys.executable, "--overrides", overrides, wheel, **installed)
    said = run(tmp_path / "bin" / "lookback", "run", "--as-of", AS_OF, "--deliveries", SAMPLE, PYTHONPATH="")
    assert "eligible" in said
    assert list((tmp_path / "data" / "filings" / "ca" / AS_OF).iterdir())
