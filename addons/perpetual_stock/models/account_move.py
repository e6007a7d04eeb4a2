import logging

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..ledger.entry_rows import KNOWN_MODULES, METHODS

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    perpetual_entry_ids = fields.One2many(
        "perpetual.ledger.entry",
        "account_move_id",
        string="Ledger Entries",
        readonly=True,
        groups="perpetual_stock.group_inventory_value",
    )
    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )

    def _compute_perpetual_entry_count(self):
        Entry = self.env["perpetual.ledger.entry"]
        for move in self:
            move.perpetual_entry_count = Entry.search_count(move._perpetual_entry_domain())

    def _perpetual_entry_domain(self):
        """Hook: the stock ledger entries that belong to these journal entries."""
        return Domain("account_move_id", "in", self.ids)

    def _perpetual_item_vals(self):
        """Stored values that all items of an entry of the ledger have in common: what core
        computes for an item without price and tax. Empty where it is more than that."""
        self.ensure_one()
        if not self.is_entry() or self.company_id.account_storno:
            return {}
        return self._perpetual_shared_item_vals(
            {
                "journal_id": self.journal_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.company_id.currency_id.id,
                "name": self.name,
                "state": self.state,
                "date": self.date,
                "ref": self.ref,
                "invoice_date": self.invoice_date,
            }
        )

    @api.model
    def _perpetual_shared_item_vals(self, entry):
        """:param dict entry: values of a journal entry in the company's currency"""
        return {
            "journal_id": entry["journal_id"],
            "company_id": entry["company_id"],
            "company_currency_id": entry["currency_id"],
            "currency_id": entry["currency_id"],
            "move_name": entry["name"],
            "parent_state": entry["state"],
            "date": entry["date"],
            "ref": entry["ref"],
            "invoice_date": entry.get("invoice_date", False),
            "display_type": "product",
            "sequence": 100,
            "price_unit": 0.0,
            "price_subtotal": 0.0,
            "price_total": 0.0,
            "is_storno": False,
            **dict.fromkeys(("tax_line_id", "tax_group_id"), False),
            **dict.fromkeys(("payment_id", "statement_line_id", "statement_id"), False),
        }

    @api.model
    @ormcache()
    def _perpetual_foreign_modules(self):
        """Installed modules, beyond those known, that could have a say in an entry of the
        ledger: these entries are then created and posted as any other, which takes longer."""
        models = (self.env.registry["account.move"], self.env.registry["account.move.line"])
        found = {module for model in models for module in _modules_of(model)}
        foreign = sorted(
            module
            for module in found
            if module not in KNOWN_MODULES and not module.startswith("perpetual_")
        )
        if foreign:
            _logger.info("Entries of the ledger are posted by way of %s", ", ".join(foreign))
        return foreign

    def button_draft(self):
        # Core calls this on no record at all for every journal item that it writes.
        if self:
            self._perpetual_check_unposted()
        return super().button_draft()

    def _perpetual_check_unposted(self):
        """A stock ledger entry and its journal entry stand or fall together."""
        # The check must see all entries, whatever the user may see.
        entry = (
            self.env["perpetual.ledger.entry"]
            .sudo()
            .search([("account_move_id", "in", self.ids)], limit=1)
        )
        self._perpetual_check_go_live()
        if entry:
            raise UserError(
                self.env._(
                    "%(move)s posts the stock ledger entry %(entry)s and cannot be reset to"
                    " draft. %(way_out)s",
                    move=entry.account_move_id.display_name,
                    entry=entry.display_name,
                    way_out=entry.account_move_id._perpetual_way_out(entry),
                )
            )

        self._perpetual_check_written_off()

    def _perpetual_way_out(self, entry):
        """Hook: what to correct instead of this journal entry, which posts ``entry``."""
        return self.env._(
            "Correct the stock transaction instead: edit its done quantity, return it, or change"
            " the product's cost."
        )

    def _perpetual_check_written_off(self):
        """A write-off stands or falls with its approval, not with a button of its entry."""
        # The check must see all write-offs, whatever the user may see.
        items = self.sudo().line_ids
        own = items.perpetual_write_off_line_id.write_off_id
        taken = self.env["account.move.line"].sudo()
        taken = taken.search([("perpetual_written_off_id", "in", items.ids)])
        taken = taken.perpetual_write_off_line_id.write_off_id
        write_off = (own | taken.filtered(lambda found: found.state == "posted"))[:1]
        if write_off:
            raise UserError(
                self.env._(
                    "%(move)s cannot be reset to draft: it belongs to the write-off"
                    " %(write_off)s. Have an approver cancel the write-off instead, which opens"
                    " what it wrote off again.",
                    move=self[:1].display_name,
                    write_off=write_off.name,
                )
            )

    def _perpetual_posted_by(self):
        """Name of the person who posted the entry: of its last change of state, else its author."""
        self.ensure_one()
        # Who posted is named to accountants, who may not read every message.
        tracked = (
            self.env["mail.tracking.value"]
            .sudo()
            .search(
                [
                    ("mail_message_id.model", "=", self._name),
                    ("mail_message_id.res_id", "=", self.id),
                    ("field_id.name", "=", "state"),
                ],
                order="id desc",
                limit=1,
            )
        )
        return tracked.mail_message_id.author_id.name or self.create_uid.name

    def _perpetual_check_go_live(self):
        """What go-live counted on has to stay: its own entry, and the balance before it."""
        # The check must see all runs, whatever the user may see.
        run = self.env["perpetual.go.live"].sudo().search([("account_move_id", "in", self.ids)])
        if run:
            raise UserError(
                self.env._(
                    "%(move)s is the journal entry of %(run)s and cannot be reset to draft.",
                    move=run.account_move_id[0].display_name,
                    run=run[0].display_name,
                )
            )
        for move in self:
            items = move.line_ids._perpetual_taken_over()
            if items:
                raise UserError(
                    self.env._(
                        "%(move)s is from before go-live, which took over the balance of"
                        " %(account)s with it. It cannot be reset to draft; post a credit note"
                        " or a correcting entry instead.",
                        move=move.display_name,
                        account=items.account_id[0].display_name,
                    )
                )

    def copy_data(self, default=None):
        """Copies and reversals of documents from before go-live.

        Core's cost items do not come back: the ledger posts the cost of what moves now. A
        vendor's lines go to GRNI, as their receipt or return does.
        """
        vals_list = super().copy_data(default=default)
        for move, vals in zip(self, vals_list, strict=True):
            if "line_ids" in vals:
                vals["line_ids"] = [
                    command
                    for command in vals["line_ids"]
                    if command[0] != Command.CREATE or move._perpetual_keep_item(command[2])
                ]
        return vals_list

    def _perpetual_keep_item(self, vals):
        """Whether a copied item stays; puts it on GRNI where it belongs there."""
        if not vals.get("product_id"):
            return True
        product = self.env["product.product"].browse(vals["product_id"])
        if not product.with_company(self.company_id)._is_perpetual():
            return True
        if vals.get("display_type") == "product":
            item = self.line_ids.filtered(
                lambda item: (
                    item.product_id == product and item.account_id.id == vals.get("account_id")
                )
            )[:1]
            account = item._perpetual_bill_account() if item else item.account_id
            vals["account_id"] = account.id or vals.get("account_id")
        return vals.get("display_type") != "cogs"

    def action_perpetual_entries(self):
        """Open the stock ledger entries that this journal entry posted."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        action["domain"] = list(self._perpetual_entry_domain())
        action["context"] = {}
        return action


def _modules_of(model):
    """Modules that compute, default, constrain or extend what an entry is made of."""
    stored = [field for field in model._fields.values() if field.store]
    computes = {field.compute for field in stored if isinstance(field.compute, str)}
    for field in stored:
        if field.compute or field.default or field.required:
            yield from field._modules
    for parent in model.__mro__:
        module = parent.__module__.split(".")
        if module[:2] != ["odoo", "addons"]:
            continue
        own = vars(parent)
        has_say = own.keys() & ({*METHODS} | computes)
        if has_say or any(hasattr(method, "_constrains") for method in own.values()):
            yield module[2]
