"""How the cost of one document grows with its size: time and memory a byte, for texts that are hard in one way each.

    python benchmarks/growth.py [--largest BYTES] [--only BAIT …] [--filters NAME …]

Each bait is cleaned at sizes that grow tenfold, each in a process of its own. A filter that is linear costs the same
time a byte at every size, fixed costs aside: what is marked costs more than twice as much at a size as at the one
before, and lists the filter that grows most. Memory is the peak of the process beyond its start, a byte of UTF-8.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.sentences import sentences

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
SECONDS = 300  # a size that takes longer ends its bait
GROWTH = 2  # times the cost a byte from which on a size is marked
NOISE = 0.05  # seconds below which a time says nothing


def prose(size: int, language: str = "en", line: str = "\n\n") -> str:
    """Paragraphs of numbered sentences, so that none is like another."""
    pool, parts, length, number = sentences()[language].long, [], 0, 0
    while length < size:
        parts.append(f"{number}: {pool[number % len(pool)]}")
        length += len(parts[-1].encode()) + 1
        number += 1
    return line.join(" ".join(parts[at : at + 3]) for at in range(0, len(parts), 3))


def _repeated(text: str) -> Callable[[int], str]:
    return lambda size: text * (size // len(text.encode("utf-8", "surrogatepass")) + 1)


BAITS: dict[str, Callable[[int], str]] = {
    "prose": prose,
    "Chinese prose": lambda size: prose(size, "zh-Hans"),
    "Russian prose": lambda size: prose(size, "ru"),
    "Japanese prose": lambda size: prose(size, "ja"),
    "one line": lambda size: prose(size, line=" "),
    "one line of Chinese": lambda size: prose(size, "zh-Hans", line=""),
    "short lines": lambda size: "\n".join(map(str, range(size // 6 + 1))),
    "copies": lambda size: (half := prose(size // 2)) + "\n\n" + half,
    "one paragraph again and again": _repeated(prose(600) + "\n\n"),
    "spaces": _repeated(" "),
    "no-break spaces": _repeated("a\u00a0 "),
    "line ends": _repeated("\r\n"),
    "combining marks": lambda size: "a" + "\u0301" * (size // 2),
    "zero-width joiners": _repeated("\u200d\u200c"),
    "soft hyphens": _repeated("a\u00ad"),
    "UTF-8 read as cp1252": lambda size: prose(size, "fr").encode().decode("cp1252", "replace"),
    "UTF-8 read as GBK": lambda size: prose(size, "ru").encode().decode("gbk", "replace"),
    "random Chinese": lambda size: "".join(chr(0x4E00 + number * 7919 % 20902) for number in range(size // 3)),
    "entities": _repeated("&amp;#233; "),
    "percent escapes": _repeated("%E4%BD%A0"),
    "backslashes": _repeated("\\u4f60"),
    "pinyin glosses": _repeated("創(chuàng)新"),
    "full-width letters": _repeated("Ａ１，"),
    "two alphabets": _repeated("раper "),
    "legal lines": _repeated("© 2024 Example News. All rights reserved.\n"),
    "brackets": _repeated("（("),
    "open tags": _repeated("<div>"),
    "attributes": lambda size: "<p " + "".join(f"a{number}=1 " for number in range(size // 8)) + ">x</p>",
    "table rows": lambda size: "<table>" + "<tr><td>1<td>2" * (size // 14) + "</table>",
    "comments": _repeated("<!-- x --><p>x</p>"),
}


def measure(bait: str, size: int, filters: list[str]) -> dict[str, object]:
    """Seconds, by filter too, and peak memory of cleaning one document in this process."""
    from cleanse import Cleaner

    cleaner = Cleaner(filters or None)
    cleaner.clean("Warm: café 漢字 – “quoted”.\n<p>© 2024</p>")
    text = BAITS[bait](size)
    before, begun = _peak(), process_time()
    by_filter: dict[str, float] = {}
    cleaner.clean(text, seconds=by_filter)
    size = len(text.encode("utf-8", "surrogatepass"))
    return {"seconds": process_time() - begun, "memory": _peak() - before, "bytes": size, "by_filter": by_filter}


def _peak() -> int:
    """The most memory the process has had, in bytes; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def grow(bait: str, sizes: list[int], filters: list[str]) -> None:
    """Print the cost a byte of one bait at each size."""
    last: dict[str, float] = {}
    for size in sizes:
        command = [sys.executable, __file__, "--measure", bait, str(size), *filters]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            print(f"  {size:>10,}  more than {SECONDS} seconds", flush=True)
            return
        found = json.loads(done.stdout)
        costs = {name: seconds / found["bytes"] * 1e9 for name, seconds in found["by_filter"].items()}
        whole = found["seconds"] / found["bytes"] * 1e9
        mark = ""
        if last and found["seconds"] > NOISE and whole > GROWTH * sum(last.values()):
            name = max(costs, key=lambda name: costs[name] - last.get(name, 0.0))
            mark = f"  <- grows: {name} {last.get(name, 0.0):,.0f} → {costs[name]:,.0f}"
        memory = found["memory"] / found["bytes"]
        print(f"  {found['bytes']:>10,} {whole:10,.0f} ns a byte {memory:8.1f} bytes a byte{mark}", flush=True)
        last = costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="bytes of the largest document")
    parser.add_argument("--only", nargs="*", choices=BAITS, help="baits")
    parser.add_argument("--filters", nargs="*", default=[], help="filters (else the default chain)")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        bait, size, *filters = args.measure
        print(json.dumps(measure(bait, int(size), filters)))
        return
    for bait in args.only or BAITS:
        print(bait, flush=True)
        grow(bait, [size for size in SIZES if size <= args.largest], args.filters)


if __name__ == "__main__":
    main()
