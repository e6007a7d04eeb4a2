"""Serial ports, USB's and Bluetooth's among them: one owner each."""

from __future__ import annotations

import errno
from collections.abc import Mapping

import serial

from . import sysfs
from .base import Candidate, DeviceError

PARITIES = {"none": "N", "even": "E", "odd": "O"}
FLOWS = ("none", "xonxoff", "rtscts")
#: Options of every driver on a serial line.
OPTIONS = {"parity": tuple(PARITIES), "flow": FLOWS}


def plugged_in() -> list[Candidate]:
    """USB's and Bluetooth's ports, and those on the board that are not the machine's console."""
    rows = []
    for pattern in ("ttyACM*", "ttyUSB*", "rfcomm*", "ttyS*"):
        for node in sysfs.nodes("tty", pattern):
            is_onboard = pattern == "ttyS*"
            if is_onboard and (
                sysfs.text(node.sys / "type") in ("", "0")
                or sysfs.text(node.sys / "console") == "Y"
            ):
                continue
            address = sysfs.text(node.sys / "address")  # of a Bluetooth scanner
            name = node.name or (f"Bluetooth {address}" if address else node.sys.name)
            # The board's own are wired: their number is their place.
            place = node.sys.name if is_onboard else node.place
            rows.append(
                sysfs.Plugged(
                    node.path, address or node.serial, place, {"name": name, "sure": not is_onboard}
                )
            )
    return sysfs.named("serial", "serial", rows)


def opened(candidate: Candidate, settings: Mapping[str, object], timeout: float) -> serial.Serial:
    """The port, for this process alone.

    :param timeout: seconds that a read waits
    :raises DeviceError: it is not there, may not be opened, or somebody else has it
    """
    options = settings.get("options") or {}
    try:
        return serial.Serial(
            candidate.path,
            baudrate=int(settings.get("baudrate") or 9600),
            parity=PARITIES[options.get("parity") or "none"],
            timeout=timeout,
            write_timeout=5,
            xonxoff=options.get("flow") == "xonxoff",
            rtscts=options.get("flow") == "rtscts",
            exclusive=True,
        )
    except (OSError, ValueError) as error:  # SerialException is an OSError
        raise refused(candidate, error) from error


def refused(candidate: Candidate, error: Exception) -> DeviceError:
    """What a person makes of a device file that cannot be opened."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO):
        return gone(candidate)
    if number in (errno.EAGAIN, errno.EBUSY):
        return DeviceError(
            f"{candidate.name}: another program has {candidate.path}.",
            "End that program, or let the box leave this device alone (switch it off on the"
            " server).",
        )
    if number in (errno.EACCES, errno.EPERM):
        return DeviceError(
            f"{candidate.name}: the box may not open {candidate.path}.",
            "Install the box's udev rules, or put its user into the groups dialout, input and lp.",
        )
    return DeviceError(
        f"{candidate.name}: {candidate.path} cannot be opened: {error}.",
        "Unplug the device and plug it in again.",
    )


def gone(candidate: Candidate) -> DeviceError:
    return DeviceError(
        f"{candidate.name} is not there any more.", "Plug it in, or switch it on; the box sees it."
    )
