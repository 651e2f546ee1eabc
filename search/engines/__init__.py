"""Engines: whatever stores entries and answers clauses behind one protocol."""
