from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request


class PerpetualHeads(http.Controller):
    @http.route(
        "/perpetual/heads/<int:check_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def heads(self, check_id):
        """The head digests of one's own verification, as a file to keep."""
        check = request.env["perpetual.digest.check"].browse(check_id)
        try:
            check.check_access("read")
            text = check._heads_text()
        except (AccessError, MissingError) as error:
            raise request.not_found() from error
        day = check.verified_at or check.create_date
        name = f"stock-ledger-heads {check.company_id.name} {day:%Y-%m-%d}.csv".replace("/", "-")
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(text.encode(), headers)
