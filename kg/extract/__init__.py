"""From one document's text to records. spaCy lives here and nowhere else.

The stages, each a file per noun: :mod:`~kg.extract.text` (paragraphs under the parser),
:mod:`~kg.extract.actors` (who there is), :mod:`~kg.extract.statements` (who says what),
:mod:`~kg.extract.meetings` (who met), :mod:`~kg.extract.positions` (who is for and against what);
:mod:`~kg.extract.pipeline` puts them in order.
"""

from kg.extract.pipeline import extract, extract_all

__all__ = ["extract", "extract_all"]
