from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.perpetual_label_source import KIND_MODELS


class PerpetualLabelPrint(models.TransientModel):
    """Which labels go to which printer. What was taken last is offered, so that it is two taps."""

    _name = "perpetual.label.print"
    _description = "Print Labels to a Station"

    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Char(required=True, readonly=True)
    device_id = fields.Many2one(
        "perpetual.device",
        "Printer",
        required=True,
        domain="[('kind', '=', 'printer'), ('language', '!=', 'pdf'),"
        " ('company_id', '=', company_id), ('box_id.state', '=', 'paired')]",
    )
    template_id = fields.Many2one(
        "perpetual.label.template",
        "Label",
        required=True,
        domain="[('kind', '=', kind), ('company_id', 'in', (False, company_id))]",
    )
    line_ids = fields.One2many("perpetual.label.print.line", "print_id", "Labels")
    preview = fields.Binary(compute="_compute_preview", attachment=False)
    preview_state = fields.Selection(
        [("good", "Reads Back"), ("unread", "Not Read Back"), ("bad", "Faulty")],
        compute="_compute_preview",
    )
    preview_text = fields.Text(compute="_compute_preview")

    @api.depends("template_id", "line_ids.res_id", "kind")
    def _compute_preview(self):
        for wizard in self:
            record = wizard.line_ids[:1]._record()
            subjects = record and self.env["perpetual.label.source"]._subjects(record)
            preview = False, False, False
            if wizard.template_id and subjects:
                preview = wizard.template_id._preview_of(subjects[0])
            wizard.preview, wizard.preview_state, wizard.preview_text = preview

    @api.model
    def _open(self, counts):
        """The dialog for these records.

        :param counts: ``{record: number of copies}``, all of one model
        :returns: an action
        :raises UserError: there is nothing to print, or no printer
        """
        choices = self.env["perpetual.label.choice"]
        wanted = choices._wanted(counts)
        if not choices._printers():
            raise UserError(
                self.env._(
                    "There is no label printer in %s yet. Pair a box that has one, or add a"
                    " network printer to a box.",
                    self.env.company.name,
                )
            )
        kind = self.env["perpetual.label.template"]._kind_of(next(iter(wanted)))
        device, template = choices._of(kind)
        wizard = self.create(
            {
                "kind": kind,
                "device_id": (device or choices._printers()[0]).id,
                "template_id": template.id,
                "line_ids": [
                    Command.create(
                        {"res_id": record.id, "name": record.display_name, "quantity": count}
                    )
                    for record, count in wanted.items()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Print to Station"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def action_open_for(self, model, ids):
        """Ask for printer and label of the chosen records, one label each.

        :param model: product, product template, lot, location, package
        :returns: an action
        """
        records = self.env[model].browse(ids)
        if model == "product.template":
            records = records.product_variant_ids
        return self._open(dict.fromkeys(records, 1))

    def action_print(self):
        """Queue the labels and remember printer and label for the next time.

        :raises UserError: naming the record whose label cannot be printed
        """
        self.ensure_one()
        counts = {line._record(): line.quantity for line in self.line_ids}
        choices = self.env["perpetual.label.choice"]
        jobs = choices._queue(counts, self.device_id, self.template_id)
        choices._remember(self.kind, self.device_id, self.template_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Labels sent to %(printer)s: %(count)s.",
                    printer=self.device_id.display_name,
                    count=sum(jobs.mapped("copies")),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class PerpetualLabelPrintLine(models.TransientModel):
    """A record whose label is printed, so many times."""

    _name = "perpetual.label.print.line"
    _description = "Label to Print"

    print_id = fields.Many2one("perpetual.label.print", required=True, ondelete="cascade")
    res_id = fields.Integer("Record", required=True)
    name = fields.Char(readonly=True)
    quantity = fields.Integer("Copies", default=1)

    def _record(self):
        if not self:
            return None
        return self.env[KIND_MODELS[self.print_id.kind]].browse(self.res_id)
