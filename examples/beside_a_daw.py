"""Walk through a sketch from a script: what a small tool beside a DAW would do.

Run: python examples/beside_a_daw.py [SCENE] [FOLDER]
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from scenescore import compose, load_scene, save

HERE = Path(__file__).parent


def main(scene_file: Path, folder: Path) -> None:
    """Compose two takes of a scene, list their parts and hits, and keep the MIDI of both."""
    scene = load_scene(scene_file)
    for seed in (scene.seed, scene.seed + 1):
        sketch = compose(replace(scene, seed=seed))
        print(f"take {seed}: {len(sketch.cue.bars)} bars, {len(sketch.parts)} parts, {len(sketch.findings)} findings")
        for landing in sketch.cue.landings:
            print(f"  {landing.hit.name}: bar {landing.bar} beat {landing.beat:g}, {landing.error_ms:+.2f} ms")
        for part in sketch.parts:
            stated = {note.statement for note in part.notes if note.statement is not None}
            themes = {sketch.statements[number].theme for number in sorted(stated)}
            print(
                f"  {part.name}: {len(part.notes)} notes" + (f", states {', '.join(sorted(themes))}" if themes else "")
            )
        for path in save(sketch, folder, ["midi"]):
            print(f"  wrote {path.name}")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "gatekeeper.toml",
        Path(sys.argv[2]) if len(sys.argv) > 2 else Path("out"),  # noqa: PLR2004
    )
