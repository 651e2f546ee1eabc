#!/usr/bin/env bash
# The tests of the kernels over kernels that stop at a stray read or write, an overflow, undefined behaviour (GCC's
# address and undefined-behaviour sanitizers), in a copy of the tree under build/.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v gcc >/dev/null || { echo "sanitize: NOT DONE: there is no gcc"; exit 0; }
python="$PWD/.venv/bin/python"
copy=build/sanitized
rm -rf "$copy" && mkdir -p "$copy"
git ls-files bench index search tests web telusur.py pyproject.toml setup.py | xargs cp --parents -t "$copy"
cd "$copy"
CFLAGS="-O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer" LDFLAGS="-fsanitize=address,undefined" \
  "$python" setup.py kernels > kernels.txt 2>&1
tail -n 1 kernels.txt | grep -q 'in C' || { cat kernels.txt; exit 1; }
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
  ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1 \
  "$python" -m pytest -q tests/search/engines/whoosh/test_kernels.py tests/index/analysis/test_table.py \
  tests/index/analysis/test_rows.py tests/index/test_batch.py tests/index/extract/test_scan.py | tee told.txt
# a test that is skipped says that a kernel is not there
if grep -q SKIPPED told.txt; then exit 1; fi
