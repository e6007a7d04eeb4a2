"""Devices in the network."""

from __future__ import annotations

import socket
import time

from .base import Candidate, DeviceError

#: Seconds until a device that does not answer is not there.
CONNECT = 5.0


def connected(
    candidate: Candidate, timeout: float = CONNECT, patience: float = 0.0
) -> socket.socket:
    """A connection to ``host:port``.

    :param patience: seconds in which it may be refused: a device with one connection to give takes
        a moment to hang up
    :raises DeviceError: there is none
    """
    host, _colon, port = candidate.path.rpartition(":")
    try:
        link = _patiently(host.strip("[]"), int(port), timeout, time.monotonic() + patience)
    except ConnectionRefusedError as error:
        raise DeviceError(
            f"{candidate.name} at {candidate.path} takes no connection.",
            "Some take one at a time: is another computer using it? Else check its port.",
        ) from error
    except socket.gaierror as error:
        raise DeviceError(
            f"{candidate.name}: there is no machine named {host}.",
            "Give the device's IP address on the server.",
        ) from error
    except (OSError, ValueError) as error:
        raise DeviceError(
            f"{candidate.name} at {candidate.path} does not answer.",
            "Is it switched on, is the network cable in, is the address right?",
        ) from error
    # A label's last bytes do not wait for more to come.
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def _patiently(host: str, port: int, timeout: float, until: float) -> socket.socket:
    while True:
        try:
            return socket.create_connection((host, port), timeout)
        except ConnectionRefusedError:
            if time.monotonic() >= until:
                raise
            time.sleep(0.01)


def named(candidate: Candidate) -> bool:
    """Whether it is a device in the network."""
    return candidate.bus == "tcp"
