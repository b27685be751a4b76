"""A SQL text as it would be with one fault in it, for every place where one can be put.

What belongs here: which faults there are, and where they can stand in the tree that sqlglot makes of a text. What does
not: the models, and who notices (``faults_in_the_rules``). A fault is known by its words and not by its line, so that
it keeps its name while the SQL around it changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from tests.models.generative.words_never_had import About, about

DIALECT = "duckdb"
NO_SUCH_WORD = "no such word"
LONGEST_SHOWN = 200
LAST_PART = "the query"
LAW = "LAW_"
_LEAP = (
    "CASE WHEN MONTH({day}) = 2 AND DAY({day}) = 29 "
    "AND LAST_DAY(MAKE_DATE(YEAR({day}) + ({years}), 2, 1)) = MAKE_DATE(YEAR({day}) + ({years}), 2, 28) "
    "THEN MAKE_DATE(YEAR({day}) + ({years}), 3, 1) "
    "ELSE MAKE_DATE(YEAR({day}) + ({years}), MONTH({day}), DAY({day}))"
)
WRITTEN_OUT = {"ANNIVERSARY_OF": _LEAP + " END", "YEARS_ELAPSED_ON": _LEAP + " + INTERVAL '1' DAY END"}
"""What stands in the compiled text wherever a model asks ``anniversary`` or ``years_elapsed_on``."""

OTHER_COMPARISON: dict[type[exp.Expression], type[exp.Expression]] = {
    exp.GTE: exp.GT,
    exp.GT: exp.GTE,
    exp.LTE: exp.LT,
    exp.LT: exp.LTE,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.NullSafeEQ: exp.EQ,
    exp.NullSafeNEQ: exp.NEQ,
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
    exp.Max: exp.Min,
    exp.Min: exp.Max,
    exp.LogicalOr: exp.LogicalAnd,
    exp.LogicalAnd: exp.LogicalOr,
    exp.Greatest: exp.Least,
    exp.Least: exp.Greatest,
    exp.ArgMax: exp.ArgMin,
    exp.ArgMin: exp.ArgMax,
}
OTHER_WORD = {
    "met": "unknown",
    "not_met": "met",
    "unknown": "met",
    "not_yet": "met",
    "presumed": "met",
    "yes": "no",
    "no": "yes",
}
OTHER_END = (("_earliest", "_latest"), ("_latest", "_earliest"))
OTHER_KIND = {"ANTI": "SEMI", "SEMI": "ANTI"}

Change = tuple[exp.Expression, exp.Expression | None, exp.Expression]
"""What is replaced, by what (or taken away), and the part that says what it was about: around it, or what goes."""


@dataclass(frozen=True)
class Fault:
    """One fault: the part of the query it stands in, what is there, what is put there, and the whole faulty text.

    ``about``: the words that a row must have in a column for it to matter; none where that cannot be told.
    """

    part: str
    before: str
    after: str
    number: int
    sql: str
    about: About = frozenset()

    def __str__(self) -> str:
        which = f" (no. {self.number})" if self.number > 1 else ""
        return f"{self.part}: {self.before} -> {self.after}{which}"


def without_fault(sql: str) -> str:
    """The text as sqlglot writes it: what a fault is compared with."""
    return str(_Query(sql))


def faults_in(sql: str) -> Iterator[Fault]:
    """Every fault that can be put into a query, one at a time, in the order of the text."""
    query = _Query(sql)
    seen: Counter[tuple[str, str, str]] = Counter()
    for name, part in query.parts.items():
        for node in list(part.walk(bfs=False)):
            for old, new, around in [change for changes in CHANGES for change in changes(node)]:
                before, asks = _text(around), about(old, new)
                with _Changed(old, new):
                    after = before if new is None and old is around else _text(new if new and old is around else around)
                    faulty = query.with_other(name)
                key = (name, *_apart(before, "nothing" if after == before else after))
                seen[key] += 1
                yield Fault(*key, seen[key], faulty, asks)


class _Query:
    """A query in its parts, each with its text: where one changes the others are not written again."""

    def __init__(self, sql: str) -> None:
        tree = sqlglot.parse_one(sql, dialect=DIALECT)
        self._laws: dict[str, str] = {}
        self._fold(tree)
        with_ = tree.args.pop("with_", None)
        self.parts: dict[str, exp.Expression] = {one.alias: one for one in with_.expressions} if with_ else {}
        self.parts[LAST_PART] = exp.Subquery(this=tree)
        self._texts = {name: _text(part) for name, part in self.parts.items()}
        self._opening = "with recursive " if with_ and with_.args.get("recursive") else "with "

    def with_other(self, name: str) -> str:
        """The whole text, one part of it as it is now."""
        return self._written(self._texts | {name: _text(self.parts[name])})

    def __str__(self) -> str:
        return self._written(self._texts)

    def _written(self, texts: dict[str, str]) -> str:
        *first, last = texts.values()
        whole = f"{self._opening}{', '.join(first)} from {last}" if first else f"from {last}"
        return re.sub(rf"\b{LAW}\w+", lambda name: self._laws[name.group()], _unfolded(whole))

    def _fold(self, tree: exp.Expression) -> None:
        """One name for what macros write out at every place that asks them: they are tested where they stand."""
        for node in list(tree.find_all(exp.Subquery)):
            if (name := _parameter_of(node)) is not None:
                self._laws[LAW + name] = _text(node)
                node.replace(exp.column(LAW + name))
        for node in reversed(list(tree.find_all(exp.Case))):
            year = node.find(exp.Year)
            years = year.parent.expression if year and isinstance(year.parent, exp.Add) else None
            if year and isinstance(years, exp.Paren):
                told, text = {"day": _text(year.this), "years": _text(years.this)}, _text(node)
                for name, written in WRITTEN_OUT.items():
                    if text == written.format(**told):
                        node.replace(exp.Anonymous(this=name, expressions=[year.this.copy(), years.this.copy()]))


def _parameter_of(node: exp.Subquery) -> str | None:
    """The parameter of the law that a subquery reads, if it is one that the macro ``law_value`` writes."""
    if not isinstance(node.this, exp.Select) or [_text(one) for one in node.this.expressions] != ["parameters.value"]:
        return None
    asked = [one for one in node.this.find_all(exp.EQ) if _text(one.this) == "parameters.parameter"]
    return asked[0].expression.name if asked else None


def _unfolded(text: str) -> str:
    """Every day that has a name of ours written out again, the innermost last."""
    while named := re.search("|".join(rf"{name}\(" for name in WRITTEN_OUT), text):
        depth, commas, at = 1, list[int](), named.end()
        while depth:
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[at], 0)
            if text[at] == "," and depth == 1:
                commas.append(at)
            at += 1
        (comma,) = commas
        told = {"day": text[named.end() : comma].strip(), "years": text[comma + 1 : at - 1].strip()}
        text = text[: named.start()] + WRITTEN_OUT[named.group()[:-1]].format(**told) + text[at:]
    return text


class _Changed:
    """A change of the tree for as long as one looks; the tree is as it was afterwards."""

    def __init__(self, old: exp.Expression, new: exp.Expression | None) -> None:
        self._old, self._new = old, new
        parent, key = old.parent, old.arg_key
        assert parent is not None and key is not None, "the whole query is never replaced"
        self._parent, self._key = parent, key
        self._whole = parent.args[key]

    def __enter__(self) -> None:
        put: object = self._new
        if isinstance(self._whole, list):
            put = [one for one in (self._new if one is self._old else one for one in self._whole) if one is not None]
        self._parent.args[self._key] = put
        if self._new is not None:
            self._new.parent, self._new.arg_key = self._parent, self._key

    def __exit__(self, *_: object) -> None:
        self._parent.args[self._key] = self._whole


def _text(node: exp.Expression) -> str:
    return node.sql(dialect=DIALECT, comments=False)


def _apart(before: str, after: str) -> tuple[str, str]:
    """Long texts are cut down to where they differ, so that a name is short and says what is other."""
    if max(len(before), len(after)) <= LONGEST_SHOWN:
        return before, after
    first = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    start = max(0, first - LONGEST_SHOWN // 4)
    end, opening = start + LONGEST_SHOWN, "… " if start else ""
    shown = [opening + text[start:end] + (" …" if len(text) > end else "") for text in (before, after)]
    return shown[0], shown[1]


def _around(node: exp.Expression) -> exp.Expression:
    """The comparison, branch, call or column that a word or number stands in."""
    said = exp.Predicate | exp.If | exp.Func | exp.Alias | exp.Ordered | exp.Where | exp.Paren
    while not isinstance(node, said) and not isinstance(node.parent, exp.Query | exp.Join | exp.CTE | None):
        node = node.parent
    return node


def _is_key(node: exp.Expression) -> bool:
    """Whether two tables are put together by a column of one name: without that nothing is left to look at."""
    return (
        isinstance(node, exp.EQ)
        and isinstance(node.this, exp.Column)
        and isinstance(node.expression, exp.Column)
        and node.this.name == node.expression.name
        and node.this.table != node.expression.table
    )


def _other_comparison(node: exp.Expression) -> Iterator[Change]:
    if (other := OTHER_COMPARISON.get(type(node))) and not _is_key(node):
        yield node, other(**node.copy().args), node
    if isinstance(node, exp.Between):
        this, low, high = node.this, node.args["low"], node.args["high"]
        yield node, exp.and_(exp.GT(this=this.copy(), expression=low.copy()), this.copy() <= high.copy()), node
        yield node, exp.and_(exp.GTE(this=this.copy(), expression=low.copy()), this.copy() < high.copy()), node


def _one_condition_less(node: exp.Expression) -> Iterator[Change]:
    if isinstance(node, exp.And | exp.Or):
        for gone, kept in ((node.this, node.expression), (node.expression, node.this)):
            if not (isinstance(gone, type(node)) or _is_key(gone.unnest())):
                yield node, kept.copy(), gone
    is_condition = isinstance(node, exp.Where | exp.Having | exp.Qualify) and not isinstance(node.parent, exp.Filter)
    if is_condition:
        yield node, None, node
    if isinstance(node, exp.Filter):
        yield node, node.this.copy(), node


def _one_branch_less(node: exp.Expression) -> Iterator[Change]:
    if isinstance(node, exp.Case):
        branches: Sequence[exp.Expression] = node.args["ifs"]
        for branch in branches:
            if len(branches) > 1:
                yield branch, None, branch
            else:
                yield node, (node.args.get("default") or exp.Null()).copy(), node
    if isinstance(node, exp.Coalesce):
        yield node, node.this.copy(), node
    if isinstance(node, exp.In | exp.Array):
        values = node.expressions
        for value in values if len(values) > 1 else ():
            yield value, None, node


def _the_contrary(node: exp.Expression) -> Iterator[Change]:
    if isinstance(node, exp.Not):
        yield node, node.this.copy(), node
    if isinstance(node, exp.Is) and not isinstance(node.parent, exp.Not):
        yield node, exp.Not(this=node.copy()), node
    if isinstance(node, exp.Boolean) and not isinstance(node.parent, exp.Paren | exp.ArraySort):
        yield node, exp.Boolean(this=not node.this), _around(node)
    if isinstance(node, exp.Ordered):
        other = node.copy()
        other.set("desc", not node.args.get("desc"))
        yield node, other, node


def _another_word(node: exp.Expression) -> Iterator[Change]:
    if not isinstance(node, exp.Literal) or isinstance(node.parent, exp.Limit | exp.Group | exp.DataTypeParam):
        return
    if isinstance(node.parent, exp.In | exp.Array) and len(node.parent.expressions) > 1:
        return  # (One word less is another fault.)
    if isinstance(node.parent, exp.If) and node.arg_key == "this":
        return  # (One branch less, likewise.)
    if not node.is_string:
        if "." not in node.name:
            yield node, exp.Literal.number(int(node.name) + 1), _around(node)
    elif _is_asked_for(node):
        yield node, exp.Literal.string(NO_SUCH_WORD), _around(node)
    elif node.name in OTHER_WORD:
        yield node, exp.Literal.string(OTHER_WORD[node.name]), _around(node)


def _is_asked_for(word: exp.Expression) -> bool:
    """Whether a word is compared with, and not said."""
    calls = exp.ArrayContains | exp.ArrayOverlaps | exp.StartsWith | exp.Contains
    return isinstance(word.parent, exp.EQ | exp.NEQ | exp.NullSafeEQ | exp.NullSafeNEQ | exp.In | exp.Array | calls)


def _the_other_end(node: exp.Expression) -> Iterator[Change]:
    if not isinstance(node, exp.Column):
        return
    for end, other_end in OTHER_END:
        if node.name.endswith(end):
            other: exp.Expression = node.copy()
            other.set("this", exp.to_identifier(node.name.removesuffix(end) + other_end))
            if isinstance(node.parent, exp.Select):
                other = exp.alias_(other, node.name)
            yield node, other, node if isinstance(node.parent, exp.Query | None) else _around(node.parent)


def _another_join(node: exp.Expression) -> Iterator[Change]:
    if isinstance(node, exp.Join):
        other = node.copy()
        if (kind := str(node.args.get("kind") or "").upper()) in OTHER_KIND:
            other.set("kind", OTHER_KIND[kind])
            yield node, other, node
        elif (side := str(node.args.get("side") or "").upper()) in OTHER_KIND:
            other.set("side", OTHER_KIND[side])
            yield node, other, node
        elif side in ("LEFT", "FULL"):
            other.set("side", None)
            other.set("kind", None)
            yield node, other, node
    if isinstance(node, exp.SetOperation) and node.parent is not None:
        for gone, kept in ((node.this, node.expression), (node.expression, node.this)):
            if not isinstance(gone, exp.SetOperation):
                yield node, kept.copy(), gone


CHANGES: tuple[Callable[[exp.Expression], Iterator[Change]], ...] = (
    _other_comparison,
    _one_condition_less,
    _one_branch_less,
    _the_contrary,
    _another_word,
    _the_other_end,
    _another_join,
)
