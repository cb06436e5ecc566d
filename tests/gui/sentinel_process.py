"""Run by ``python -m``: a process that hears clips with a model whose answers are known again; not a test."""

from __future__ import annotations

from merlingua.gui.answer_process import Work, serve
from merlingua.gui.revelation_work import RevelationWork


def make_work() -> Work:
    from tests.gui.revelation_samples import SentinelModel

    return RevelationWork(lambda _name: SentinelModel())


if __name__ == "__main__":
    serve(make_work)
