"""dbt's templates, compiled once: the SQL of models, and the macros of dbt, of its adapter and of ours.

What belongs here: compiling the templates of a project ahead, and having dbt take what was compiled. What does not:
where that is kept (``parsed_project``).

dbt has Jinja compile each macro that is called, and each model when it is built: 460 templates in a run, a second of
Python. What comes of it follows from the text and from the versions of dbt, Jinja and Python alone (docs/adr/0061).
"""

from __future__ import annotations

import marshal
from typing import Any

from orchestration.warehouse.dbt.batched_tests import is_test_of_a_column

_compiled: dict[str, bytes] = {}


def compiled_templates(manifest: Any) -> bytes:
    """All templates of a project that a run can have rendered, for ``take_compiled``."""
    from dbt_common.clients.jinja import get_environment

    environment = get_environment()
    nodes = [node for node in manifest.nodes.values() if not is_test_of_a_column(node)]
    texts = {macro.macro_sql for macro in manifest.macros.values()} | {getattr(node, "raw_code", "") for node in nodes}
    return marshal.dumps({text: marshal.dumps(environment.compile(text)) for text in sorted(texts)})


def take_compiled(templates: bytes) -> None:
    """From now on dbt has a template compiled only where it is none of these. What cannot be read is nothing."""
    from dbt_common.clients.jinja import MacroFuzzEnvironment

    try:
        _compiled.update(marshal.loads(templates))
    except (EOFError, ValueError, TypeError):
        return
    if "compile" not in vars(MacroFuzzEnvironment):
        _look_before_compiling(MacroFuzzEnvironment)


def _look_before_compiling(environment: Any) -> None:
    compile_anew = environment.compile

    def compile_(self: Any, source: Any, *others: Any, **named: Any) -> Any:
        # A class that inherits makes other code of the same text.
        known = _compiled.get(source) if type(self) is environment and not others and not named else None
        return compile_anew(self, source, *others, **named) if known is None else marshal.loads(known)

    environment.compile = compile_
