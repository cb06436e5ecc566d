"""What a value of agreement says, in words: for the line under the table, tooltips and screen readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from merlingua.analysis.estimates import Estimate, Interval
from merlingua.gui.agreement_model import ALL, BY_LANGUAGE, ItemDetail
from merlingua.gui.translation import LANGUAGES, Formatter

RULE_IDS = (
    "too_fast",
    "too_slow",
    "fast_answers",
    "straight_lining",
    "failed_checks",
    "inconsistent_repeats",
)
"""The rules of ``analysis.exclusions``, which this window must not import: it brings pandas along."""
DIGITS = 2
"""Decimals of an agreement in the window; the report has more."""


def alpha_text(value: float, formatter: Formatter) -> str:
    """A value of agreement as the window writes it."""
    return formatter.signed(value, digits=DIGITS)


def short_text(estimate: Estimate, formatter: Formatter) -> str:
    """What stands in a cell: the value, or in a word why there is none."""
    if estimate.value is not None:
        return alpha_text(estimate.value, formatter)
    translate = QCoreApplication.translate
    if "n_below_5" in estimate.flags:
        return translate("Agreement", "too few")
    return translate("Agreement", "undefined")


def cell_sentences(estimate: Estimate, *, item: str, group: str, formatter: Formatter) -> str:
    """A cell of the table in sentences: value, both intervals, and what to mind."""
    translate = QCoreApplication.translate
    head = translate("Agreement", "{item}, {group}: {value}.").format(
        item=item, group=group, value=short_text(estimate, formatter)
    )
    sentences = [head]
    if estimate.listeners is not None:
        sentences.append(
            translate("Agreement", "95 % interval for other listeners: {range}.").format(
                range=_range(estimate.listeners, formatter)
            )
        )
    if estimate.both is not None:
        sentences.append(
            translate("Agreement", "For other listeners and other excerpts: {range}.").format(
                range=_range(estimate.both, formatter)
            )
        )
    sentences.append(
        translate("Agreement", "Listeners: {n_listeners}, excerpts: {n_clips}, answers: {n_ratings}.").format(
            n_listeners=formatter.number(estimate.n_raters),
            n_clips=formatter.number(estimate.n_clips),
            n_ratings=formatter.number(estimate.n_ratings),
        )
    )
    gap = "" if formatter.language.startswith("zh") else " "
    return gap.join(sentences + flag_sentences(estimate.flags))


def flag_sentences(flags: Sequence[str]) -> list[str]:
    """Each flag as a sentence; one that this window does not know stands as it is."""
    return [_flag_sentence(flag) for flag in flags]


def _flag_sentence(flag: str) -> str:
    translate = QCoreApplication.translate
    known = {
        "undefined": translate("Agreement", "Agreement is not defined on these answers."),
        "undefined:no_ratings": translate("Agreement", "Nobody in this group has answered yet."),
        "undefined:one_rater": translate("Agreement", "One listener alone cannot agree with anybody."),
        "undefined:one_clip": translate(
            "Agreement", "With one excerpt alone nothing can be said: at least two are needed."
        ),
        "undefined:one_category": translate(
            "Agreement",
            "Everybody gave the same answer everywhere: whether they agree or never vary cannot be told.",
        ),
        "undefined:no_pairs": translate("Agreement", "No excerpt was answered by two listeners."),
        "n_below_5": translate("Agreement", "No value is given for fewer than 5 listeners."),
        "n_below_10": translate("Agreement", "Fewer than 10 listeners: not compared with other groups."),
        "low_n": translate("Agreement", "Fewer than 20 listeners: one careless listener can change it much."),
        "clips_below_10": translate(
            "Agreement", "Fewer than 10 excerpts: nothing can be said about other excerpts."
        ),
        "no_listener_interval": translate(
            "Agreement", "The answers do not allow an interval for other listeners."
        ),
        "no_clip_interval": translate(
            "Agreement", "The answers do not allow an interval for other excerpts."
        ),
    }
    return known.get(flag, flag)


class Named(Protocol):
    """What knows the names of groups and columns."""

    def name_of(self, id_: str, language: str, /) -> str: ...


def group_name(table: Named, group: str, *, by: str, formatter: Formatter) -> str:
    """What a group is called: a language by its own name, as everywhere in the program."""
    if group == ALL:
        return QCoreApplication.translate("Agreement", "All")
    if by == BY_LANGUAGE:
        return LANGUAGES.get(group, group)
    return _GROUPS.get(by, _nothing)().get(group) or table.name_of(group, formatter.language)


def column_name(table: Named, column: str, formatter: Formatter) -> str:
    """By what listeners are put into groups."""
    translate = QCoreApplication.translate
    known = {
        "language": translate("Agreement", "Language"),
        "gender": translate("Agreement", "Gender"),
        "gender_code": translate("Agreement", "Gender, as numbered"),
        "age": translate("Agreement", "Age"),
        "country": translate("Agreement", "Country of youth"),
        "mother_tongue": translate("Agreement", "Mother tongue"),
        "musician": translate("Agreement", "Musician"),
        "lessons": translate("Agreement", "Years of lessons"),
        "instrument": translate("Agreement", "Instrument"),
        "best_instrument": translate("Agreement", "Instrument"),
        "practice": translate("Agreement", "Hours of practice"),
        "theory": translate("Agreement", "Music theory"),
        "listening": translate("Agreement", "Listening to music"),
        "concerts": translate("Agreement", "Concerts"),
        "genre": translate("Agreement", "Kind of music"),
        "source": translate("Agreement", "Where the answers come from"),
        "station": translate("Agreement", "Computer"),
        "headphones": translate("Agreement", "Headphone check"),
        "is_complete": translate("Agreement", "Finished"),
        "is_simulated": translate("Agreement", "Simulated"),
        "active_engagement": translate("Agreement", "Gold-MSI: active engagement"),
        "perceptual_abilities": translate("Agreement", "Gold-MSI: perceptual abilities"),
        "musical_training": translate("Agreement", "Gold-MSI: musical training"),
        "emotions": translate("Agreement", "Gold-MSI: emotions"),
        "singing_abilities": translate("Agreement", "Gold-MSI: singing abilities"),
        "general_sophistication": translate("Agreement", "Gold-MSI: general sophistication"),
    }
    return known.get(column) or table.name_of(column, formatter.language)


def _nothing() -> Mapping[str, str]:
    return {}


def _sides() -> Mapping[str, str]:
    translate = QCoreApplication.translate
    return {
        "above": translate("Agreement", "above the norm"),
        "below": translate("Agreement", "below the norm"),
    }


def _truths() -> Mapping[str, str]:
    translate = QCoreApplication.translate
    return {"True": translate("Agreement", "yes"), "False": translate("Agreement", "no")}


def _sources() -> Mapping[str, str]:
    translate = QCoreApplication.translate
    return {
        "survey": translate("Agreement", "sessions here"),
        "psytoolkit": "PsyToolkit",
        "limesurvey": "LimeSurvey",
        "long": translate("Agreement", "CSV table"),
    }


def _checks() -> Mapping[str, str]:
    translate = QCoreApplication.translate
    return {
        "passed": translate("Agreement", "passed"),
        "flagged": translate("Agreement", "not passed"),
        "stopped": translate("Agreement", "stopped"),
    }


_FACTORS = (
    "active_engagement",
    "perceptual_abilities",
    "musical_training",
    "emotions",
    "singing_abilities",
    "general_sophistication",
)
_GROUPS: Mapping[str, Callable[[], Mapping[str, str]]] = {
    **dict.fromkeys(_FACTORS, _sides),
    **dict.fromkeys(("is_complete", "is_simulated"), _truths),
    "source": _sources,
    "headphones": _checks,
}
"""Columns whose values this window names itself; those of the study's questions it has the names of."""


