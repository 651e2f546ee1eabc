"""Array files give back the pages that were read."""

from pathlib import Path

import numpy as np
import pytest
from whoosh.filedb.filestore import FileStorage

from search.engines.whoosh.arrays import ArrayFile, ArrayWriter

PROCESS = Path("/proc/self/statm")


@pytest.mark.skipif(not PROCESS.exists(), reason="NOT TESTED: the system does not tell how many pages are held")
def test_pages_that_were_read_are_let_go_and_read_again(tmp_path: Path) -> None:
    storage, pages = FileStorage(str(tmp_path)), 2000
    with ArrayWriter(storage, "a") as writer:
        writer.add("numbers", np.arange(pages * 512, dtype=np.int64))
    file = ArrayFile(storage, "a")

    def held() -> int:
        return int(PROCESS.read_text().split()[2])  # pages of files

    before = held()
    read = int(file["numbers"].sum())
    assert held() - before > 0.9 * pages
    file.release()
    assert held() - before < 0.1 * pages
    assert int(file["numbers"].sum()) == read == sum(range(pages * 512))
