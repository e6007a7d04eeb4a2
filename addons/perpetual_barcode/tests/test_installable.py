import io
import json
from urllib.parse import urlencode, urljoin

from lxml import html
from PIL import Image

from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon

APP = {"app_id": "perpetual_barcode", "path": "scoped_app/barcode", "app_name": "Barcode"}


@tagged("post_install", "-at_install")
class TestInstallable(BarcodeCommon, HttpCase):
    """The app on the home screen of a phone, by core's pages for one app."""

    def get(self, url):
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200, url)
        return answer

    def manifest(self):
        page = html.fromstring(self.get("/scoped_app?" + urlencode(APP)).content)
        (link,) = page.xpath("//link[@rel='manifest']/@href")
        return json.loads(self.get(link).content)

    def test_manifest(self):
        manifest = self.manifest()
        self.assertEqual(manifest["name"], "Barcode")
        self.assertEqual(manifest["start_url"], "/scoped_app/barcode")
        self.assertEqual(manifest["display"], "standalone")
        # What is opened from there stays in the app's own window.
        self.assertTrue(manifest["start_url"].startswith(manifest["scope"]))

    def test_icons(self):
        icons = self.manifest()["icons"]
        self.assertTrue(icons)
        for icon in icons:
            self.assertIn("perpetual_barcode", icon["src"])
            self.get(urljoin("/", icon["src"]))
        content = self.get("/scoped_app_icon_png?app_id=perpetual_barcode").content
        self.assertEqual(Image.open(io.BytesIO(content)).format, "PNG")

    def test_opened(self):
        """From its icon the app opens, and nothing of Odoo around it."""
        self.worker.password = self.worker.login
        self.start_tour(
            "/scoped_app/barcode", "perpetual_barcode_installed", login=self.worker.login
        )

    def test_offered(self):
        """The start screen leads to the page that installs it."""
        self.worker.password = self.worker.login
        self.start_tour("/odoo/barcode", "perpetual_barcode_install", login=self.worker.login)
