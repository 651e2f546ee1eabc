"""Files -> Articles, a module a format."""
