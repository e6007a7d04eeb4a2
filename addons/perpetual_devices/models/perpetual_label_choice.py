from odoo import api, fields, models
from odoo.exceptions import UserError

from .perpetual_station import LABEL_KINDS


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
    station_id = fields.Many2one(
        "perpetual.station", "Station", ondelete="cascade", check_company=True
    )
    kind = fields.Selection(LABEL_KINDS, "Label For", required=True)
    device_id = fields.Many2one(
        "perpetual.device", "Printer", required=True, ondelete="cascade", check_company=True
    )
    template_id = fields.Many2one(
        "perpetual.label.template", "Label", required=True, ondelete="cascade", check_company=True
    )

    _once = models.UniqueIndex(
        "(user_id, company_id, kind, COALESCE(station_id, 0))",
        "Each person has one choice for each kind of label at a station.",
    )

    @api.model
    def _printers(self):
        """Label printers of this company that can be printed on."""
        return self.env["perpetual.device"].search(
            [
                ("kind", "=", "printer"),
                ("language", "!=", "pdf"),
                ("company_id", "=", self.env.company.id),
                ("box_id.state", "=", "paired"),
            ]
        )

    @api.model
    def _own(self, kind):
        """What the person took last, where they work now."""
        domain = [
            ("user_id", "=", self.env.uid),
            ("company_id", "=", self.env.company.id),
            ("station_id", "=", self._station().id),
            ("kind", "=", kind),
        ]
        return self.search(domain, limit=1)

    @api.model
    def _station(self):
        station = self.env["perpetual.station"]._of_user()
        return station.filtered(lambda place: place.company_id == self.env.company)

    @api.model
    def _of(self, kind):
        """Return the printer and the label for a kind: the person's own at this station, else the
        station's, else the only printer and the usual label; either may be empty."""
        own, printers = self._own(kind), self._printers()
        offered = (own.device_id & printers) or (self._station()._printer(kind) & printers)
        device = offered or (printers if len(printers) == 1 else printers.browse())
        template = own.template_id.filtered("active")
        return device, template or self.env["perpetual.label.template"]._usual(kind)

    @api.model
    def _remember(self, kind, device, template):
        """Keep what the person took."""
        vals = {"device_id": device.id, "template_id": template.id}
        own = self._own(kind)
        if own:
            own.write(vals)
        else:
            self.create({"kind": kind, "station_id": self._station().id, **vals})

    @api.model
    def _queue(self, counts, device, template):
        """Make print jobs in this transaction.

        :param counts: ``{record: number of copies}``, all of one model
        :returns: the jobs, one for each label
        :raises UserError: a label cannot be rendered, or there are none to print
        """
        rows = [
            row
            for record, count in self._wanted(counts).items()
            for row in self._rows(record, count, device, template)
        ]
        return self.env["perpetual.print.job"]._queue(device, rows, self._station())

    def _wanted(self, counts):
        """:raises UserError: there are no labels to print"""
        # A label is printed whole; core counts some units in fractions.
        wanted = {record: int(count) for record, count in counts.items() if int(count) > 0}
        if not wanted:
            raise UserError(self.env._("There are no labels to print."))
        return wanted

    def _rows(self, record, count, device, template):
        language = device.language or template.language
        return [
            {
                "title": title,
                "format": language,
                "content": content,
                "copies": count,
                "res_model": record._name,
                "res_id": record.id,
            }
            for title, content in template._render(record, language, device.dpi, count)
        ]

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
        if not (device and template):
            return jobs
        # Who has chosen no label is given the first that the record can have: a lot of a product
        # without a GTIN has no GS1 label, but a label.
        templates = template if self._own(kind).template_id == template else template._offered()
        rows = [
            row
            for record, count in self._wanted(counts).items()
            for row in self._first_rows(record, count, device, templates)
        ]
        return jobs._queue(device, rows, self._station())

    def _first_rows(self, record, count, device, templates):
        """:raises UserError: what is wrong with the first of the labels, where all fail"""
        first = None
        for template in templates:
            try:
                return self._rows(record, count, device, template)
            except UserError as error:
                first = first or error
        raise first
