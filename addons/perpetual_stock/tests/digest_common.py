import base64

from .common import PerpetualCommon
from .tampering import Tampering


class DigestCase(Tampering, PerpetualCommon):
    """Three entries of one product, one of another."""

    def setUp(self):
        super().setUp()
        self.receive(self.fifo, 10, cost=10)
        self.deliver(self.fifo, 4)
        self.deliver(self.fifo, 1)
        self.receive(self.average, 10, cost=5)
        self.first, self.second, self.last = self.entries(self.fifo)

    def check(self, role="auditor", heads=None):
        checks = self.as_role(role)["perpetual.digest.check"]
        check = checks.browse(checks.action_open()["res_id"])
        if heads is not None:
            check.heads_file = base64.b64encode(heads.encode())
            check.action_verify()
        return check

    def found(self, **how):
        """{(code, entry number)} of the fifo product; nothing else may be wrong."""
        faults = self.check(**how).fault_ids
        for fault in faults:
            self.assertEqual(fault.pool_id, self.pool(self.fifo).id)
        return {(fault.code, fault.sequence) for fault in faults}
