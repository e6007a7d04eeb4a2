"""Devices in the network."""

from __future__ import annotations

import socket

from .base import Candidate, DeviceError

#: Seconds until a device that does not answer is not there.
CONNECT = 5.0


def connected(candidate: Candidate, timeout: float = CONNECT) -> socket.socket:
    """A connection to ``host:port``.

    :raises DeviceError: there is none
    """
    host, _colon, port = candidate.path.rpartition(":")
    try:
        link = socket.create_connection((host.strip("[]"), int(port)), timeout)
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


def named(candidate: Candidate) -> bool:
    """Whether it is a device in the network."""
    return candidate.bus == "tcp"
