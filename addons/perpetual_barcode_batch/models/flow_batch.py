from odoo import models
from odoo.exceptions import UserError

from odoo.addons.perpetual_barcode.scanning import amount

#: Batches that the choice shows.
CHOICE = 40


class PerpetualBarcodeFlowBatch(models.AbstractModel):
    """The transfers of a batch are picked in one round.

    States are those of pick and deliver; ``choose`` chooses a batch. A scan counts for the
    transfer that still waits for the goods, in the order of the batch; the answer says which.
    """

    _name = "perpetual.barcode.flow.batch"
    _inherit = "perpetual.barcode.flow.deliver"
    _description = "Barcode Flow: Batch of Transfers"
    # Single transfers are opened by pick and deliver.
    _perpetual_type = ""
    _perpetual_also = ()
    _perpetual_sequence = 35
    _perpetual_icon = "fa-th-large"

    def _title(self):
        return self.env._("Pick a Batch")

    def _types(self):
        return ()

    def _moves(self, session):
        pickings = session.batch_id.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        moves = pickings.sorted(lambda picking: (picking.batch_sequence, picking.id)).move_ids
        return moves.filtered(lambda move: move.state != "cancel")

    def _products_at_hand(self, session):
        return self._moves(session).product_id

    # Choosing

    def _waiting(self):
        return self.env["stock.picking.batch"].search_count(self._batches())

    def _batches(self):
        return [
            ("state", "=", "in_progress"),
            ("picking_type_code", "in", ("outgoing", "internal")),
            ("company_id", "=", self.env.company.id),
            ("user_id", "in", (False, self.env.uid)),
        ]

    def _any_start(self, session, scan, data):
        session._goto("choose")
        return self._good()

    def _view_choose(self, session):
        batches = self.env["stock.picking.batch"].search(
            self._batches(), order="scheduled_date, id", limit=CHOICE
        )
        return {
            "title": self._title(),
            "prompt": self.env._("Scan or choose a batch"),
            "transfers": [
                {
                    "id": batch.id,
                    "name": batch.name,
                    "partner": batch.description or "",
                    "origin": "",
                    "lines": len(batch.picking_ids),
                }
                for batch in batches
            ],
        }

    def _choose_open(self, session, scan, data):
        batch = self.env["stock.picking.batch"].browse(data.get("picking")).exists()
        if not batch:
            raise UserError(self.env._("This batch is gone. Choose another one."))
        return self._open_batch(session, batch)

    def _choose_scan(self, session, scan, data):
        batch = self._batch_of(data["found"])
        return self._open_batch(session, batch) if batch else self._unknown(data["found"])

    def _batch_of(self, found):
        """The batch that a scan names, by its own number or that of one of its transfers."""
        batch = self.env["stock.picking.batch"].search(
            [("name", "=", found.reading.text), ("company_id", "=", self.env.company.id)], limit=1
        )
        return batch or found.picking.batch_id

    def _open_batch(self, session, batch):
        """:raises UserError: it is not in progress, of another company, or not to be picked"""
        if batch.company_id != self.env.company:
            raise UserError(
                self.env._(
                    "%(batch)s belongs to %(company)s. Change the company first.",
                    batch=batch.name,
                    company=batch.company_id.name,
                )
            )
        if batch.state != "in_progress":
            states = dict(batch._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(batch)s is %(state)s. Choose a batch in progress.",
                    batch=batch.name,
                    state=states[batch.state].lower(),
                )
            )
        if batch.picking_type_code not in ("outgoing", "internal"):
            raise UserError(
                self.env._("%s is no batch to pick: receive its transfers singly.", batch.name)
            )
        session.batch_id = batch
        session._goto("lines")
        return self._good(batch.name)

    # Lines

    def _view_lines(self, session):
        view = super()._view_lines(session)
        batch = session.batch_id
        return {**view, "title": batch.name, "subtitle": batch.description or "", "picking": False}

    def _line(self, move, barcodes):
        line = super()._line(move, barcodes)
        picking = move.picking_id
        names = (line["from"], picking.name, picking.partner_id.display_name)
        return {**line, "to": " · ".join(filter(None, names))}

    def _reasons_view(self, session, use):
        return {**super()._reasons_view(session, use), "title": session.batch_id.name}

    def _taken_told(self, scan, move, found, quantity):
        """How many for which transfer."""
        quantities = {}
        for part in (scan.effect or {}).get("parts", []):
            name = self.env["stock.move.line"].browse(part["line"]).picking_id.name
            quantities[name] = quantities.get(name, 0) + part["quantity"]
        told = ", ".join(f"+{amount(number)} → {name}" for name, number in quantities.items())
        return f"{move.product_id.display_name}: {told}"

    def _waiting_for(self, session, move):
        """The goods go to the transfers in their order: each takes what it still waits for."""
        return self._moves(session).filtered(
            lambda one: one.product_id == move.product_id and self._missing(one) > 0
        )

    # Others, and the end

    def _others(self, session):
        return [
            ("id", "!=", session.id),
            ("closed", "=", False),
            "|",
            ("batch_id", "in", session.batch_id.ids),
            ("picking_id", "in", session.batch_id.picking_ids.ids),
        ]

    def _work(self, session):
        return session.batch_id

    def _leave_work(self, session):
        session.batch_id = False

    def _choose_label(self):
        return self.env._("Choose another batch")

    def _work_name(self, session):
        return session.batch_id.name

    def _validate(self, session, **context):
        """Validate what is picked; what is not leaves the batch as a backorder or as it was."""
        batch = session.batch_id
        picked = self._moves(session).filtered("picked").picking_id
        batch.with_context(skip_backorder=True, skip_sms=True, **context).action_done()
        if any(picking.state != "done" for picking in picked):
            raise UserError(
                self.env._(
                    "%s asks for more before it can be validated: open it in the office.",
                    batch.name,
                )
            )
        session._close()
        return self._good(self.env._("%s is done.", batch.name))

    def _view_done(self, session):
        return {**super()._view_done(session), "text": session.batch_id.name, "actions": []}
