from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import format_date

from ..report.footing import COLUMNS as FOOTING
from ..report.footing import footing
from ..report.kinds import COLUMNS as KINDS
from ..report.table import Column, Row, Section, Table


class PerpetualMovement(models.TransientModel):
    """Opening, in, out, adjustments and closing of a period, footed to the general ledger."""

    _name = "perpetual.movement"
    _description = "Movement Summary"
    _inherit = "perpetual.summary"
    _perpetual_print = "perpetual_stock.perpetual_movement_report"

    date_from = fields.Date(string="From", required=True, default=lambda self: self._default_from())
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    account_ids = fields.One2many("perpetual.movement.account", "movement_id", readonly=True)
    off_count = fields.Integer(compute="_compute_counts")
    by_hand_count = fields.Integer(compute="_compute_counts")
    has_taken_over = fields.Boolean(compute="_compute_counts")
    between_companies = fields.Monetary(
        help="Value of goods on their way from or to another company: on goods in transit, and no"
        " product's stock.",
    )

    def _default_from(self):
        return fields.Date.context_today(self).replace(day=1)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for movement in self:
            if movement.date_from > movement.date_to:
                raise ValidationError(
                    self.env._("The period ends before it begins. Exchange the two dates.")
                )

    @api.depends("account_ids.difference", "account_ids.by_hand", "account_ids.taken_over")
    def _compute_counts(self):
        for movement in self:
            accounts = movement.account_ids
            movement.off_count = len(accounts.filtered("is_off"))
            movement.by_hand_count = len(accounts.filtered("is_by_hand"))
            movement.has_taken_over = any(accounts.mapped("taken_over"))

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for movement in self:
            movement.display_name = self.env._(
                "Inventory Movements %(start)s – %(stop)s",
                start=format_date(self.env, movement.date_from),
                stop=format_date(self.env, movement.date_to),
            )

    @api.model
    def action_open(self):
        """Show this month's movements of the current company."""
        movement = self.create({})
        movement.action_check()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_movement_action"
        )
        action["res_id"] = movement.id
        return action

    def action_check(self):
        """Foot the ledger's movements to the general ledger, for the chosen period."""
        self.ensure_one()
        self.between_companies = self._between_companies()
        # Users may not delete lines by hand; these are their own, about to be replaced.
        self.account_ids.sudo().unlink()
        self.env["perpetual.movement.account"].create(
            [
                {"movement_id": self.id, "account_id": account.id, **figures}
                for account, figures in self._footing()
            ]
        )

    def action_show(self):
        """List the movements, grouped as chosen."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_movement_line_action"
        )
        action["display_name"] = self.display_name
        return self._perpetual_grouped(action)

    def _perpetual_context(self):
        return {
            **super()._perpetual_context(),
            "perpetual_start": fields.Date.to_string(self.date_from),
            "perpetual_stop": fields.Date.to_string(self.date_to),
        }

    def _perpetual_lines(self):
        return self.env["perpetual.movement.line"].with_context(**self._perpetual_context())

    def _between_companies(self):
        """What the footing's closing has and the products' closing has not."""
        transit = self.company_id._perpetual_transit_accounts()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("accounting_date", "<=", self.date_to),
            ("counterpart_account_id", "in", transit.ids),
        ]
        if not transit:
            return 0.0
        groups = self.env["perpetual.ledger.entry"]._read_group(
            domain, [], ["counterpart_value:sum"]
        )
        return self.currency_id.round(-groups[0][0])

    def _footing(self):
        """Per inventory account: (account, dict of figures in company currency)."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("perpetual_stock.group_inventory_value"):
            raise AccessError(self.env._("You may not see inventory values; ask for that right."))
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(footing(self.company_id, self.date_from, self.date_to))
        # The summary is for people who may see values, with or without rights on accounts.
        accounts = self.env["account.account"].sudo()
        round_money = self.currency_id.round
        return [
            (
                accounts.browse(account_id),
                {name: round_money(amount) for name, amount in zip(FOOTING, amounts, strict=True)},
            )
            for account_id, *amounts in rows
        ]

    # printed and exported

    def _perpetual_tables(self):
        return [self._lines_table(), self._footing_table()]

    def _facts(self):
        return [
            (self.env._("Company"), self.company_id.display_name),
            (
                self.env._("Accounting dates"),
                f"{format_date(self.env, self.date_from)} – {format_date(self.env, self.date_to)}",
            ),
            (self.env._("Currency"), self.currency_id.name),
        ]

    def _lines_table(self):
        names = ("opening", *KINDS, "closing")
        keys = [f"{name}_{measure}" for name in names for measure in ("quantity", "value")]
        section = self._perpetual_section(keys)
        # A kind of movement that did not happen needs no column.
        used = {key for row in section.rows for key in keys if row.cells[key]}
        kept = [
            name
            for name in names
            if name in ("opening", "closing") or {f"{name}_quantity", f"{name}_value"} & used
        ]
        labels = self.env["perpetual.movement.line"]._fields
        columns = [
            Column(
                f"{name}_{measure}",
                labels[f"{name}_{measure}"]._description_string(self.env),
                "money" if measure == "value" else "quantity",
                summed=measure == "value",
            )
            for name in kept
            for measure in ("quantity", "value")
        ]
        return Table(
            title=self.env._("Inventory Movements"),
            facts=self._facts(),
            columns=[*self._perpetual_head(), *columns],
            sections=[section],
            notes=self._between_companies_notes(),
            decimals=self.currency_id.decimal_places,
        )

    def _between_companies_notes(self):
        amount = self._between_companies()
        if not amount:
            return []
        return [
            self.env._(
                "Goods on their way between companies, on goods in transit and in the closing of"
                " the footing, but no product's stock: %s",
                self.currency_id.format(amount),
            )
        ]

    def _footing_table(self):
        fields_ = self.env["perpetual.movement.account"]._fields
        rows = [
            Row({"account": account.display_name, **figures})
            for account, figures in self._footing()
        ]
        # Only the period of a go-live has something to say there.
        has_taken_over = any(row.cells["taken_over"] for row in rows)
        columns = [
            Column("account", self.env._("Inventory account"), width=42),
            *(
                Column(name, fields_[name]._description_string(self.env), "money", summed=True)
                for name in FOOTING
                if name != "taken_over" or has_taken_over
            ),
        ]
        return Table(
            title=self.env._("Footing to the General Ledger"),
            facts=self._facts(),
            columns=columns,
            sections=[Section("", rows)],
            notes=self._by_hand_notes(),
            decimals=self.currency_id.decimal_places,
        )

    def _by_hand_notes(self):
        """The journal items that the stock ledger did not post, one sentence each."""
        items = self.env["perpetual.movement.account"]._by_hand_items(self, limit=50)
        return [
            self.env._(
                "Posted by hand: %(entry)s, %(date)s, %(account)s, %(amount)s %(label)s",
                entry=item.move_id.name,
                date=format_date(self.env, item.date),
                account=item.account_id.display_name,
                amount=self.currency_id.format(item.balance),
                label=item.name or "",
            )
            for item in items
        ]
