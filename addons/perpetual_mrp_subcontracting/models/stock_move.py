from odoo import models

from odoo.addons.perpetual_purchase.models.stock_move import Accrued
from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import Booked, decimal


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_owed_on_grni(self):
        """The subcontractor's service clears what his goods were received at, also where he
        ships them straight to the customer, which core takes for a dropshipment."""
        return super()._perpetual_owed_on_grni() | self.filtered("is_subcontract")

    def _perpetual_service_receipt(self):
        """The receipt from the subcontractor that brought what these moves produce; empty
        for by-products and for what is made in house."""
        finished = self.filtered(lambda move: move.product_id == move.production_id.product_id)
        return finished.move_dest_ids.filtered(
            lambda move: move.is_subcontract and move.state == "done"
        )[-1:]

    def _perpetual_service(self, quantity):
        """What the subcontractor gets for ``quantity`` units (product's): the order's price at
        today's rate, or the price of the receipt."""
        if self.purchase_line_id:
            return self._perpetual_ordered(quantity)
        price = quantity * decimal(self.price_unit)
        return Accrued(price, price)

    def _perpetual_owe_service(self, fact, amount, foreign):
        """Post the service as received and not billed; what the goods are worth beyond it
        comes out of work in progress.

        :param fact: of this finished move; its quantity is positive
        :param amount: company currency, negative if units are taken back
        :param foreign: the same in the order's currency
        """
        receipt = self._perpetual_service_receipt()
        line = receipt.purchase_line_id
        ends = (receipt.location_id, receipt.location_dest_id)
        fact.difference_account = fact.counterpart_account
        fact.difference_vals = fact.counterpart_vals
        fact.counterpart_account = receipt._perpetual_counterpart_account("receipt", *ends)
        fact.counterpart_value = amount
        fact.counterpart_vals = line._perpetual_counterpart_vals() if line else {}
        if line and line.currency_id != self.company_id.currency_id:
            fact.currency = line.currency_id
            fact.currency_value = decimal(line.currency_id.round(float(foreign)))

    def _perpetual_booked(self, lot_id=None):
        """What the subcontractor sends straight to the customer leaves before it is made, at an
        assumed cost that is settled at once: it has left at what it was made at."""
        sent = self.filtered(lambda move: move._perpetual_leaves_before_made())
        booked = super(StockMove, self - sent)._perpetual_booked(lot_id)
        for move in sent:
            own = super(StockMove, move)._perpetual_booked(lot_id)
            made = move.move_orig_ids._perpetual_booked(lot_id)
            value = own.quantity * made.value / made.quantity if made.quantity else ZERO
            booked = Booked(
                booked.quantity + own.quantity,
                booked.value + value,
                booked.counterpart + value,
            )
        return booked

    def _perpetual_leaves_before_made(self):
        return (
            self.is_subcontract
            and self.location_dest_id.usage == "customer"
            and bool(self.move_orig_ids.production_id)
        )
