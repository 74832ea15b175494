"""What other packages add, by entry points of their distributions. A name is found without importing its package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cleanse.settings import ConfigError, suggestion

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


class Group(NamedTuple):
    """The entry points of one kind: their group, what one is called, what it must name, and the names taken."""

    name: str
    noun: str
    wanted: str
    builtin: tuple[str, ...]


def names(group: Group) -> tuple[str, ...]:
    """All names there are: those that come with cleanse, then those of other packages."""
    return (*group.builtin, *sorted({point.name for point in _entry_points(group)} - set(group.builtin)))


def check_names(group: Group, wanted: Iterable[str]) -> None:
    """Raises ConfigError if nothing has one of these names, or more than one thing."""
    points = _entry_points(group)
    for name in wanted:
        _only(group, name, points)


def _only(group: Group, name: str, points: Sequence[EntryPoint]) -> EntryPoint | None:
    """The entry point of that name; None for what comes with cleanse."""
    of_name = [point for point in points if point.name == name]
    if name in group.builtin:
        if of_name:
            raise ConfigError(
                f"{_origin(of_name[0])} adds {group.noun} {name!r}, but cleanse has one of that name; "
                "it must take another name"
            )
        return None
    if not of_name:
        raise ConfigError(f"no {group.noun} is named {name!r}{suggestion(name, names(group))}")
    if len({point.value for point in of_name}) > 1:
        packages = " and ".join(sorted(map(_origin, of_name)))
        raise ConfigError(f"{packages} each add {group.noun} {name!r}; uninstall all but one")
    return of_name[0]


class Plugin(NamedTuple):
    """What an entry point names. `origin` begins, and `wanted` ends, a message about it."""

    function: Callable[..., Any]
    origin: str
    wanted: str


def load(group: Group, name: str) -> Plugin:
    """The function that the entry point of that name names. Raises ConfigError if there is none to be had."""
    point = _only(group, name, _entry_points(group))
    assert point is not None, "what comes with cleanse has no entry point"
    origin = f"{group.noun} {name!r}: its entry point in {_origin(point)} names {point.value!r}"
    wanted = f"it must name {group.wanted}"
    try:
        function = point.load()
    except (Exception, SystemExit) as error:  # importing a package may raise anything
        raise ConfigError(f"{origin}: {type(error).__name__}: {error}; {wanted}") from error
    if not callable(function):
        raise ConfigError(f"{origin}, of type {type(function).__name__}; {wanted}")
    return Plugin(function, origin, wanted)


def _entry_points(group: Group) -> list[EntryPoint]:
    from importlib.metadata import entry_points  # as slow to import as all the rest, and seldom needed

    return list(entry_points(group=group.name))


def _origin(point: EntryPoint) -> str:
    return f"the package {point.dist.name!r}" if point.dist else "another package"
