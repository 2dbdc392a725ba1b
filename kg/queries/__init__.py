"""The competency questions, each a ``.rq`` file beside this one, and how queries run.

A file's first line is the question, then come its parameters::

    # Who said what to whom, and when?
    # param speaker (text): the speaker's name or IRI; example: Xi Jinping

A parameter is optional. Where the query uses it stands ``VALUES ?speaker { UNDEF }``, which is
SPARQL that runs anywhere and means "any". A value never becomes part of the query's text: that
clause gives way to the call of a function which returns the value.
"""

from kg.queries.questions import Parameter, Question, find, questions
from kg.queries.rows import IRI, Rows, Value
from kg.queries.run import evaluate, to_ox, to_rdflib, written

__all__ = [
    "IRI",
    "Parameter",
    "Question",
    "Rows",
    "Value",
    "evaluate",
    "find",
    "questions",
    "to_ox",
    "to_rdflib",
    "written",
]
