"""The general ledger of a long stock ledger, inserted with SQL: what receipts and deliveries
posted, and the bills and invoices that cleared most of them.

Each kind of paper is posted once by Odoo; the others are copies of its rows.
"""

from odoo import Command, fields

from devtools.bench.kit import copy_rows

#: Products on one transfer, and so on one journal entry.
LINES = 10
#: The share of the transfers that is billed or invoiced, the oldest first.
CLEARED = 0.8
#: Accounts of each paper: debit and credit where the value is positive.
SIDES = {
    "receipt": ("inventory", "grni"),
    "issue": ("inventory", "gdni"),
    "bill": ("grni", "payable"),
    "cost": ("gdni", "cogs"),
}


def accounts(company):
    """The accounts that the papers are posted on."""
    find = company.env["account.account"].search
    of_company = [("company_ids", "in", company.ids)]
    return {
        "inventory": company.account_stock_valuation_id,
        "grni": company.perpetual_grni_account_id,
        "gdni": company.perpetual_gdni_account_id,
        "cogs": company.expense_account_id
        or find([*of_company, ("account_type", "=", "expense")], limit=1),
        "payable": find([*of_company, ("account_type", "=", "liability_payable")], limit=1),
    }


def move_of(first, order):
    """SQL of the journal entry of a row, ten rows to an entry."""
    return f"({first} + 1 + (ROW_NUMBER() OVER (ORDER BY {order}) - 1) / {LINES})::int"


