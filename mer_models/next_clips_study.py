"""A new study of clips that were proposed, in the languages of the study that was rated."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.next_clips_pool import PoolClip
from merlingua.surveys.gold_msi import INSTRUMENT as GOLD_MSI
from merlingua.surveys.instruments_import import imported_texts
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.study_files import write_atomically
from merlingua.surveys.study_new import new_study


def write_study(
    out: Path, clips: Sequence[PoolClip], study: Study, seed: int, files: Mapping[str, str]
) -> Study:
    """A study of these clips in the languages of another, with more files in it; it is there whole or not.

    Asked is what a new study asks, the Gold-MSI where the other does.

    Raises
    ------
    FeatureError, StudyError
        If it cannot be written.
    """
    definition = study.definition
    asks_gold_msi = any(each.ref == GOLD_MSI for each in definition.questionnaires)
    out = out.absolute()
    building = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".new", dir=out.parent))
        manifest = building / "manifest.csv"
        manifest.write_text(_manifest(clips), encoding="utf-8")
        made = building / out.name
        new_study(
            made,
            clips=manifest,
            seed=seed,
            languages=definition.study.languages,
            default_language=definition.study.default_language,
            uses_gold_msi=asks_gold_msi and imported_texts(GOLD_MSI) is not None,
        )
        for name, text in files.items():
            write_atomically(made / name, text)
        if out.exists():
            out.rmdir()
        made.rename(out)
    except OSError as error:
        raise FeatureError(
            f"--out {out}: a study cannot be written here: {error.strerror or error}"
        ) from error
    finally:
        if building is not None:
            shutil.rmtree(building, ignore_errors=True)
    return load_study(out)


def _manifest(clips: Sequence[PoolClip]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ("clip", "file", "onset_s", "duration_s", "lyrics_language", "quadrant", "artist", "title")
    )
    for clip in clips:
        known = clip.rated
        told = (
            ("", "", "", "", "", "")
            if known is None
            else (
                repr(known.onset_s),
                repr(known.duration_s),
                known.lyrics_language,
                known.quadrant or "",
                known.artist or "",
                known.title or "",
            )
        )
        writer.writerow((clip.id, clip.file.absolute(), *told))
    return stream.getvalue()
