"""Who met whom, when and where, and what was said at which meeting."""

from kg.extract.meetings.events import Meetings, find_meetings

__all__ = ["Meetings", "find_meetings"]
