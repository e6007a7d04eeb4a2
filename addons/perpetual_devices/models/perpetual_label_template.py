import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..labels import DPIS, Label, LabelError, png, render
from .perpetual_label_source import KIND_MODELS

#: Height of a preview's longer side is bounded, so that a large label at 600 dpi stays quick.
PREVIEW_DOTS = 2400

SAMPLE = "What the preview is drawn for; empty for the latest record."


class PerpetualLabelTemplate(models.Model):
    """A label: its size, its fields, the printer's language; one label for one record."""

    _name = "perpetual.label.template"
    _description = "Label"
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first label of a kind is the usual one.")
    company_id = fields.Many2one("res.company", "Company", help="Empty for all companies.")
    kind = fields.Selection(
        [
            ("product", "Product"),
            ("lot", "Lot or Serial Number"),
            ("location", "Location"),
            ("package", "Package"),
            ("command", "Command Sheet"),
        ],
        "Label For",
        required=True,
        default="product",
    )
    width = fields.Float("Width", digits=(6, 2), required=True, default=57)
    height = fields.Float("Height", digits=(6, 2), required=True, default=32)
    gap = fields.Float(
        "Gap", digits=(6, 2), default=2, help="What lies between two labels on the roll."
    )
    dpi = fields.Selection(
        [(str(dpi), f"{dpi} dpi") for dpi in DPIS],
        "Resolution",
        required=True,
        default="203",
        help="Where the printer does not say its own.",
    )
    language = fields.Selection(
        [("zpl", "ZPL II"), ("epl", "EPL2"), ("tspl", "TSPL"), ("escpos", "ESC/POS")],
        "Printer Language",
        required=True,
        default="zpl",
        help="Where the printer does not say its own.",
    )
    element_ids = fields.One2many("perpetual.label.element", "template_id", "Fields", copy=True)
    sample_product_id = fields.Many2one("product.product", "Product Shown", help=SAMPLE)
    sample_lot_id = fields.Many2one("stock.lot", "Lot Shown", help=SAMPLE)
    sample_location_id = fields.Many2one("stock.location", "Location Shown", help=SAMPLE)
    sample_package_id = fields.Many2one("stock.package", "Package Shown", help=SAMPLE)
    preview = fields.Binary(compute="_compute_preview", attachment=False)
    preview_state = fields.Selection(
        [("good", "Reads Back"), ("unread", "Not Read Back"), ("bad", "Faulty")],
        compute="_compute_preview",
    )
    preview_text = fields.Text(compute="_compute_preview")

    _measures = models.Constraint(
        "CHECK (width > 0 AND height > 0 AND gap >= 0)", "A label has a width and a height."
    )

    # Preview

    @api.depends(
        "kind", "width", "height", "gap", "dpi",
        "sample_product_id", "sample_lot_id", "sample_location_id", "sample_package_id",
        "element_ids.sequence", "element_ids.name", "element_ids.type", "element_ids.source",
        "element_ids.text", "element_ids.optional", "element_ids.x", "element_ids.y",
        "element_ids.width", "element_ids.height", "element_ids.lines", "element_ids.align",
        "element_ids.symbology", "element_ids.caption",
    )  # fmt: skip
    def _compute_preview(self):
        for template in self:
            picture, state, text = template._previewed()
            template.preview = picture and base64.b64encode(picture)
            template.preview_state = state
            template.preview_text = text

    def _previewed(self):
        """Return the picture, whether it is good, and what to say of it."""
        subject = self._sample_subject()
        if subject is None:
            text = self.env._("There is no record yet to draw the label for.")
            return False, "bad", text
        return self._drawn(subject)

    def _preview_of(self, subject):
        """Return the picture for a subject as the web client takes it, state and text."""
        picture, state, text = self._drawn(subject)
        return picture and base64.b64encode(picture), state, text

    def _drawn(self, subject):
        try:
            label = self._label(subject)
            picture = png.render(label, self._preview_dpi())
            return picture, *self._verified(label, picture)
        except (UserError, LabelError) as error:
            return False, "bad", str(error)

    def _verified(self, label, picture):
        if not png.can_verify():
            text = self.env._(
                "Not read back: no barcode reader is installed on this server (zxing-cpp)."
            )
            return "unread", text
        if faults := png.faults(label, picture):
            return "bad", "\n".join(faults)
        kinds = png.kinds(label)
        if not kinds:
            return "good", self.env._("This label has no barcode.")
        found = png.verify(picture, kinds)
        codes = [f"{read.aim} {_shown(read.data)}" for read in found]
        return "good", self.env._("A scanner reads: %s", " · ".join(sorted(codes)))

    def _preview_dpi(self):
        longest = max(self.width, self.height) / 25.4
        fitting = [
            dpi for dpi in DPIS if dpi <= int(self.dpi or 203) and dpi * longest < PREVIEW_DOTS
        ]
        return max(fitting, default=DPIS[0])

    def _sample_subject(self):
        """The record that is chosen, else the latest that somebody may read; or nothing."""
        model = KIND_MODELS.get(self.kind)
        if not model:
            return None
        if model == "perpetual.barcode.sheet":
            cards = self.env["perpetual.label.source"]._subjects(self.env[model].new({}))
            return cards[0] if cards else None
        if chosen := self[f"sample_{self.kind}_id"]:
            return chosen
        domain = [("usage", "=", "internal")] if model == "stock.location" else []
        return self.env[model].search(domain, order="id desc", limit=1) or None

    # Rendering

    def _label(self, subject):
        """The label of a subject (``perpetual.label.source._subjects``).

        :raises UserError: a value is missing
        :raises LabelError: it cannot be printed as it is
        """
        self.ensure_one()
        elements = (element._element(subject) for element in self.element_ids)
        return Label(
            self.width, self.height, tuple(element for element in elements if element), self.gap
        )

    def _render(self, records, language=None, dpi=None, copies=1):
        """Render one label for each record.

        :param language: the printer's, else the template's
        :param dpi: the printer's, else the template's
        :returns: a list of ``(title, bytes)``
        :raises UserError: naming the record and the field that is at fault
        """
        self.ensure_one()
        if records._name != KIND_MODELS[self.kind]:
            raise UserError(
                self.env._("The label %s is not for such records. Choose another one.", self.name)
            )
        sources = self.env["perpetual.label.source"]
        rendered = []
        for subject in sources._subjects(records):
            name = sources._subject_name(subject)
            try:
                data = render(
                    self._label(subject),
                    language or self.language,
                    int(dpi or self.dpi),
                    copies,
                )
            except LabelError as error:
                raise UserError(
                    self.env._(
                        "The label %(label)s of %(record)s cannot be printed. %(why)s",
                        label=self.name,
                        record=name,
                        why=error,
                    )
                ) from error
            rendered.append((f"{self.name}: {name}", data))
        return rendered

    @api.model
    def _kind_of(self, records):
        """The kind of label that records of this model have, or ``None``."""
        return next((k for k, model in KIND_MODELS.items() if model == records._name), None)

    @api.model
    def _usual(self, kind):
        """The first label of a kind in this company."""
        return self.search(self._domain_of(kind), limit=1)

    def _offered(self):
        """All labels of the same kind in this company, this one first."""
        return self | self.search(self._domain_of(self.kind))

    def _domain_of(self, kind):
        return [("kind", "=", kind), ("company_id", "in", [False, self.env.company.id])]


def _shown(data):
    """What a reader gave, as people can read it; FNC1 as a separator is shown."""
    return data.decode(errors="replace").replace("\x1d", "␝")
