"""A diplomatic statement knowledge graph: who said what about whom, when, and where is that written."""

__version__ = "0.1.0"
