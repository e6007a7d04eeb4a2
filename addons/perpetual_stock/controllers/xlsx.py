from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PerpetualXlsx(http.Controller):
    @http.route(
        "/perpetual/xlsx/<string:model>/<int:record_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def xlsx(self, model, record_id):
        """A report as an XLSX file; only of reports, and only one's own."""
        if not self._is_report(model):
            raise request.not_found()
        record = request.env[model].browse(record_id)
        try:
            record.check_access("read")
        except (AccessError, MissingError) as error:
            raise request.not_found() from error
        if not record.exists():
            raise request.not_found()
        name = f"{record.display_name}.xlsx".replace("/", "-")
        headers = [
            ("Content-Type", TYPE),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(record._perpetual_workbook(), headers)

    @staticmethod
    def _is_report(model):
        registry = request.env.registry
        if model not in registry or registry[model]._abstract:
            return False
        return issubclass(registry[model], registry["perpetual.report"])
