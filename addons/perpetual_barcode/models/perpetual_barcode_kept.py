from odoo import api, models
from odoo.exceptions import AccessError

#: Proof, known by identity only, that a flow writes: a context that a client sends never holds
#: this object.
FLOW = object()


class PerpetualBarcodeKept(models.AbstractModel):
    """What flows keep, and nobody writes by hand: where a session stands, and what happened."""

    _name = "perpetual.barcode.kept"
    _description = "Barcode: Kept by Flows"

    #: Fields that people may write; of a model without any, nothing is written by hand.
    _perpetual_by_hand = ()

    def _by_flow(self):
        """The same records, as a flow writes them."""
        return self.with_context(perpetual_barcode_flow=FLOW)

    def _check_by_flow(self, names):
        """:raises AccessError: somebody writes by hand what happened"""
        if self.env.su or self.env.context.get("perpetual_barcode_flow") is FLOW:
            return
        free = ("message_", "activity_", "website_message", *self._perpetual_by_hand)
        fixed = [name for name in names if not name.startswith(free)]
        if fixed:
            raise AccessError(
                self.env._(
                    "%(what)s is kept as it happened in the barcode app and is not written by"
                    " hand: %(fields)s.",
                    what=self._description,
                    fields=", ".join(sorted(fixed)),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_flow({name for vals in vals_list for name in vals} | {"id"})
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_flow(vals)
        return super().write(vals)
