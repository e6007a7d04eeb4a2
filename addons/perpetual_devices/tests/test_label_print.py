import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import DevicesCommon
from .test_label_template import LabelCommon


class PrintCommon(DevicesCommon, LabelCommon):
    """One printer, of a box that is paired, at the dock where the worker is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.printer.label = "Zebra Dock 2"

    def make_printer(self, host, **vals):
        values = {"box_id": self.box.id, "kind": "printer", "host": host, "label": host}
        return self.env["perpetual.device"].create({**values, **vals})

    def open_for(self, records, user=None):
        env = self.as_role(user or "stock_user")
        wizards = env["perpetual.label.print"]
        action = wizards.action_open_for(records._name, records.ids)
        return wizards.browse(action["res_id"])

    def jobs(self):
        return self.env["perpetual.print.job"].search([], order="id")

    def on_paper(self, job, **how):
        return self.read_back(base64.b64decode(job.content), **how)


@tagged("post_install", "-at_install")
class TestLabelPrint(PrintCommon):
    def test_two_taps(self):
        """With one printer nothing is left to choose: open, print."""
        self.open_for(self.lot).action_print()
        job = self.jobs()
        self.assertRecordValues(
            job,
            [
                {
                    "title": "Lot, GS1 DataMatrix 57 × 32: A>5B",
                    "device_id": self.printer.id,
                    "format": "zpl",
                    "copies": 1,
                    "state": "queued",
                    "res_model": "stock.lot",
                    "res_id": self.lot.id,
                    "user_id": self.worker.id,
                }
            ],
        )
        self.assertEqual(self.on_paper(job), [("]d2", "010400638133393110A>5B")])

    def test_what_was_taken_last_is_offered(self):
        other = self.make_printer("192.0.2.7", language="tspl", dpi="300")
        wizard = self.open_for(self.lot)
        wizard.device_id, wizard.template_id = other, self.shipped("lot_plain")
        wizard.action_print()
        self.assertEqual(self.jobs().format, "tspl")
        self.assertTrue(base64.b64decode(self.jobs().content).startswith(b"SIZE 57 mm,32 mm"))
        again = self.open_for(self.lot)
        self.assertEqual((again.device_id, again.template_id), (other, self.shipped("lot_plain")))
        # Each kind of label and each person has a choice of its own; before it, the station's.
        self.assertEqual(self.open_for(self.bin).device_id, self.printer)
        self.assertEqual(self.open_for(self.lot, "stock_manager").template_id, self.shipped("lot"))

    def test_at_another_station_another_printer(self):
        near = self.make_printer("192.0.2.8")
        packing = self.env["perpetual.station"].create(
            {
                "name": "Packing",
                "company_id": self.company.id,
                "printer_ids": [Command.create({"kind": "lot", "device_id": near.id})],
            }
        )
        self.open_for(self.lot).action_print()
        self.assertEqual(self.jobs().station_id, self.station)
        packing.with_user(self.worker).action_work_here()
        self.assertEqual(self.open_for(self.lot).device_id, near)
        self.station.with_user(self.worker).action_work_here()
        self.assertEqual(self.open_for(self.lot).device_id, self.printer)

    def test_copies_are_the_printers(self):
        wizard = self.open_for(self.average | self.fifo)
        with Form(wizard) as form:
            with form.line_ids.edit(0) as line:
                line.quantity = 12
            with form.line_ids.edit(1) as line:
                line.quantity = 0
        wizard.action_print()
        self.assertEqual(self.jobs().mapped("copies"), [12])
        self.assertIn(b"^PQ12,", base64.b64decode(self.jobs().content))

    def test_a_fault_prints_nothing_and_is_seen_before(self):
        self.average.barcode = False
        wizard = self.open_for(self.fifo | self.average)
        with self.assertRaisesRegex(UserError, "Product average.*nothing for the field"):
            wizard.action_print()
        self.assertFalse(self.jobs())
        wizard = self.open_for(self.average)
        self.assertEqual(wizard.preview_state, "bad")
        self.assertRegex(wizard.preview_text, "Product average")
        self.assertEqual(self.open_for(self.fifo).preview_state, "good")

    def test_no_printer(self):
        self.printer.active = False
        with self.assertRaisesRegex(UserError, "no label printer"):
            self.open_for(self.lot)

    def test_a_box_that_is_revoked_prints_nothing(self):
        self.box.with_user(self.admin).action_revoke()
        with self.assertRaisesRegex(UserError, "no label printer"):
            self.open_for(self.lot)

    def test_another_companys_printer_is_not_offered(self):
        self.box.company_id = self.make_second_company()
        with self.assertRaisesRegex(UserError, "no label printer"):
            self.open_for(self.lot)

    def test_a_job_is_not_changed_by_who_made_it(self):
        self.open_for(self.lot).action_print()
        with self.assertRaises(AccessError):
            self.jobs().with_user(self.worker).content = base64.b64encode(b"~JA")
        with self.assertRaises(AccessError):
            self.jobs().with_user(self.worker).copy()

    # Core's dialogs

    def opened_by(self, dialog):
        action = dialog.action_print_to_station()
        return self.as_role("stock_user")["perpetual.label.print"].browse(action["res_id"])

    def counts(self, wizard):
        return {line.name: line.quantity for line in wizard.line_ids}

    def test_cores_product_labels(self):
        layouts = self.as_role("stock_user")["product.label.layout"]
        dialog = layouts.create({"product_ids": self.fifo.ids, "custom_quantity": 3})
        self.assertEqual(self.counts(self.opened_by(dialog)), {"Product fifo": 3})
        dialog = layouts.create(
            {"product_tmpl_ids": self.fifo.product_tmpl_id.ids, "custom_quantity": 2}
        )
        self.assertEqual(self.counts(self.opened_by(dialog)), {"Product fifo": 2})
        dialog.custom_quantity = 0
        with self.assertRaisesRegex(UserError, "positive quantity"):
            dialog.action_print_to_station()

    def test_a_transfers_labels(self):
        """As many as core prints: of products, and of lots or their units."""
        move = self.receive(self.average, 4, cost=5, lot=self.lot)
        env = self.as_role("stock_user")
        dialog = env["product.label.layout"].create(
            {
                "product_ids": self.average.ids,
                "move_ids": move.ids,
                "move_quantity": "move",
            }
        )
        self.assertEqual(sum(self.opened_by(dialog).line_ids.mapped("quantity")), 4)
        lines = [Command.set(move.move_line_ids.ids)]
        dialog = env["lot.label.layout"].create({"move_line_ids": lines})
        self.assertEqual(self.counts(self.opened_by(dialog)), {"A>5B": 1})
        dialog.label_quantity = "units"
        self.assertEqual(self.counts(self.opened_by(dialog)), {"A>5B": 4})

    def test_the_command_sheet(self):
        sheet = self.as_role("stock_manager")["perpetual.barcode.sheet"].create({"flows": False})
        action = sheet.action_print_to_station()
        self.as_role("stock_manager")[action["res_model"]].browse(action["res_id"]).action_print()
        self.assertIn([("]C0", "PB.TIMES.12")], [self.on_paper(job) for job in self.jobs()])

    def test_the_label_of_a_station(self):
        """What is scanned by who begins to work there; nothing else of the sheet."""
        sheet = self.as_role("stock_manager")["perpetual.barcode.sheet"].create(
            {
                "orders": False,
                "times": False,
                "flows": False,
                "picking_type_ids": [Command.clear()],
                "station_ids": [Command.set(self.station.ids)],
            }
        )
        action = sheet.action_print_to_station()
        self.as_role("stock_manager")[action["res_model"]].browse(action["res_id"]).action_print()
        self.assertEqual(self.on_paper(self.jobs()), [("]C0", "DOCK-2")])

    def test_every_record_offers_it(self):
        for model in ("product.product", "product.template", "stock.lot", "stock.location",
                      "stock.package"):  # fmt: skip
            bindings = self.as_role("stock_user")["ir.actions.actions"].get_bindings(model)
            names = [action["name"] for action in bindings.get("report", ())]
            self.assertIn("Labels to Station", names, model)
        run = self.env.ref("perpetual_devices.stock_package_print_to_station")
        context = {"active_model": "stock.package", "active_ids": self.package.ids}
        action = run.with_user(self.worker).with_context(
            **context, active_id=self.package.id
        ).run()  # fmt: skip
        self.assertEqual(action["res_model"], "perpetual.label.print")

    # The barcode app

    def test_the_app_prints_where_a_printer_is_known(self):
        labeller = self.make_user(
            "labeller", "stock.group_stock_user,perpetual_barcode.group_labels"
        )
        self.worker = labeller
        self.start("labels")
        self.scan("WH-A-01")
        answer = self.do("print")
        self.assert_good(answer)
        self.assertIn("Labels sent to Zebra Dock 2: 1", answer["message"]["text"])
        self.assertNotIn("reports", answer["message"])
        self.assertEqual(self.on_paper(self.jobs()), [("]C0", "WH-A-01")])

    def test_the_app_opens_cores_report_otherwise(self):
        self.printer.active = False
        picking = self.received()
        answer = self.do("print")
        self.assertTrue(answer["message"]["reports"], picking)
        self.assertFalse(self.jobs())

    def test_the_app_prints_what_was_received(self):
        self.received()
        answer = self.do("print")
        self.assertIn("Zebra Dock 2: 2", answer["message"]["text"])
        self.assertEqual(self.on_paper(self.jobs()), [("]E4", "96385074")])
        self.assertEqual(self.jobs().copies, 2)

    def test_without_a_choice_a_lot_has_the_label_that_it_can_have(self):
        choices = self.as_role("stock_user")["perpetual.label.choice"]
        lot = self.lot.with_env(choices.env)
        self.average.barcode = False
        self.assertEqual(self.on_paper(choices._print_now({lot: 1})), [("]d1", "A>5B")])
        # Who has chosen a label is told why it cannot be.
        choices._remember("lot", self.printer, self.shipped("lot"))
        with self.assertRaisesRegex(UserError, "no GTIN"):
            choices._print_now({lot: 1})

    def received(self):
        picking = self.incoming((self.fifo, 2))
        self.start("receive", picking)
        for _number in range(2):
            self.scan("96385074")
        self.do("validate")
        return picking
