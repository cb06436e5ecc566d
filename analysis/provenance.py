"""Where results come from: what makes them again, to the last digit."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata

PACKAGES = ("merlingua", "numpy", "pandas", "scipy", "krippendorff", "pingouin")
"""Those that compute."""


@dataclass(frozen=True)
class Provenance:
    """What results were made from, with what, and how they are made again.

    Attributes
    ----------
    input_sha256
        Of all ratings and participants of the study, before anybody was left out.
    command
        The command line that makes the results again; empty where they were not made by one.
    options
        What was asked, by name, as JSON can hold it.
    """

    study_id: str
    study_sha256: str
    input_sha256: str
    seed: int
    n_permutations: int
    n_bootstrap: int
    options: Mapping[str, object]
    versions: Mapping[str, str]
    made_at: datetime
    command: str = ""


def versions() -> dict[str, str]:
    """The versions of Python and of the packages that compute."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def now() -> datetime:
    """This moment, to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)
