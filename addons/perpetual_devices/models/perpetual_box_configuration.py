from odoo import api, fields, models

#: What a box is told, and nothing else of its settings.
SETTINGS = ("heartbeat_s", "poll_s", "log_level")


class PerpetualBoxConfiguration(models.AbstractModel):
    """The document that a box works by, with a version that grows with each change."""

    _name = "perpetual.box.configuration"
    _description = "Configuration of a Box"

    heartbeat_s = fields.Integer("Heartbeat (Seconds)", default=30)
    poll_s = fields.Integer(
        "Polling (Seconds)", default=2, help="How often the box asks for jobs without a doorbell."
    )
    log_level = fields.Selection(
        [("debug", "All"), ("info", "Usual"), ("warning", "Problems only")],
        "Log",
        default="info",
        required=True,
    )
    config_version = fields.Integer(readonly=True, default=1, copy=False)
    config_document = fields.Json(readonly=True, copy=False)
    config_applied = fields.Integer("Applied Version", readonly=True, copy=False)
    config_error = fields.Char("Configuration Refused", readonly=True, copy=False)

    _heartbeat_range = models.Constraint(
        "CHECK (heartbeat_s BETWEEN 5 AND 300)", "A heartbeat comes every 5 to 300 seconds."
    )
    _poll_range = models.Constraint(
        "CHECK (poll_s BETWEEN 1 AND 60)", "A box asks every 1 to 60 seconds."
    )

    @api.model_create_multi
    def create(self, vals_list):
        boxes = super().create(vals_list)
        boxes._refresh_configuration()
        return boxes

    def _refresh_configuration(self):
        """Build the documents anew; boxes whose document is another one are rung for."""
        for box in self.sudo():
            document = box._build_configuration()
            if document != box.config_document:
                box.write({"config_document": document, "config_version": box.config_version + 1})
                box._ring()

    def _build_configuration(self):
        devices = self.env["perpetual.device"].search([("box_id", "=", self.id)], order="uid")
        document = {name: self[name] for name in SETTINGS}
        document["devices"] = {
            device.uid: device._configuration() for device in devices if not device.is_network
        }
        for kind, name in (("printer", "printers"), ("rfid", "readers")):
            own = devices.filtered(lambda one, kind=kind: one.is_network and one.kind == kind)
            document[name] = [device._network_configuration() for device in own]
        return document

    def _configuration(self):
        """(version, document) that the box is to work by."""
        return self.config_version, self.config_document
