"""Subcontracting verbs: a bill of materials with a vendor, components at his place."""

from odoo import Command

from odoo.addons.perpetual_mrp.tests.common import METHODS, MRP_ACCOUNTS, MrpCommon
from odoo.addons.perpetual_purchase.tests.common import PURCHASE_ACCOUNTS, PurchaseCommon

__all__ = ["METHODS", "SubcontractingCommon", "SubcontractingVerbs"]


class SubcontractingVerbs:
    """Mixin for a class that has the verbs of manufacturing and purchasing."""

    @classmethod
    def make_subcontracting_users(cls):
        # Core makes the manufacturing order with the rights of whoever confirms.
        groups = "purchase.group_purchase_user,mrp.group_mrp_user"
        cls.users["buyer"] = cls.make_user("sub_buyer", groups)
        # … and splits it with those of whoever receives.
        groups = (
            "stock.group_stock_user,mrp.group_mrp_user,account.group_account_readonly,"
            "analytic.group_analytic_accounting"
        )
        cls.users["receiver"] = cls.make_user("sub_receiver", groups)

    @classmethod
    def subcontract(cls, product, components, **vals):
        """A bill of materials by which the vendor makes the product."""
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "type": "subcontract",
                "company_id": cls.company.id,
                "subcontractor_ids": [Command.set(cls.vendor.ids)],
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": quantity})
                    for component, quantity in components
                ],
                **vals,
            }
        )

    def place(self):
        """Where the subcontractor keeps our components."""
        return self.vendor.with_company(self.company).property_stock_subcontractor

    def send_components(self, product, quantity, cost):
        """Components are bought, and sent to the subcontractor."""
        self.receive(product, quantity, cost)
        return self.transfer(product, quantity, self.stock(), self.place())


class SubcontractingCommon(SubcontractingVerbs, MrpCommon, PurchaseCommon):
    """The vendor makes one unit of any product from a board worth 5.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_subcontracting_users()
        for product in cls.products.values():
            cls.subcontract(product, [(cls.board, 1)])

    def production_of(self, receipt):
        return receipt._get_subcontract_production()

    # Looking at the books

    def account(self, name, company=None):
        if name in MRP_ACCOUNTS:
            return MrpCommon.account(self, name, company)
        return PurchaseCommon.account(self, name, company)

    def account_names(self):
        return [*{**MRP_ACCOUNTS, **PURCHASE_ACCOUNTS}, "payable"]
