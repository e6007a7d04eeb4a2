from odoo import models


class PerpetualBarcodeFlowLabels(models.AbstractModel):
    """Labels go to the person's label printer, where one is known."""

    _inherit = "perpetual.barcode.flow.labels"

    def _code_print(self, session, scan, data):
        jobs = self.env["perpetual.label.choice"]._print_now({self._record(session): 1})
        return self._sent(jobs) or super()._code_print(session, scan, data)

    def _done_print(self, session, scan, data):
        return self._code_print(session, scan, data)


class PerpetualBarcodeFlow(models.AbstractModel):
    _inherit = "perpetual.barcode.flow"

    def _sent(self, jobs):
        """What the app says of jobs; nothing where there are none."""
        if not jobs:
            return None
        return self._good(
            self.env._(
                "Labels sent to %(printer)s: %(count)s.",
                printer=", ".join(jobs.device_id.mapped("display_name")),
                count=sum(jobs.mapped("copies")),
            )
        )
