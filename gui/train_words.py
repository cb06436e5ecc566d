"""What the Train page says of groups, rows and results, in words."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from merlingua.gui.agreement_words import Named, group_name
from merlingua.gui.train_model import TrainedModel
from merlingua.gui.translation import Formatter

LEVEL = 0.05
FEW_CLIPS = 40
_FEW_RATERS = "few raters"
_NO_AGREEMENT = "no agreement"


def group_label(table: Named, group: str, by: str, formatter: Formatter) -> str:
    """What a group is called."""
    return group_name(table, group, by=by, formatter=formatter)


def pooled_text(reason: str) -> str:
    """Why the label of all listeners stands in; empty where a group has its own."""
    translate = QCoreApplication.translate
    known = {
        "": "",
        _FEW_RATERS: translate("Train", "Too few listeners: the label is that of all."),
        _NO_AGREEMENT: translate("Train", "They agree no better than chance: the label is that of all."),
    }
    return known.get(reason, reason)


def pooled_mark(reason: str) -> str:
    """The same in one word, for a cell."""
    return QCoreApplication.translate("Train", "all") if reason else ""


def stage_text(stage: str) -> str:
    """What is being done."""
    translate = QCoreApplication.translate
    known = {
        "read": translate("Train", "Reading the answers"),
        "log-mels": translate("Train", "Hearing the excerpts"),
        "clip vectors": translate("Train", "Hearing the excerpts with the model"),
        "descriptors": translate("Train", "Describing the excerpts"),
        "validation": translate("Train", "Learning, and judging on excerpts left out"),
    }
    return known.get(stage, translate("Train", "Computing"))


def row_text(row: str) -> str:
    """A row of the judgement."""
    translate = QCoreApplication.translate
    return {
        "group": translate("Train", "A model for each group"),
        "pooled": translate("Train", "One model for all"),
        "prior": translate("Train", "What groups say of other excerpts"),
        "uniform": translate("Train", "A quarter each"),
        "listeners": translate("Train", "As many other listeners"),
        "floor": translate("Train", "The best that is possible"),
    }.get(row, row)


def verdicts(model: TrainedModel, formatter: Formatter) -> Iterator[str]:
    """What may be said of a model, a sentence each; no more than the excerpts show."""
    translate = QCoreApplication.translate
    for found in model.differences:
        if (found.first, found.second) not in (("group", "prior"), ("group", "pooled")):
            continue
        numbers = translate("Train", "{mean} nats a vote [{low}, {high}], p = {p}").format(
            mean=formatter.signed(found.mean, digits=3),
            low=formatter.signed(found.low, digits=3),
            high=formatter.signed(found.high, digits=3),
            p=formatter.number(found.p_holm, digits=4),
        )
        if found.p_holm > LEVEL:
            sentence = translate(
                "Train", "No difference between \u201c{first}\u201d and \u201c{second}\u201d was detected"
            )
        elif found.mean < 0:
            sentence = translate(
                "Train", "\u201c{first}\u201d foretells votes better than \u201c{second}\u201d"
            )
        else:
            sentence = translate(
                "Train", "\u201c{first}\u201d foretells votes worse than \u201c{second}\u201d"
            )
        yield f"{sentence.format(first=row_text(found.first), second=row_text(found.second))}: {numbers}"
    p = formatter.number(model.groups_p, digits=4)
    if model.groups_p <= LEVEL:
        yield translate("Train", "The groups vote differently on these excerpts (p = {p}).").format(p=p)
    else:
        yield translate(
            "Train", "No difference between the groups' votes was detected (p = {p}); there may still be one."
        ).format(p=p)
    if not model.keeps_artists_together:
        yield translate(
            "Train",
            "There are hardly any artists: what was learnt of one may have helped with the artist's other "
            "excerpts.",
        )
    if model.n_clips < FEW_CLIPS:
        yield translate(
            "Train",
            "{n} excerpts can adapt a model to listeners, and cannot show what it would say of other music.",
        ).format(n=formatter.number(model.n_clips))
