"""Where scans and labels of the demo are simulated: known to its company and to ``./dev box``."""

from dataclasses import dataclass

BOX = "Demo box"


@dataclass(frozen=True)
class Place:
    """A station of the demo.

    :param key: of its simulated scanner and printer
    :param login: who works there
    :param labels: kinds of labels that its printer has
    """

    key: str
    name: str
    code: str
    login: str
    labels: tuple[str, ...]

    @property
    def scanner(self) -> str:
        """The id that its simulated scanner has."""
        return f"serial:simulated-{self.key}"

    @property
    def printer(self) -> str:
        """The id that its simulated printer has."""
        return f"tcp:simulated-{self.key}"


PLACES = (
    Place("dock", "Dock", "ST-DOCK", "warehouse", ("product", "lot", "location", "command")),
    Place("packing", "Packing Table", "ST-PACK", "packer", ("package", "lot", "product")),
)
#: Name, barcode and tracking of what arrives at the dock.
EXPECTED = (
    ("Example: green tea at the dock", "4006381333931", "none"),
    ("Example: yoghurt at the dock, by lot", "4012345678901", "lot"),
)
