"""What the command line's tests share: a runner, a good scene and a wrong one."""

from __future__ import annotations

from collections.abc import Callable

from typer.testing import CliRunner, Result

from scenescore.cli.app import app

SCENE = """
title  = "Door [bold]"
mood   = "ominous"
length = 12
seed   = 4
ensemble = "chamber-strings"
[[hits]]
at = 6
name = "the door"
gesture = "stinger"
priority = "must"
"""
WRONG = 'mood = "omnious"\nlength = -3\n'

Run = Callable[..., Result]


def run_command(*arguments: str, stdin: str | None = None) -> Result:
    """Run the command as a user would."""
    return CliRunner().invoke(app, list(arguments), input=stdin)
