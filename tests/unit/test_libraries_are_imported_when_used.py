"""A library that another one imports is loaded when something of it is used, and not before."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from orchestration.imports import imported_when_used


@pytest.fixture
def two_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One that imports another, which leaves a file behind when it is loaded."""
    (tmp_path / "seldom_used.py").write_text("open(__file__ + '.loaded', 'w').close()\nANSWER = 42\n")
    (tmp_path / "other_library.py").write_text("import seldom_used\ndef ask():\n    return seldom_used.ANSWER\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("seldom_used", "other_library"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path / "seldom_used.py.loaded"


def test_it_is_loaded_with_its_first_use(two_libraries: Path) -> None:
    with imported_when_used("seldom_used"):
        other = import_module("other_library")
    assert not two_libraries.exists()
    assert other.ask() == 42
    assert two_libraries.exists()


def test_after_the_block_python_imports_as_before(two_libraries: Path) -> None:
    finders = list(sys.meta_path)
    with pytest.raises(KeyError), imported_when_used("seldom_used"):
        raise KeyError
    assert sys.meta_path == finders
    import_module("other_library")
    assert two_libraries.exists()
