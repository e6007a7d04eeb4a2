from odoo import models
from odoo.tools import SQL


class PerpetualGrniItem(models.Model):
    """A receipt of kits is one row, in kits: a component counts as its share of the price."""

    _inherit = "perpetual.grni.item"
    _depends = {
        "perpetual.grni.match": ["kit_share"],
        "stock.move": ["perpetual_kit_part", "perpetual_kit_share", "perpetual_kit_units"],
    }

    def _sql_receipt(self, item):
        return SQL(
            """(SELECT CASE WHEN kit.perpetual_kit_part IS NULL THEN kit.id ELSE 0 END
                  FROM stock_move kit WHERE kit.id = %s.perpetual_stock_move_id)""",
            item,
        )

    def _sql_received_units(self):
        return SQL(
            """part.quantity * (SELECT CASE WHEN kit.perpetual_kit_part IS NULL THEN 1
                                            WHEN kit.perpetual_kit_units = 0 THEN 0
                                            ELSE kit.perpetual_kit_share / kit.perpetual_kit_units
                                       END
                                  FROM stock_move kit
                                 WHERE kit.id = part.perpetual_stock_move_id)"""
        )

    def _sql_matched_units(self):
        return SQL("match.quantity * COALESCE(match.kit_share, 1)")
