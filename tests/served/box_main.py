"""The box's command line where what is plugged into this machine is none of the tests'."""

import sys

from perpetual_iot_box import cli, drivers

drivers.plugged_in = list

if __name__ == "__main__":
    sys.exit(cli.main())
