import io
import json

import openpyxl
from freezegun import freeze_time

from odoo import Command, http
from odoo.tests import Form, HttpCase, tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestListing(PurchaseCommon):
    """The list of what is open on GRNI, and the buttons that lead to it."""

    def rows(self, role="accountant", **domain):
        Item = self.as_role(role)["perpetual.grni.item"]
        # A row keeps its id while its figures change; a browser reads it in a new request.
        Item.invalidate_model()
        return Item.search([(field, "=", value) for field, value in domain.items()])

    def assert_rows(self, rows):
        """[(kind, order, quantity, amount)], and the total is the account's balance."""
        found = self.rows()
        self.assertEqual(
            [(row.kind, row.purchase_order_id, row.quantity, row.amount) for row in found],
            [
                (kind, order, float(quantity), float(amount))
                for kind, order, quantity, amount in rows
            ],
        )
        self.assertAlmostEqual(sum(found.mapped("amount")), -self.balance("grni"), 6)

    def test_received(self):
        order = self.order((self.fifo, 10, 10))
        move = self.receive_order(order)
        self.assert_rows([("receipt", order, 10, 100)])
        self.assertRecordValues(
            self.rows(),
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.vendor.id,
                    "product_id": self.fifo.id,
                    "purchase_line_id": order.order_line.id,
                    "picking_id": move.picking_id.id,
                    "account_move_id": move.account_move_id.id,
                    "age": 0,
                    "age_bucket": "1_month",
                    "uom_id": self.unit.id,
                }
            ],
        )

    def test_partly_billed(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        self.bill((order.order_line, 4, 12))
        self.assert_rows([("receipt", order, 6, 60)])
        self.bill((order.order_line, 6, 10))
        self.assert_rows([])

    def test_billed_by_the_dozen_and_not_received(self):
        order = self.order((self.fifo, 2, 120, {"product_uom_id": self.dozen.id}))
        self.bill(order)
        self.assert_rows([("bill", order, -24, -240)])
        self.receive_order(order, 6)
        self.assert_rows([("bill", order, -18, -180)])

    def test_returned_and_refunded(self):
        order = self.order((self.fifo, 10, 10))
        move = self.receive_order(order)
        self.bill(order)
        self.return_to_vendor(move, 3)
        self.assert_rows([("return", order, -3, -30)])
        self.refund((order.order_line, 5, 10))
        self.assert_rows([("refund", order, 2, 20)])

    def test_tax_belongs_to_its_goods(self):
        tax = self.make_tax(10)
        order = self.order((self.fifo, 10, 10, {"tax_ids": tax.ids}))
        self.bill(order)
        self.assert_rows([("bill", order, -10, -110)])
        self.receive_order(order, 4)
        self.assert_rows([("bill", order, -6, -66)])

    def test_foreign_currency(self):
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-01-01": 1.25})
        order = self.order((self.fifo, 10, 8), currency=euro)
        self.receive_order(order)
        self.bill((order.order_line, 3, 9))
        self.assert_rows([("receipt", order, 7, 70)])
        row = self.rows()
        self.assertEqual((row.foreign_currency_id, row.foreign_amount), (euro, 56))

    def test_without_an_order(self):
        self.receive(self.average, 3, 10, partner=self.vendor)
        bill = self.as_role("biller")["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": product.id, "quantity": 2, "price_unit": 5, "tax_ids": []}
                    )
                    for product in (self.fifo, self.average)
                ],
            }
        )
        bill.action_post()
        none = self.env["purchase.order"]
        self.assert_rows(
            [("bill", none, -2, -10), ("bill", none, -2, -10), ("receipt", none, 3, 30)]
        )

    def test_vendor_without_an_order(self):
        """The transfer names the vendor, also where it was filled in after the receipt."""
        contact = self.env["res.partner"].create({"name": "Desk", "parent_id": self.vendor.id})
        for product in self.products.values():
            named = self.receive(product, 3, 10, partner=contact)
            later = self.receive(product, 2, 10)
            self.assertEqual(
                self.rows(stock_move_id=named.id).partner_id, self.vendor, product.name
            )
            self.assertFalse(self.rows(stock_move_id=later.id).partner_id)
            later.picking_id.with_env(self.as_role("stock_user")).partner_id = contact
            later.picking_id.flush_recordset()
            self.assertEqual(self.rows(stock_move_id=later.id).partner_id, self.vendor)

    def test_posted_by_hand(self):
        grni, other = self.account("grni"), self.account("cogs")
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    Command.create({"account_id": grni.id, "credit": 5}),
                    Command.create({"account_id": other.id, "debit": 5}),
                ],
            }
        )
        entry.action_post()
        self.assertEqual(self.rows().mapped("kind"), ["other"])
        self.assertEqual(self.rows().amount, 5)
        entry.button_draft()
        entry.unlink()

    def test_age(self):
        with freeze_time("2026-01-01 12:00:00"):
            order = self.order((self.fifo, 10, 10))
            self.receive_order(order)
        row = self.rows()
        today = self.env.cr.now().date()
        self.assertEqual(row.age, (today - row.date).days)
        buckets = {"1_month": (0, 30), "2_months": (31, 60), "3_months": (61, 90)}
        low, high = buckets.get(row.age_bucket, (91, 10**6))
        self.assertTrue(low <= row.age <= high)

    def test_by_vendor(self):
        """Grouped, as a list by vendor shows it."""
        other = self.env["res.partner"].create({"name": "Other Vendor"})
        for vendor, quantity in ((self.vendor, 3), (other, 5), (self.vendor, 2)):
            self.receive_order(self.order((self.fifo, quantity, 10), vendor=vendor))
        groups = self.as_role("accountant")["perpetual.grni.item"]._read_group(
            [], ["partner_id"], ["quantity:sum", "amount:sum"]
        )
        self.assertEqual(
            {partner.name: (quantity, amount) for partner, quantity, amount in groups},
            {"Vendor": (5, 50), "Other Vendor": (5, 50)},
        )

    def test_open_the_document(self):
        order = self.order((self.fifo, 10, 10), (self.average, 1, 1))
        move = self.receive_order(order, 10, 0)
        bill = self.bill((order.order_line[1], 1, 1))
        receipt, billed = self.rows(kind="receipt"), self.rows(kind="bill")
        action = receipt.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("stock.picking", move.picking_id.id)
        )
        action = billed.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", bill.id))

    # Buttons

    def test_buttons_of_the_order(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        self.bill((order.order_line, 4, 12))
        self.users["buyer"].group_ids |= self.env.ref("perpetual_stock.group_inventory_value")
        seen = order.with_env(self.as_role("buyer"))
        self.assertEqual(seen.perpetual_entry_count, 2)
        self.assertEqual(seen.perpetual_grni_amount, 60)
        action = seen.action_perpetual_entries()
        entries = seen.env[action["res_model"]].search(action["domain"])
        self.assertEqual(entries, self.entries(self.fifo).with_env(seen.env))
        action = seen.action_perpetual_grni()
        self.assertEqual(seen.env[action["res_model"]].search(action["domain"]).amount, 60)
        with Form(seen) as form:
            self.assertEqual(form.perpetual_grni_amount, 60)

    def test_buyers_see_no_value(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        with Form(order.with_env(self.as_role("buyer"))) as form:
            self.assertNotIn("perpetual_grni_amount", form._view["fields"])
            self.assertNotIn("perpetual_entry_count", form._view["fields"])

    def test_button_of_the_bill(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 12)).with_env(self.as_role("biller"))
        self.assertEqual(bill.perpetual_grni_match_count, 1)
        action = bill.action_perpetual_grni_matches()
        match = bill.env[action["res_model"]].search(action["domain"])
        self.assertRecordValues(
            match,
            [
                {
                    "order_id": order.id,
                    "product_id": self.fifo.id,
                    "debit_move_id": bill.id,
                    "quantity": 10,
                    "credit_amount": 100,
                    "debit_amount": 120,
                    "price_difference": 20,
                }
            ],
        )
        action = match.action_open_differences()
        entries = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(entries, match.with_env(self.env).variance_line_ids.move_id)


@tagged("post_install", "-at_install")
class TestAsOf(PurchaseCommon):
    """The listing as of a past accounting date, by what was posted and matched until then."""

    def setUp(self):
        super().setUp()
        with freeze_time("2026-01-10 12:00:00"):
            self.purchase = self.order((self.fifo, 10, 10))
            self.goods = self.receive_order(self.purchase)
        with freeze_time("2026-02-20 12:00:00"):
            self.first_bill = self.bill((self.purchase.order_line, 4, 12))
        with freeze_time("2026-03-05 12:00:00"):
            self.return_to_vendor(self.goods, 2)
        with freeze_time("2026-04-15 12:00:00"):
            self.last_bill = self.bill((self.purchase.order_line, 6, 10))

    def rows_as_of(self, date):
        action = self.choose(date).action_show()
        Item = self.as_role("accountant")[action["res_model"]].with_context(**action["context"])
        Item.invalidate_model()
        return Item.search(action.get("domain") or [])

    def choose(self, date):
        action = self.as_role("accountant")["perpetual.grni.item"].action_choose_date()
        return (
            self.as_role("accountant")[action["res_model"]]
            .with_context(**action["context"])
            .create({"date": date})
        )

    def balance_at(self, date):
        ((balance,),) = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", self.account("grni").id),
                ("parent_state", "=", "posted"),
                ("date", "<=", date),
            ],
            [],
            ["balance:sum"],
        )
        return balance

    def assert_as_of(self, date, rows):
        """[(kind, quantity, amount, days, bucket)], and the total is that day's balance."""
        found = self.rows_as_of(date)
        self.assertEqual(
            [(row.kind, row.quantity, row.amount, row.age, row.age_bucket) for row in found], rows
        )
        self.assertAlmostEqual(sum(found.mapped("amount")), -self.balance_at(date), 6)
        (check,) = (row for row in self.company.perpetual_tie_out(date) if row["check"] == "grni")
        self.assertEqual((check["difference"], check["actual"]), (0, self.balance_at(date)))

    def test_each_month_end(self):
        self.assert_as_of("2026-01-09", [])
        self.assert_as_of("2026-01-10", [("receipt", 10, 100, 0, "1_month")])
        self.assert_as_of("2026-02-09", [("receipt", 10, 100, 30, "1_month")])
        self.assert_as_of("2026-02-10", [("receipt", 10, 100, 31, "2_months")])
        # 4 are billed on the 20th.
        self.assert_as_of("2026-02-28", [("receipt", 6, 60, 49, "2_months")])
        # 2 of the others go back.
        self.assert_as_of("2026-03-31", [("receipt", 4, 40, 80, "3_months")])
        # The last bill is for 6, so 2 too many.
        self.assert_as_of("2026-04-30", [("bill", -2, -20, 15, "1_month")])

    def test_name_and_age_of_the_listing(self):
        action = self.choose("2026-02-28").action_show()
        self.assertEqual(action["display_name"], "Goods Received Not Invoiced as of 02/28/2026")

    def test_foreign_currency(self):
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-01-01": 1.25})
        with freeze_time("2026-05-10 12:00:00"):
            order = self.order((self.average, 10, 8), currency=euro)
            self.receive_order(order)
        with freeze_time("2026-06-10 12:00:00"):
            self.bill((order.order_line, 3, 9))
        for date, quantity, foreign in (("2026-05-31", 10, 80), ("2026-06-30", 7, 56)):
            row = self.rows_as_of(date).filtered(lambda row: row.purchase_order_id == order)
            self.assertEqual((row.quantity, row.foreign_amount), (quantity, foreign))
            self.assertEqual(row.amount, quantity * 10)

    def test_reconciled_by_hand(self):
        """A receipt and a bill without an order, which an accountant reconciles."""
        with freeze_time("2026-05-10 12:00:00"):
            move = self.receive(self.average, 3, 10, partner=self.vendor)
        with freeze_time("2026-06-10 12:00:00"):
            bill = self.as_role("biller")["account.move"].create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.vendor.id,
                    "invoice_date": "2026-06-10",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.average.id,
                                "quantity": 1,
                                "price_unit": 10,
                                "tax_ids": [],
                            }
                        )
                    ],
                }
            )
            bill.action_post()
        grni = (move.account_move_id | bill.with_env(self.env)).line_ids.filtered(
            lambda item: item.account_id == self.account("grni")
        )
        grni.reconcile()
        self.ignore_reconciliation = True

        def rows(date):
            return [
                (row.kind, row.quantity, row.amount)
                for row in self.rows_as_of(date)
                if row.product_id == self.average
            ]

        self.assertEqual(rows("2026-05-31"), [("receipt", 3, 30)])
        self.assertEqual(rows("2026-06-30"), [("receipt", 2, 20)])


