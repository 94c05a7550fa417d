"""Two themes meet: together, in turn, or one swallowing the other."""
