"""The shipped sample run by the real command, once for all tests of the whole; and the command in this process."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from accounts import acting_by
from command_line import AS_OF, ROOT, SAMPLE, Finished, environment, in_this_process, lookback
from held_tables import copy_with_tables, link_intake

from orchestration.settings import Settings, load_settings
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND
from orchestration.warehouse.dbt.manifest import load_project


@dataclass(frozen=True)
class Ran:
    """A home that a run wrote, and what the command said."""

    home: Path
    finished: Finished

    @property
    def settings(self) -> Settings:
        """Settings for looking into the home."""
        return load_settings(home=self.home)

    def files(self, folder: str) -> dict[str, bytes]:
        """Every file below ``folder``, by its path in it."""
        root = self.home / folder
        return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}

    def of_the_run(self, room: str) -> dict[str, bytes]:
        """Every file that the last run of the day wrote to ``filings`` or ``results``, by its path in the folder."""
        return self.files(str((self.home / room / "ca" / AS_OF / "current").resolve().relative_to(self.home.resolve())))


def run_sample(home: Path, **changes: str) -> Ran:
    return Ran(home, lookback("run", "--as-of", AS_OF, "--deliveries", SAMPLE, "--home", home, "--annotate", **changes))


@contextmanager
def made_by_one(workers: Path, name: str) -> Iterator[Path]:
    """The folder of that name, the same for all workers of pytest-xdist, and for one of them at a time."""
    folder = (workers.parent if "PYTEST_XDIST_WORKER" in os.environ else workers) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def made_once(workers: Path, name: str, **changes: str) -> Ran:
    """The run of that name: made by whichever worker asks first, for all of them."""
    with made_by_one(workers, name) as folder:
        told = folder / "finished.pickle"
        if not told.exists():
            told.write_bytes(pickle.dumps(run_sample(folder / "home", **changes)))
        ran: Ran = pickle.loads(told.read_bytes())
    return ran


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One run of the sample. Each worker has a copy: DuckDB lets in one process at a time."""
    workers = tmp_path_factory.getbasetemp()
    made = made_once(workers, "first")
    home = tmp_path_factory.mktemp("sample") / "home"
    with made_by_one(workers, "first"), patch.dict(os.environ):
        load_project(made.settings)  # (there dbt has parsed it already: a tenth of parsing it in another home)
        shutil.copytree(made.home, home, symlinks=True)
    here = (str(made.home), str(home))
    return Ran(home, Finished(made.finished.code, made.finished.out.replace(*here), made.finished.err.replace(*here)))


