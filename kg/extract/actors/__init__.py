"""Who there is in a document: names, offices, nationalities, and what every phrase refers to."""

from kg.extract.actors.cast import Cast, cast_of

__all__ = ["Cast", "cast_of"]
