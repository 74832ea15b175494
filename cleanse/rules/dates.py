"""A date as it is written in a dateline → ISO 8601, where it can be read in one way only."""

from __future__ import annotations

import re
from datetime import date

# month names by their first letters, as far as they are needed to tell them apart, in the languages of the rules
_MONTHS = {
    1: ("jan", "jän", "ene", "gen", "sty", "янв", "oca", "يناير"),
    2: ("feb", "fév", "fev", "lut", "фев", "şub", "فبراير"),
    3: ("mar", "mär", "maa", "мар", "maerz", "مارس"),
    4: ("apr", "avr", "abr", "kwi", "апр", "nis", "أبريل"),
    5: ("may", "mai", "mag", "mei", "maj", "мая", "май", "مايو"),
    6: ("jun", "juin", "giu", "cze", "июн", "haz", "يونيو"),
    7: ("jul", "juil", "lug", "lip", "июл", "tem", "يوليو"),
    8: ("aug", "aoû", "aou", "ago", "sie", "авг", "ağu", "أغسطس"),
    9: ("sep", "set", "wrz", "сен", "eyl", "سبتمبر"),
    10: ("oct", "okt", "out", "ott", "paź", "окт", "eki", "أكتوبر"),
    11: ("nov", "lis", "ноя", "kas", "نوفمبر"),
    12: ("dec", "dez", "dic", "déc", "gru", "дек", "ara", "ديسمبر"),
}
_BY_NAME = {name: number for number, names in _MONTHS.items() for name in names}
_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_FORMS = [
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[년年] ?(?P<m>\d{1,2})[월月] ?(?P<d>\d{1,2})[일日]"),
    re.compile(rf"\b{_NAME} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)? ?(?:de |of )?{_NAME}(?: de)?,? {_YEAR}"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>(?:19|20)\d\d)(?!\d)"),
]


def iso_date(text: str) -> str | None:
    """The first date of the text; None where there is none or it can be read in two ways.

    >>> iso_date("Updated: Sep 25, 2023"), iso_date("03/04/2021"), iso_date("30/04/2021")
    ('2023-09-25', None, '2021-04-30')
    """
    for form in _FORMS:
        match = form.search(text)
        if match and (iso := _read(match.groupdict())):
            return iso
    return None


def _read(parts: dict[str, str]) -> str | None:
    if "a" in parts:  # day and month, or month and day: only a number above 12 tells, or both being the same
        a, b = int(parts["a"]), int(parts["b"])
        if a <= 12 and b <= 12 and a != b:
            return None
        day, month = (a, b) if a > 12 else (b, a)
    else:
        day = int(parts["d"])
        month = int(parts["m"]) if "m" in parts else _month(parts["name"])
    try:
        return date(int(parts["y"]), month, day).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    name = name.casefold()
    return _BY_NAME.get(name[:4]) or _BY_NAME.get(name[:3]) or _BY_NAME.get(name) or 0
