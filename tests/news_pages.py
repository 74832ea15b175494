"""Web pages around the stories of `fixtures/stories.toml`: a header, a menu, a list of other stories, a footer."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path
from typing import Any

STORIES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "fixtures" / "stories.toml").read_text(encoding="utf-8")
)

ABOVE = """<header class="top"><a href="/">Rock Herald</a><nav><ul><li><a href="/a">News</a></li>
<li><a href="/b">Sport</a></li><li><a href="/c">Culture</a></li></ul></nav></header>"""
BELOW = """<aside class="rail"><h3>Most read</h3><ul><li><a href="/1">Ferry strike goes on</a></li>
<li><a href="/2">A new library for the old town</a></li><li><a href="/3">Ten ways to cook leeks</a></li></ul></aside>
<footer><p>© 2024 Rock Herald. All rights reserved.</p><ul><li><a href="/p">Privacy policy</a></li>
<li><a href="/t">Terms of use</a></li></ul></footer>"""


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def page(language: str, body: str, after: str = "", title: str = "", heading: bool = True) -> str:
    """A page with this body in its `article`, below a heading with the title, and something after it in `main`."""
    title = escape(title or STORIES[language]["title"])
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>{title} | Rock Herald</title></head><body>{ABOVE}'
        f'<main><article class="story">{f"<h1>{title}</h1>" if heading else ""}{body}</article>{after}</main>'
        f"{BELOW}</body></html>"
    )
