"""Which modules have no examples to run: those that need an extra or a package that is not installed."""

from importlib.util import find_spec

from hypothesis import settings

_NEEDS = {
    "cleanse/engines/ray.py": "ray",
    "cleanse/integrations/datatrove.py": "datatrove",
    "cleanse/integrations/langchain.py": "langchain_core",
    "cleanse/integrations/scrapy.py": "scrapy",
}
collect_ignore = [path for path, package in _NEEDS.items() if not find_spec(package)]

# `--hypothesis-profile hours` is for looking long; each run of it tries other cases
settings.register_profile("hours", max_examples=20_000, deadline=None)
