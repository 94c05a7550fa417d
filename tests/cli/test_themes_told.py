"""What the command line says about themes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from cli.command_bench import Run


def test_every_statement_of_a_sketch_is_told_to_machines_as_its_ledger_has_it(
    run: Run, scene: str, tmp_path: Path
) -> None:
    told = json.loads(run("sketch", scene, "-o", "out", "--format", "ledger", "--json").stdout)
    (path,) = (tmp_path / "out").glob("*.ledger.csv")

    with path.open(encoding="utf-8", newline="") as file:
        sheet = list(csv.DictReader(file))
    (made,) = told["sketches"]
    said = made["statements"]
    assert [(row["theme"], row["at"]) for row in sheet] == [
        ("+".join(each["themes"]), each["start"]["timecode"]) for each in said
    ]
    assert sheet


def test_explain_tells_the_ledger_and_what_a_bar_states(run: Run, scene: str) -> None:
    told = run("explain", scene, "--themes").stdout.splitlines()
    statement = next(line for line in told if "statement 1:" in line)
    bar = statement.split()[1]

    assert statement in run("explain", scene, "--bar", bar).stdout.splitlines()
    assert any(line.startswith("theme: ") for line in run("explain", scene).stdout.splitlines())
