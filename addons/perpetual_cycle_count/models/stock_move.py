from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .perpetual_count_posting import APPROVED, is_checked
from .stock_scrap import SCRAPPING

#: What a movement from or to a loss or production location belongs to, where that is installed.
ORDERS = (
    "repair_id",
    "production_id",
    "raw_material_production_id",
    "unbuild_id",
    "consume_unbuild_id",
)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        adjustments = self.filtered(lambda move: move._perpetual_is_adjustment())
        self._perpetual_check_adjuster(adjustments.company_id)
        self._perpetual_check_blocked()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _should_bypass_reservation(self, forced_location=False):
        """An approved difference reserves nothing first: its quants are held already. Other
        movements that follow from it are reserved as ever."""
        is_approved = self.env.context.get("perpetual_approved_count") is APPROVED
        if is_approved and self and all(move.is_inventory for move in self):
            return True
        return super()._should_bypass_reservation(forced_location)

    def _check_company(self, fnames=None):
        """Checked before for the whole batch of an approved count."""
        if not is_checked(self.env):
            super()._check_company(fnames)

    def _perpetual_counterpart_account(self, kind, location, location_dest):
        """Gains of a root cause have an account of their own."""
        gains = kind == "count" and location.perpetual_gain_account_id
        usual = super()._perpetual_counterpart_account(kind, location, location_dest)
        return gains or usual

    def _update_orderpoints(self):
        """Core asks for the rules of each movement in one condition; an approved count asks once
        which of its goods have rules at all."""
        if self.env.context.get("perpetual_approved_count") is APPROVED:
            rules = self.env["stock.warehouse.orderpoint"].sudo()
            self = self._perpetual_of_products(rules, [("product_id", "in", self.product_id.ids)])
        return super()._update_orderpoints()

    def _perpetual_waited_for(self):
        """Those of the moves whose products others wait for."""
        waiting = [("state", "in", ("confirmed", "partially_available"))]
        waiting += [("product_id", "in", self.product_id.ids)]
        return self._perpetual_of_products(self.browse(), waiting)

    def _perpetual_of_products(self, records, domain):
        """Those of the moves whose products are among the records'."""
        products = {product for (product,) in records._read_group(domain, ["product_id"])}
        return self.filtered(lambda move: move.product_id in products)

    def _perpetual_is_adjustment(self):
        """Whether goods appear or vanish by this movement, and not by a scrap order, a repair or
        production."""
        usages = {self.location_id.usage, self.location_dest_id.usage}
        is_order = any(self[name] for name in ORDERS if name in self._fields)
        is_scrap = self.scrap_id and self.env.context.get("perpetual_scrapping") is SCRAPPING
        is_other = is_order or is_scrap
        return self.is_inventory or bool(usages & {"inventory", "production"} and not is_other)

    @api.model
    def _perpetual_check_adjuster(self, companies):
        """:raises AccessError: only approvers adjust stock there, and the user is none"""
        if self.env.context.get("perpetual_approved_count") is APPROVED:
            return
        # Whoever moves goods is bound by the setting, with or without rights to settings.
        strict = companies.sudo().filtered("perpetual_only_approvers_adjust")
        if strict and not self.env.user.has_group("perpetual_stock.group_approver_1"):
            raise AccessError(
                self.env._(
                    "In %s only approvers adjust stock. Count the goods instead: Counting ▸"
                    " Sessions ▸ New, then somebody else approves the difference.",
                    strict[0].name,
                )
            )

    def _perpetual_check_blocked(self):
        """:raises UserError: a session that counts these goods blocks them"""
        if self.env.context.get("perpetual_approved_count") is APPROVED:
            return
        # Whoever moves goods is bound by the block, with or without rights to sessions.
        sessions = (
            self.env["perpetual.count.session"]
            .sudo()
            .search(
                [
                    ("is_blocking", "=", True),
                    ("state", "=", "counting"),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
        )
        for session in sessions:
            line = self.sudo().move_line_ids.filtered_domain(session._scope_of_moves())[:1]
            if line:
                raise UserError(
                    self.env._(
                        "%(goods)s in %(place)s is being counted by session %(session)s, which"
                        " blocks movements. Wait until it is counted, or ask %(person)s to lift"
                        " the block.",
                        goods=line.product_id.display_name,
                        place=session._blocked_place(line).display_name,
                        session=session.name,
                        person=session.user_id.name,
                    )
                )
