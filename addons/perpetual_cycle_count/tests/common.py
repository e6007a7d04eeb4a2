import uuid

from odoo.addons.perpetual_stock.tests.common import PerpetualCommon


class CountCommon(PerpetualCommon):
    """People who count, investigate and approve; verbs are their buttons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        counter = "perpetual_cycle_count.group_counter"
        cls.first, cls.second, cls.third = (
            cls.make_user(f"counter_{number}", counter) for number in (1, 2, 3)
        )
        cls.controller = cls.users["controller"]
        cls.approver = cls.make_user("approver", "perpetual_stock.group_approver_1")
        cls.approver_2 = cls.make_user("approver_2", "perpetual_stock.group_approver_2")
        cls.cause = cls.env.ref("perpetual_cycle_count.perpetual_variance_reason_data_entry")

    def setUp(self):
        super().setUp()
        # Classes that a test does not change: one counter, B's tolerance of 2 %.
        self.policy = self.env.ref("perpetual_cycle_count.perpetual_abc_policy_default")
        self.c_class = self.policy.class_ids[-1:]
        self.c_class.write({"tolerance_percent": 2, "counters_required": 1})

    def open_session(self, *goods, user=None, **vals):
        """A session of these products, started; without a time of grace unless it is given."""
        sessions = self.env["perpetual.count.session"].with_user(user or self.controller)
        session = sessions.create(
            {
                "product_ids": [(6, 0, [product.id for product in goods])],
                "grace_minutes": 0,
                **vals,
            }
        )
        session.action_start()
        return session

    def sheet(self, session, round_number=1):
        """The session's sheet of a round that is not finished."""
        sheets = session.sheet_ids.sudo().filtered(
            lambda sheet: sheet.round == round_number and sheet.state in ("todo", "counting")
        )
        self.assertEqual(len(sheets), 1, sheets.mapped("name"))
        return sheets

    def tally(self, session, quantities, user=None, round_number=1, close=True):
        """Take the sheet and count: product (or key's record) → quantity."""
        user = user or (self.first, self.second, self.third)[round_number - 1]
        sheet = self.sheet(session, round_number).with_user(user)
        sheet.action_take()
        for line in sheet.line_ids:
            goods = line.sudo().lot_id or line.sudo().product_id
            if goods in quantities:
                self.commit(line, quantities[goods])
        if close:
            sheet.action_close()
        self.env.invalidate_all()
        return sheet

    def commit(self, line, quantity, key=None, **how):
        return line.action_count(quantity, uuid=key or str(uuid.uuid4()), **how)

    def variance(self, session):
        (row,) = session.sudo().variance_ids.filtered(lambda row: row.state != "cancel")
        return row

    def investigate(self, variance, reason=None, **vals):
        row = variance.with_user(self.controller)
        row.write({"reason_id": (reason or self.cause).id, **vals})
        row.action_submit()

    def approve(self, variance, user=None):
        variance.with_user(user or self.approver).action_approve()

    def on_hand_at(self, product, location=None):
        quants = self.env["stock.quant"]._gather(product, location or self.stock(), strict=True)
        return sum(quants.mapped("quantity"))
