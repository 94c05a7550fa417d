"""The command line: parse, call, print. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the `scenescore` command."""
    from scenescore.cli.app import app  # noqa: PLC0415 - importing the package costs nothing

    app()
