"""One self-contained page for people who will never run Python: who said what, and where it is written.

:func:`page` makes it from a store, :func:`write` writes it to a file, :mod:`kg.html.notebook` shows it in a notebook.
The way there: :mod:`~kg.html.views` decides what the pictures show, :mod:`~kg.html.layered` and
:mod:`~kg.html.force` place it, :mod:`~kg.html.payload` and :mod:`~kg.html.lists` are the page's data,
:mod:`~kg.html.build` puts the template in ``template/`` around them.
"""

from kg.html.build import page, write

__all__ = ["page", "write"]
