"""Setting chords for voices."""
