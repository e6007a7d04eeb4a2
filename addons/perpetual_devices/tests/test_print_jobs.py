import base64
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..labels import png
from .common import DevicesCommon


@tagged("post_install", "-at_install")
class TestPrintJobs(DevicesCommon, HttpCase):
    """Printed once, or a person is asked: never twice by itself."""

    def claim(self, **body):
        return self.told("jobs/claim", {"epoch": "e", **body})["jobs"]

    def report(self, job, state, **more):
        row = {"id": job["id"], "fence": job["fence"], "state": state, "detail": "", **more}
        (result,) = self.told("jobs/report", {"reports": [row]})["results"]
        return result["status"], result["state"]

    def later(self, jobs, minutes):
        """As if the last word of the box were so many minutes old."""
        for job in jobs:
            for name in ("lease_until", "sending_at"):
                if job[name]:
                    job[name] -= timedelta(minutes=minutes)

    def test_printed(self):
        job = self.queue()
        (given,) = self.claim()
        self.assertEqual(base64.b64decode(given["content"]), b"^XA^XZ")
        self.assertEqual(
            (given["device"], given["format"], given["fence"]), ("serial:P1", "zpl", 1)
        )
        self.assertEqual(job.state, "leased")
        self.assertEqual(self.claim(), [])
        self.assertEqual(self.report(given, "sending"), ("ok", "sending"))
        self.assertEqual(self.report(given, "sent"), ("ok", "sent"))
        self.assertEqual(self.report(given, "printed"), ("ok", "printed"))
        self.assertEqual(self.report(given, "printed"), ("ok", "printed"))
        self.assertTrue(job.finished_at)

    def test_in_their_order(self):
        jobs = self.queue(25)
        numbers = [given["id"] for given in self.claim(limit=100)]
        self.assertEqual(numbers, jobs.sorted("id").ids[:20])
        self.assertEqual(len(self.claim(limit=3)), 3)
        self.assertEqual(self.claim(devices=["serial:other"]), [])
        self.assertEqual(len(self.claim(devices=["serial:P1"])), 2)

    def test_a_box_that_died_before_sending(self):
        """It is given again, and what the dead one says later is stale."""
        job = self.queue()
        (first,) = self.claim()
        self.later(job, 2)
        (second,) = self.claim()
        self.assertEqual((second["id"], second["fence"]), (job.id, 2))
        self.assertEqual(self.report(first, "sending"), ("stale", "leased"))
        self.assertEqual(self.report(second, "sending"), ("ok", "sending"))

    def test_given_and_lost_on_the_way(self):
        """What a box does not have though it was given, and has not begun, it is given at once."""
        jobs = self.queue(4)
        first, second, third, fourth = self.claim(kept=[])
        self.report(first, "sending")
        self.report(second, "blocked")
        self.assertEqual(self.claim(kept=jobs.ids), [])
        again = self.claim(kept=[third["id"]])
        self.assertEqual(
            [(given["id"], given["fence"]) for given in again],
            [(second["id"], 2), (fourth["id"], 2)],
        )
        self.assertEqual(self.report(fourth, "sending"), ("stale", "leased"))
        self.assertEqual(self.claim(), [])
        for kept in ("all", [True], ["1"], [2**40]):
            self.assert_refused(self.post("jobs/claim", {"kept": kept}), 400, "malformed")

    def test_a_box_that_died_while_sending(self):
        """Nobody knows: it is never given again, and a person decides."""
        job = self.queue()
        (given,) = self.claim()
        self.report(given, "sending")
        self.later(job, 10)
        self.assertEqual(self.claim(), [])
        self.env["perpetual.print.job"]._cron_lost()
        self.assertEqual(job.state, "unknown")
        self.assertEqual(self.claim(), [])
        # The box is back and knows better.
        self.assertEqual(self.report(given, "printed"), ("ok", "printed"))

    def test_unknown(self):
        job = self.queue()
        (given,) = self.claim()
        self.report(given, "sending")
        self.report(given, "unknown", detail="The link failed after 20 bytes.")
        self.assertEqual((job.state, job.detail), ("unknown", "The link failed after 20 bytes."))
        job.with_user(self.worker).action_printed()
        self.assertEqual(job.state, "printed")
        with self.assertRaisesRegex(UserError, "look at it again"):
            job.with_user(self.worker).action_printed()

    def test_print_again(self):
        job = self.queue()
        with self.assertRaisesRegex(UserError, "not over yet"):
            job.with_user(self.worker).action_reprint()
        (given,) = self.claim()
        self.report(given, "sending")
        self.report(given, "unknown")
        job.with_user(self.worker).action_reprint()
        (again,) = self.claim()
        self.assertNotEqual(again["id"], job.id)
        self.assertEqual(again["content"], given["content"])
        self.assertEqual(self.env["perpetual.print.job"].browse(again["id"]).original_id, job)
        self.assertEqual(job.state, "unknown")

    def test_blocked_goes_on(self):
        job = self.queue()
        (given,) = self.claim()
        self.report(given, "blocked", detail="Paper is out.")
        self.assertEqual((job.state, job.detail), ("blocked", "Paper is out."))
        self.assertEqual(self.claim(), [], "The box has it and waits.")
        self.assertEqual(self.report(given, "sending"), ("ok", "sending"))

    def test_released(self):
        job = self.queue()
        (given,) = self.claim()
        self.assertEqual(self.report(given, "released"), ("ok", "queued"))
        self.assertEqual(self.claim()[0]["fence"], 2)
        self.assertEqual(job.state, "leased")

    def test_released_when_the_printer_took_no_byte(self):
        """Only the box can say so; what was sent is never given again."""
        job = self.queue()
        (given,) = self.claim()
        self.report(given, "sending")
        self.assertEqual(self.report(given, "released"), ("ok", "queued"))
        (again,) = self.claim()
        self.assertEqual((again["id"], again["fence"]), (job.id, 2))
        self.report(again, "sending")
        self.report(again, "sent")
        self.assertEqual(self.report(again, "released"), ("refused", "sent"))

    def test_cancelled_is_not_sent(self):
        """Also when the box has it already: it asks before the first byte."""
        job = self.queue()
        (given,) = self.claim()
        job.with_user(self.worker).action_cancel()
        self.assertEqual(self.report(given, "sending"), ("refused", "cancelled"))
        other = self.queue()
        (given,) = self.claim()
        self.report(given, "sending")
        with self.assertRaisesRegex(UserError, "Being Sent"):
            other.with_user(self.worker).action_cancel()

    def test_too_late(self):
        job = self.queue(expires_at=fields.Datetime.now() - timedelta(seconds=1))
        self.assertEqual(self.claim(), [])
        self.assertEqual(job.state, "expired")

    def test_another_boxes_jobs(self):
        job = self.queue()
        box, token = self.second_box()
        answer = self.told("jobs/claim", {"epoch": "e"}, box=box, token=token)
        self.assertEqual(answer["jobs"], [])
        (given,) = self.claim()
        row = {"id": given["id"], "fence": 1, "state": "failed"}
        answer = self.told("jobs/report", {"reports": [row]}, box=box, token=token)
        self.assertEqual(answer["results"][0]["status"], "refused")
        self.assertEqual(job.state, "leased")

    def test_nonsense(self):
        rows = [{}, {"id": "1"}, {"id": 10**9, "state": "sent"}, {"id": True, "state": "boiled"}]
        results = self.told("jobs/report", {"reports": rows})["results"]
        self.assertEqual([row["status"] for row in results], ["refused"] * 4)

    def test_a_printer_that_cannot(self):
        self.box.with_user(self.admin).action_revoke()
        with self.assertRaisesRegex(UserError, "cannot be printed on"):
            self.queue()

    def test_test_print(self):
        self.printer.label = "Dock ^XZ ~JA 2"
        for language in ("zpl", "epl", "tspl", "escpos"):
            self.printer.language = language
            told = self.printer.with_user(self.worker).action_test_print()
            self.assertEqual(told["tag"], "display_notification")
        contents = [base64.b64decode(given["content"]) for given in self.claim()]
        self.assertEqual(len(contents), 4)
        self.assertNotIn(b"~JA", contents[0])
        # A document's printer has no label, and says so.
        self.printer.language = "pdf"
        with self.assertRaisesRegex(UserError, "takes documents"):
            self.printer.with_user(self.worker).action_test_print()

    def test_a_test_print_is_read_back(self):
        """In all languages and resolutions; a scanner reads which printer it was."""
        for dpi in ("203", "300", "600"):
            self.printer.dpi = dpi
            label = self.env["perpetual.print.job"]._test_label(self.printer)
            read = png.verify(png.render(label, int(dpi)), png.kinds(label))
            self.assertEqual([code.data for code in read], [f"TEST-{self.printer.id}".encode()])

    def test_rights(self):
        job = self.queue().with_user(self.worker)
        self.assertEqual(job.title, "Label 1")
        for call in (lambda: job.write({"state": "queued"}), job.unlink):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            self.env["perpetual.print.job"].with_user(self.worker).create(
                {"title": "x", "device_id": self.printer.id, "format": "raw", "content": b"eA=="}
            )

    def test_with_what_it_belongs_to(self):
        """A label of something that is taken back is not printed: both are one transaction."""
        try:
            with self.env.cr.savepoint():
                self.queue()
                raise ValueError("the business is taken back")
        except ValueError:
            self.env.invalidate_all()
        self.assertEqual(self.claim(), [])

    def test_json_is_all_that_comes_out(self):
        self.queue()
        response = self.post("jobs/claim", {})
        self.assertEqual(response.headers["Content-Type"].split(";")[0], "application/json")
        json.loads(response.text)
