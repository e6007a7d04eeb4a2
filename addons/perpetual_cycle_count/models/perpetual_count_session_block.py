from odoo import fields, models
from odoo.fields import Domain


class PerpetualCountSessionBlock(models.AbstractModel):
    """A posting block while goods are counted (counting.md, rule 13): an option, not the rule."""

    _name = "perpetual.count.session.block"
    _description = "Posting Block of a Session"

    is_blocking = fields.Boolean(
        "Posting Block",
        help="Nothing is moved from or to what is counted until all of it is counted. Without it "
        "people go on working: counts are compared with the books at their instant.",
    )

    def _scope_of_moves(self):
        """Move lines that touch what this session counts."""
        places = (self.location_ids or self.warehouse_id.view_location_id).ids
        domain = Domain("location_id", "child_of", places) | Domain(
            "location_dest_id", "child_of", places
        )
        if self.product_ids:
            domain &= Domain("product_id", "in", self.product_ids.ids)
        return domain

    def _blocked_place(self, line):
        """Which end of a movement is being counted."""
        places = self.location_ids or self.warehouse_id.view_location_id
        for place in (line.location_id, line.location_dest_id):
            if any(place.parent_path.startswith(zone.parent_path) for zone in places):
                return place
        return line.location_id
