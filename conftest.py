"""Which modules have no examples to run: those that need an extra that is not installed."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("ray") else ["cleanse/engines/ray.py"]
