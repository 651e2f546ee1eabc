"""What one must know about Indonesia to read its news: places, titles, cue verbs, months."""
