"""Lighthouse on a results page, in Debian's Chromium: fails if a category has less than 95 of 100.

    python -m bench.lighthouse --index build/index [--query banjir] [--preset desktop] [--runs 3]

npm installs what bench/npm/package-lock.json names into build/lighthouse, once. The page is served on the loopback; the
reports stay in build/lighthouse. Without a preset Lighthouse acts as a middling phone on a slow network (its default).
The median of each category over the runs counts, since the first of them depends on what else the machine does. The
last line is JSON.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path
from urllib.parse import quote_plus

from bench.load import served

LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PINNED = Path(__file__).parent / "npm"
HOME = Path("build/lighthouse")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def installed() -> Path:
    """Return the Lighthouse that the lock names, installed where it was not."""
    lock, program = HOME / "package-lock.json", HOME / "node_modules/lighthouse/cli/index.js"
    pinned = (PINNED / "package-lock.json").read_bytes()
    if not program.exists() or not lock.exists() or lock.read_bytes() != pinned:
        HOME.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(PINNED / name, HOME / name)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(command, cwd=HOME, check=True)
        lock.write_bytes(pinned)
    return program


def scores(program: Path, url: str, report: Path, preset: str | None) -> dict[str, float]:
    """Return what Lighthouse gives the page, of 100, and print what cost points."""
    command = [
        "node", str(program), url, "--quiet", "--no-enable-error-reporting", "--output=json", f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}",
        *([] if preset is None else [f"--preset={preset}"]),
    ]
    subprocess.run(command, env=os.environ | {"CHROME_PATH": CHROMIUM}, check=True)
    told = json.loads(report.read_bytes())
    for category in told["categories"].values():
        for reference in category["auditRefs"]:
            audit = told["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"  {category['id']}: {audit['title']}: {audit['score']} {audit.get('displayValue', '')}")
    return {name: round(100 * (told["categories"][name]["score"] or 0), 1) for name in CATEGORIES}


def main() -> None:
    """Run it; exit status 1 if a category misses the goal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("build/index"))
    parser.add_argument("--query", default="banjir")
    parser.add_argument("--preset", choices=("desktop",))
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    for program in ("node", "npm", CHROMIUM):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is missing: apt-get install nodejs npm chromium")
    if not options.index.exists():
        raise SystemExit(f"there is no index at {options.index}: make index, or name one with --index")
    program = installed()
    with served(options.index, 1) as server:
        page = f"{server.url}/?q={quote_plus(options.query)}"
        runs = [scores(program, page, HOME / f"report-{n}.json", options.preset) for n in range(options.runs)]
    figures = {name: statistics.median(run[name] for run in runs) for name in CATEGORIES}
    for name, figure in figures.items():
        print(f"{name:16} {figure:5.0f}   {'ok' if figure >= LEAST else f'MISSED: {LEAST} is the goal'}")
    print(json.dumps({"runs": runs, **figures}))
    if min(figures.values()) < LEAST:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