@tagged("post_install", "-at_install")
class TestExport(HttpCase, PurchaseCommon):
    """Core's export of a list, which an accountant opens in a spreadsheet."""

    def test_xlsx(self):
        with freeze_time("2026-01-10 12:00:00"):
            order = self.order((self.fifo, 10, 10))
            self.receive_order(order)
        with freeze_time("2026-02-20 12:00:00"):
            self.bill((order.order_line, 4, 10))
        self.users["accountant"].group_ids |= self.env.ref("base.group_allow_export")
        self.assertEqual(self.exported(), [(order.name, 6, 60)])
        self.assertEqual(self.exported("2026-01-31"), [(order.name, 10, 100)])

    def exported(self, date=None):
        self.authenticate(self.users["accountant"].login, self.users["accountant"].login)
        names = ["purchase_order_id", "quantity", "amount"]
        data = {
            "model": "perpetual.grni.item",
            "fields": [{"name": name, "label": name, "type": ""} for name in names],
            "ids": False,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {
                "allowed_company_ids": self.company.ids,
                **({"perpetual_as_of": date} if date else {}),
            },
        }
        response = self.url_open(
            "/web/export/xlsx",
            data={"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)},
        )
        self.assertEqual(response.status_code, 200, response.text[:500])
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        return list(sheet.iter_rows(min_row=2, values_only=True))
