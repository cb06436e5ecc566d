"""The sound files of a corpus by whatever its table calls them: a path, a name, a number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from merlingua.mer_models.corpus_folders import SOUND_SUFFIXES, sound_files


@dataclass(frozen=True)
class SoundIndex:
    """All sound below a folder; ``files`` is sorted."""

    folder: Path
    files: tuple[Path, ...]
    by_name: dict[str, list[Path]]

    @classmethod
    def of_folder(cls, folder: Path) -> SoundIndex:
        files = tuple(sound_files(folder))
        by_name: defaultdict[str, list[Path]] = defaultdict(list)
        for file in files:
            for key in {file.stem.casefold(), *_numbered(file.stem)}:
                by_name[key].append(file)
        return cls(folder, files, dict(by_name))

    def find(self, written: str, table_folder: Path, folder_name: str) -> tuple[Path | None, str]:
        """The file that a table's cell names, or None and why there is none.

        It may be a path from the table's folder or from the folder of the sound, or a name with or without
        ``.mp3``. Of several files of one name that in a folder called ``folder_name`` is taken.
        """
        path = PurePosixPath(written.replace("\\", "/"))
        if path.suffix.lower() in SOUND_SUFFIXES:
            for folder in (table_folder, self.folder):
                if (folder / path).is_file():
                    return folder / path, ""
        stem = path.stem if path.suffix.lower() in SOUND_SUFFIXES else path.name
        found = self.by_name.get(stem.casefold()) or [
            file for key in _numbered(stem) for file in self.by_name.get(key, [])
        ]
        if len(found) > 1:
            found = [file for file in found if file.parent.name == folder_name] or found
        if len(found) == 1:
            return found[0], ""
        if not found:
            return None, "has a label and no sound"
        names = ", ".join(file.relative_to(self.folder).as_posix() for file in found[:3])
        return None, f"{len(found)} files have this name: {names}"

    def id_of(self, file: Path) -> str:
        """The file's name; with the folders before it where other files are called the same."""
        if len(self.by_name.get(file.stem.casefold(), ())) == 1 or not file.is_relative_to(self.folder):
            return file.stem
        return file.relative_to(self.folder).with_suffix("").as_posix()


def _numbered(stem: str) -> tuple[str, ...]:
    """How a number is looked up whose zeros in front differ from the table's."""
    return (f"number {int(stem)}",) if stem.isdecimal() else ()
