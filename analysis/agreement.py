"""The agreement of a whole study: from a `RatingsFrame` to everything that a report or the window draws.

Conventions
-----------
``agree`` does all that the options ask for; ``quick_alphas`` the main table alone, for a page that updates
while ratings arrive. Both take the same listeners (`prepared_ratings`). Progress is told with the ids
``agreement``, ``secondary``, ``tests``, ``level``, ``profile``, ``splits`` and ``traits``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from merlingua.analysis.agreement_alphas import bootstraps_of, estimates_of, keys_of, mean_labels_of
from merlingua.analysis.agreement_results import (
    ALL,
    AgreementOptions,
    AgreementResults,
    Group,
    Progress,
)
from merlingua.analysis.agreement_secondary import secondary_of
from merlingua.analysis.agreement_splits import splits_of
from merlingua.analysis.agreement_tests import alpha_tests, group_tests
from merlingua.analysis.agreement_traits import traits_of
from merlingua.analysis.disagreement import (
    ClipDisagreement,
    RaterInfluence,
    clip_disagreements,
    rater_influences,
)
from merlingua.analysis.estimates import Estimate, UndefinedError
from merlingua.analysis.exclusions import ListenerFlow
from merlingua.analysis.gold_msi_table import GoldMsiTable, gold_msi_table
from merlingua.analysis.prepared_ratings import PreparedRatings, prepared_ratings
from merlingua.analysis.provenance import Provenance, now, versions
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.result_rows import rows_of

MAX_RATERS_INFLUENCE = 1_000
"""In larger groups nobody moves alpha, and a table of each listener's influence is a table of names."""


@dataclass(frozen=True, eq=False)
class QuickAlphas:
    """Alpha with both intervals of each item in each group, and the listeners it was taken from."""

    prepared: PreparedRatings
    items: tuple[str, ...]
    groups: tuple[Group, ...]
    estimates: Mapping[tuple[str, str], Estimate]
    flow: ListenerFlow
    notes: tuple[str, ...]


def quick_alphas(frame: RatingsFrame, options: AgreementOptions) -> QuickAlphas:
    """The table of alphas alone: at once for a study of hundreds of listeners.

    Raises
    ------
    ConditionError, GroupingError
        As `prepared_ratings`.
    """
    prepared = prepared_ratings(frame, options)
    return QuickAlphas(
        prepared,
        prepared.items,
        prepared.groups,
        estimates_of(prepared, options),
        prepared.flow,
        prepared.notes,
    )


def agree(
    frame: RatingsFrame, options: AgreementOptions, progress: Progress | None = None
) -> AgreementResults:
    """All that the options ask for. The same options on the same ratings give the same results.

    Parameters
    ----------
    progress
        Told what is being done, how much of it is done, and how much there is; what it raises ends all.

    Raises
    ------
    ConditionError, GroupingError
        As `prepared_ratings`. Ratings without agreement raise nothing: what is undefined has flags.
    """
    tell = progress or _silent
    tell("agreement", 0, 1)
    prepared = prepared_ratings(frame, options)
    estimates = estimates_of(prepared, options)
    gold_msi = _gold_msi(prepared)
    results = AgreementResults(
        study_id=frame.study_id,
        options=options,
        items=prepared.items,
        groups=prepared.groups,
        clips=prepared.clip_facts(),
        matrices=prepared.matrices,
        labels=prepared.labels,
        estimates=estimates,
        mean_labels=mean_labels_of(prepared, estimates),
        bootstraps=bootstraps_of(prepared, options, estimates),
        disagreements=_disagreements(prepared, options),
        influences=_influences(prepared, options),
        gold_msi=gold_msi,
        flow=prepared.flow,
        rules=prepared.rules,
        participant_names=_names(prepared),
        notes=_notes(prepared, options, gold_msi),
        provenance=_provenance(frame, options),
        texts=frame.texts,
    )
    tell("agreement", 1, 1)
    results = replace(results, secondary=secondary_of(prepared, options, tell))
    results = replace(results, tests=alpha_tests(prepared, options, tell))
    results = replace(results, **vars(group_tests(prepared, options, tell)))
    results = replace(results, splits=splits_of(prepared, options, tell))
    results = replace(results, traits=traits_of(prepared, options, tell))
    return replace(results, rows=rows_of(results))


def _silent(what: str, done: int, total: int) -> None:
    """Nobody wants to know."""


def _disagreements(
    prepared: PreparedRatings, options: AgreementOptions
) -> dict[tuple[str, str], tuple[ClipDisagreement, ...]]:
    found: dict[tuple[str, str], tuple[ClipDisagreement, ...]] = {}
    for key in keys_of(prepared):
        try:
            found[key] = clip_disagreements(prepared.matrix(*key), level=options.level)
        except UndefinedError:
            found[key] = ()
    return found


def _influences(
    prepared: PreparedRatings, options: AgreementOptions
) -> dict[tuple[str, str], tuple[RaterInfluence, ...]]:
    found: dict[tuple[str, str], tuple[RaterInfluence, ...]] = {}
    for item, group in keys_of(prepared):
        if int(prepared.raters(group).sum()) > MAX_RATERS_INFLUENCE:
            continue
        try:
            found[item, group] = rater_influences(prepared.matrix(item, group), level=options.level)
        except UndefinedError:
            found[item, group] = ()
    return found


def _gold_msi(prepared: PreparedRatings) -> GoldMsiTable | None:
    masks = {group.id: prepared.raters(group.id).tolist() for group in prepared.groups}
    return gold_msi_table(prepared.frame.participants, masks)


def _names(prepared: PreparedRatings) -> dict[str, str]:
    people = prepared.frame.participants
    if "source_id" not in people.columns:
        return {}
    known = people["source_id"].dropna()
    return {str(participant): str(name) for participant, name in known.items()}


def _notes(
    prepared: PreparedRatings, options: AgreementOptions, gold_msi: GoldMsiTable | None
) -> tuple[str, ...]:
    notes = list(prepared.notes)
    if gold_msi is not None and gold_msi.n_stored_differ:
        notes.append("note.gold_msi_stored_differ")
    if any(group.n_raters > MAX_RATERS_INFLUENCE for group in prepared.groups):
        notes.append("note.no_influence_of_many")
    if not options.n_permutations:
        notes.append("note.no_permutations")
    if not prepared.compared or prepared.compared == (ALL,):
        notes.append("note.one_group")
    return tuple(notes)


def _provenance(frame: RatingsFrame, options: AgreementOptions) -> Provenance:
    asked = asdict(options)
    asked["exclude"] = [str(rule) for rule in options.exclude]
    return Provenance(
        study_id=frame.study_id,
        study_sha256=frame.study_sha256,
        input_sha256=frame.input_sha256,
        seed=options.seed,
        n_permutations=options.n_permutations,
        n_bootstrap=options.n_bootstrap,
        options=asked,
        versions=versions(),
        made_at=now(),
    )
