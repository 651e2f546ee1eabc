"""The embedded default engine: a Whoosh index of columnar segments, evaluated by numpy."""
