"""Every error that this library raises on purpose.

A message names the file, the place in it and what to do about it.

::

    KgError
    ├── ReadError          a source that cannot become a document
    ├── ModelError         a spaCy pipeline that is missing or unusable
    ├── DataError          a data file of the project or the user that is malformed
    ├── StoreError         a dataset that cannot be opened, written or parsed
    └── QueryError         an unknown question, a missing parameter, SPARQL that does not parse
"""

__all__ = ["DataError", "KgError", "ModelError", "QueryError", "ReadError", "StoreError"]


class KgError(Exception):
    """Base of all errors of this library."""


class ReadError(KgError):
    """A source file cannot be turned into a document."""


class ModelError(KgError):
    """A language pipeline is missing or lacks a component that is needed."""


class DataError(KgError):
    """A data file (lexicon, sidecar, extraction) is malformed."""


class StoreError(KgError):
    """A dataset cannot be opened, read or written."""


class QueryError(KgError):
    """A query is unknown, incomplete or refused."""
