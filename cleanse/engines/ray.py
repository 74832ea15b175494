"""Tasks on a Ray cluster, or on this machine where none is running.

The nodes must see the input and the output folder under the same paths: tasks pass files, not texts, to each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from cleanse.settings import ConfigError

try:
    import ray
except ImportError:
    raise ConfigError("engine = 'ray' needs Ray: pip install 'cleanse-news[ray]'") from None

T = TypeVar("T")
R = TypeVar("R")


def ordered_map(task: Callable[[T], R], items: Iterable[T], jobs: int, address: str | None = None) -> Iterator[R]:
    """`map(task, items)` on the cluster's processors (at most `jobs` at once; 0: all), results in order.

    The cluster is that at `address`, else the one that `RAY_ADDRESS` names, else this machine. Ray's own settings hold:
    a cluster with token authentication wants the token where Ray looks for it (`RAY_AUTH_TOKEN`, or the file that
    `RAY_AUTH_TOKEN_PATH` names). A task whose node is lost is done again on another one.
    """
    if not ray.is_initialized():
        _connect(address)
    at_once = jobs or int(ray.cluster_resources().get("CPU", 1))
    remote = ray.remote(max_retries=3)(_call)
    shared = ray.put(task)
    waiting: deque[Any] = deque()
    for item in items:
        # with `jobs` given the window itself is the limit; else a few more wait so that no node runs dry
        if len(waiting) >= (at_once if jobs else 4 * at_once):
            yield ray.get(waiting.popleft())
        waiting.append(remote.remote(shared, item))
    while waiting:
        yield ray.get(waiting.popleft())


def _connect(address: str | None) -> None:
    options = {"log_to_driver": False, "logging_level": "warning"}
    try:
        if address:
            ray.init(address=address, **options)
        else:
            ray.init(include_dashboard=False, **options)
    except (ConnectionError, ValueError) as error:
        raise ConfigError(f"no Ray cluster at {address or 'RAY_ADDRESS'}: {' '.join(str(error).split())}") from None


def _call(task: Callable[[T], R], item: T) -> R:
    return task(item)
