"""Measure the shape of the repository: ``python -m tests.support.measure_shape``.

Prints packages and loose modules of ``orchestration/``, files and lines by kind, dependency levels and circles of its
packages, and the share of functions (tests, dunders and properties apart) whose first word is in ``verbs.txt``.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter, defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPLICATION = ROOT / "orchestration"
VERBS = set(Path(__file__).with_name("verbs.txt").read_text(encoding="utf-8").split())
NO_FUNCTION_NAMES = {"property", "cached_property", "setter", "validator", "field_validator"}


def list_functions(tree: ast.Module) -> list[str]:
    """Names of functions and methods; properties are named like values, dunders by Python."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = {ast.unparse(one).split("(")[0].rpartition(".")[2] for one in node.decorator_list}
            if not decorators & NO_FUNCTION_NAMES and not (node.name.startswith("__") and node.name.endswith("__")):
                names.append(node.name)
    return names


def begins_with_verb(name: str) -> bool:
    """Whether the first word of a name is a verb, or asks a question (``is_``, ``has_``)."""
    return name.strip("_").split("_")[0] in VERBS


def read_package_imports() -> dict[str, set[str]]:
    """Package (two levels below ``orchestration``) to the packages it imports when it is loaded or called."""
    imports: dict[str, set[str]] = defaultdict(set)
    for path in APPLICATION.rglob("*.py"):
        package = name_package(path.relative_to(ROOT).with_suffix("").parts)
        imports[package] |= set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orchestration."):
                target = name_package(tuple((node.module or "").split(".")))
                if target != package:
                    imports[package].add(target)
    return imports


def name_package(parts: tuple[str, ...]) -> str:
    """``orchestration/<room>/<package>`` of a module; a module that lies in a room is of the room."""
    folder = ROOT.joinpath(*parts[:3])
    return ".".join(parts[1:3] if folder.is_dir() else parts[1:2])


def measure_levels(imports: dict[str, set[str]]) -> tuple[int, list[str]]:
    """Dependency levels, and the packages of a circle where there is one."""
    sorter = TopologicalSorter(imports)
    try:
        sorter.prepare()
    except CycleError as error:
        return 0, list(error.args[1])
    levels = 0
    while sorter.is_active():
        ready = sorter.get_ready()
        sorter.done(*ready)
        levels += 1
    return levels, []


def count_lines() -> dict[str, tuple[int, int]]:
    """Kind to files and lines, as git has them."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    counts: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for name in done.stdout.splitlines():
        path = ROOT / name
        kind = classify_file(Path(name))
        if kind and path.is_file():
            counts[kind] += 1
            lines[kind] += len(path.read_text(encoding="utf-8").splitlines())
    return {kind: (counts[kind], lines[kind]) for kind in sorted(counts)}


def classify_file(path: Path) -> str | None:
    """The row of the table that a file belongs to; None for data and locks."""
    if path.parts[0] == "tests":
        return "tests (Python)" if path.suffix == ".py" else None
    if path.parts[0] == "orchestration" and path.suffix == ".py":
        return "Python"
    kinds = {".sql": "SQL", ".yml": "YAML", ".md": "docs (Markdown)"}
    return kinds.get(path.suffix)


def main() -> None:
    """Print the table; ``--others`` lists the first words that are no verbs, most used first."""
    names = [name for path in APPLICATION.rglob("*.py") for name in list_functions(ast.parse(path.read_text("utf-8")))]
    verbs = sum(map(begins_with_verb, names))
    packages = [path for path in APPLICATION.iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    loose = [path for path in APPLICATION.glob("*.py") if path.name != "__init__.py"]
    imports = read_package_imports()
    levels, circle = measure_levels(imports)
    rooms: dict[str, set[str]] = defaultdict(set)
    for package, targets in imports.items():
        room = package.split(".")[0]
        rooms[room] |= {target.split(".")[0] for target in targets} - {room}
    print(f"packages in orchestration/: {len(packages)}; loose modules: {len(loose)}")
    print(f"dependency levels: {measure_levels(rooms)[0]} of rooms, {levels or 'none'} of packages in rooms")
    print(f"circle: {' -> '.join(circle) or 'none'}")
    print(f"functions that begin with a verb: {verbs} of {len(names)} ({verbs / len(names):.0%})")
    for kind, (files, lines) in count_lines().items():
        print(f"{kind}: {files} files, {lines} lines")
    if "--others" in sys.argv:
        others = Counter(name.strip("_").split("_")[0] for name in names if not begins_with_verb(name))
        print(" ".join(f"{word}:{count}" for word, count in others.most_common(400)))


if __name__ == "__main__":
    main()
