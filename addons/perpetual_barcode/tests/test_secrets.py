import json

from odoo.tests import tagged

from .common import BarcodeCommon
from .test_receive import PIXEL

#: Cost of a unit, and digits that nothing else has: neither it nor a multiple by 2 or 3.
COST = 7331.77
DIGITS = ("7331", "7,331", "14663", "14,663", "21995", "21,995")


@tagged("post_install", "-at_install")
class TestSecrets(BarcodeCommon):
    """Whatever a warehouse worker does, no answer tells a cost; other companies stay closed."""

    def setUp(self):
        super().setUp()
        self.told = []
        self.shelf = self.make_location("A-01")
        self.shelf.barcode = "A-01"
        self.receive(self.average, 3, COST, dest=self.shelf)
        self.assertEqual(self.on_hand(self.average), (3, 21995.31))

    def call(self, *args, **kwargs):
        answer = super().call(*args, **kwargs)
        self.told.append(answer)
        return answer

    def assert_nothing_told(self):
        door = self.env["perpetual.barcode"].with_user(self.worker)
        self.told += [door.home(), door.look(self.session), door.pending_scans()]
        text = json.dumps(self.told)
        self.assertIn(self.average.display_name, text, "goods are told, so a cost could be")
        self.assertFalse([digits for digits in DIGITS if digits in text])

    def transfer_out(self, quantity=1, company=None):
        kind = self.warehouse(company).out_type_id
        source = self.stock(company) if company else self.shelf
        picking = self.prepare(
            [(self.average, quantity)], source, self.customers, kind, company=company
        )
        picking.action_assign()
        return picking

    def test_receive(self):
        self.start("receive", self.incoming((self.average, 2), price=COST))
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        self.do("answer", choice="take", note="one more", photos=[PIXEL])
        self.assert_good(self.do("validate"))
        self.assert_nothing_told()

    def test_deliver(self):
        self.start("deliver", self.transfer_out())
        self.scan(self.fifo.barcode)
        self.scan(self.average.barcode)
        self.assert_good(self.do("validate"))
        self.assert_nothing_told()

    def test_move(self):
        self.start("move")
        self.scan("A-01")
        self.scan(self.average.barcode)
        self.do("undo")
        self.scan(self.average.barcode)
        self.assert_nothing_told()

    def test_return(self):
        sold = self.deliver(self.average, 2, source=self.shelf, partner=self.customer).picking_id
        self.start("return")
        self.scan(sold.name)
        self.scan(self.average.barcode)
        self.do("validate")
        self.assert_nothing_told()

    def test_damage(self):
        """Above the limit it waits for approval, without a word on what it is worth."""
        self.company.perpetual_damage_limit = 20
        self.start("damage")
        self.scan("A-01")
        self.scan(self.average.barcode)
        reason = self.env.ref("perpetual_barcode.perpetual_barcode_reason_damage_handling")
        answer = self.do("answer", choice="write_off", reason=reason.id, quantity=2)
        self.assertIn("waits for approval", answer["message"]["text"])
        self.assert_nothing_told()

    def test_look_up(self):
        answer = self.call("start", {"barcode": self.average.barcode}, flow="home")
        self.session = answer["session"]
        self.assertEqual(answer["state"], "found")
        self.scan("A-01")
        self.assert_nothing_told()

    def test_another_company(self):
        """A transfer of a company that the worker is not in is neither shown nor changed."""
        other = self.make_second_company()
        self.receive(self.average, 3, COST, company=other)
        picking = self.transfer_out(company=other)
        picking.move_ids.picked = False
        for flow in ("receive", "deliver", "return"):
            with self.subTest(flow):
                answer = self.call("start", {"picking": picking.id}, flow=flow)
                # A return begins by a scan and takes no transfer.
                expected = "good" if flow == "return" else "error"
                self.assertEqual(answer["message"]["level"], expected)
                self.assertNotIn(self.average.display_name, json.dumps(answer))
                self.assertNotIn(picking.name, json.dumps(answer["view"]))
        for flow in ("home", "return", "lookup"):
            with self.subTest(flow):
                session = self.call("start", flow=flow)["session"]
                answer = self.call("scan", {"barcode": picking.name}, session=session)
                self.assertEqual(answer["message"]["level"], "error")
        self.assertEqual((picking.state, picking.move_ids.picked), ("assigned", False))
        self.assertFalse(
            self.env["perpetual.barcode.session"].search([("picking_id", "!=", False)])
        )