class Papers:
    """Templates of all papers, and their copies."""

    def __init__(self, bench, rounds):
        self.bench, self.env, self.rounds = bench, bench.env, rounds
        self.accounts = accounts(bench.company)
        product = bench.products("continuous", "average", 1, "papers")
        receipt = bench.validate(bench.transfer("in", [(product, 1, 10)])).move_ids
        self.links = {"perpetual_stock_move_id": f"{receipt.id}"}
        # Numbers of Odoo's own entries go on as if the copies were not there.
        self.journal = self._journal()
        self.templates = {kind: self._template(*names) for kind, names in SIDES.items()}
        self.lines = self._orders(product)
        self.env.flush_all()

    def _journal(self):
        code = f"B{self.env['account.journal'].search_count([])}"
        return self.env["account.journal"].create(
            {"name": "bench", "code": code, "type": "general"}
        )

    def _orders(self, product):
        """A purchase and a sales order line, which all papers are of."""
        partner = self.env["res.partner"].create({"name": "bench"})
        line = Command.create({"product_id": product.id})
        orders = [
            self.env[model].create({"partner_id": partner.id, "order_line": [line]})
            for model in ("purchase.order", "sale.order")
        ]
        return [order.order_line for order in orders]

    def _template(self, debit, credit):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.bench.company.account_stock_journal_id.id,
                "date": fields.Date.today(),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.accounts[name].id,
                            # The template itself moves nothing.
                            "balance": 0.0,
                            "name": side,
                            "tax_ids": [],
                        }
                    )
                    for side, name in (("debit", debit), ("credit", credit))
                ],
            }
        )
        entry.action_post()
        return entry

    def entries(self, number, date, count, kind):
        """Journal entries for so many rows; returns the id before the first."""
        template = self.templates["receipt"]
        name = f"'BENCH/{kind}/{template.id}/{number}/' || g"
        copies = -(-count // LINES)
        values = {"name": name, "date": f"'{date}'", "sequence_number": f"{number} * 1000000 + g"}
        values["journal_id"] = f"{self.journal.id}"
        values["sequence_prefix"] = f"'BENCH/{kind}/{template.id}/'"
        return copy_rows(self.env.cr, "account_move", template.id, copies, values)

    def clear(self, number, date, moves, incoming, count):
        """The items of a round's transfers, and for most rounds what clears them."""
        line = self.lines[0] if incoming else self.lines[1]
        column = "perpetual_purchase_line_id" if incoming else "perpetual_sale_line_id"
        # From the ledger: what the round wrote.
        first, last = moves + 1, moves - (-count // LINES)
        rows = (
            f"perpetual_ledger_entry entry WHERE entry.account_move_id BETWEEN {first} AND {last}"
        )
        links = {**self.links, column: f"{line.id}"}
        own = "receipt" if incoming else "issue"
        self._items(own, rows, "entry.account_move_id", "entry.value", date, links)
        if number > self.rounds * CLEARED:
            return
        kind = "bill" if incoming else "cost"
        papers = self.entries(number, date, count, kind)
        move = move_of(papers, "entry.id")
        self._items(kind, rows, move, "entry.value", date, {column: f"{line.id}"})
        spans = (first, last), (papers + 1, papers - (-count // LINES))
        (self._match_bills if incoming else self._match_costs)(line, date, *spans)

    def _items(self, kind, rows, move, value, date, links):
        """Two items per ledger entry, as Odoo posted those of the template."""
        for item in self.templates[kind].line_ids:
            amount = value if item.name == "debit" else f"-({value})"
            changes = {
                "id": "nextval('account_move_line_id_seq')",
                "move_id": move,
                "date": f"'{date}'::date",
                "journal_id": f"{self.journal.id}",
                "product_id": "entry.product_id",
                "quantity": "abs(entry.quantity)",
                "balance": amount,
                "debit": f"GREATEST({amount}, 0)",
                "credit": f"GREATEST(-({amount}), 0)",
                "amount_currency": amount,
                "amount_residual": "0",
                "amount_residual_currency": "0",
            }
            if item.account_id in (self.accounts["grni"], self.accounts["gdni"]):
                changes |= links
            self._copy(item, changes, rows)

    def _copy(self, item, changes, rows):
        cr = self.env.cr
        cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            ["account_move_line"],
        )
        columns = [name for (name,) in cr.fetchall()]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changes.get(name, f'item."{name}"') for name in columns)
        cr.execute(
            f"INSERT INTO account_move_line ({names}) SELECT {values}"
            f" FROM account_move_line item, {rows} AND item.id = {item.id} ORDER BY entry.id"
        )

    def _match_bills(self, line, date, receipts, bills):
        """Each billed receipt is matched with its bill."""
        account = self.accounts["grni"].id
        self.env.cr.execute(
            """INSERT INTO perpetual_grni_match (purchase_line_id, company_id, quantity, date,
                      active, credit_line_id, debit_line_id, credit_amount, debit_amount)
               SELECT %s, %s, credit.quantity, %s, true, credit.id, debit.id, -credit.balance,
                      debit.balance
                 FROM account_move_line credit JOIN account_move_line debit USING (product_id)
                WHERE credit.account_id = %s AND debit.account_id = %s
                  AND credit.move_id BETWEEN %s AND %s AND debit.move_id BETWEEN %s AND %s""",
            [line.id, self.bench.company.id, date, account, account, *receipts, *bills],
        )

    def _match_costs(self, line, date, deliveries, costs):
        """Each invoiced delivery is matched; the items of its cost name the match."""
        self.env.cr.execute(
            """INSERT INTO perpetual_gdni_match (sale_line_id, company_id, product_id, quantity,
                      date, active, delivery_id, delivery_amount, return_amount)
               SELECT %s, company_id, product_id, -quantity, %s, true, id, -value, 0
                 FROM perpetual_ledger_entry WHERE account_move_id BETWEEN %s AND %s""",
            [line.id, date, *deliveries],
        )
        self.env.cr.execute(
            """UPDATE account_move_line item SET perpetual_gdni_match_id = match.id
                 FROM perpetual_gdni_match match
                 JOIN perpetual_ledger_entry entry ON entry.id = match.delivery_id
                WHERE entry.account_move_id BETWEEN %s AND %s
                  AND item.product_id = match.product_id AND item.move_id BETWEEN %s AND %s""",
            [*deliveries, *costs],
        )
