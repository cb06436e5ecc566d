"""What all tests share: the folder of real data beside the checkout, and who may run beside whom."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before anything imports PyTorch or NumPy: test processes share the cores, and threads that wait for one
# another in each of them take forty times as long.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

ONE_AT_A_TIME = ("display", "sound")
"""Markers of tests that measure time on a screen or a sound device: never two of them at once."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Name the groups for ``--dist loadgroup``, and leave the long form to ``make soak``."""
    for item in items if config.pluginmanager.hasplugin("xdist") else ():
        alone = any(item.get_closest_marker(name) for name in ONE_AT_A_TIME)
        if not item.get_closest_marker("xdist_group"):
            group = "screen-and-sound" if alone else item.path.relative_to(ROOT).as_posix()
            item.add_marker(pytest.mark.xdist_group(group))
    if "soak" not in config.option.markexpr:
        long_form = [item for item in items if item.get_closest_marker("soak")]
        if long_form:
            config.hook.pytest_deselected(items=long_form)
            items[:] = [item for item in items if not item.get_closest_marker("soak")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("needs the folder ../shared beside the checkout")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The read-only folder of real data; the test must carry ``pytest.mark.shared``."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder ../shared beside the checkout")
    return SHARED
