"""The embedded default engine: Whoosh's schema, storage and segments over a columnar codec, evaluated by numpy."""
