"""Which word of which column a fault is about: where no row has that word there, the fault changes nothing.

What belongs here: what a changed place of a query compares, read from its tree. What does not: which words no element
has (``faults_without_effect/MODEL.yml``), and whether that is so (the tool asks every table it has).
"""

from __future__ import annotations

from sqlglot import exp

About = frozenset[tuple[str, str]]
"""Column and word. A fault changes something only for a row that has one of them."""


def about(old: exp.Expression, new: exp.Expression | None) -> About:
    """What a row must have for a change to matter to it; nothing where that cannot be told."""
    if isinstance(old, exp.If) and new is None:
        return _of_branch(old)
    if isinstance(old, exp.Case) and len(old.args["ifs"]) == 1:
        return _of_branch(old.args["ifs"][0])
    if isinstance(old.parent, exp.In) and new is None:
        return _of_words(old.parent, old)
    if isinstance(old, exp.Literal) and old.is_string and isinstance(new, exp.Literal):
        if isinstance(old.parent, exp.EQ) or (isinstance(old.parent, exp.In) and old.arg_key == "this"):
            return _of_condition(old.parent)
        if (branch := _branch_that_says(old)) is not None:
            return _of_branch(branch)
    return frozenset()


def _branch_that_says(word: exp.Expression) -> exp.If | None:
    """The branch of a case in whose answer a word stands."""
    branch = word.find_ancestor(exp.If, exp.Case, exp.Query)
    is_answer = isinstance(branch, exp.If) and any(node is word for node in branch.args["true"].walk())
    return branch if isinstance(branch, exp.If) and is_answer else None


def _of_branch(branch: exp.If) -> About:
    """``case column when 'word'``, or a condition of its own."""
    case = branch.parent
    if isinstance(case, exp.Case) and isinstance(case.this, exp.Column) and isinstance(branch.this, exp.Literal):
        return frozenset({(case.this.name, branch.this.name)})
    return _of_condition(branch.this)


def _of_condition(node: exp.Expression) -> About:
    """Of several that must all hold, the first that names words is enough."""
    if isinstance(node, exp.Paren):
        return _of_condition(node.this)
    if isinstance(node, exp.And):
        return _of_condition(node.this) or _of_condition(node.expression)
    if isinstance(node, exp.EQ) and isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Literal):
        return frozenset({(node.this.name, node.expression.name)})
    if isinstance(node, exp.In):
        return frozenset().union(*(_of_words(node, one) for one in node.expressions))
    return frozenset()


def _of_words(asked: exp.In, one: exp.Expression) -> About:
    """``'word' in (column, …)`` and ``column in ('word', …)``, of one of them."""
    column, word = (one, asked.this) if isinstance(asked.this, exp.Literal) else (asked.this, one)
    if isinstance(column, exp.Column) and isinstance(word, exp.Literal):
        return frozenset({(column.name, word.name)})
    return frozenset()
