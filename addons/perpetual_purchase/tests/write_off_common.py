from .common import PurchaseCommon

APPROVERS = {
    "approver": "perpetual_stock.group_approver_1",
    "director": "perpetual_stock.group_approver_2",
}


class WriteOffCase(PurchaseCommon):
    """An accountant requests, an approver decides, up to 500 or above."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role, groups in APPROVERS.items():
            cls.users[role] = cls.make_user(role, groups)
        cls.company.perpetual_write_off_limit = 500

    # Verbs

    def rows(self, role="accountant", **domain):
        Item = self.as_role(role)["perpetual.grni.item"]
        Item.invalidate_model()
        return Item.search([(field, "=", value) for field, value in domain.items()])

    def request(self, rows, reason="The vendor has closed down", role="accountant"):
        """Choose rows in the listing, say why, and ask for approval."""
        action = rows.with_env(self.as_role(role)).action_write_off()
        write_off = self.as_role(role)[action["res_model"]].browse(action["res_id"])
        write_off.reason = reason
        write_off.action_request()
        return write_off.with_env(self.env)

    def approve(self, write_off, role="approver"):
        write_off.with_env(self.as_role(role)).action_approve()
        return write_off

    def refuse(self, write_off, reason, role="approver"):
        env = self.as_role(role)
        action = write_off.with_env(env).action_refuse()
        env[action["res_model"]].with_context(**action["context"]).create(
            {"reason": reason}
        ).action_refuse()

    def cancel(self, write_off, role="approver"):
        write_off.with_env(self.as_role(role)).action_cancel()

    def assert_posted(self, move, rows):
        """Exactly these items: [(account, debit, credit)]."""
        self.assert_bill(move, rows)
        self.assertEqual(move.journal_id, self.company.account_stock_journal_id)

    def assert_rows(self, rows):
        """[(kind, quantity, amount)], and the total is the account's balance."""
        found = self.rows()
        self.assertEqual([(row.kind, row.quantity, row.amount) for row in found], rows)
        self.assertAlmostEqual(sum(found.mapped("amount")), -self.balance("grni"), 6)
        (check,) = (row for row in self.company.perpetual_tie_out() if row["check"] == "grni")
        self.assertEqual(check["difference"], 0)
