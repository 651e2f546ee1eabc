"""The face: pages and JSON over HTTP."""
