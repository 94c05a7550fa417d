"""The command line: parse, call, print. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

__all__ = ["main"]

#: What is loaded at the start stays to the end: so many new objects are worth looking for those that went.
_MANY = 50_000


def main() -> None:
    """Run the `scenescore` command; a stream that the caller has closed is an empty one."""
    gc.set_threshold(_MANY)
    from scenescore.cli.app import opened  # noqa: PLC0415 - importing the package costs nothing

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end
    opened(sys.argv[1:])()
