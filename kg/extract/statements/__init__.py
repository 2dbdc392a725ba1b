"""Who says what: cues, quotations, contents and the phrases that name a source. Grammar only, no coreference."""

from kg.extract.statements.turns import ANSWERING
from kg.extract.statements.utterances import Utterance, find_utterances

__all__ = ["ANSWERING", "Utterance", "find_utterances"]
