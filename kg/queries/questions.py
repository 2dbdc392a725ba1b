"""The questions: what they ask, what they can be asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from kg.errors import DataError, QueryError

__all__ = ["Parameter", "Question", "find", "questions"]

_PARAMETER = re.compile(
    r"# param (?P<name>\w+) \((?P<kind>text|date|integer|number)\): (?P<meaning>.+); example: (?P<example>.+)"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be narrowed by."""

    name: str
    kind: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Question:
    """A competency question and its SPARQL."""

    number: int
    name: str
    text: str
    parameters: tuple[Parameter, ...]
    sparql: str


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions in the order of their numbers.

    Examples
    --------
    >>> questions()[0].text
    'Who said what to whom, and when?'
    """
    folder = files("kg.queries")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".rq"))
    return tuple(_read(name, (folder / name).read_text(encoding="utf-8")) for name in names)


def _read(file: str, text: str) -> Question:
    number, _, name = file.removesuffix(".rq").partition("-")
    first, *rest = text.splitlines()
    if not (number.isdigit() and name and first.startswith("# ")):
        raise DataError(f"kg/queries/{file}: name it NN-name.rq and let its first line be '# ' and the question")
    parameters = []
    for at, line in enumerate(rest, 2):
        if line.startswith("# param"):
            match = _PARAMETER.fullmatch(line)
            if match is None:
                raise DataError(f"kg/queries/{file}:{at}: write '# param NAME (KIND): MEANING; example: VALUE'")
            parameters.append(Parameter(**match.groupdict()))
    return Question(int(number), name, first.removeprefix("# "), tuple(parameters), text)


def find(name: str) -> Question:
    """Return the question with a name ("who-met-whom"), a number ("12") or both.

    Raises
    ------
    QueryError
        There is none; the message names those that are close.

    Examples
    --------
    >>> find("1") is find("who-said-what") is find("01-who-said-what")
    True
    """
    for question in questions():
        if name in {question.name, f"{question.number:02}-{question.name}"} or name.lstrip("0") == str(question.number):
            return question
    close = get_close_matches(name, [question.name for question in questions()], n=3, cutoff=0.3)
    hint = f"did you mean {', '.join(close)}?" if close else "`kg questions` lists them"
    raise QueryError(f"{name!r} is no question: {hint}")
