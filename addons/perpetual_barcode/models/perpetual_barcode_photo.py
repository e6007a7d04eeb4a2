import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

#: Photos of one record, and the size of one in bytes.
PHOTOS = 6
PHOTO_SIZE = 8 * 1024 * 1024


class PerpetualBarcodePhoto(models.AbstractModel):
    """A fact from the floor that photos belong to."""

    _name = "perpetual.barcode.photo"
    _description = "Photos of a Fact"

    photo_ids = fields.Many2many("ir.attachment", string="Photos", readonly=True)

    def _attach(self, photos):
        """Keep photos, each a base64 text.

        :raises UserError: too many, too large, or no picture
        """
        self.ensure_one()
        owner = {"res_model": self._name, "res_id": self.id}
        vals = [{**row, **owner} for row in self._photo_vals(self.display_name, photos)]
        self.photo_ids = self.env["ir.attachment"].create(vals)

    def _photo_vals(self, name, photos):
        """Name and content of photos, each a base64 text.

        :raises UserError: too many, too large, or no picture
        """
        if len(photos) > PHOTOS:
            raise UserError(self.env._("At most %s photos, please.", PHOTOS))
        vals = []
        for number, photo in enumerate(photos, 1):
            try:
                content = base64.b64decode(photo.rpartition(",")[2], validate=True)
            except (binascii.Error, AttributeError) as error:
                raise UserError(self.env._("Photo %s cannot be read.", number)) from error
            if len(content) > PHOTO_SIZE:
                raise UserError(self.env._("Photo %s is larger than 8 MB.", number))
            vals.append({"name": f"{name} {number}.jpg", "raw": content})
        return vals
