from odoo import models
from odoo.orm.model_classes import add_to_registry
from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon

FLOW = "perpetual.barcode.flow"
CODE = "test_count"


class CountFlow(models.AbstractModel):
    """A count, as another addon would bring it.

    States

    - ``bin``: the bin is scanned → ``count``
    - ``count``: the goods in it are scanned, by the flow's own screen → ``done``
    - ``done``
    """

    _module = None
    _name = f"{FLOW}.{CODE}"
    _inherit = [FLOW]
    _description = "Barcode Flow: a Count in a Test"
    _perpetual_sequence = 60
    _perpetual_icon = "fa-list-ol"
    _perpetual_group = "stock.group_stock_user"

    def _title(self):
        return self.env._("Count")

    def _waiting(self):
        return 3

    def _any_start(self, session, scan, data):
        session._goto("bin")

    def _view_bin(self, session):
        return {"title": self._title(), "prompt": "Scan the bin that is counted"}

    def _bin_scan(self, session, scan, data):
        if not data["found"].location:
            return self._unknown(data["found"])
        session._goto("count", bin=data["found"].location.id, counted=[])
        return self._good(data["found"].location.name)

    def _view_count(self, session):
        place = self.env["stock.location"].browse(session._recall("bin"))
        return {
            "title": self._title(),
            "subtitle": place.name,
            "prompt": "Scan what is in it",
            "counted": session._recall("counted"),
            "actions": [
                {"name": "undo", "label": "Undo", "enabled": True},
                {"name": "validate", "label": "Counted", "enabled": True},
            ],
        }

    def _count_scan(self, session, scan, data):
        found = data["found"]
        if not found.product:
            return self._unknown(found)
        quantity = self._take_times(session, found)
        self._add(session, found.product, quantity)
        scan.effect = {"product": found.product.id, "quantity": quantity}
        return self._good(found.product.name)

    def _add(self, session, product, quantity):
        rows = {row["id"]: row for row in session._recall("counted")}
        row = rows.setdefault(product.id, {"id": product.id, "name": product.name, "quantity": 0})
        row["quantity"] += quantity
        session._remember(counted=list(rows.values()))

    def _take_back(self, session, effect):
        product = self.env["product.product"].browse(effect["product"])
        self._add(session, product, -effect["quantity"])

    def _count_validate(self, session, scan, data):
        scan.quantity = sum(row["quantity"] for row in session._recall("counted"))
        session._close()
        return self._good("Counted")


class ExtensionCase(BarcodeCommon):
    """The flow is there, as if an addon with it were installed."""

    def setUp(self):
        super().setUp()
        add_to_registry(self.registry, CountFlow)
        self.registry._setup_models__(self.env.cr, [])
        self.addCleanup(self.remove)
        self.shelf = self.make_location("A-01")
        self.shelf.barcode = "A-01"

    def remove(self):
        name = f"{FLOW}.{CODE}"
        for parent in (FLOW, "base"):
            self.registry[parent]._inherit_children.discard(name)
        del self.registry.models[name]
        self.registry._setup_models__(self.env.cr, [])


@tagged("post_install", "-at_install")
class TestExtension(ExtensionCase):
    """Another addon brings a flow, and this one is not touched."""

    def test_a_tile(self):
        tiles = self.env["perpetual.barcode"].with_user(self.worker).home()["flows"]
        (tile,) = (tile for tile in tiles if tile["code"] == CODE)
        self.assertEqual(tile, {"code": CODE, "name": "Count", "icon": "fa-list-ol", "waiting": 3})
        # In its place: after the returns, before the look-up.
        codes = [tile["code"] for tile in tiles]
        self.assertLess(codes.index("return"), codes.index(CODE))
        self.assertLess(codes.index(CODE), codes.index("lookup"))

    def test_its_states(self):
        self.assertEqual(self.start(CODE)["state"], "bin")
        self.assert_error(self.scan("NOBODY-KNOWS"), "not known here")
        self.assertEqual(self.scan("A-01")["state"], "count")
        # What all flows share works here: a keyed quantity, packagings, undo, command barcodes.
        self.scan("x3")
        self.scan(self.average.barcode)
        answer = self.scan(self.average.barcode)
        self.assertEqual([row["quantity"] for row in answer["view"]["counted"]], [4])
        answer = self.scan("PB.UNDO")
        self.assertEqual([row["quantity"] for row in answer["view"]["counted"]], [3])
        self.assertEqual(self.scan("PB.VALIDATE")["state"], "done")

    def test_by_a_command(self):
        answer = self.call("start", {"barcode": f"PB.FLOW.{CODE}"}, flow="home")
        self.assertEqual((answer["flow"], answer["state"]), (CODE, "bin"))


@tagged("post_install", "-at_install")
class TestExtensionTour(ExtensionCase, HttpCase):
    """The same in a browser, with a screen that the other addon brings."""

    def test_count(self):
        self.worker.password = self.worker.login
        self.start_tour("/odoo/barcode", "perpetual_barcode_extension", login=self.worker.login)
        scan = self.env["perpetual.barcode.scan"].search([("action", "=", "validate")])
        self.assertEqual((scan.flow, scan.quantity), (CODE, 3))


@tagged("post_install", "-at_install")
class TestExtensionPhoneTour(TestExtensionTour):
    browser_size = "375x667"
    touch_enabled = True
