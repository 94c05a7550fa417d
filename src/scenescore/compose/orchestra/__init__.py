"""Who plays what: ensemble, textures, players, parts."""
