from odoo import models
from odoo.fields import Domain

SOLD = ("issue", "customer_return", "negative_settlement")


class PerpetualKpiDrill(models.AbstractModel):
    """The records behind a figure: an action each, over the same days, places and products.

    ``_drill_<name>`` is named by ``perpetual.kpi.drill``; it takes the span and the options of the
    dashboard.
    """

    _name = "perpetual.kpi.drill"
    _description = "Records Behind a Key Figure"

    def _action(self, name, model, domain, **more):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
            "context": {"create": False},
            **more,
        }

    def _products(self, options, path="product_id"):
        """Domain on products by the category and class that were asked for."""
        domain = Domain.TRUE
        if options.get("categ_id"):
            domain &= Domain(f"{path}.categ_id", "child_of", options["categ_id"])
        if options.get("class_name"):
            classes = self.env["perpetual.abc.assignment"].search(
                [
                    ("class_id.name", "=", options["class_name"]),
                    ("date_to", "=", False),
                    ("warehouse_id.company_id", "=", self.env.company.id),
                ]
            )
            domain &= Domain(path, "in", classes.product_id.ids)
        return domain

    def _entries(self, span, options, kinds=None, since_start=True):
        domain = Domain("company_id", "=", span.company.id)
        domain &= Domain("effective_at", "<", span.end)
        if since_start:
            domain &= Domain("effective_at", ">=", span.start)
        if kinds:
            domain &= Domain("kind", "in", kinds)
        if options.get("warehouse_id"):
            place = options["warehouse_id"]
            domain &= Domain("location_id.warehouse_id", "=", place) | Domain(
                "location_dest_id.warehouse_id", "=", place
            )
        return domain & self._products(options)

    def _drill_sold(self, span, options):
        return self._action(
            self.env._("Sold, at cost"),
            "perpetual.ledger.entry",
            self._entries(span, options, SOLD),
        )

    def _drill_on_hand(self, span, options):
        """Everything up to the last day: its values add up to what is on hand."""
        return self._action(
            self.env._("On hand at the end of %s", span.period.last),
            "perpetual.ledger.entry",
            self._entries(span, options, since_start=False),
        )

    def _drill_adjusted(self, span, options):
        return self._action(
            self.env._("Adjusted by counts"),
            "perpetual.ledger.entry",
            self._entries(span, options, ("count",)),
        )

    def _drill_counts(self, span, options):
        domain = Domain("company_id", "=", span.company.id)
        domain &= Domain("day", ">=", span.period.first) & Domain("day", "<=", span.period.last)
        domain &= Domain("session_type", "!=", "baseline")
        if options.get("warehouse_id"):
            domain &= Domain("warehouse_id", "=", options["warehouse_id"])
        if options.get("class_name"):
            domain &= Domain("class_id.name", "=", options["class_name"])
        domain &= self._products({**options, "class_name": False})
        return self._action(
            self.env._("Counts"),
            "perpetual.count.accuracy",
            domain,
            views=[[False, "list"], [False, "pivot"], [False, "graph"]],
        )

    def _moves(self, span, options, code):
        domain = Domain("company_id", "=", span.company.id) & Domain("state", "=", "done")
        domain &= Domain("date", ">=", span.start) & Domain("date", "<", span.end)
        domain &= Domain("picking_type_id.code", "=", code)
        if options.get("warehouse_id"):
            domain &= Domain("picking_type_id.warehouse_id", "=", options["warehouse_id"])
        return domain & self._products(options)

    def _drill_picks(self, span, options):
        """Errors of picks; without any, the lines that were picked."""
        domain = Domain("company_id", "=", span.company.id)
        domain &= Domain("happened_at", ">=", span.start) & Domain("happened_at", "<", span.end)
        domain &= Domain("kind", "in", ("product", "lot", "bin", "too_many"))
        domain &= self._products(options)
        if self.env["perpetual.pick.error"].search_count(domain, limit=1):
            return self._action(self.env._("Pick Errors"), "perpetual.pick.error", domain)
        return self._action(
            self.env._("Lines Picked"), "stock.move", self._moves(span, options, "outgoing")
        )

    def _drill_receipts(self, span, options):
        domain = Domain("company_id", "=", span.company.id) & Domain("state", "!=", "withdrawn")
        domain &= Domain("found_at", ">=", span.start) & Domain("found_at", "<", span.end)
        domain &= self._products(options)
        if self.env["perpetual.receiving.discrepancy"].search_count(domain, limit=1):
            return self._action(
                self.env._("Receiving Discrepancies"), "perpetual.receiving.discrepancy", domain
            )
        return self._action(
            self.env._("Lines Received"), "stock.move", self._moves(span, options, "incoming")
        )

    def _drill_dock(self, span, options):
        return self._action(
            self.env._("Lines Put Away"), "stock.move", self._moves(span, options, "internal")
        )

    def _drill_stockouts(self, span, options):
        """Products that were out of stock at the end of the last day."""
        snapshots = self.env["perpetual.kpi.snapshot"]
        last = snapshots._span(span.company, span.period.__class__(*(span.period.last,) * 2))
        products = snapshots._products_of(last, "stockout_days", options.get("warehouse_id"))
        domain = Domain("id", "in", products.ids) & self._products(options, "id")
        return self._action(
            self.env._("Out of Stock on %s", span.period.last), "product.product", domain
        )

    def _drill_idle(self, span, options):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_kpi.perpetual_kpi_idle_action"
        )
        domain = self._products(options)
        if options.get("warehouse_id"):
            domain &= Domain("warehouse_id", "=", options["warehouse_id"])
        return {**action, "domain": list(domain)}

    def _drill_margin(self, span, options):
        """What was invoiced; for those who may not read that, what was sold at cost."""
        if not self.env["account.move.line"].has_access("read"):
            return self._drill_sold(span, options)
        domain = Domain("company_id", "=", span.company.id)
        domain &= Domain("date", ">=", span.period.first) & Domain("date", "<=", span.period.last)
        domain &= Domain("parent_state", "=", "posted") & Domain("display_type", "=", "product")
        domain &= Domain("move_id.move_type", "in", ("out_invoice", "out_refund", "out_receipt"))
        return self._action(
            self.env._("Invoiced"), "account.move.line", domain & self._products(options)
        )

    def _drill_tie_out(self, span, options):
        domain = Domain("company_id", "=", span.company.id)
        domain &= Domain("checked_at", ">=", span.start) & Domain("checked_at", "<", span.end)
        return self._action(self.env._("Nightly Tie-Outs"), "perpetual.tie.out.result", domain)
