from odoo import models
from odoo.tools import SQL


class PerpetualGdniItem(models.Model):
    """Kits are listed as kits: what was invoiced less the kits whose components all moved."""

    _inherit = "perpetual.gdni.item"
    _depends = {
        "product.product": ["product_tmpl_id"],
        "stock.location": ["usage"],
        "stock.move": [
            "location_dest_id",
            "product_id",
            "product_qty",
            "sale_line_id",
            "state",
        ],
    }

    def _sql_costed(self):
        """A kit has no cost of its own: one of its components has."""
        return SQL(
            "(%s OR EXISTS (SELECT FROM (%s) part))",
            super()._sql_costed(),
            self._sql_parts(SQL("line.id"), SQL("item.company_id")),
        )

    def _sql_paper_matched(self):
        """Of a kit, as many as there are of the component that fewest moved of."""
        return SQL(
            """COALESCE((SELECT MIN(%(matched)s * kit.quantity / part.quantity)
                           FROM (%(parts)s) part, (%(kit)s) kit), %(plain)s)""",
            matched=self._sql_matched_of(SQL("part.product_id")),
            parts=self._sql_parts(SQL("paper.line_id"), SQL("paper.company_id")),
            kit=self._sql_ordered(SQL("paper.line_id")),
            plain=super()._sql_paper_matched(),
        )

    def _sql_parts(self, line, company):
        """Components of a line's kits that are valued by the ledger, with the units asked for.

        Cancelled moves count: who ships less than was ordered changes no kit.
        """
        return SQL(
            """SELECT goods.product_id, SUM(goods.product_qty) AS quantity
                 FROM stock_move goods
                 JOIN stock_location place ON place.id = goods.location_dest_id
                 JOIN sale_order_line sold ON sold.id = goods.sale_line_id
                WHERE goods.sale_line_id = %(line)s AND goods.product_id != sold.product_id
                  AND place.usage NOT IN ('internal', 'view')
                  AND EXISTS (SELECT FROM perpetual_cost_pool pool
                               WHERE pool.product_id = goods.product_id
                                 AND pool.company_id = %(company)s)
                GROUP BY goods.product_id
               HAVING SUM(goods.product_qty) > 0""",
            line=line,
            company=company,
        )

    def _sql_ordered(self, line):
        """Kits ordered, in the product's unit."""
        return SQL(
            """SELECT sold.product_uom_qty * unit.factor / own.factor AS quantity
                 FROM sale_order_line sold
                 JOIN product_product product ON product.id = sold.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                 JOIN uom_uom own ON own.id = template.uom_id
                 JOIN uom_uom unit ON unit.id = sold.product_uom_id
                WHERE sold.id = %s AND sold.product_uom_qty > 0""",
            line,
        )
