"""The slow analyser that writes `overrides.tsv`, run by hand: `python -m index.analysis.build --help`."""
