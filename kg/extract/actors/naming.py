"""When two names are the name of one person or one organisation."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from kg.extract.phrases import rows

__all__ = ["SURNAME_FIRST", "gender_of", "given_name", "one_person", "parts", "surname_of"]

SURNAME_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "VNM", "HUN", "KHM", "SGP"})
"""States in which most names begin with the family name, as English news writes them."""

SPLIT = re.compile(r"[^\w']+")
ENDINGS = ((re.compile(r"(?:iy|yy|ij|ii|y|i)$"), "y"), (re.compile(r"ey$"), "ei"))
SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """Return the parts of a name in a form that spellings share.

    >>> parts("Recep Tayyip Erdoğan"), parts("Zelenskyy") == parts("Zelensky")
    (('recep', 'tayyip', 'erdogan'), True)
    """
    folded = unicodedata.normalize("NFKD", name.lower().translate(LETTERS).replace("’", "'"))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    found = []
    for part in SPLIT.split(plain):
        bare = part.strip("'")
        if not bare or bare in SUFFIXES:
            continue
        if len(bare) > 4:
            for ending, letter in ENDINGS:
                bare = ending.sub(letter, bare)
        found.append(bare)
    return tuple(found)


def surname_of(name: str, country: str | None) -> str:
    """Return the part by which a person is referred to.

    >>> surname_of("Wang Wenbin", "CHN"), surname_of("Ursula von der Leyen", None)
    ('wang', 'leyen')
    """
    found = parts(name)
    return (found[0] if country in SURNAME_FIRST else found[-1]) if found else ""


def given_name(name: str) -> str:
    """Return the first part of a full name, empty for a surname alone."""
    found = parts(name)
    return found[0] if len(found) > 1 else ""


@cache
def genders() -> dict[str, str]:
    """Return the gender of every given name in the table."""
    return {parts(name)[0]: gender for gender, names in rows("given_names.tsv", 2) for name in names.split("; ")}


def gender_of(name: str, *, family_first: bool) -> str:
    """Return f or m where the given name of a full name tells it, else nothing.

    >>> gender_of("Angela Merkel", family_first=False), gender_of("Kim Jong Un", family_first=True)
    ('f', '')
    """
    given = given_name(name)
    return "" if family_first or "-" in name.split(" ", maxsplit=1)[0] else genders().get(given, "")


def alike(a: str, b: str) -> bool:
    """Whether two given names are spellings, initials or short forms of one."""
    return a[:3] == b[:3] or (min(len(a), len(b)) == 1 and a[0] == b[0])


def one_person(a: str, b: str, *, same_office: bool = False) -> bool:
    """Whether two full names are one person's.

    >>> one_person("Joseph R. Biden, Jr.", "Joseph Biden"), one_person("Ivanka Trump", "Donald Trump")
    (True, False)
    >>> one_person("Sergei Lavrov", "Sergey Lavrov"), one_person("Wang Yu", "Wang Wenbin")
    (True, False)
    """
    x, y = parts(a), parts(b)
    if not x or not y:
        return False
    if x == y or "".join(x) == "".join(y):
        return True
    shared = set(x) & set(y)
    if len(shared) == min(len(set(x)), len(set(y))) > 1:
        return True
    return x[-1] == y[-1] and (alike(x[0], y[0]) or (same_office and x[0][:2] == y[0][:2]))
