"""The embedded default engine: columnar segments evaluated by numpy; `codec` lets Whoosh's own readers read them."""
