"""``lp`` and ``lpstat`` for tests, with the words of CUPS 2.4; what they print is kept in a folder.

The folder has ``queues`` (one name a line) and, where a test wants it, ``disabled``, ``rejecting``,
``down``, ``hangs``, ``held`` (jobs stay in the queue), ``fails`` (what ``lp`` says).
"""

import sys
import time
from pathlib import Path

SINCE = "since Tue Nov 24 02:26:09 2026"


def queues(folder, wanted):
    names = (folder / "queues").read_text().split()
    if wanted and wanted not in names:
        sys.exit(f'lpstat: Invalid destination name in list "{wanted}".')
    return [wanted] if wanted else names


def lpstat(folder, arguments):
    if (folder / "down").exists():
        sys.exit("lpstat: Scheduler is not running.")
    wanted = arguments[-1] if not arguments[-1].startswith("-") else ""
    for name in queues(folder, wanted):
        if "-a" in arguments:
            if (folder / "rejecting").exists():
                print(f"{name} not accepting requests {SINCE} -\n\tRejecting Jobs")
            else:
                print(f"{name} accepting requests {SINCE}")
        elif "-p" in arguments:
            if (folder / "disabled").exists():
                reason = (folder / "disabled").read_text()
                print(f"printer {name} disabled {SINCE} -\n\t{reason}")
            elif (folder / "held").exists() and list(folder.glob("job-*")):
                print(f"printer {name} now printing {name}-1.  enabled {SINCE}")
            else:
                print(f"printer {name} is idle.  enabled {SINCE}")
        elif "-o" in arguments and (folder / "held").exists():
            for job in folder.glob("job-*"):
                number = job.name.partition("-")[2]
                print(f"{name}-{number}               root         1024   Tue Nov 24 02:26:10 2026")


def lp(folder, arguments):
    if (folder / "hangs").exists():
        time.sleep(60)
    if (folder / "fails").exists():
        sys.exit((folder / "fails").read_text())
    number = len(list(folder.glob("job-*"))) + 1
    (folder / f"job-{number}").write_bytes(sys.stdin.buffer.read())
    (folder / "arguments").write_text(" ".join(arguments))
    print(f"request id is {arguments[arguments.index('-d') + 1]}-{number} (0 file(s))")


if __name__ == "__main__":
    {"lp": lp, "lpstat": lpstat}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3:])
