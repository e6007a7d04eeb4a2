from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..labels import KINDS, Barcode, Box, Line, Text, gs1


class PerpetualLabelElement(models.Model):
    """A field of a label: text, a barcode, a line or a frame, in millimetres."""

    _name = "perpetual.label.element"
    _description = "Label Field"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "perpetual.label.template", "Label", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="template_id.company_id")
    kind = fields.Selection(related="template_id.kind", string="Label Kind")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, default=lambda self: self.env._("Field"))
    type = fields.Selection(
        [("text", "Text"), ("barcode", "Barcode"), ("line", "Line"), ("box", "Frame")],
        required=True,
        default="text",
    )
    source = fields.Selection(
        "_selection_source", "Shows", help="What of the record it shows; empty for fixed text."
    )
    text = fields.Char("Text", translate=True, help="Fixed text; before a value, such as “Lot: ”.")
    optional = fields.Boolean(help="Left out where the record has no such value.")
    x = fields.Float("Left", digits=(6, 2), default=2)
    y = fields.Float("Top", digits=(6, 2), default=2)
    width = fields.Float(digits=(6, 2), default=40, required=True)
    height = fields.Float(
        digits=(6, 2), default=4, required=True, help="Of one line's letters, or of the barcode."
    )
    lines = fields.Integer(default=1, help="How many lines the text may take.")
    align = fields.Selection(
        [("left", "Left"), ("center", "Centre"), ("right", "Right")], default="left", required=True
    )
    symbology = fields.Selection(
        "_selection_symbology",
        "Barcode",
        help="Automatic takes EAN or UPC for such a number, GS1-128 for an SSCC, else Code 128.",
    )
    caption = fields.Float(
        "Text Below", digits=(6, 2), help="Height of the digits below the bars; 0 for none."
    )

    _size = models.Constraint(
        "CHECK (width > 0 AND height > 0 AND lines > 0 AND caption >= 0)",
        "A field has a width, a height and at least one line.",
    )

    @api.model
    def _selection_source(self):
        sources = self.env["perpetual.label.source"]._sources()
        return [(source, label) for source, (label, _kinds) in sources.items()]

    @api.model
    def _selection_symbology(self):
        return [("auto", self.env._("Automatic")), *KINDS.items()]

    @api.constrains("source", "type", "symbology", "text", "template_id")
    def _check_source(self):
        sources = self.env["perpetual.label.source"]._sources()
        for element in self:
            if element.source and element.kind not in sources[element.source][1]:
                raise ValidationError(
                    self.env._(
                        "%(field)s shows “%(what)s”, which a label of this kind does not know.",
                        field=element.name,
                        what=sources[element.source][0],
                    )
                )
            if element.type == "barcode" and not element.symbology:
                raise ValidationError(
                    self.env._("Choose which barcode %s is, or Automatic.", element.name)
                )

    @api.onchange("type")
    def _onchange_type(self):
        if self.type == "barcode":
            self.symbology = self.symbology or "auto"
            self.height = max(self.height, 12)
        elif self.type == "line":
            self.height = 0.5

    def _element(self, subject):
        """What ``labels`` prints for the subject; nothing for an optional field without a value.

        :raises UserError: naming record and field, where a value is missing
        """
        self.ensure_one()
        place = {
            "name": self.name,
            "x": self.x,
            "y": self.y,
            "width": self.width,
            "height": self.height,
        }
        if self.type == "line":
            return Line(**place)
        if self.type == "box":
            return Box(**place)
        text = self._text(subject)
        if not text:
            return None
        if self.type == "text":
            return Text(**place, text=text, lines=self.lines, align=self.align)
        kind = self._kind_for(text)
        return Barcode(**place, kind=kind, data=text, caption=self.caption, align=self.align)

    def _text(self, subject):
        if not self.source:
            return self.text or ""
        sources = self.env["perpetual.label.source"]
        value = sources._value(self.source, subject)
        if not value and not self.optional:
            raise UserError(
                self.env._(
                    "%(record)s has nothing for the field “%(field)s” (%(what)s). Fill it in, or"
                    " make the field of the label optional.",
                    record=sources._subject_name(subject),
                    field=self.name,
                    what=sources._sources()[self.source][0],
                )
            )
        if not value or self.type == "barcode":
            return value
        return (self.text or "") + value

    def _kind_for(self, text):
        if self.symbology != "auto":
            return self.symbology
        if self.source in ("product_gtin", "lot_gs1", "package_sscc"):
            return "gs1_128"
        if self.source == "package_name" and len(text) == 18 and gs1.is_checked(text):
            return "sscc"
        retail = {13: "ean13", 12: "upca", 8: "ean8"}.get(len(text))
        number = self.source == "product_barcode" and retail and gs1.is_checked(text)
        return retail if number else "code128"
