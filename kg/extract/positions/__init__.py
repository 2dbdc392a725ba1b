"""Who is for and against what: stances, their holders, targets and issues."""

from kg.extract.positions.holdings import find_positions

__all__ = ["find_positions"]
