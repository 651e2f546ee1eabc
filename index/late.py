"""What takes long to load and is seldom needed, loaded when it is asked for; all else is imported at the top."""

from importlib import import_module
from typing import Any


def late(module: str, name: str) -> Any:
    """Return what a module has under a name, the module imported if it was not; ImportError if it is not there."""
    return getattr(import_module(module), name)
