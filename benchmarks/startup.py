"""What a fresh process costs: seconds of processor time beyond Python's own start, the least of some runs.

    python benchmarks/startup.py [--page FILE] [--runs N] [--many N]

Measured are `import cleanse`, `cleanse --help`, the first web page cleaned (`--page`, else one made here), `cleanse
check` of ten small clean texts, and seconds on the clock of `cleanse check` over `--many` such texts on one and two
cores.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

ROOT = Path(__file__).resolve().parents[1]
PAGE = "import cleanse, sys; cleanse.Cleaner().clean(open(sys.argv[1], 'rb').read(), id='page.html').text"
STORY = (
    "the council said on {day} that the {thing} near the {place} will stay closed until {day} because engineers found "
    "cracks in {count} of its arches. People who live by the {place} had asked for a new {thing} for {count} years."
)
DAYS, PLACES, THINGS = ("Monday", "Friday"), ("harbour", "station", "old mill"), ("bridge", "tunnel", "ferry landing")
MENU = ("Home", "News", "Sport", "Opinion", "Contact us", "About us", "Subscribe", "Privacy policy", "Terms of use")


def paragraph(number: int) -> str:
    """A sentence or two of a made-up story; another number gives other words."""
    words = STORY.split()
    text = " ".join(words[number % 7 :] + words[: number % 7])
    return text.format(
        day=DAYS[number % 2], place=PLACES[number % 3], thing=THINGS[number // 2 % 3], count=number + 3
    ).capitalize()


def page() -> str:
    menu = "".join(f"<li><a href='/{number}'>{name}</a></li>" for number, name in enumerate(MENU))
    story = "".join(f"<p>{paragraph(number)}</p>" for number in range(12))
    return (
        f"<!doctype html><html><head><title>Bridge stays closed</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><h1>Bridge stays closed until spring</h1>{story}</main><footer><ul>{menu}</ul>"
        "<p>© 2024 The Harbour Times. All rights reserved.</p></footer></body></html>"
    )


def processor_seconds(arguments: Sequence[str], runs: int) -> float:
    """The least processor time of a Python process with these arguments."""
    return min(_times(arguments)[0] for _ in range(runs))


def _times(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds of the processor and on the clock."""
    before, begun = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False, env=_environment())
    after, ended = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - begun


@cache
def _environment() -> dict[str, str]:
    """The environment, with this checkout on the path and modules compiled once, as those of an installed package."""
    path = os.pathsep.join((str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])))
    ours = {"PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "cleanse-startup-pycache")}
    return {**os.environ, **ours, "PYTHONDONTWRITEBYTECODE": ""}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, help="a web page to clean first")
    parser.add_argument("--runs", type=int, default=7, help="processes, of which the cheapest counts (default 7)")
    parser.add_argument("--many", type=int, default=1000, help="texts checked on one and two cores (default 1000)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(page(), encoding="utf-8")
        texts = Path(folder) / "texts"
        texts.mkdir()
        for number in range(max(10, args.many)):
            story = "\n\n".join(paragraph(13 * number + place) for place in range(4))
            (texts / f"{number:04d}.txt").write_text(f"{story}\n", encoding="utf-8")
        report(args.page or Path(folder) / "page.html", sorted(texts.iterdir()), args.runs)


def report(page: Path, texts: Sequence[Path], runs: int) -> None:
    check = ["-m", "cleanse", "check", "-q"]
    nothing = processor_seconds(["-c", "pass"], runs)
    print(f"{'Python itself':32s} {nothing:.3f} s")
    for name, arguments in (
        ("import numpy", ["-c", "import numpy"]),
        ("import cleanse", ["-c", "import cleanse"]),
        ("cleanse --help", ["-m", "cleanse", "--help"]),
        ("first page", ["-c", PAGE, str(page)]),
        ("check of ten clean texts", [*check, *map(str, texts[:10])]),
    ):
        print(f"{name:32s} {processor_seconds(arguments, runs) - nothing:.3f} s beyond that")
    for jobs in ("1", "2"):
        seconds = min(_times([*check, "--jobs", jobs, str(texts[0].parent)])[1] for _ in range(2))
        print(f"check of {len(texts):,} on {jobs}: {'':14s} {seconds:.2f} s on the clock")


if __name__ == "__main__":
    main()
