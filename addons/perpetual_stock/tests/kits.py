"""Kits for the tests of addons that know bills of materials."""

from odoo import Command


def make_bom(product, components, quantity=1, **vals):
    """A bill of materials that makes a kit of a product.

    :param components: list of (product, units, values of the line besides them)
    :param quantity: how many kits they make
    :param vals: further values of the bill
    """
    return product.env["mrp.bom"].create(
        {
            "product_tmpl_id": product.product_tmpl_id.id,
            "product_qty": quantity,
            "type": "phantom",
            "bom_line_ids": [
                Command.create({"product_id": part.id, "product_qty": units, **more})
                for part, units, more in components
            ],
            **vals,
        }
    )
