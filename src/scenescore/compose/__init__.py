"""The rules: one module a stage. Rules know values and presets, no file, no clock on the wall."""
