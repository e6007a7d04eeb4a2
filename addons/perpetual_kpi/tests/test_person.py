from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestPerson(KpiCommon):
    """A person's figures: theirs, and their manager's to see; nobody else's."""

    def setUp(self):
        super().setUp()
        with self.on(0):
            self.receive(self.average, 100, 10)
            self.receive(self.fifo, 10, 50)
        with self.on(1):
            self.counted({self.average: 100, self.fifo: 8})
        with self.on(2):
            self.counted({self.average: 100})

    def seen_by(self, user):
        env = self.env(user=user, su=False)
        return env["perpetual.kpi.person"].search([])

    def test_own(self):
        rows = self.seen_by(self.first)
        self.assertEqual(rows.user_id, self.first)
        self.assertEqual(
            [(row.scored, row.hits, row.count_accuracy) for row in rows], [(1, 1, 100), (2, 1, 50)]
        )
        # The recount by somebody else is no first count: there is nothing to see.
        self.assertFalse(self.seen_by(self.second))

    def test_ratio_of_sums(self):
        ((accuracy, picks),) = (
            self.env(user=self.first, su=False)["perpetual.kpi.person"]
            ._read_group([], [], ["count_accuracy:avg", "pick_accuracy:avg"])
        )
        self.assertAlmostEqual(accuracy, 200 / 3)
        self.assertFalse(picks)

    def test_manager(self):
        self.first.perpetual_kpi_manager_id = self.third
        self.assertEqual(self.seen_by(self.third).user_id, self.first)
        self.first.perpetual_kpi_manager_id = False
        self.assertFalse(self.seen_by(self.third))

    def test_nobody_else(self):
        """No controller, approver, auditor or administrator, unless they are the manager."""
        for user in (self.controller, self.approver_2, self.users["auditor"],
                     self.users["stock_manager"], self.users["account_manager"]):  # fmt: skip
            with self.subTest(user.login):
                self.assertFalse(self.seen_by(user))
                groups = self.env(user=user, su=False)["perpetual.kpi.person"]._read_group(
                    [], ["user_id"], ["scored:sum"]
                )
                self.assertEqual(groups, [])
        self.users["stock_manager"].group_ids |= self.env.ref("base.group_system")
        self.assertFalse(self.seen_by(self.users["stock_manager"]))

    def test_read_by_id(self):
        row = self.seen_by(self.first)[:1]
        with self.assertRaises(AccessError):
            row.with_user(self.controller).read(["hits"])

    def test_not_ones_own_manager(self):
        with self.assertRaisesRegex(ValidationError, "own manager"):
            self.first.perpetual_kpi_manager_id = self.first