def _range(interval: Interval, formatter: Formatter) -> str:
    translate = QCoreApplication.translate
    return translate("Agreement", "{lower} to {upper}").format(
        lower=alpha_text(interval.lower, formatter), upper=alpha_text(interval.upper, formatter)
    )


def counts_sentence(detail: ItemDetail, counts: Sequence[int], formatter: Formatter) -> str:
    """How often each level was answered: ``Disagree 3, Agree 12.``"""
    n = sum(counts)
    if n == 0:
        return QCoreApplication.translate("Agreement", "No answer yet.")
    parts = [
        f"{detail.anchor(level, formatter.language)} {formatter.number(count)}"
        for level, count in enumerate(counts)
    ]
    return formatter.list(parts) + "."


def group_title(name: str, n_listeners: int, formatter: Formatter) -> str:
    """A group and how many listeners it has: ``English (n = 26)``."""
    return f"{name} (n = {formatter.number(n_listeners)})"


def reason_text(reason: str) -> str:
    """Why a listener is not counted, as a short name."""
    translate = QCoreApplication.translate
    known = {
        "not_complete": translate("Agreement", "not finished"),
        "no_rating": translate("Agreement", "no answer on an excerpt"),
        "where": translate("Agreement", "condition not met"),
        "where_unknown": translate("Agreement", "condition cannot be told"),
        "group_unknown": translate("Agreement", "group not known"),
        "simulated": translate("Agreement", "simulated listeners"),
        "too_fast": translate("Agreement", "faster than the excerpts last"),
        "too_slow": translate("Agreement", "longer than two hours"),
        "fast_answers": translate("Agreement", "answers given too fast"),
        "straight_lining": translate("Agreement", "the same answer to everything"),
        "failed_checks": translate("Agreement", "failed checks"),
        "inconsistent_repeats": translate("Agreement", "other answers when heard again"),
    }
    return known.get(reason, reason)


def left_out_text(left_out: Mapping[str, int], formatter: Formatter) -> str:
    """Each reason and how many it leaves out: ``not finished 60, failed checks 3``."""
    return formatter.list([f"{reason_text(reason)} {formatter.number(n)}" for reason, n in left_out.items()])
