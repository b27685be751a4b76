"""What dbt is spared: code that nobody calls, messages that nobody hears, and what it found out before found out anew.

What belongs here: these, each once in a process. What does not: what dbt is asked to do (``dbt``).

Each class of dbt's project has code written and compiled for it by mashumaro, to read and to write it, when it is
imported: of most a run uses none. dbt makes a message of everything it does, checked and stamped, before it looks
for who wants to hear it. It makes every model twice a world of names, in which each of 600 macros is put in its
places one by one. And whenever it is asked for something it holds the project and the profile against a schema that it
makes of its classes, and looks through the source of all that called it for a name (docs/adr/0061).
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from operator import is_
from typing import Any


def compile_when_used() -> None:
    """Before dbt is imported: mashumaro compiles what reads and writes a class when it is first called, which is an
    option of it."""
    from mashumaro.config import BaseConfig

    BaseConfig.lazy_compilation = True


def tell_only_what_is_heard() -> None:
    """dbt makes messages for a logger, and warnings and errors in any case. ``dbt`` asks for no logger."""
    from dbt_common.events.base_types import BaseEvent, EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager, get_event_manager

    class OnlyWhatIsHeard(EventManager):
        def fire_event(
            self,
            e: BaseEvent,
            level: EventLevel | None = None,
            node: Any = None,
            force_warn_or_error_handling: bool = False,
        ) -> None:
            is_warning = (level or e.level_tag()) in (EventLevel.WARN, EventLevel.ERROR)
            if self.loggers or is_warning or force_warn_or_error_handling:
                super().fire_event(e, level, node, force_warn_or_error_handling)

    if type(get_event_manager()) is EventManager:
        ctx_set_event_manager(OnlyWhatIsHeard())
        _fill_when_read(BaseEvent)


_AS_GIVEN = "_as_given"


def _fill_when_read(event: Any) -> None:
    """The message of an event is filled from what was given when something of it is first read or set, if ever."""
    fill, read, write = event.__init__, event.__getattr__, event.__setattr__

    def filled(self: Any) -> None:
        what = self.__dict__.pop(_AS_GIVEN, None)
        if what is not None:
            fill(self, *what[0], **what[1])

    def given(self: Any, *arguments: Any, **named: Any) -> None:
        self.__dict__[_AS_GIVEN] = (arguments, named)

    def read_filled(self: Any, name: str) -> Any:
        filled(self)
        return self.__dict__[name] if name in self.__dict__ else read(self, name)

    def write_filled(self: Any, name: str, value: Any) -> None:
        filled(self)
        write(self, name, value)

    event.__init__, event.__getattr__, event.__setattr__ = given, read_filled, write_filled


@contextmanager
def project_was_checked() -> Iterator[None]:
    """Within the block dbt takes the project and the profile as those that it read, and checked, when it parsed them.
    Which part of dbt makes an option known, which it tells where one is switched off, is not looked for."""
    from dbt_common.behavior_flags import BehaviorFlagRendered
    from dbt_common.dataclass_schema import dbtClassMixin

    flag: Any = BehaviorFlagRendered
    flag._default_source = staticmethod(lambda: "dbt")
    checked: Any = dbtClassMixin
    check = checked.__dict__["validate"]
    checked.validate = classmethod(lambda _, data: None)
    try:
        yield
    finally:
        checked.validate = check


@dataclass(frozen=True)
class _Places:
    """Where macros belong, each by its place among ``macros``, as dbt laid them out once."""

    macros: list[Any]
    of_all: dict[str, int]
    of_the_node: dict[str, int]
    of_packages: dict[str, dict[str, int]]
    of_dbt: dict[str, int]


def lay_out_macros_once() -> None:
    """The macros of a project belong to the same places in the world of every model: dbt finds these once."""
    from dbt.clients.jinja import MacroGenerator
    from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder

    if hasattr(MacroNamespaceBuilder.build_namespace, "__wrapped__"):
        return

    class LaidOut(MacroNamespace):  # type: ignore[misc]  # dbt says nothing of its types
        """All names at once, the nearest of each: what dbt's own finds by looking through its layers."""

        def __init__(self, *layers: Any) -> None:
            super().__init__(*layers)
            self._nearest: dict[str, Any] = {}
            for layer in reversed(list(self._search_order())):
                self._nearest.update(layer)

        def __getitem__(self, key: str) -> Any:
            return self._nearest[key]

        def __iter__(self) -> Iterator[str]:
            return iter(self._nearest)

        def __len__(self) -> int:
            return len(self._nearest)

        def keys(self) -> KeysView[str]:
            return self._nearest.keys()

    _build_from_places(MacroNamespaceBuilder, MacroGenerator, LaidOut)


def _build_from_places(builder: Any, generator: Any, laid_out: Any) -> None:
    build = builder.build_namespace
    known: dict[tuple[str, ...], _Places] = {}

    @wraps(build)
    def build_namespace(self: Any, macros_by_package: Mapping[str, Mapping[str, Any]], ctx: dict[str, Any]) -> Any:
        macros = [macro for package in macros_by_package.values() for macro in package.values()]
        whose = (self.root_package, self.search_package, *self.internal_package_names_order)
        places = known.get(whose)
        if places is None or len(places.macros) != len(macros) or not all(map(is_, places.macros, macros)):
            namespace = build(self, macros_by_package, ctx)
            known[whose] = _places(macros, namespace)
            return namespace
        made = [generator(macro, ctx, self.node, self.thread_ctx) for macro in macros]

        def layer(of: dict[str, int]) -> dict[str, Any]:
            return {name: made[place] for name, place in of.items()}

        return laid_out(
            layer(places.of_all),
            layer(places.of_the_node),
            layer(places.of_dbt),
            {package: layer(of) for package, of in places.of_packages.items()},
        )

    builder.build_namespace = build_namespace


def _places(macros: list[Any], namespace: Any) -> _Places:
    place_of = {id(macro): place for place, macro in enumerate(macros)}

    def layer(of: Mapping[str, Any]) -> dict[str, int]:
        return {name: place_of[id(made.macro)] for name, made in of.items()}

    return _Places(
        macros,
        layer(namespace.global_namespace),
        layer(namespace.local_namespace),
        {package: layer(of) for package, of in namespace.packages.items()},
        layer(namespace.global_project_namespace),
    )
