#!/usr/bin/env python3
"""Runs the programs that people already have against our server, each on a site of its own.

    clients/.venv/bin/python clients/run.py              all of them
    clients/.venv/bin/python clients/run.py gallery_dl   one: a file of clients/tests, by its name

TAGSTEAD_BIN names the server's binary, target/debug/tagstead where it is not set.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent / "tests"
# `rig` first: where that fails, the others say nothing about the server.
NAMES = ["rig", "tumblr_js", "pytumblr", "tumblr_backup", "gallery_dl"]


def main(asked):
    for name in asked:
        if name not in NAMES:
            print(f"clients/run.py: no client named {name}; there are {', '.join(NAMES)}", file=sys.stderr)
            return 2
    report, failed = [], False
    for name in asked or NAMES:
        print(f"== {name}", flush=True)
        begun = time.monotonic()
        command = [sys.executable, "-m", "unittest", "-v", f"{name}_test"]
        ended = subprocess.run(command, cwd=TESTS, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
        outcome = "FAILED" if ended.returncode else "passed"
        failed = failed or bool(ended.returncode)
        report.append(f"{name:<14} {outcome} in {time.monotonic() - begun:.0f} s")
    print("\n" + "\n".join(report))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
