"""Indonesian words: one analyser for the pipeline, the parser and the highlighter."""
