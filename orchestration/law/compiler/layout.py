"""Laying out SQL: lines of at most 100 characters, one column a line, indents that the linter wants."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Iterator, Sequence

WIDTH = 100
_INDENT = "    "
_ROOM = WIDTH - 10
"""Of an expression: it stands two indents deep, and a comma may follow."""
_MAY = " is not false"
_STEP = re.compile(r"\{\{|\}\}|'(?:[^']|'')*'|\b(?:case|end)\b|[()\[\]]")
_CALL = re.compile(r"(?P<head>[\w.]*\()(?P<inside>.*)\)", re.DOTALL)


def lay_out(text: str, indent: str, taken: int = 0) -> list[str]:
    """Lay out an expression, broken at its outermost or, and, when, or comma where it does not fit on a line.

    ``taken``: what stands before it on its line.
    """
    if taken + len(indent) + len(text) <= _ROOM:
        return [indent + text]
    for word in ("or", "and"):
        parts = _split(text, f" {word} ")
        if len(parts) > 1:
            first, *others = parts
            return lay_out(first, indent) + [
                line for part in others for line in _lay_out_after(f"{word} ", part, indent)
            ]
    if text.startswith("case ") and text.endswith(" end") and _is_one(text):
        return _lay_out_case(text, indent)
    if text.startswith("{{ ") and text.endswith(" }}"):
        return _lay_out_call_of_macro(text, indent)
    if (found := _CALL.fullmatch(text)) and _is_one(text):
        inside = _split(found["inside"], ", ")
        lines = [indent + found["head"]]
        for number, part in enumerate(inside):
            laid = lay_out(part, indent + _INDENT)
            laid[-1] += "," if number < len(inside) - 1 else ""
            lines += laid
        return [*lines, f"{indent})"]
    if text.endswith(_MAY) and text.startswith("(") and _is_one(text.removesuffix(_MAY)):
        laid = lay_out(text[1:].removesuffix(f"){_MAY}"), indent + _INDENT)
        return [f"{indent}(", *laid, f"{indent}){_MAY}"]
    for sign in (" = ", " >= ", " - ", " + "):
        parts = _split(text, sign)
        if len(parts) > 1:
            return lay_out(parts[0], indent) + _lay_out_after(sign.strip() + " ", sign.join(parts[1:]), indent)
    for word in ("not ", "filter ", "where "):
        if text.startswith(word):
            return _lay_out_after(word, text[len(word) :], indent)
    parts = _split(text, " filter ")
    if len(parts) == 2:
        return lay_out(parts[0], indent) + _lay_out_after("filter ", parts[1], indent)
    return [indent + text]


def make_column(expression: str, name: str, comment: str | None = None) -> str:
    """Make a column of a select under its name, with a comment before it."""
    lines = lay_out(expression, "")
    if len(lines[-1]) + len(name) + 4 <= _ROOM:
        lines[-1] += f" as {name}"
    else:
        lines.append(f"{_INDENT}as {name}")
    return "\n".join([*(make_comment(comment) if comment else ()), *lines])


def make_comment(text: str, width: int = WIDTH - 8) -> list[str]:
    """Make comment lines of a text."""
    return [f"-- {line}" for line in textwrap.wrap(text, width - 3)]


def make_select(columns: Sequence[str], rest: str) -> str:
    """Make a select of columns; ``rest``: from where on."""
    laid = textwrap.indent(",\n".join(columns), _INDENT)
    return f"select\n{laid}\n{rest}"


def make_cte(name: str, comment: str, body: str, is_read_often: bool = False) -> str:
    """Make a common table expression with a comment before it; one that is read often is worked out once."""
    opening = f"{name} as {'materialized ' if is_read_often else ''}("
    return "\n".join([*make_comment(comment, WIDTH), opening, textwrap.indent(body, _INDENT), ")"])


def make_condition(text: str, word: str = "where") -> str:
    """Make a clause of a condition: one line, or one line a part."""
    if len(text) + len(word) + 5 <= WIDTH:
        return f"{word} {text}"
    return f"{word}\n" + "\n".join(lay_out(text, _INDENT))


def lay_out_list(head: str, words: Sequence[str], tail: str) -> str:
    """Lay out a list of words in Jinja: on one line, or indented between its head and its tail."""
    one = f"{head}{write_list(words)}{tail}"
    if len(one) <= _ROOM:
        return one
    return "\n".join([head, *(f"    {line}" for line in textwrap.wrap(write_list(words), _ROOM - 4)), tail])


def combine(function: str, items: Sequence[str]) -> str:
    """Call a function of several values; of one it is that one."""
    return items[0] if len(items) == 1 else f"{function}({', '.join(items)})"


def write_list(words: Sequence[str]) -> str:
    """Write words as literals, with commas."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def _lay_out_after(word: str, part: str, indent: str) -> list[str]:
    lines = lay_out(part, indent, len(word))
    return [indent + word + lines[0].removeprefix(indent), *lines[1:]]


