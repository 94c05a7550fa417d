"""What editors export: lists of markers and subtitles, read into one kind of value and drafted into a scene."""
