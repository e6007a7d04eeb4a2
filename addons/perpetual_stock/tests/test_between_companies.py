from freezegun import freeze_time

from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestBetweenCompanies(PerpetualCommon):
    """Out of one company's stock, into the other's, whose books are in another currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_second_company(currency="EUR")
        cls.way = cls.env.ref("stock.stock_location_inter_company")
        cls.way.active = True
        euro = cls.company2.currency_id
        cls.env["res.currency.rate"].search([("currency_id", "=", euro.id)]).unlink()
        dollar = cls.company.currency_id
        cls.env["res.currency.rate"].search([("currency_id", "=", dollar.id)]).unlink()
        # A dollar is 0.80 euros in March, 0.50 in April.
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": day,
                    "currency_id": dollar.id,
                    "company_id": cls.company2.id,
                    "inverse_company_rate": cost,
                }
                for day, cost in (("2026-03-01", 0.8), ("2026-04-01", 0.5))
            ]
        )

    def send(self, product, quantity):
        return self.deliver(product, quantity, dest=self.way)

    def arrive(self, product, quantity, *sent):
        """A receipt of the second company that follows from what the first one sent."""
        kind = self.warehouse(self.company2).in_type_id
        goods, stock = [(product, quantity)], self.stock(self.company2)
        picking = self.prepare(goods, self.way, stock, kind, company=self.company2)
        for move in sent:
            picking.move_ids.sudo().move_orig_ids |= move
        return self.validate(picking).move_ids

    def test_at_what_left_there_at_the_days_rate(self):
        for method in ("average", "fifo"):
            product = self.products[method]
            with freeze_time("2026-03-10"):
                self.receive(product, 10, 10)
                sent = self.send(product, 4)
                self.assert_entry(sent, [("transit", 40, 0), ("inventory", 0, 40)])
            with freeze_time("2026-04-10"):
                move = self.arrive(product, 4, sent)
                self.assert_entry(move, [("inventory", 20, 0), ("transit", 0, 20)])
                self.assertEqual(self.on_hand(product, self.company2), (4, 20))
                self.assertFalse(self.notes(move))

    def test_standard_has_its_own(self):
        """The difference to what was sent is the receiver's price difference."""
        self.standard.with_company(self.company2).standard_price = 7
        with freeze_time("2026-03-10"):
            self.receive(self.standard, 10, 10)
            move = self.arrive(self.standard, 4, self.send(self.standard, 4))
            self.assert_entry(
                move, [("inventory", 28, 0), ("difference", 4, 0), ("transit", 0, 32)]
            )

    def test_sent_in_two_parts(self):
        """Arrived together: each unit at what they cost on average."""
        with freeze_time("2026-03-10"):
            self.receive(self.fifo, 2, 10)
            self.receive(self.fifo, 2, 20)
            sent = [self.send(self.fifo, 2), self.send(self.fifo, 2)]
            move = self.arrive(self.fifo, 3, *sent)
            self.assert_entry(move, [("inventory", 36, 0), ("transit", 0, 36)])

    def test_edited_here(self):
        with freeze_time("2026-03-10"):
            self.receive(self.average, 10, 10)
            move = self.arrive(self.average, 4, self.send(self.average, 4))
            self.edit(move, 3)
            entry = self.last_entry(self.average, self.company2)
            self.assert_entry(entry, [("transit", 8, 0), ("inventory", 0, 8)])

    def test_sent_back(self):
        """A return to where it came from, at the value at which it left there."""
        with freeze_time("2026-03-10"):
            self.receive(self.average, 10, 10)
            sent = self.send(self.average, 4)
            self.receive(self.average, 10, 30)
            back = self.give_back(sent, 1)
            self.assert_entry(back, [("inventory", 10, 0), ("transit", 0, 10)])

    def test_without_a_link(self):
        """Current cost, and a note that says so."""
        with freeze_time("2026-03-10"):
            self.receive(self.average, 10, 10)
            self.receive(self.average, 10, 5, company=self.company2)
            self.send(self.average, 4)
            move = self.arrive(self.average, 4)
            self.assert_entry(move, [("inventory", 20, 0), ("transit", 0, 20)])
            self.assertIn("valued at current cost", self.notes(move))
            self.assertIn(self.average.name, self.notes(move))

    def test_the_receivers_own_price(self):
        with freeze_time("2026-03-10"):
            self.receive(self.average, 10, 10)
            self.send(self.average, 4)
            move = self.receive(self.average, 4, 12, source=self.way, company=self.company2)
            self.assert_entry(move, [("inventory", 48, 0), ("transit", 0, 48)])
            self.assertFalse(self.notes(move))

    def test_the_account_agrees(self):
        """What passes through the account of goods in transit is part of its check."""
        with freeze_time("2026-03-10"):
            self.receive(self.average, 10, 10)
            self.send(self.average, 4)
            rows = self.company.perpetual_tie_out()
            (row,) = [row for row in rows if row["check"] == "transit_account"]
            self.assertEqual((row["expected"], row["actual"]), (40, 40))

    def notes(self, move):
        bodies = move.picking_id.message_ids.mapped("body")
        return " ".join(body for body in bodies if "another company" in body)