@pytest.fixture(scope="session")
def parsed_pennsylvania(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The project of a state of the standard layout, as dbt parsed it for whichever worker asked first."""
    with made_by_one(tmp_path_factory.getbasetemp(), "parsed") as folder, patch.dict(os.environ):
        load_project(load_settings(home=folder / "home", state="pa"))


@pytest.fixture(scope="session")
def sample_run_again(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The same in another home, with one thread and other hashes of Python. At most one test opens its warehouse."""
    return made_once(tmp_path_factory.getbasetemp(), "again", LOOKBACK_THREADS="1", PYTHONHASHSEED="7")


WRITING = """
import os, sys

later = {name: os.environ.pop(name) for name in ("LOOKBACK_HOME", "LOOKBACK_THREADS")}
os.environ["LOOKBACK_HOME"] = sys.argv[2]  # where dbt has parsed the project, with as many threads
from orchestration.defs.assets.results import ResultsConfig, results
from orchestration.defs.resources import SettingsResource
from orchestration.filing.batches.county_batches import write_county_batches
from orchestration.law.packs import read_pack_status
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.locks import release_run_lock
from orchestration.warehouse.row_counts import build_run_folder

os.environ.update(later)
settings = load_settings()
list(results(ResultsConfig(annotate=True, deliveries=[sys.argv[1]]), SettingsResource()))
release_run_lock(settings)
with open_warehouse(settings) as connection:
    pack = read_pack_status(settings.models, settings.state, settings.signatures)
    write_county_batches(connection, settings.filings / build_run_folder(connection), settings.state, pack)
"""


@pytest.fixture(scope="module")
def files_written_again(sample_run: Ran, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A home whose files another process wrote from the same tables, with one thread and other hashes of Python."""
    home = tmp_path_factory.mktemp("again") / "home"
    for room in ("warehouse", "intake"):
        shutil.copytree(sample_run.home / room, home / room)
    changes = {"LOOKBACK_HOME": str(home), "LOOKBACK_THREADS": "1", "PYTHONHASHSEED": "7"}
    parsed = made_once(tmp_path_factory.getbasetemp(), "first").home
    command = [sys.executable, "-c", WRITING, str(SAMPLE), str(parsed)]
    done = subprocess.run(command, cwd=ROOT, env=environment(**changes), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Ran(home, Finished(done.returncode, done.stdout, done.stderr))


@pytest.fixture(scope="session")
def published_once(sample_run: Ran, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the first release of the sample, whose figures nobody had counted before; made by whichever worker
    asks first, for all of them. To be copied (``copied_release``) or read: nobody opens its warehouse."""
    from orchestration.cli.app import main

    with made_by_one(tmp_path_factory.getbasetemp(), "published") as folder:
        if not (folder / "home").exists():
            copy_with_tables(sample_run.home, folder / "making")
            with pytest.raises(SystemExit) as left:
                main(["publish", "--yes", "--home", str(folder / "making")])
            assert not left.value.code
            (folder / "making").rename(folder / "home")
        return folder / "home"


@pytest.fixture(scope="module")
def copied_release(published_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own with that release, to be withdrawn, corrected and added to."""
    home = tmp_path_factory.mktemp("released") / "home"
    shutil.copytree(published_once, home, symlinks=True)
    return load_settings(home=home)


@pytest.fixture(scope="session")
def asset_graph(sample_run: Ran) -> Any:
    """The graph of all assets and checks as Dagster sees it."""
    from orchestration.definitions import defs

    before = dict(os.environ)
    sample_run.settings.export()
    graph = defs().resolve_asset_graph()
    os.environ.clear()
    os.environ.update(before)
    return graph


@pytest.fixture(scope="session")
def assets_of_a_run(asset_graph: Any) -> list[Any]:
    """The keys of the assets that a run builds: not those on demand."""
    keys = asset_graph.materializable_asset_keys
    return [key for key in keys if ON_DEMAND not in asset_graph.get(key).tags]


@pytest.fixture
def environment_kept() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def command(environment_kept: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., Finished]:
    """``lookback …`` inside this process, gates included: for runs that need the slow imports but no process of their
    own, and for tests that change what a run finds."""
    import great_expectations

    from orchestration.cli.app import main

    assert great_expectations  # with it in this process no other is started to ask the gates

    def run(*arguments: str | Path) -> Finished:
        with pytest.raises(SystemExit) as left, acting_by(arguments):
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Finished(int(left.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def say(command: Callable[..., Finished], settings: Settings) -> Callable[..., str]:
    """A command in the home of the fixture ``settings``, and all it said; it ends well unless a code is expected."""

    def run(*words: object, code: int = 0) -> str:
        done = command(*words, "--home", settings.home)
        assert done.code == code, done.err
        return done.out + done.err

    return run


@pytest.fixture
def quick_command() -> Callable[..., Finished]:
    """The same for commands that read what a run left, without the slow imports."""
    return in_this_process


@pytest.fixture(scope="module")
def copied_sample(sample_run: Ran, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own with the built warehouse of the sample, to be broken."""
    home = tmp_path_factory.mktemp("copied") / "home"
    copy_with_tables(sample_run.home, home)
    return load_settings(home=home)


@pytest.fixture(scope="module")
def copied_run(sample_run: Ran, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own with the warehouse of the sample as the run left it: views over the tables of shards."""
    home = tmp_path_factory.mktemp("run") / "home"
    shutil.copytree(sample_run.home / "warehouse", home / "warehouse", symlinks=True)
    link_intake(sample_run.home, home)
    return load_settings(home=home)
