"""Which script a text is in, by most of its letters: enough to tell a person what a folder holds."""

from __future__ import annotations

from collections import Counter

from cleanse.text.chars import HAN, HANGUL, KANA_LETTERS
from cleanse.text.lazy import lazy_pattern

_SCRIPTS = {
    "Latin": lazy_pattern("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "Cyrillic": lazy_pattern("[\u0400-\u052f]"),
    "Greek": lazy_pattern("[\u0370-\u03ff\u1f00-\u1fff]"),
    "Arabic": lazy_pattern("[\u0620-\u06ff\u0750-\u077f]"),
    "Hebrew": lazy_pattern("[\u05d0-\u05ea]"),
    "Indic": lazy_pattern("[\u0900-\u0dff]"),
    "Thai": lazy_pattern("[\u0e01-\u0e5b]"),
    "Han": lazy_pattern(f"[{HAN}]"),
    "Kana": lazy_pattern(f"[{KANA_LETTERS}]"),
    "Hangul": lazy_pattern(f"[{HANGUL}]"),
}
_SAMPLE = 4000  # characters that show it
_KANA = 0.1  # of the East Asian letters: a text with more is Japanese


def script_of(text: str) -> str:
    """The script of most of a text's letters; `Japanese` where kana go with Han, `Chinese` for Han alone.

    >>> script_of("Паром ходит"), script_of("東京の天気は晴れ"), script_of("市政府宣布"), script_of("123")
    ('Cyrillic', 'Japanese', 'Chinese', 'none')
    """
    sample = text[:_SAMPLE]
    counts = Counter({name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS.items()})
    kana, han = counts["Kana"], counts["Han"]
    if kana and kana >= _KANA * (kana + han):
        counts["Japanese"] = kana + han
    elif han:
        counts["Chinese"] = han
    del counts["Kana"], counts["Han"]
    counts["Korean"] = counts.pop("Hangul")
    (name, number), *_ = counts.most_common(1)
    return name if number else "none"
