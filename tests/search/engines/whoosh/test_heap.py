"""A process that builds keeps the memory it frees."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource
from search.engines.whoosh.heap import keep_heap

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        [b"x" * (6 << 20) for _ in range(8)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

before = faults()
kept = keep_heap()
faults()
print(before, kept, faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="NOT TESTED: the C library is not glibc")
def test_memory_once_freed_is_not_asked_of_the_system_again() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    assert told[1] == "True"
    assert int(told[2]) < int(told[0]) / 10
