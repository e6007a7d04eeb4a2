"""Checks a served database: prints each invariant that does not hold and fails then."""

import sys

from devtools.broken import broken

lines = broken(globals()["env"].cr)
print(*lines, sep="\n")
sys.exit(len(lines))
