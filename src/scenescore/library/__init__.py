"""The presets, read and validated: moods, modes, chords, progressions, archetypes, instruments, ensembles, textures."""
