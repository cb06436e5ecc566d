"""What a first click would wait for, loaded ahead in a thread of its own once the first window is there."""

from __future__ import annotations

import datetime as dt

from merlingua.gui.translation import Formatter


def load_pages(language: str) -> None:
    """Import pages, and read how a language writes numbers, times and lists."""
    import merlingua.gui.agreement_actions
    import merlingua.gui.inspect_actions  # noqa: F401

    formatter = Formatter(language)
    formatter.list([formatter.number(1234.5, digits=2), formatter.time(dt.datetime.now(dt.UTC))])
