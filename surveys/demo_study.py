"""The demo: a small study whose music comes with the program, laid into the user's data folder.

Twelve clips, three a quadrant, two of them with words, and one to practise with. They were composed for
Merlingua by ``tools/make_demo_clips.py``; nothing is downloaded.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

from merlingua.surveys.study import DEFINITION_FILE
from merlingua.surveys.study_new import new_study

DEMO_ID = "merlingua-demo"

PRACTICE_CLIP = "waltz"

SEED = 2020
"""Of the order; any would do, but the demo is to be the same for all who talk about it."""

MANIFEST = Path(__file__).resolve().parent / "demo" / "clips.csv"
"""The clips as they come with the program."""


def default_demo_folder() -> Path:
    """Where the demo study is laid unless another place is named."""
    return _data_folder() / "studies" / "demo"


def default_demo_store() -> Path:
    """The demo's own store: tries of the demo never stand among a lab's answers."""
    return _data_folder() / "demo.db"


def install_demo_study(folder: Path) -> Path:
    """Lay the demo study into ``folder`` unless a study is there already, and give the folder.

    A study that is there is left as it is: its answers belong to it, and someone may have changed it to try
    things out.

    Raises
    ------
    StudyError
        If the folder holds something else, or cannot be written.
    """
    if not (folder / DEFINITION_FILE).exists():
        new_study(folder, clips=MANIFEST, study_id=DEMO_ID, seed=SEED, practice=[PRACTICE_CLIP], n_repeats=1)
    return folder


def _data_folder() -> Path:
    return platformdirs.user_data_path("merlingua", appauthor=False)
