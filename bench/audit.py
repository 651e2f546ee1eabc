"""Known vulnerabilities of the locked packages, by pip-audit: exit code 1 for one found, 0 where it cannot be known.

The data lie with the package registry. Where they cannot be reached, for all packages or for some, that is said and
is no failure; a vulnerability that was found for any of the others still is one.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOCKS = ("requirements/run.txt", "requirements/cluster.txt")
ROOT = Path(__file__).parent.parent

AWAY = ("ConnectionError", "ServiceError", "Connection refused", "Max retries", "timed out", "Timeout", "HTTPError")
"""What pip-audit's error says when it did not get at the data; any other error is a failure of the audit itself."""


def audit(program: Sequence[str], patience: float = 240.0) -> int:
    """Run the program (pip-audit, or what stands for it) for so many seconds, print what it found, return the code."""
    locks = [part for lock in LOCKS for part in ("-r", lock)]
    command = [*program, "--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json", *locks]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=patience)
        told = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        print(f"audit: NOT DONE: the vulnerability data did not come within {patience:g} s")
        return 0
    except (json.JSONDecodeError, KeyError, TypeError):
        if any(word in done.stderr for word in AWAY):
            print("audit: NOT DONE: the vulnerability data cannot be reached from here")
            return 0
        print(f"audit: FAILED: {done.stderr.strip()[-2000:]}")
        return 2
    return report(told)


def report(told: Sequence[dict[str, Any]]) -> int:
    """Print what is known of the packages; return 1 if one of them has a known vulnerability."""
    skipped = sorted({package["name"] for package in told if "skip_reason" in package})
    known = {(package["name"], package["version"]): package["vulns"] for package in told if "vulns" in package}
    for (name, version), vulnerabilities in sorted(known.items()):
        for one in vulnerabilities:
            fixed = ", ".join(one.get("fix_versions") or ()) or "no version"
            print(f"audit: VULNERABLE: {name} {version}: {one['id']}, mended in {fixed}")
    if skipped:
        print(f"audit: NOT DONE for {len(skipped)} packages: the vulnerability data cannot be reached from here, or do "
              f"not know them: {', '.join(skipped[:5])}{' ...' if len(skipped) > 5 else ''}")
    found = sum(map(len, known.values()))
    print(f"audit: {len(known)} packages looked up, {found} known vulnerabilities")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(audit([str(Path(sys.executable).parent / "pip-audit")]))
