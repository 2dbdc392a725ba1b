"""A dataset on somebody's SPARQL server, read by its URL as if it were a store of ours.

Any SPARQL 1.1 server will do: queries go out as form posts with an explicit ``Accept``, which all servers understand,
over the standard library's HTTP, so that nothing more has to be installed. A server that cuts long answers without a
word (Virtuoso does, at 10,000 rows) is asked page by page, and the rows are counted.
"""

from kg.remote.endpoint import Endpoint, connect

__all__ = ["Endpoint", "connect"]
