"""A label, and who is asked before its first byte."""

LABEL = b"^XA^PW400^LL200^FO20,20^BCN,80,Y,N,N,A^FDLOT-1^FS^PQ1^XZ"


class Told:
    """Is asked before the first byte, and keeps whether that was before the printer had one."""

    def __init__(self, answer=True, printer=None):
        self.answer, self.printer, self.asked = answer, printer, 0

    def __call__(self):
        self.asked += 1
        if self.printer:
            assert b"^XA" not in self.printer.received
        return self.answer
