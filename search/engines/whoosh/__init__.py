"""The embedded default engine: columnar segments evaluated by numpy, which Whoosh's own readers can read through `codec`."""
