"""``python -m perpetual_iot_box`` is the command ``iot-box``."""

import sys

from .cli import main

sys.exit(main())
