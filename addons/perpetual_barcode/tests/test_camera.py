import tempfile
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser

from .common import BarcodeCommon
from .fake_camera import film, gs1_128, symbol


@tagged("post_install", "-at_install")
class TestCamera(BarcodeCommon, HttpCase):
    """The camera as a scanner, in a browser whose camera plays a film."""

    browser_size = "375x667"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker.password = cls.worker.login

    def run_tour(self, name, *switches):
        """Start the browser with further switches; a camera without a question of the browser's."""
        spawn = ChromeBrowser._spawn_chrome

        def with_switches(browser, cmd):
            return spawn(browser, [*cmd[:-1], *switches, cmd[-1]])

        with patch.object(ChromeBrowser, "_spawn_chrome", with_switches):
            self.start_tour("/odoo/barcode", f"perpetual_barcode_{name}", login=self.worker.login)

    def play(self, name, scenes):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "film.mjpeg"
            path.write_bytes(film(scenes))
            self.run_tour(
                name,
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={path}",
            )

    def scans(self):
        domain = [("action", "=", "scan")]
        return self.env["perpetual.barcode.scan"].search(domain, order="id").mapped("barcode")

    def test_camera(self):
        """A code that stays in the picture is one scan; a QR code that fills it is read; the
        camera goes on until it is closed."""
        picking = self.incoming((self.average, 50), (self.fifo, 50))
        picking.origin = "P-4711"
        self.play(
            "camera",
            [
                (None, 2.5),
                (symbol(self.env, "EAN13", self.average.barcode, 420, 180), 2.5),
                (None, 2.5),
                (symbol(self.env, "QR", self.fifo.barcode, 540, 540), 2.5),
            ],
        )
        scans = self.scans()
        self.assertEqual(set(scans), {self.average.barcode, self.fifo.barcode})
        # The film shows one after the other: a code that was held still did not count twice.
        self.assertFalse([one for one, other in pairwise(scans) if one == other])
        products = self.average, self.fifo
        self.assertEqual(
            self.done(self.start("receive", picking)),
            {product.display_name: scans.count(product.barcode) for product in products},
        )

    def test_gs1(self):
        """Of a GS1-128 the camera tells that it is one: product and lot are read from it."""
        product = self.make_product("average", tracking="lot", barcode="5901234123457")
        lot = self.make_lot(product, "LOT-7")
        self.receive(product, 2, 5, lot=lot)
        self.play("camera_gs1", [(gs1_128("010590123412345710LOT-7", 700, 200), 2)])
        scan = self.env["perpetual.barcode.scan"].search([("action", "=", "scan")])
        self.assertEqual(scan.barcode, "]C1010590123412345710LOT-7")
        self.assertEqual((scan.product_id, scan.lot_id), (product, lot))

    def test_no_camera(self):
        """Without one, or without leave to use it, the person is told."""
        self.run_tour("no_camera", "--deny-permission-prompts")
        self.assertFalse(self.scans())

    def test_torch(self):
        self.play("torch", [(None, 2)])
        self.assertFalse(self.scans())


@tagged("post_install", "-at_install")
class TestDesktopCamera(TestCamera):
    """The same with the camera of a desk."""

    browser_size = "1366x768"
    touch_enabled = False
