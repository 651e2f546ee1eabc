"""Rebuilds of the tables in index/knowledge/data from their sources; not used at run time."""
