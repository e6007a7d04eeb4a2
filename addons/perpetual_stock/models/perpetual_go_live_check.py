import json
import time
from decimal import Decimal

from odoo import SUPERUSER_ID, api, fields, models, modules

from ..costing import ZERO
from ..golive import CoreFigures, Figures, OnHand
from ..ledger.checks import Checks
from ..ledger.facts import decimal

#: Rows that are worked out before progress is committed.
BATCH = 250


class PerpetualGoLiveCheckMixin(models.AbstractModel):
    """The check: what is on hand, what it is worth, and what will be posted for it."""

    _name = "perpetual.go.live.check.mixin"
    _description = "Check of a Go-Live"

    def _start_check(self, user):
        """Throw the earlier check away and list what has to be looked at."""
        self._clear()
        rows = self._leaving_rows() if self.direction == "leave" else self._entering_rows()
        self._insert_lines(rows)
        self.write(
            {
                "state": "running",
                "user_id": user.id,
                "total_count": len(rows),
                "done_count": 0,
            }
        )

    def _clear(self):
        self.env.flush_all()
        for table in ("line", "account", "problem"):
            self.env.cr.execute(
                f"DELETE FROM perpetual_go_live_{table} WHERE go_live_id = %s", [self.id]
            )
        self.env.invalidate_all()

    def _entering_rows(self):
        """(product id, lot id, owned, kept for others) of everything on hand."""
        totals = OnHand(self.company_id, self._products().ids).totals()
        return [
            (product_id, lot_id or None, stock.owned, stock.consigned)
            for (product_id, lot_id), stock in totals.items()
        ]

    def _leaving_rows(self):
        """The same of everything that the ledger holds, or knows as kept for others."""
        products = self._products()
        pools = self.env["perpetual.cost.pool"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", products.ids),
                "|",
                ("quantity", "!=", 0),
                ("value", "!=", 0),
            ]
        )
        rows = {
            (pool.product_id.id, pool.lot_id.id or 0): [decimal(pool.quantity), ZERO]
            for pool in pools
        }
        for key, stock in OnHand(self.company_id, products.ids).totals().items():
            rows.setdefault(key, [ZERO, ZERO])[1] = stock.consigned
        return [
            (product_id, lot_id or None, *units)
            for (product_id, lot_id), units in sorted(rows.items())
        ]

    def _insert_lines(self, rows):
        # One statement for what may be a hundred thousand rows.
        self.env.cr.execute_values(
            """INSERT INTO perpetual_go_live_line
                      (go_live_id, company_id, product_id, lot_id, quantity,
                       consigned_quantity, state)
               VALUES %s""",
            [(self.id, self.company_id.id, *row, "todo") for row in rows],
        )
        self.env.invalidate_all()

    # Working through it

    def _work(self, seconds):
        """Work out rows batch by batch until time is up; each batch is committed."""
        deadline = time.monotonic() + seconds
        while self.state == "running" and time.monotonic() < deadline:
            if not self._work_batch():
                self._finish_check()
            self._commit_batch()

    @api.model
    def _cron_work(self):
        """Go on with every check that was begun."""
        for run in self.search([("state", "=", "running")]):
            while run.state == "running":
                done = run._work_batch()
                if not done:
                    run._finish_check()
                left = run.total_count - run.done_count
                if modules.module.current_test:
                    continue
                if not self.env["ir.cron"]._commit_progress(done, remaining=left):
                    return

    def _commit_batch(self):
        if not modules.module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _work_batch(self):
        """Work out the next rows; returns how many."""
        lines = self.env["perpetual.go.live.line"].search(
            [("go_live_id", "=", self.id), ("state", "=", "todo")], limit=BATCH, order="id"
        )
        if not lines:
            return 0
        self._fill(lines)
        self.done_count += len(lines)
        # A hundred thousand products do not fit into the cache.
        self.env.invalidate_all()
        return len(lines)

    def _fill(self, lines):
        """Work these rows out from core's figures, or on the way out for them."""
        products = self._figures_env()["product.product"].browse(lines.product_id.ids)
        on_hand = OnHand(self.company_id, products.ids)
        marks, totals = on_hand.fingerprints(), on_hand.totals()
        by_id = {product.id: product for product in products}
        figures = Figures(products) if self.direction == "enter" else None
        rows = []
        for line in lines:
            product = by_id[line.product_id.id]
            if self.direction == "leave":
                stock = totals.get((product.id, line.lot_id.id or 0))
                values = self._leaving_values(line, product, stock.owned if stock else ZERO)
            else:
                values = self._entering_values(line, product, figures)
            rows.append((line.id, *values, marks.get(product.id)))
        self._update_lines(rows)

    def _figures_env(self):
        """Where core works out its figures, of this company alone.

        As the superuser: core drops ``sudo`` on its way to the quantity on hand, and an
        accountant need not have the rights (on bills of materials, say) that it takes.
        """
        context = {
            "allowed_company_ids": self.company_id.ids,
            "active_test": False,
            "perpetual_own_company": True,
            "perpetual_own_costs": True,
        }
        return self.env(user=SUPERUSER_ID, context=context)

    def _entering_values(self, line, product, figures):
        lot = product.env["stock.lot"].browse(line.lot_id.id or ())
        owned, consigned = decimal(line.quantity), decimal(line.consigned_quantity)
        figure = figures.figure(product, lot, owned, consigned)
        layers = [[str(units), str(worth), move] for units, worth, move in figure.layers]
        problem = self._line_problem(line, product, figure.value)
        return (
            figure.cost_method,
            figure.unit_cost,
            figure.value,
            json.dumps(layers) if layers else None,
            len(layers),
            None,
            self._account_of(product.categ_id.with_env(self.env)).id or None,
            "problem" if problem else "ok",
            problem or self._line_remark(line),
        )

    def _line_problem(self, line, product, value):
        """What is wrong with the stock itself, and the way out."""
        if product.lot_valuated and not line.lot_id and line.quantity:
            return self.env._(
                "%(product)s is valued by lot and has %(quantity)s on hand without one. Give"
                " it a lot with a count, or switch valuation by lot off.",
                product=product.display_name,
                quantity=line.quantity,
            )
        if value < ZERO < line.quantity:
            return self.env._(
                "%(product)s is worth less than nothing (%(value)s). Correct its cost first.",
                product=product.display_name,
                value=self.currency_id.format(float(value)),
            )
        return ""

    def _line_remark(self, line):
        if line.quantity < 0:
            return self.env._(
                "Negative stock: opens as a debt at the product's cost; the next receipt"
                " settles it."
            )
        if line.consigned_quantity:
            return self.env._("Partly kept for others: recorded with value 0.")
        return None

    def _leaving_values(self, line, product, owned):
        lot = product.env["stock.lot"].browse(line.lot_id.id or ())
        pool = self.env["perpetual.cost.pool"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", product.id),
                ("lot_id", "=", line.lot_id.id),
            ]
        )
        quantity, value = round(decimal(pool.quantity), 6), decimal(pool.value)
        figures = CoreFigures(self.company_id, decimal(self.currency_id.rounding))
        resets = figures.resets(product, lot, quantity, value)
        cost = pool.unit_cost if pool.cost_method == "standard" or not quantity else 0
        remark = None
        if quantity != owned:
            remark = self.env._(
                "%(product)s: the stock ledger has %(ledger)s, the shelves have %(on_hand)s."
                " See the tie-out, and count it.",
                product=product.display_name,
                ledger=float(quantity),
                on_hand=float(owned),
            )
        elif resets:
            remark = self.env._("Core's cost history is corrected by a manual value.")
        return (
            pool.cost_method or product.cost_method,
            decimal(cost or 0) or (value / quantity if quantity else ZERO),
            value,
            None,
            0,
            json.dumps([[*reset[:3], str(reset.value)] for reset in resets]) or None,
            self._account_of(product.categ_id.with_env(self.env)).id or None,
            "ok" if quantity == owned else "problem",
            remark,
        )

    def _update_lines(self, rows):
        self.env.cr.execute_values(
            """UPDATE perpetual_go_live_line AS line
                  SET cost_method = new.cost_method, unit_cost = new.unit_cost,
                      value = new.value, layers = new.layers, layer_count = new.layer_count,
                      resets = new.resets, account_id = new.account_id, state = new.state,
                      reason = new.reason, fingerprint = new.fingerprint
                 FROM (VALUES %s) AS new (id, cost_method, unit_cost, value, layers,
                                          layer_count, resets, account_id, state, reason,
                                          fingerprint)
                WHERE line.id = new.id""",
            rows,
            template="(%s, %s::varchar, %s::numeric, %s::numeric, %s::jsonb, %s::int,"
            " %s::jsonb, %s::int, %s::varchar, %s::varchar, %s::varchar)",
        )

    def _finish_check(self):
        self._summarise()
        self.write({"state": "checked", "checked_at": fields.Datetime.now()})

    # Summary

    def _summarise(self):
        """Rows per account, and the list of problems, from the lines and the books of now."""
        for table in ("account", "problem"):
            self.env.cr.execute(
                f"DELETE FROM perpetual_go_live_{table} WHERE go_live_id = %s", [self.id]
            )
        self.env.invalidate_all()
        rows = self._account_rows(self._open_claims())
        self.env["perpetual.go.live.account"].create(
            [{"go_live_id": self.id, "sequence": n, **row} for n, row in enumerate(rows)]
        )
        gap = sum(row["amount"] for row in rows if row["kind"] == "gap")
        taken = sum(row["opening_value"] for row in rows if row["kind"] == "inventory")
        self.write({"opening_value": taken, "posted_value": gap})
        problems = self._find_problems()
        self.env["perpetual.go.live.problem"].create(
            [
                {
                    "go_live_id": self.id,
                    "text": text,
                    "res_model": record._name if record else False,
                    "res_id": record.id if record else False,
                }
                for text, record in problems
            ]
        )

    def _open_claims(self):
        """Hook: open documents of the products that switch, as :class:`Claim` rows.

        Entering, what has a better explanation than the gap account; leaving, what is
        cleared to the account that the accountant named.
        """
        return []

    def _inventory_accounts(self):
        """Inventory accounts of the categories that switch."""
        company = self.company_id
        accounts = company.env["account.account"]
        for category in self._categories():
            accounts |= self._account_of(category)
        if self._has_uncategorised():
            accounts |= company.account_stock_valuation_id
        return accounts

    def _account_rows(self, claims):
        """Values per account and reason; the last ones are the gap account's."""
        rows = [self._inventory_row(account) for account in self._inventory_accounts()]
        for (kind, account), group in _grouped(claims):
            amount = float(sum((claim.balance for claim in group), ZERO))
            rows.append(self._row(kind, account, amount, group[0].reason, len(group)))
        gap = -sum(row["amount"] for row in rows)
        if not self.currency_id.is_zero(gap):
            account = self.clearing_account_id if self.direction == "leave" else None
            reason = self.env._("What no open document explains")
            rows.append(self._row("gap", account or self.gap_account_id, gap, reason))
        return rows

    def _inventory_row(self, account):
        sums = dict(
            self.env["perpetual.go.live.line"]._read_group(
                [("go_live_id", "=", self.id), ("account_id", "=", account.id)],
                ["account_id"],
                ["value:sum"],
            )
        )
        entries = self.env["perpetual.ledger.entry"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("valuation_account_id", "=", account.id),
            ],
            [],
            ["value:sum"],
        )
        money = self.currency_id.round
        opening, ledger = money(sums.get(account, 0.0)), money(entries[0][0] or 0.0)
        balance = money(Checks(self.company_id).posted_balances([account.id]).get(account.id) or 0)
        if self.direction == "leave":
            reason = self.env._("Stays on the account; core's own valuation takes over")
            return self._inventory_vals(account, balance, ledger, -opening, 0.0, reason)
        amount = money(opening + ledger - balance)
        reason = self.env._("Stock value less what the general ledger has")
        return self._inventory_vals(account, balance, ledger, opening, amount, reason)

    def _inventory_vals(self, account, balance, ledger, opening, amount, reason):
        vals = self._row("inventory", account, amount, reason)
        vals.update({"gl_balance": balance, "ledger_value": ledger, "opening_value": opening})
        return vals

    def _row(self, kind, account, amount, reason, count=0):
        if count:
            reason = self.env._("%(reason)s (%(count)s)", reason=reason, count=count)
        return {
            "kind": kind,
            "account_id": account.id if account else False,
            "amount": self.currency_id.round(amount),
            "reason": reason,
            "opening_value": 0.0,
        }


def _grouped(claims):
    groups: dict = {}
    for claim in claims:
        groups.setdefault((claim.kind, claim.account), []).append(claim)
    return groups.items()


def parse_layers(layers):
    """Layers of a line as (quantity, value, stock move id)."""
    return [(Decimal(units), Decimal(worth), move) for units, worth, move in layers or []]
