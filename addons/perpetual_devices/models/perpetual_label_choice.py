import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class PerpetualLabelChoice(models.Model):
    """Printer and label that a person took last for a kind of thing; offered the next time."""

    _name = "perpetual.label.choice"
    _description = "Chosen Label Printer"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users", "User", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env.user,
    )  # fmt: skip
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Char(required=True)
    device_id = fields.Many2one(
        "perpetual.device", "Printer", required=True, ondelete="cascade", check_company=True
    )
    template_id = fields.Many2one(
        "perpetual.label.template", "Label", required=True, ondelete="cascade", check_company=True
    )

    _once = models.Constraint(
        "UNIQUE (user_id, company_id, kind)", "Each person has one choice for each kind of label."
    )

    @api.model
    def _printers(self):
        domain = [("kind", "=", "printer"), ("company_id", "=", self.env.company.id)]
        return self.env["perpetual.device"].search(domain)

    @api.model
    def _of(self, kind):
        """Return the printer and the label for a kind: the person's own, else the only printer
        and the usual label; either may be empty."""
        domain = [
            ("user_id", "=", self.env.uid),
            ("company_id", "=", self.env.company.id),
            ("kind", "=", kind),
        ]
        own = self.search(domain, limit=1)
        printers = self._printers()
        device = own.device_id if own.device_id in printers else printers
        template = own.template_id if own.template_id.active else own.template_id.browse()
        usual = self.env["perpetual.label.template"]._usual(kind)
        return device if len(device) == 1 else device.browse(), template or usual

    @api.model
    def _remember(self, kind, device, template):
        """Keep what the person took."""
        vals = {"device_id": device.id, "template_id": template.id}
        domain = [
            ("user_id", "=", self.env.uid),
            ("company_id", "=", self.env.company.id),
            ("kind", "=", kind),
        ]
        own = self.search(domain, limit=1)
        if own:
            own.write(vals)
        else:
            self.create({"kind": kind, **vals})

    @api.model
    def _queue(self, counts, device, template):
        """Make print jobs in this transaction.

        :param counts: ``{record: number of copies}``, all of one model
        :returns: the jobs, one for each label
        :raises UserError: a label cannot be rendered, or there are none to print
        """
        # A label is printed whole; core counts some units in fractions.
        wanted = {record: int(count) for record, count in counts.items() if int(count) > 0}
        if not wanted:
            raise UserError(self.env._("There are no labels to print."))
        language = device.language or template.language
        vals = [
            {
                "title": title,
                "device_id": device.id,
                "format": language,
                "content": base64.b64encode(content),
                "copies": count,
                "res_model": record._name,
                "res_id": record.id,
            }
            for record, count in wanted.items()
            for title, content in template._render(record, language, device.dpi, count)
        ]
        # Nobody may write what goes to a printer as it is: jobs come from labels only.
        return self.env["perpetual.print.job"].sudo().create(vals).sudo(False)

    @api.model
    def _print_now(self, counts):
        """Print without asking, where printer and label are known.

        :param counts: ``{record: number of copies}``, all of one model
        :returns: the jobs; none where a person has to choose first
        """
        jobs = self.env["perpetual.print.job"]
        if not counts:
            return jobs
        kind = self.env["perpetual.label.template"]._kind_of(next(iter(counts)))
        device, template = self._of(kind)
        return self._queue(counts, device, template) if device and template else jobs
