"""``python -m merlingua.gui``: the same as the command ``merlingua``."""

from __future__ import annotations

import sys

from merlingua.gui.cli import main

sys.exit(main())
