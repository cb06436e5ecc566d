"""What has been heard of one clip, and what follows from it: may it be rated, may it be played again.

A play is *disturbed* where the device lost frames or was lost: it does not count, and may be repeated. A play
that the listener stops counts once the clip may be rated; before that it does not, so that nobody is left
with a clip that may neither be heard nor rated. Where the study lets listeners rate before the clip has ended
(``full_before_rating: false``), every undisturbed play counts from its first frame on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from merlingua.surveys.errors import StepError
from merlingua.surveys.steps import PlayReport
from merlingua.surveys.study_definition import PlayRules

DISTURBANCES = frozenset({"underrun", "device_lost"})
"""Flags of a play that does not count."""


@dataclass(frozen=True)
class Plays:
    """The plays of one clip on one page, so far."""

    n_counted: int = 0
    needs_replay: bool = False
    """The last play was disturbed."""
    is_playing: bool = False

    def is_open(self, rules: PlayRules) -> bool:
        """Whether the clip may be rated."""
        begun = 1 if self.is_playing and not rules.full_before_rating else 0
        return self.n_counted + begun >= rules.min_plays

    def may_play(self, rules: PlayRules) -> bool:
        """Whether the clip may be played (again)."""
        return not self.is_playing and (rules.max_plays is None or self.n_counted < rules.max_plays)

    def begun(self) -> Plays:
        """A play has begun to sound."""
        return replace(self, is_playing=True, needs_replay=False)

    def ended(self, report: PlayReport, rules: PlayRules) -> Plays:
        """A play has ended as ``report`` says."""
        if is_disturbed(report):
            return Plays(self.n_counted, needs_replay=True)
        is_whole = report.frames_played >= report.frames_total
        was_open = self.n_counted >= rules.min_plays
        counts = is_whole or (report.frames_played > 0 and (was_open or not rules.full_before_rating))
        return Plays(self.n_counted + counts)


NOT_HEARD = Plays()


def is_disturbed(report: PlayReport) -> bool:
    """Whether something other than the listener kept frames from the device."""
    return report.underruns > 0 or not DISTURBANCES.isdisjoint(report.flags)


def check_report(report: PlayReport) -> None:
    """Refuse a report that no play can have.

    Raises
    ------
    StepError
        If it has no frames, more frames played than there are, or no sample rate.
    """
    if report.sample_rate <= 0 or report.frames_total <= 0:
        raise StepError(
            f"a play of {report.frames_total} frames at {report.sample_rate} Hz was reported; "
            "both must be above 0"
        )
    if not 0 <= report.frames_played <= report.frames_total or report.underruns < 0:
        raise StepError(
            f"a play with {report.frames_played} of {report.frames_total} frames and {report.underruns} "
            "underruns was reported; neither may be negative, and no more frames can be played than there are"
        )
