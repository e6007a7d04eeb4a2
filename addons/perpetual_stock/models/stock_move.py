from collections import defaultdict
from datetime import datetime

from odoo import fields, models

from ..costing import ZERO
from ..ledger import Store
from ..ledger.facts import Booked, decimal

#: Kind of a transaction by the usage of the location outside the valued stock.
KIND_IN = {
    "supplier": "receipt",
    "customer": "customer_return",
    "production": "production_in",
    "transit": "receipt",
}
KIND_OUT = {
    "supplier": "vendor_return",
    "customer": "issue",
    "production": "production_out",
    "transit": "issue",
}
TRADE_KINDS = ("receipt", "vendor_return", "issue", "customer_return", "dropship")


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "perpetual.move.adjustment"]

    # A return is a copy of its move; the ledger adds to what it finds.
    value = fields.Monetary(copy=False)
    perpetual_entry_ids = fields.One2many(
        "perpetual.ledger.entry", "stock_move_id", string="Ledger Entries", readonly=True
    )
    perpetual_is_free = fields.Boolean(
        string="Free of Charge",
        help="These goods cost nothing: they are received at a value of zero. Otherwise goods"
        " that come in without a price are valued at current cost.",
    )

    def _action_done(self, cancel_backorder=False):
        self._perpetual_wait_for_pools()
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # A scrap also returns moves that it cancelled.
        done = moves.filtered(lambda move: move.state == "done")
        done._perpetual_record()
        if self.env.context.get("force_period_date"):
            done._perpetual_follow_accounting_date()
        return moves

    def _set_value(self, correction_quantity=None):
        """The value of a continuous product's move comes from the ledger only."""
        others = self.filtered(lambda move: not move._is_perpetual())
        return super(StockMove, others)._set_value(correction_quantity=correction_quantity)

    # Ledger

    def _perpetual_wait_for_pools(self):
        """Take the pools before core takes quants, so that nobody waits in a ring."""
        keys = set()
        for move in self.filtered(lambda move: move._is_perpetual()):
            lots = move.move_line_ids.lot_id if move.product_id.lot_valuated else ()
            keys.update((move.company_id.id, move.product_id.id, lot.id) for lot in lots)
            if not lots:
                keys.add((move.company_id.id, move.product_id.id, 0))
        Store(self.env).wait_for_pools(keys)

    def _is_perpetual(self):
        """Whether the stock ledger values this move."""
        self.ensure_one()
        return self.product_id.with_company(self.company_id)._is_perpetual()

    def _perpetual_record(self):
        """Write the ledger entries of done moves that the ledger does not know yet."""
        moves = self.filtered(lambda move: move._is_perpetual())
        if not moves:
            return
        moves.move_line_ids._perpetual_record_new()
        moves._perpetual_warn_unlinked()
        moves._perpetual_warn_unsent()
        # Warehouse people have no rights on analytic items; core writes them with sudo too.
        moves = moves.sudo()
        if any(
            move.analytic_account_line_ids or move._get_analytic_distribution() for move in moves
        ):
            moves._create_analytic_move()

    def _perpetual_follow_accounting_date(self):
        """A move with a date of its own in the books has that date itself. When it really
        happened, the ledger entry tells."""
        entries = self.perpetual_entry_ids
        for entries_of_day in entries.grouped("accounting_date").values():
            moves = entries_of_day.stock_move_id
            moves.date = moves[:1]._perpetual_date_as_posted()

    def _perpetual_date_as_posted(self):
        """Accounting date of these moves at this time of day, in the user's time zone."""
        now = fields.Datetime.now()
        local = fields.Datetime.context_timestamp(self, now).replace(tzinfo=None)
        day = self.perpetual_entry_ids[:1].accounting_date
        return datetime.combine(day, local.time()) - (local - now)

    def _perpetual_warn_unlinked(self):
        """Say on the transfer that a return without its origin was valued at current cost."""
        for picking, moves in self.filtered("picking_id").grouped("picking_id").items():
            unlinked = moves.filtered(
                lambda move: (
                    not move.origin_returned_move_id
                    and move._perpetual_kind(move.location_id, move.location_dest_id)
                    in ("customer_return", "vendor_return")
                )
            )
            if unlinked:
                names = ", ".join(unlinked.product_id.mapped("display_name"))
                picking._message_log(
                    body=self.env._(
                        "Returned without a link to the original transfer, so valued at"
                        " current cost: %(names)s. To return at the original value, use the"
                        " Return button of that transfer.",
                        names=names,
                    )
                )

    def _perpetual_warn_unsent(self):
        """Say on the transfer that nobody knows what the goods of another company cost."""
        unknown = self.filtered(
            lambda move: (
                move._perpetual_is_sent()
                and move._perpetual_kind(move.location_id, move.location_dest_id) == "receipt"
                and move._perpetual_receipt_value(ZERO) is None
            )
        )
        for picking, moves in unknown.filtered("picking_id").grouped("picking_id").items():
            picking._message_log(
                body=self.env._(
                    "Received from another company without a price or a link to the transfer"
                    " that sent it, so valued at current cost: %(names)s.",
                    names=", ".join(moves.product_id.mapped("display_name")),
                )
            )

    def _perpetual_kind(self, location, location_dest):
        """Ledger kind of goods going from ``location`` to ``location_dest``.

        :returns: one of the entry's kinds, or ``False`` where no valued stock is touched
        """
        valued, dest_valued = location._should_be_valued(), location_dest._should_be_valued()
        if valued and dest_valued:
            return "transfer"
        if dest_valued:
            return KIND_IN.get(location.usage) or self._perpetual_adjustment_kind()
        if valued:
            return KIND_OUT.get(location_dest.usage) or self._perpetual_adjustment_kind()
        ends = {location.usage, location_dest.usage}
        return "dropship" if ends == {"supplier", "customer"} else False

    def _perpetual_adjustment_kind(self):
        return "count" if self.is_inventory else "scrap"

    def _perpetual_counterpart_account(self, kind, location, location_dest):
        """Account against inventory for a transaction of this kind.

        An inventory-loss or production location's own account goes first; under
        continental accounting trade goes to the stock variation.
        """
        company = self.company_id
        incoming = location_dest._should_be_valued()
        outside = location if incoming else location_dest
        accounts = self.product_id.with_company(company)._get_product_accounts()
        if kind in TRADE_KINDS:
            if outside.usage == "transit" and not self._perpetual_is_traded():
                return company.perpetual_transit_account_id
            if not company.anglo_saxon_accounting:
                return accounts["stock_variation"]
            return self._perpetual_trade_account(kind, accounts)
        if outside.valuation_account_id:
            return outside.valuation_account_id
        if kind == "count":
            return (
                company.perpetual_gain_account_id
                if incoming
                else company.perpetual_shrinkage_account_id
            )
        if kind == "scrap":
            return company.perpetual_scrap_account_id
        return company.perpetual_wip_account_id

    def _perpetual_is_traded(self):
        """Hook: whether the move is of an order, and so ends in a bill or an invoice, also
        where the other company's goods pass through a transit location."""
        return False

    def _perpetual_trade_account(self, kind, accounts):
        """GRNI for what comes from or goes back to a vendor, COGS for customers."""
        if kind in ("receipt", "vendor_return"):
            return self.company_id.perpetual_grni_account_id
        return accounts["expense"]

    def _perpetual_incoming_value(self, kind, quantity, lot=None):
        """Document value of ``quantity`` units (product's unit) that come in.

        :param lot: where the product is valued by lot
        :returns: decimal in company currency; ``None`` for the pool's current cost
        """
        self.ensure_one()
        if kind == "receipt":
            return self._perpetual_receipt_value(quantity)
        if kind == "customer_return":
            return self._perpetual_value_of_origin(quantity, lot)
        if kind == "production_in" and self.price_unit:
            return quantity * decimal(self.price_unit)
        return None

    def _perpetual_receipt_value(self, quantity):
        """What a receipt is worth: its unit price (per product unit), if it has one."""
        if self.perpetual_is_free:
            return ZERO
        if self.price_unit:
            return quantity * decimal(self.price_unit)
        return self._perpetual_sent_value(quantity) if self._perpetual_is_sent() else None

    def _perpetual_is_sent(self):
        """Whether the goods come out of a transit location that no company owns."""
        return self.location_id.usage == "transit" and not self.location_id.company_id

    def _perpetual_sent_value(self, quantity):
        """The value at which the goods left where they were sent from: another company, as
        a rule, so at the day's rate. ``None`` if no ledger has sent them."""
        if self.origin_returned_move_id:
            return self._perpetual_value_of_origin(quantity)
        units = value = ZERO
        # The sender's ledger decides, whether or not the receiver may read it.
        for move in self.sudo().move_orig_ids:
            booked = Store(self.env).booked_amounts(move.id)
            units -= booked.quantity
            value -= booked.value * self._perpetual_rate(move.company_id)
        return quantity * value / units if units > ZERO else None

    def _perpetual_rate(self, sender):
        """How much of this company's currency one of the sender's is worth on that day."""
        forced = self.env.context.get("force_period_date")
        day = fields.Date.to_date(forced) or fields.Date.context_today(self)
        return decimal(
            self.env["res.currency"]._get_conversion_rate(
                sender.currency_id, self.company_id.currency_id, self.company_id, day
            )
        )

    def _perpetual_value_of_origin(self, quantity, lot=None):
        """The value at which returned units left; ``None`` without a linked delivery."""
        booked = self._perpetual_origin_amounts(lot)
        if lot and booked and not booked.quantity:
            # Another lot came back than the one that left.
            booked = self._perpetual_origin_amounts()
        if not booked or not booked.quantity:
            unit_value = self.origin_returned_move_id._perpetual_legacy_unit_value()
            return None if unit_value is None else quantity * unit_value
        return quantity * booked.value / booked.quantity

    def _perpetual_last_returns(self, facts):
        """The last unit that comes back takes the rest of the value at which they left.

        Shares of a value that does not divide evenly are rounded: without this, a cent of a
        delivery that came back to the last unit would stay in cost of goods sold.

        :param facts: what these moves are about to record; values are put right in place
        """
        groups = defaultdict(list)
        for fact in facts:
            origin = fact.move._perpetual_origins()
            if fact.kind == "customer_return" and fact.operation == "receive" and origin:
                groups[origin, fact.pool_lot].append(fact)
        for (origin, lot), group in groups.items():
            rest = origin._perpetual_rest_of_value(lot)
            if rest.quantity and rest.quantity == sum(fact.quantity for fact in group):
                self._perpetual_spread(rest.value, group)

    def _perpetual_spread(self, value, facts):
        """Round the values of ``facts``; the last of them takes what is left of ``value``."""
        for fact in facts:
            if fact is not facts[-1]:
                share = fact.company.currency_id.round(float(fact.value))
                fact.value = fact.counterpart_value = decimal(share)
                value -= fact.value
        facts[-1].value = facts[-1].counterpart_value = value

    def _perpetual_rest_of_value(self, lot=None):
        """What of these deliveries has not come back: units and the value at which they left."""
        lot_id = lot.id if lot else None
        back = self.returned_move_ids.filtered("perpetual_entry_ids")
        booked = (self | back)._perpetual_booked(lot_id)
        return Booked(-booked.quantity, -booked.value, -booked.value)

    def _perpetual_origin_amounts(self, lot=None):
        """Ledger totals of what this move returns, or of one lot of it."""
        origins = self._perpetual_origins()
        return origins._perpetual_booked(lot.id if lot else None) if origins else None

    def _perpetual_origins(self):
        """Hook: the moves that this one returns, whose values count together."""
        return self.origin_returned_move_id

    def _perpetual_booked(self, lot_id=None):
        """Ledger totals of these moves, or of one lot of them."""
        store = Store(self.env)
        every = [store.booked_amounts(move.id, lot_id=lot_id) for move in self]
        return Booked(
            sum((booked.quantity for booked in every), ZERO),
            sum((booked.value for booked in every), ZERO),
            sum((booked.counterpart for booked in every), ZERO),
        )

    def _perpetual_return_counterpart(self, quantity):
        """What GRNI gives back for units returned to the vendor: the receipt's price.

        :returns: positive decimal, or ``None`` for carrying cost
        """
        booked = self._perpetual_origin_amounts()
        if not booked or not booked.quantity:
            return None
        return quantity * booked.counterpart / booked.quantity

    def _perpetual_counterpart_vals(self, kind):
        """Hook: extra values of the counterpart's journal item."""
        return {}

    def _perpetual_currency_value(self, kind, quantity, counterpart_value):
        """Hook: (currency, amount) of the counterpart where it is kept in a foreign one.

        :param quantity: signed units of the pool
        """
        return None, None

    def _perpetual_reason(self):
        """Text of the entry: what the person who moved the goods gave as a reason."""
        if self.is_inventory:
            return self.inventory_name or ""
        tags = self.scrap_id.scrap_reason_tag_ids
        return ", ".join(tags.mapped("name"))

    def _perpetual_legacy_unit_value(self):
        """Core's own value of one unit of a move, done before it went continuous."""
        if self.state != "done":
            return None
        quantity = decimal(self._get_valued_qty() or 0.0)
        return abs(decimal(self.value)) / quantity if quantity else None

    # Actions

    def action_perpetual_entries(self):
        """Open the ledger entries of these moves."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        action["domain"] = [("stock_move_id", "in", self.ids)]
        action["context"] = {}
        return action
