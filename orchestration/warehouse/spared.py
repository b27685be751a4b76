"""What dbt is spared: code that nobody calls, and messages that nobody hears.

What belongs here: these two, each once in a process. What does not: what dbt is asked to do (``dbt``).

Each class of dbt's project has code written and compiled for it by mashumaro, to read and to write it, when it is
imported: of most a run uses none. And dbt makes a message of everything it does, checked and stamped, before it looks
for who wants to hear it (docs/adr/0061).
"""

from __future__ import annotations

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
