"""What a query answers: rows of plain Python values."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["IRI", "Rows", "Value"]


SHOWN = 60
"""So many rows are shown in a notebook."""


class IRI(str):
    """A string that names a resource, so that it can be told from a string that was written.

    Examples
    --------
    >>> IRI("https://example.org/a") == "https://example.org/a"
    True
    """

    __slots__ = ()


Value = str | int | float | bool | None
"""A cell: an :class:`IRI`, a text, a number, a truth value; dates are ISO 8601 texts, ``None`` is unbound."""


class Rows(Sequence[dict[str, Value]]):
    """The answer to a SELECT query: a sequence of dictionaries with the same keys.

    Examples
    --------
    >>> rows = Rows(("name", "count"), [("China", 2), ("Russia", 1)])
    >>> rows[0]["name"], len(rows), rows.column("count")
    ('China', 2, [2, 1])
    """

    __slots__ = ("columns", "values")

    def __init__(self, columns: Sequence[str], values: Sequence[Sequence[Value]]) -> None:
        self.columns = tuple(columns)
        self.values: list[tuple[Value, ...]] = [tuple(row) for row in values]

    @overload
    def __getitem__(self, index: int) -> dict[str, Value]: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> dict[str, Value] | Rows:
        if isinstance(index, slice):
            return Rows(self.columns, self.values[index])
        return dict(zip(self.columns, self.values[index], strict=True))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.values)

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """Show the first rows as a table in a notebook."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{'' if v is None else html.escape(str(v))}</td>" for v in row) + "</tr>"
            for row in self.values[:SHOWN]
        )
        more = f"<p>and {len(self) - SHOWN:,} more</p>" if len(self) > SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def column(self, name: str) -> list[Value]:
        """Return one column's values."""
        at = self.columns.index(name)
        return [row[at] for row in self.values]

    def to_csv(self) -> str:
        """Return the rows as CSV with a header line; unbound cells are empty.

        Examples
        --------
        >>> print(Rows(("a", "b"), [("x, y", None)]).to_csv(), end="")
        a,b
        "x, y",
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.values)
        return out.getvalue()

    def to_json(self) -> str:
        """Return the rows as a JSON list of objects.

        Examples
        --------
        >>> Rows(("a",), [(1,)]).to_json()
        '[{"a": 1}]'
        """
        return json.dumps(list(self), ensure_ascii=False)

    def to_dataframe(self) -> pd.DataFrame:
        """Return the rows as a pandas DataFrame (``pip install "kg[notebook]"``)."""
        import pandas as pd  # an extra, and slow to import

        return pd.DataFrame(self.values, columns=list(self.columns))
