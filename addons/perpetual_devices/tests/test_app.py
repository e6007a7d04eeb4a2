from odoo.tests import tagged

from .test_label_print import PrintCommon


@tagged("post_install", "-at_install")
class TestStationInTheApp(PrintCommon):
    """Where one works is chosen in the app, too."""

    def home(self, user=None):
        return self.env["perpetual.barcode"].with_user(user or self.worker).home()

    def tiles(self, user=None):
        return [flow["code"] for flow in self.home(user)["flows"]]

    def labels(self):
        return [choice["label"] for choice in self.view["choices"]]

    def test_where_one_is_stands_on_the_start_screen(self):
        self.assertEqual(self.home()["user"], f"{self.worker.name} · Dock 2")
        self.assertEqual(self.home(self.admin)["user"], self.admin.name)

    def test_a_tile_where_there_is_something_to_choose(self):
        self.assertIn("station", self.tiles())
        self.station.user_ids = self.admin
        self.assertNotIn("station", self.tiles())
        self.assertIn("station", self.tiles(self.admin))

    def test_chosen(self):
        packing = self.env["perpetual.station"].create(
            {"name": "Packing", "company_id": self.company.id, "worker_id": self.admin.id}
        )
        self.view = self.start("station")["view"]
        self.assertEqual(
            self.labels(),
            ["Dock 2 (here)", f"Packing ({self.admin.name})", "I work at none of them"],
        )
        answer = self.do("answer", choice=str(packing.id))
        self.assert_good(answer)
        self.assertTrue(answer["message"]["home"])
        self.assertIn("You work at Packing now", answer["message"]["text"])
        self.assertEqual((packing.worker_id, self.station.worker_id.id), (self.worker, False))

    def test_left(self):
        self.view = self.start("station")["view"]
        self.assert_good(self.do("answer", choice="leave"))
        self.assertFalse(self.station.worker_id)
        self.view = self.start("station")["view"]
        self.assertEqual(self.labels(), ["Dock 2"])

    def test_its_label_is_scanned_as_an_answer(self):
        self.station.with_user(self.worker).action_leave()
        self.view = self.start("station")["view"]
        self.assert_error(self.scan("NO-STATION"), "")
        self.assertFalse(self.station.worker_id)
        self.assert_good(self.scan("DOCK-2"))
        self.assertEqual(self.station.worker_id, self.worker)

    def test_not_somebody_elses(self):
        self.start("station")
        other = self.env["perpetual.station"].create(
            {"name": "Locked", "company_id": self.company.id, "user_ids": self.admin.ids}
        )
        self.do("answer", choice=str(other.id))
        self.assertFalse(other.worker_id)
        self.station.user_ids = self.admin
        self.assert_error(self.call("start", flow="station"), "There is no station for you")


@tagged("post_install", "-at_install")
class TestLabelOfWhatWasLookedUp(PrintCommon):
    """One touch where the printer is known, two where it is not."""

    def setUp(self):
        super().setUp()
        self.start("lookup")

    def actions(self):
        return [action["name"] for action in self.view.get("actions", ())]

    def look(self, code):
        answer = self.scan(code)
        self.assert_good(answer)
        self.view = answer["view"]
        return answer

    def test_one_touch(self):
        self.look(self.average.barcode)
        self.assertEqual(self.actions(), ["print"])
        answer = self.do("print")
        self.assertEqual(answer["message"]["text"], "Labels sent to Zebra Dock 2: 1.")
        self.assertEqual(self.on_paper(self.jobs()), [("]E0", self.average.barcode)])

    def test_two_touches_the_first_time(self):
        self.printer.station_id = False
        other = self.make_printer("192.0.2.7", language="zpl")
        self.look(self.average.barcode)
        answer = self.do("print")
        self.assertEqual(answer["state"], "printer")
        self.assertFalse(self.jobs())
        self.assertEqual(
            {choice["label"] for choice in answer["view"]["choices"]},
            {"Zebra Dock 2", "192.0.2.7", "Do not print"},
        )
        self.assert_good(self.do("answer", choice=str(other.id)))
        self.assertEqual(self.jobs().device_id, other)
        # From then on it is known.
        self.assertEqual(self.do("print")["state"], "found")
        self.assertEqual(self.jobs().device_id, other)
        self.assertEqual(len(self.jobs()), 2)

    def test_not_printed_after_all(self):
        self.printer.station_id = False
        self.make_printer("192.0.2.7")
        self.look(self.average.barcode)
        self.do("print")
        self.assertEqual(self.do("answer", choice="nothing")["state"], "found")
        self.do("print")
        self.assertEqual(self.scan(self.fifo.barcode)["state"], "found")
        self.assertFalse(self.jobs())

    def test_no_printer(self):
        self.box.with_user(self.admin).action_revoke()
        self.look(self.average.barcode)
        self.assertEqual(self.actions(), [])

    def test_what_cannot_be_printed(self):
        self.look(self.average.barcode)
        self.average.barcode = False
        self.assert_error(self.do("print"), "nothing for the field")
        self.assertFalse(self.jobs())
