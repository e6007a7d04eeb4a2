"""Selling at a register: orders as the POS front end sends them, by a cashier."""

from uuid import uuid4

from odoo import Command, fields

from odoo.addons.perpetual_stock.tests.common import METHODS, PerpetualCommon

__all__ = ["METHODS", "PRICE", "PosCommon"]

PRICE = 50.0


class PosCommon(PerpetualCommon):
    """One register (``register``); ``update_stock`` is the company's choice for others."""

    update_stock = "real"
    #: Who sells. Core lets only people sell lots and kits who may read inventory.
    seller = "cashier"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["cashier"] = cls.make_user(
            "cashier", "base.group_user,point_of_sale.group_pos_user"
        )
        cls.users["pos_manager"] = cls.make_user(
            "pos_manager", "base.group_user,point_of_sale.group_pos_manager"
        )
        cls.company.point_of_sale_update_stock_quantities = cls.update_stock
        cls.register = cls.make_register("Shop")

    @classmethod
    def make_register(cls, name, company=None, **vals):
        """A register of a company that takes cash and cards."""
        company = company or cls.company
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        journals = env["account.journal"].create(
            [
                {"name": f"{name} {kind}", "type": kind, "code": f"{kind[:1].upper()}{uuid4()}"[:5]}
                for kind in ("cash", "bank")
            ]
        )
        methods = env["pos.payment.method"].create(
            [{"name": journal.name, "journal_id": journal.id} for journal in journals]
        )
        return env["pos.config"].create(
            {"name": name, "payment_method_ids": [Command.set(methods.ids)], **vals}
        )

    # Business verbs

    def open(self, register=None, user=None):
        """The open session of a register; opens one if there is none."""
        register = (register or self.register).with_env(
            self.as_role(user or self.seller, (register or self.register).company_id)
        )
        if not register.current_session_id:
            register.open_ui()
            register.current_session_id.set_opening_control(0, "")
        return register.current_session_id

    def close(self, session=None):
        """Close a session as the cashier does; returns its journal entry."""
        session = session or self.open()
        session.action_pos_session_closing_control()
        self.assertEqual(session.state, "closed")
        return session.with_env(self.env).move_id

    def sell(self, goods, register=None, price=PRICE, user=None, **vals):
        """One paid order, as the front end sends it.

        :param goods: [(product, quantity)], or [(product, quantity, values of the line)]
        :returns: the order
        """
        session = self.open(register, user)
        lines = [self._line(price, *line) for line in goods]
        return self._send(session, lines, vals)

    def refund(self, order, *quantities, register=None, **vals):
        """Take back units of the order's lines, in their order; all of it by default."""
        session = self.open(register or order.config_id)
        lines = [
            self._line(
                line.price_unit,
                line.product_id,
                -quantity,
                {
                    "refunded_orderline_id": line.id,
                    "pack_lot_ids": [
                        Command.create({"lot_name": lot.lot_name}) for lot in line.pack_lot_ids
                    ],
                },
            )
            for line, quantity in zip(
                order.lines, quantities or order.lines.mapped("qty"), strict=True
            )
            if quantity
        ]
        return self._send(session, lines, {"is_refund": True, **vals})

    def _send(self, session, lines, vals):
        vals = {**self._order_vals(session, lines), **vals}
        result = session.env["pos.order"].sync_from_ui([vals])
        self.env.invalidate_all()
        order = self.env["pos.order"].search([("uuid", "=", vals["uuid"])])
        self.assertIn(order.id, [found["id"] for found in result["pos.order"]])
        self.assertIn(order.state, ("paid", "done"))
        return order

    def _line(self, price, product, quantity, vals=None):
        vals = {"price_unit": price, **(vals or {})}
        amount = vals["price_unit"] * quantity
        return Command.create(
            {
                "product_id": product.id,
                "qty": quantity,
                "price_subtotal": amount,
                "price_subtotal_incl": amount,
                "discount": 0,
                "tax_ids": [Command.set([])],
                "pack_lot_ids": [],
                **vals,
            }
        )

    def _order_vals(self, session, lines):
        total = sum(line[2]["price_subtotal_incl"] for line in lines)
        method = session.payment_method_ids.sorted("is_cash_count")[-1:]
        return {
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": 0,
            "amount_total": total,
            "company_id": session.company_id.id,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False,
            "lines": lines,
            "partner_id": False,
            "payment_ids": [
                Command.create(
                    {
                        "amount": total,
                        "name": fields.Datetime.now(),
                        "payment_method_id": method.id,
                    }
                )
            ],
            "session_id": session.id,
            "to_invoice": False,
            "user_id": session.env.uid,
            "uuid": str(uuid4()),
        }

    # Trouble

    def break_accounts(self, company=None):
        """Take away the account of cost of goods sold."""
        company = company or self.company
        self.taken = company.expense_account_id
        company.expense_account_id = False
        for category in self.categories.values():
            category.with_company(company).property_account_expense_categ_id = False

    def mend_accounts(self, company=None):
        (company or self.company).expense_account_id = self.taken

    # Looking at the books

    def moves(self, order, product=None):
        """Stock moves of an order (of one product)."""
        moves = order.picking_ids.move_ids
        return moves.filtered(lambda move: move.product_id == product) if product else moves

    def queue(self, *orders, **domain):
        """Rows of the queue, of these orders if any are given."""
        rows = self.env["perpetual.pos.queue"].search([("company_id", "=", self.company.id)])
        return rows.filtered(lambda row: row.order_id in orders) if orders else rows

    def assert_no_cost(self, entry, products=None):
        """A journal entry has no items on inventory accounts or cost of goods sold."""
        company = entry.company_id
        accounts = {self.account(name, company) for name in ("inventory", "cogs")}
        self.assertFalse(set(entry.line_ids.account_id) & accounts, entry.line_ids.mapped("name"))
