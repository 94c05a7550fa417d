"""The birth of a theme: from archetypes by a search, or as the composer wrote it."""
