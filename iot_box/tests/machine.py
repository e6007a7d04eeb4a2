"""A machine with devices plugged in, as Linux shows it."""


class Machine:
    """A tree as Linux shows it."""

    KEYS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"

    def __init__(self, root):
        self.root, self.minor = root, 0

    def write(self, path, **files):
        path.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (path / name).write_text(f"{content}\n")

    def usb(self, port, serial="", vendor="05e0", product="Symbol Scanner"):
        usb = self.root / f"sys/devices/pci0/usb1/{port}"
        self.write(usb, idVendor=vendor, product=product, **({"serial": serial} if serial else {}))
        self.write(usb / f"{port}:1.0", bInterfaceNumber="00")
        return usb / f"{port}:1.0"

    def node(self, parent, folder, name, devname, **files):
        self.minor += 1
        self.write(
            parent / folder / name,
            uevent=f"MAJOR=1\nDEVNAME={devname}",
            dev=f"1:{self.minor}",
            **files,
        )
        link = self.root / "sys/class" / folder / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(parent / folder / name)
        return link

    def tty(self, name, port, **usb):
        return self.node(self.usb(port, **usb), "tty", name, name)

    def keyboard(self, name, port, keys=KEYS, uniq="", **usb):
        node = self.node(self.usb(port, **usb), "input", name, f"input/{name}")
        self.write(node / "device", name=usb.get("product", "Symbol Scanner"), uniq=uniq)
        self.write(node / "device/capabilities", key=keys)
        return node

    def note(self, node, **properties):
        """What udev has written down."""
        folder = self.root / "run/udev/data"
        lines = "\n".join(f"E:{key}={value}" for key, value in properties.items())
        self.write(folder, **{f"c{(node / 'dev').read_text().strip()}": f"I:1\n{lines}"})
