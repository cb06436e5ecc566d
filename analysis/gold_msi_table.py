"""Musical sophistication (Gold-MSI): each listener's scores, and what they are like in each language.

Conventions
-----------
Scores are sums of items (`surveys.gold_msi.score`); a factor with an unanswered item has none. Where an
import brought the score that its source had computed, that one is used, since what was published rests on it,
and those that differ from the sums are counted: nobody knows whether an answer or a score is wrong. The
standard deviation is the population's (ddof 0), as in the reference study's table. Norm means are the British
sample's and only divide listeners in two: they say nothing about another language.

References
----------
Müllensiefen et al. (2014), PLoS ONE 9(2) e89642. Cronbach (1951), Psychometrika 16.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from merlingua.analysis.estimates import MIN_RATERS, UndefinedError
from merlingua.analysis.reliability import CronbachAlpha, cronbach_alpha
from merlingua.surveys.gold_msi import FACTORS, ITEMS, N_SCORED, REVERSED, STEPS, Factor, score

FACTOR_IDS = tuple(factor.id for factor in FACTORS)
STORED_SCORE = "gold_msi_stored_"
"""Before a factor's id: the column of the participants with the score that their source had computed."""
_ITEM_IDS = tuple(item.id for item in ITEMS[:N_SCORED])


@dataclass(frozen=True)
class GoldMsiCell:
    """One factor in one group. ``sd`` is None for nobody; ``cronbach`` where ``flags`` say why.

    ``wordings`` are the wordings that were read: sums of different ones are not quite the same scale.
    """

    factor: str
    group: str
    n: int
    mean: float | None
    sd: float | None
    cronbach: CronbachAlpha | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoldMsiTable:
    """Scores by factor and group.

    ``n_without`` listeners have no score of any factor; ``n_unknown_wording`` of them answered, but nobody
    knows which wording they read, and so which items are reversed. ``n_stored_differ`` have a score of their
    source that is not the sum of their answers.
    """

    cells: Mapping[tuple[str, str], GoldMsiCell]
    groups: tuple[str, ...]
    wordings: tuple[str, ...]
    n_without: int
    n_unknown_wording: int
    n_stored_differ: int = 0
    factors: tuple[str, ...] = FACTOR_IDS


def gold_msi_scores(participants: pd.DataFrame) -> pd.DataFrame:
    """The six scores of each participant; NaN where an item of the factor, or the wording, is missing.

    Parameters
    ----------
    participants
        As `RatingsFrame.participants`: columns ``item_01`` to ``item_38`` and ``gold_msi_wording``.
    """
    sums = gold_msi_sums(participants)
    stored = _stored(participants)
    return stored.where(stored.notna() & sums.notna(), sums)


def gold_msi_sums(participants: pd.DataFrame) -> pd.DataFrame:
    """The six sums of each participant's answers, whatever their source had computed."""
    rows = {}
    columns = [item for item in _ITEM_IDS if item in participants.columns]
    answers = participants[columns].apply(pd.to_numeric, errors="coerce")
    wordings = participants.get("gold_msi_wording", pd.Series(None, participants.index, dtype=object))
    has_answered = answers.isin(STEPS).any(axis=1)
    for name in participants.index[has_answered & wordings.isin(list(REVERSED))]:
        given = {item: int(step) for item, step in answers.loc[name].items() if step in STEPS}
        rows[name] = score(given, wording=wordings[name])
    scores = pd.DataFrame.from_dict(rows, orient="index", columns=list(FACTOR_IDS), dtype=np.float64)
    return scores.reindex(participants.index)


def gold_msi_table(participants: pd.DataFrame, groups: Mapping[str, Sequence[bool]]) -> GoldMsiTable | None:
    """Means, population standard deviations and Cronbach's alpha by factor; None where nobody was asked.

    Parameters
    ----------
    groups
        Masks of the participants by the group's id.
    """
    asked = [item for item in _ITEM_IDS if item in participants.columns]
    if not asked:
        return None
    scores = gold_msi_scores(participants)
    items = _turned_items(participants)
    cells = {
        (factor.id, group): _cell(factor, group, scores[factor.id][np.asarray(mask)], items[np.asarray(mask)])
        for factor in FACTORS
        for group, mask in groups.items()
    }
    has_none = scores.isna().all(axis=1)
    wordings = participants.get("gold_msi_wording", pd.Series(None, participants.index, dtype=object))
    answered = participants[asked].notna().any(axis=1)
    return GoldMsiTable(
        cells,
        tuple(groups),
        tuple(sorted(set(wordings[answered].dropna()))),
        int(has_none.sum()),
        int((answered & ~wordings.isin(list(REVERSED))).sum()),
        _n_stored_differ(participants),
    )


def _stored(participants: pd.DataFrame) -> pd.DataFrame:
    columns = [f"{STORED_SCORE}{factor}" for factor in FACTOR_IDS]
    table = participants.reindex(columns=columns).apply(pd.to_numeric).astype(np.float64)
    return table.set_axis(list(FACTOR_IDS), axis=1)


def _n_stored_differ(participants: pd.DataFrame) -> int:
    sums, stored = gold_msi_sums(participants), _stored(participants)
    return int(((sums != stored) & sums.notna() & stored.notna()).any(axis=1).sum())


def _turned_items(participants: pd.DataFrame) -> pd.DataFrame:
    """Answers with reversed items turned, one column an item; NaN where the wording is not known."""
    items = pd.DataFrame(np.nan, participants.index, list(_ITEM_IDS))
    present = [item for item in _ITEM_IDS if item in participants.columns]
    items[present] = participants[present].apply(pd.to_numeric, errors="coerce").astype(np.float64)
    wordings = participants.get("gold_msi_wording", pd.Series(None, participants.index, dtype=object))
    items[~wordings.isin(list(REVERSED))] = np.nan
    for wording, numbers in REVERSED.items():
        turned = [f"item_{number:02d}" for number in sorted(numbers)]
        rows = (wordings == wording).to_numpy()
        items.loc[rows, turned] = 8 - items.loc[rows, turned]
    return items


def _cell(factor: Factor, group: str, scores: pd.Series, items: pd.DataFrame) -> GoldMsiCell:
    known = scores.dropna().to_numpy()
    if not known.size:
        return GoldMsiCell(factor.id, group, 0, None, None, None, ("undefined:no_answers",))
    flags: tuple[str, ...] = ()
    cronbach = None
    if known.size < MIN_RATERS:
        flags = ("n_below_5",)
    else:
        try:
            cronbach = cronbach_alpha(items[[f"item_{number:02d}" for number in factor.items]])
        except UndefinedError as error:
            flags = (error.flag,)
    return GoldMsiCell(
        factor.id, group, int(known.size), float(known.mean()), float(known.std()), cronbach, flags
    )
