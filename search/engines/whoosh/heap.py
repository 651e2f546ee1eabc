"""What the C library's allocator keeps: a process that builds an index makes and drops arrays of MBs all the time."""

import ctypes

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD, ARENA_MAX = -1, -2, -3, -8
"""Parameters of mallopt(3), as glibc's malloc.h numbers them."""

KEPT = 1 << 30
"""Bytes that are free at the end of the heap before any are given back."""

PAD = 64 << 20
"""Bytes that the heap grows by at a time."""

MAPPED = 32 << 20
"""Bytes from which on a block is mapped by itself; older versions of glibc take no more."""


def keep_heap() -> bool:
    """Keep freed memory in this process instead of giving it back to the system; return whether glibc does so.

    Otherwise each array is mapped, filled with zeros by the kernel a page at a time, and unmapped: a third of the time
    that the kernel takes for a build. The process holds on to the most that it needed until it ends.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or another system
        return False
    wanted = ((TRIM_THRESHOLD, KEPT), (TOP_PAD, PAD), (MMAP_THRESHOLD, MAPPED), (ARENA_MAX, 1))
    kept = [mallopt(name, size) for name, size in wanted]
    return all(kept)
