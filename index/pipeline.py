"""From articles to entries: extract, analyse; and into an engine, in batches."""
