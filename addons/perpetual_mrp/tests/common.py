"""Manufacturing verbs on top of the stock ledger's: a bill of materials, an order, an unbuild."""

from odoo import Command

from odoo.addons.perpetual_stock.tests.common import ACCOUNTS, METHODS, PerpetualCommon

__all__ = ["METHODS", "MrpCommon"]

MRP_ACCOUNTS = {
    **ACCOUNTS,
    "variance": "perpetual_production_variance_account_id",
    "labour": "perpetual_labour_account_id",
}


class MrpCommon(PerpetualCommon):
    """Two components at 2 and 5 a unit, and one finished product per costing method.

    One unit takes 2 screws and 1 board: 9.00. The standard cost of the finished product is
    10. Whoever makes goods is a manufacturing user without rights on accounts.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["maker"] = cls.make_user("maker", "mrp.group_mrp_user")
        # Core asks for rights on analytic items and journal entries from whoever splits an
        # order.
        groups = (
            "mrp.group_mrp_user,analytic.group_analytic_accounting,account.group_account_readonly"
        )
        cls.users["planner"] = cls.make_user("planner", groups)
        cls.screw = cls.make_product("average", name="Screw")
        cls.board = cls.make_product("fifo", name="Board")

    # Set-up

    def stock_up(self, units=100):
        """Components on hand: screws at 2, boards at 5."""
        self.receive(self.screw, units, 2)
        self.receive(self.board, units, 5)

    @classmethod
    def bom(cls, product, components=None, by_products=(), operations=(), **vals):
        """A bill of materials of one unit.

        :param components: [(product, quantity)], 2 screws and 1 board if left out
        :param by_products: [(product, quantity, cost share in percent)]
        :param operations: [(work centre, minutes)]
        """
        components = components or [(cls.screw, 2), (cls.board, 1)]
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": quantity})
                    for component, quantity in components
                ],
                "byproduct_ids": [
                    Command.create(
                        {"product_id": other.id, "product_qty": quantity, "cost_share": share}
                    )
                    for other, quantity, share in by_products
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": f"Work at {workcenter.name}",
                            "workcenter_id": workcenter.id,
                            "time_mode": "manual",
                            "time_cycle_manual": minutes,
                        }
                    )
                    for workcenter, minutes in operations
                ],
                **vals,
            }
        )

    @classmethod
    def workcenter(cls, cost=30.0, **vals):
        """A work centre that costs ``cost`` an hour."""
        return cls.env["mrp.workcenter"].create(
            {
                "name": "Bench",
                "costs_hour": cost,
                "time_start": 0,
                "time_stop": 0,
                "company_id": cls.company.id,
                **vals,
            }
        )

    # Business verbs

    def plan(self, product, quantity, bom=None, user="maker", company=None, **vals):
        """A confirmed manufacturing order."""
        env = self.as_role(user, company)
        order = env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "product_uom_id": product.uom_id.id,
                **({"bom_id": bom.id} if bom else {}),
                **vals,
            }
        )
        order.action_confirm()
        return order.with_env(self.env)

    def make(self, product, quantity, bom=None, user="maker", **vals):
        """Plan and finish an order."""
        return self.finish(self.plan(product, quantity, bom, user, **vals), user=user)

    def finish(self, order, quantity=None, backorder=False, user="maker"):
        """Produce ``quantity`` (all that is planned if left out) and mark the order done."""
        order = order.with_env(self.as_role(user, order.company_id))
        order.qty_producing = order.product_qty if quantity is None else quantity
        order._set_qty_producing(False)
        order.move_raw_ids.filtered(lambda move: move.state != "done").picked = True
        context = {"skip_consumption": True, "skip_backorder": True}
        if backorder:
            context["mo_ids_to_backorder"] = order.ids
        order.with_context(**context).button_mark_done()
        self.assertEqual(order.state, "done")
        return order.with_env(self.env)

    def consume(self, order, product, quantity):
        """Take components to production before the order is finished."""
        move = order.move_raw_ids.filtered(lambda move: move.product_id == product)
        move = move.with_env(self.as_role("maker", order.company_id))
        move.quantity = quantity
        move.picked = True
        move._action_done()
        return move.with_env(self.env)

    def backorder(self, order):
        return order.production_group_id.production_ids.filtered(
            lambda other: other.state not in ("done", "cancel")
        )

    def unbuild(self, product, quantity, order=None, bom=None, company=None, **vals):
        """Take finished goods apart, linked to their order or not."""
        stock = self.stock(company)
        unbuild = self.as_role("maker", company)["mrp.unbuild"].create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "product_uom_id": product.uom_id.id,
                "mo_id": order.id if order else False,
                "bom_id": (bom or (order and order.bom_id)).id,
                "location_id": stock.id,
                "location_dest_id": stock.id,
                **vals,
            }
        )
        unbuild.action_unbuild()
        return unbuild.with_env(self.env)

    def edit(self, move, quantity, **vals):
        """What an order has moved is edited by whoever makes goods."""
        move.move_line_ids.with_env(self.as_role("maker", move.company_id)).write(
            {"quantity": quantity, **vals}
        )
        return move

    # Looking at the books

    def account(self, name, company=None):
        account = company or self.company
        for field in MRP_ACCOUNTS[name].split("."):
            account = account[field]
        return account

    def account_names(self):
        return MRP_ACCOUNTS

    def raw(self, order, product):
        return order.move_raw_ids.filtered(lambda move: move.product_id == product)

    def made(self, order, product=None):
        product = product or order.product_id
        return order.move_finished_ids.filtered(lambda move: move.product_id == product)

    def wip_items(self, order, kind=False):
        """Items of the order on work in progress that are no stock transaction."""
        domain = [("perpetual_production_id", "=", order.id), ("parent_state", "=", "posted")]
        if order._name == "mrp.unbuild":
            domain[0] = ("perpetual_unbuild_id", "=", order.id)
        return self.env["account.move.line"].search([*domain, ("perpetual_wip_kind", "=", kind)])

    def assert_wip_entry(self, order, kind, rows):
        """Exactly these items were posted as the order's labour, extra cost or variance."""
        moves = self.wip_items(order, kind).move_id
        names = {self.account(name): name for name in self.account_names()}
        actual = [
            (names.get(item.account_id, item.account_id.name), item.debit, item.credit)
            for item in moves.line_ids
        ]
        self.assertEqual(sorted(actual), sorted((a, float(d), float(c)) for a, d, c in rows))
        for move in moves:
            self.assertEqual(move.state, "posted")
            self.assertEqual(move.journal_id, self.company.account_stock_journal_id)

    def assert_closed(self, order, variance=0.0):
        """Nothing of the order is left in work in progress; this much was a variance."""
        order.invalidate_recordset()
        self.assertRecordValues(
            order, [{"perpetual_wip_amount": 0.0, "perpetual_variance_amount": variance}]
        )

    # Invariants

    def assert_invariants(self):
        super().assert_invariants()
        for company in self.companies:
            self.assert_wip(company)

    def assert_wip(self, company):
        """Orders that are done have nothing in progress; the others are the account."""
        orders = self.env["mrp.production"].search([("company_id", "=", company.id)])
        for order in orders.filtered(lambda order: order.state in ("done", "cancel")):
            self.assertAlmostEqual(order.perpetual_wip_amount, 0.0, 6, order.name)
        rows = self.env["perpetual.wip.item"].search([("company_id", "=", company.id)])
        self.assertFalse(rows.filtered(lambda row: row.kind == "closed"))
        self.assertAlmostEqual(sum(rows.mapped("amount")), self.balance("wip", company), 6)
