from collections import defaultdict
from decimal import Decimal

from odoo import Command, fields, models, modules
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..costing import ZERO, Scale
from ..golive import CoreFigures, OnHand, Opening, OpeningPool
from ..golive.leaving import Reset
from ..golive.opening import Memo
from ..ledger import Fact
from ..ledger.facts import decimal
from ..ledger.posting import QUIET
from .perpetual_go_live_check import parse_layers

#: Pools that are put together at a time.
CHUNK = 2000


class PerpetualGoLiveSwitchMixin(models.AbstractModel):
    """The switch: opening rows, journal entry and valuation mode, all or nothing."""

    _name = "perpetual.go.live.switch.mixin"
    _description = "Switch of a Go-Live"

    def _switch(self):
        self._keep_others_out()
        self._switch_now()

    def _switch_now(self):
        """The switch itself, in the transaction of the caller."""
        self._refresh_stale()
        self._summarise()
        if self.problem_ids:
            texts = "\n".join(f"- {text}" for text in self.problem_ids.mapped("text"))
            raise UserError(
                self.env._(
                    "%(run)s cannot be done yet. Fix these, then check again:\n%(problems)s",
                    run=self.display_name,
                    problems=texts,
                )
            )
        products = self._products()
        claims = self._open_claims()
        self.env.flush_all()
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM account_move_line")
        (self.last_item_id,) = self.env.cr.fetchone()
        self.account_move_id = self._post_entry(claims)
        if self.direction == "leave":
            self._carry_transit(self._transit_back(products))
            self._write_openings(claims)
            self._switch_modes(self.leave_mode)
            self._reset_core()
        else:
            self._write_openings(claims)
            self._switch_modes("continuous")
            self._carry_transit(self._transit_out(products))
        self._switch_draft_bills(products)
        self._fail_others(products)
        self.write({"state": "done", "done_at": fields.Datetime.now()})

    # Concurrency

    def _keep_others_out(self):
        """Begin a transaction that nobody moves or values stock in meanwhile.

        The lock comes before the first query: its snapshot shows all that others did.
        """
        self.env.flush_all()
        if not modules.module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        self.env.cr.execute(
            "LOCK TABLE stock_move, stock_quant, product_value IN SHARE ROW EXCLUSIVE MODE"
        )
        self.env.invalidate_all()
        if self.state != "checked":
            raise UserError(self.env._("Check %s first.", self.display_name))

    def _fail_others(self, products):
        """Whoever began before and moves this stock after us would still take the products
        for what they were. Rows written here make that transaction fail and start anew."""
        for table, where in (
            ("stock_quant", SQL("TRUE")),
            ("stock_move", SQL("state NOT IN ('draft', 'done', 'cancel')")),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET product_id = product_id WHERE product_id = ANY(%s) AND %s",
                    SQL.identifier(table),
                    products.ids,
                    where,
                )
            )

    def _refresh_stale(self):
        """Work out anew what was moved, billed or revalued since the check."""
        rows = self._leaving_rows() if self.direction == "leave" else self._entering_rows()
        now = {(product_id, lot or 0): units for product_id, lot, *units in rows}
        marks = OnHand(self.company_id, {key[0] for key in now}).fingerprints()
        self.env.cr.execute(
            """SELECT id, product_id, COALESCE(lot_id, 0), fingerprint
                 FROM perpetual_go_live_line WHERE go_live_id = %s""",
            [self.id],
        )
        known, gone = set(), []
        for line_id, product_id, lot_id, mark in self.env.cr.fetchall():
            key = (product_id, lot_id)
            if key in now and marks.get(product_id) == mark:
                known.add(key)
            else:
                gone.append(line_id)
        if gone:
            self.env.cr.execute("DELETE FROM perpetual_go_live_line WHERE id = ANY(%s)", [gone])
        stale = [(*key, *units) for key, units in now.items() if key not in known]
        if stale:
            self._insert_lines([(row[0], row[1] or None, *row[2:]) for row in stale])
        while self._work_batch():
            pass

    # Journal entry

    def _post_entry(self, claims):
        """One entry: each inventory account, each open document, the rest to the gap."""
        items = []
        for row in self.account_ids.filtered(lambda row: row.kind == "inventory" and row.amount):
            name = self._inventory_name(row)
            items.append(self._item(row.account_id, row.amount, name))
        items += [self._claim_item(claim) for claim in claims]
        gap = self.account_ids.filtered(lambda row: row.kind == "gap")
        if gap:
            items.append(self._item(gap.account_id, gap.amount, self._gap_name()))
        if not items:
            return self.env["account.move"]
        move = (
            self.env["account.move"]
            .with_context(**QUIET)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": self.company_id.account_stock_journal_id.id,
                    "company_id": self.company_id.id,
                    "date": self.date,
                    "ref": self.display_name,
                    "line_ids": [Command.create(item) for item in items],
                }
            )
        )
        move._post(soft=False)
        return move

    def _inventory_name(self, row):
        money = self.currency_id.format
        return self.env._(
            "Go-live: stock %(stock)s, stock ledger before %(ledger)s, general ledger before"
            " %(gl)s",
            stock=money(row.opening_value),
            ledger=money(row.ledger_value),
            gl=money(row.gl_balance),
        )

    def _gap_name(self):
        if self.direction == "leave":
            return self.env._("Open accruals cleared on leaving continuous valuation")
        return self.env._("Go-live: difference of stock and general ledger without a document")

    def _item(self, account, balance, name, **vals):
        return {
            "account_id": account.id,
            "name": name,
            "balance": balance,
            "tax_ids": [],
            "analytic_distribution": False,
            **vals,
        }

    def _claim_item(self, claim):
        product = claim.product
        vals = {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "quantity": float(claim.quantity),
            "partner_id": claim.partner.id if claim.partner else False,
            "perpetual_stock_move_id": claim.move.id if claim.move else False,
            **claim.vals,
        }
        if claim.currency:
            vals["currency_id"] = claim.currency.id
            vals["amount_currency"] = float(claim.currency_value)
        return self._item(claim.account, float(claim.balance), claim.name, **vals)

    # Stock ledger

    def _write_openings(self, claims):
        """Opening (or closing) rows of all lines, with the notes of open documents."""
        leaving = self.direction == "leave"
        memos = {} if leaving else self._memos(claims)
        opening = Opening(
            self.company_id,
            self.date,
            self.account_move_id,
            self.display_name,
            effective_at=min(self._end_of_date(), fields.Datetime.now()),
            sign=-1 if leaving else 1,
        )
        last = 0
        while True:
            lines = self.env["perpetual.go.live.line"].search(
                [("go_live_id", "=", self.id), ("id", ">", last)], limit=CHUNK, order="id"
            )
            if not lines:
                break
            last = lines[-1].id
            opening.record(self._pools(lines, memos))
            self.env.invalidate_all()
        if memos:
            opening.record([self._pool_without_stock(*item) for item in sorted(memos.items())])

    def _pools(self, lines, memos):
        """Openings of these lines; takes their memos out of ``memos``."""
        places = OnHand(self.company_id, lines.product_id.ids).places()
        reason = self._opening_reason()
        pools = []
        for line in lines:
            key = (line.product_id.id, line.lot_id.id or 0)
            pools.append(
                OpeningPool(
                    *key,
                    cost_method=line.cost_method,
                    unit_cost=decimal(line.unit_cost),
                    value=decimal(line.value),
                    account_id=line.account_id.id or None,
                    reason=reason,
                    places=places.get(key, []),
                    layers=parse_layers(line.layers),
                    memos=memos.pop(key, []),
                )
            )
        return pools

    def _opening_reason(self):
        if self.direction == "leave":
            return self.env._("Leaves continuous valuation: handed back to core")
        return self.env._("Go-live: taken over from core's figures")

    def _memos(self, claims):
        """(product id, lot id or 0) → notes of open documents for later ones to find."""
        memos = defaultdict(list)
        scale = Scale(money=decimal(self.currency_id.rounding))
        for claim in claims:
            total = sum((abs(units) for units in claim.moved.values()), ZERO)
            left = -claim.balance
            for number, (lot_id, units) in enumerate(claim.moved.items(), 1):
                is_last = number == len(claim.moved)
                share = -claim.balance * abs(units) / total
                share = left if is_last else scale.round_money(share)
                left -= share
                memos[claim.product.id, lot_id or 0].append(self._memo(claim, units, share))
        return memos

    def _memo(self, claim, units, counterpart_value):
        return Memo(
            claim.move.id,
            units,
            counterpart_value,
            claim.account.id,
            claim.location.id if claim.location else None,
            claim.location_dest.id if claim.location_dest else None,
            claim.reason,
        )

    def _pool_without_stock(self, key, memos):
        """A pool of a product that has nothing on hand but open documents."""
        product = self.env["product.product"].with_company(self.company_id).browse(key[0])
        return OpeningPool(
            *key,
            cost_method=product.cost_method,
            unit_cost=decimal(product.standard_price),
            account_id=self._account_of(product.categ_id).id or None,
            memos=memos,
        )

    # Goods in transit

    def _transit_out(self, products):
        """Facts that put goods under way on the goods-in-transit account."""
        lots = self.env["stock.lot"]
        for (product_id, lot_id), units in (
            OnHand(self.company_id, products.ids).in_transit().items()
        ):
            lot = lots.browse(lot_id or ())
            yield Fact(
                company=self.company_id,
                product=products.browse(product_id).with_company(self.company_id),
                kind="transfer",
                operation="memo",
                transit=units,
                pool_lot=lot,
                lot=lot,
            )

    def _transit_back(self, products):
        """Facts that bring them back to their inventory account."""
        pools = self.env["perpetual.cost.pool"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", products.ids),
                ("transit_quantity", "!=", 0),
            ]
        )
        return pools._perpetual_transit_facts(-1)

    def _carry_transit(self, facts):
        facts = list(facts)
        for fact in facts:
            fact.accounting_date, fact.reason = self.date, self.display_name
        self.env["perpetual.ledger"]._record(facts)

    # Modes

    def _switch_modes(self, mode):
        """Write the valuation; the guard of every switch checks it against the ledger."""
        company = self.company_id
        categories = self._categories()
        followers = categories.browse()
        if self.scope == "company" and company.inventory_valuation != mode:
            followers = categories - self._explicit_categories()
            company.inventory_valuation = mode
        explicit = categories - followers
        if explicit:
            explicit.with_company(company).property_valuation = mode

    def _switch_draft_bills(self, products):
        """Draft vendor documents follow: to GRNI, or back to the account core would take."""
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "draft"),
                ("display_type", "=", "product"),
                ("move_id.move_type", "in", ("in_invoice", "in_refund", "in_receipt")),
                ("product_id", "in", products.ids),
            ]
        )
        if self.direction == "leave":
            grni = self.company_id.perpetual_grni_account_id
            items.filtered(lambda item: item.account_id == grni)._compute_account_id()
            return
        for item in items:
            account = item._perpetual_bill_account()
            if account:
                item.account_id = account

    def _reset_core(self):
        """Correct core's history where its replay does not arrive at the ledger's figure."""
        figures = CoreFigures(self.company_id, decimal(self.currency_id.rounding))
        lines = self.env["perpetual.go.live.line"].search(
            [("go_live_id", "=", self.id), ("resets", "!=", False)]
        )
        resets = [
            Reset(*reset[:3], Decimal(reset[3])) for line in lines for reset in line.resets or []
        ]
        figures.record(resets, self.display_name)
