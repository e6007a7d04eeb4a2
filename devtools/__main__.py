"""``python -m devtools`` is what ``./dev`` runs."""

import sys

from devtools.cli import main

sys.exit(main())
