"""``python -m bench [NAME …]``: run benchmarks and print their tables; 1 when one misses its limit.

Several run one after the other, each in a process of its own: some set up a portal, some Django without one.
"""

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import bench
from bench.pairs import table

_NOT_BENCHMARKS = {"__main__", "pairs"}


def names() -> list[str]:
    found = (module.name for module in pkgutil.iter_modules([str(Path(bench.__file__).parent)]))
    return sorted(name for name in found if name not in _NOT_BENCHMARKS and not name.startswith("_"))


def main(asked: list[str]) -> int:
    known = names()
    unknown = [name for name in asked if name not in known]
    if not asked or unknown:
        print(f"Usage: python -m bench NAME …   with NAME one of: {', '.join(known)}")
        return 2 if unknown else 0
    if len(asked) > 1:
        return max(
            subprocess.run([sys.executable, "-m", "bench", name], check=False).returncode for name in asked
        )
    name = asked[0]
    rows = list(importlib.import_module(f"bench.{name}").rows())
    print(f"\n{name}   (load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors)\n\n{table(rows)}")
    return int(any(not row.is_met for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
