"""How long a study takes, told before consent."""

from __future__ import annotations

from pathlib import Path

from merlingua.surveys.study import load_study
from merlingua.surveys.study_length import study_length
from tests.small_study import merlingua, write_tones


def test_a_study_is_as_long_as_its_clips_and_pages(tmp_path: Path) -> None:
    clips = write_tones(tmp_path / "clips")
    run = merlingua("study", "new", tmp_path / "s", "--clips", clips, "--practice", "calm", "--repeats", "1")
    assert run.exit_code == 0, run.err
    length = study_length(load_study(tmp_path / "s"))
    # Six tones: one is practice, five are heard, one of these twice.
    assert sorted(length.n_clips.values()) == [1, 6]
    assert 3 < length.minutes < 30