def _lay_out_case(text: str, indent: str) -> list[str]:
    inner = text.removeprefix("case ").removesuffix(" end")
    lines = [f"{indent}case"]
    for part in _split_before(f" {inner}", (" when ", " else ")):
        branch = part.strip()
        inside = indent + _INDENT
        if len(inside) + len(branch) <= _ROOM or not branch.startswith("when "):
            word, _, rest = branch.partition(" ")
            lines += _lay_out_value(word, rest, inside)
            continue
        condition, value = _split(branch.removeprefix("when "), " then ")
        laid = lay_out(condition, inside + _INDENT)
        lines += [f"{inside}when " + laid[0].strip(), *laid[1:]]
        lines += _lay_out_value("then", value, inside + _INDENT)
    return [*lines, f"{indent}end"]


def _lay_out_value(word: str, value: str, indent: str) -> list[str]:
    lines = lay_out(value, indent + _INDENT, len(word) + 1 - len(_INDENT))
    return [f"{indent}{word} {lines[0].strip()}", *lines[1:]]


def _lay_out_call_of_macro(text: str, indent: str) -> list[str]:
    """Break the words of a macro's list over lines."""
    head, _, rest = text.partition("(")
    filled = [f"{indent}{head}(", *_fill(rest.removesuffix(") }}"), indent + _INDENT), f"{indent}) }}}}"]
    head, _, rest = text.partition("[")
    has_one_list = text.count("[") == 1 and len(head) < _ROOM // 2
    if not rest or (not has_one_list and max(map(len, filled)) <= _ROOM):
        return filled
    words, _, tail = rest.rpartition("]")
    return [f"{indent}{head}[", *_fill(words, indent + _INDENT), f"{indent}]{tail}"]


def _fill(words: str, indent: str) -> list[str]:
    lines = [""]
    for word in _split(words, ", "):
        longer = f"{lines[-1]}, {word}" if lines[-1] else word
        if len(indent) + len(longer) < _ROOM or not lines[-1]:
            lines[-1] = longer
        else:
            lines[-1] += ","
            lines.append(word)
    return [indent + line for line in lines]


def _is_one(text: str) -> bool:
    """Say whether a text that opens with a bracket or case closes with the same."""
    depths = list(_list_depths(text))
    return all(depth > 0 for place, depth in depths if place < len(text) - 1)


def _list_depths(text: str) -> Iterator[tuple[int, int]]:
    depth = 0
    for found in _STEP.finditer(text):
        step = found[0]
        if step[0] == "'":
            continue
        if step in ("(", "[", "{{", "case"):
            depth += 1
        else:
            depth -= 1
        yield found.end() - 1, depth


def _split(text: str, separator: str) -> list[str]:
    """Split a text at a separator outside brackets, literals and cases."""
    return [part.removeprefix(separator) for part in _split_before(text, (separator,))]


def _split_before(text: str, separators: Sequence[str]) -> list[str]:
    masked = list(text)
    depth = 0
    last = 0
    for found in _STEP.finditer(text):
        step = found[0]
        opens = step in ("(", "[", "{{", "case")
        if depth > 0:
            masked[last : found.end()] = "\0" * (found.end() - last)
        if step[0] == "'":
            masked[found.start() : found.end()] = "\0" * len(step)
        else:
            depth += 1 if opens else -1
        last = found.end() if depth == 0 else found.start()
    plain = "".join(masked)
    places = sorted({place for one in separators for place in _find_all(plain, one)})
    bounds = [0, *places, len(text)]
    return [text[start:end] for start, end in itertools.pairwise(bounds) if text[start:end].strip()]


def _find_all(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)
