import base64
import json
import time
import uuid

from odoo.addons.perpetual_barcode.tests.common import BarcodeCommon

ROUTE = "/perpetual_devices/v1/"


class DevicesCommon(BarcodeCommon):
    """A box that is paired, with a scanner and a printer at a dock where somebody works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.users["stock_manager"]
        cls.box = cls.env["perpetual.iot.box"].with_user(cls.admin).create({"name": "Dock box"})
        cls.box = cls.box.sudo()
        cls.token = cls.paired(cls.box)
        cls.station = cls.env["perpetual.station"].create(
            {"name": "Dock 2", "code": "DOCK-2", "company_id": cls.company.id}
        )
        cls.env["perpetual.device"]._told_by(
            cls.box,
            [
                {"uid": "serial:S1", "kind": "scanner", "name": "DS3608", "state": "ready"},
                {"uid": "serial:P1", "kind": "printer", "name": "ZD421", "state": "ready"},
            ],
        )
        cls.scanner, cls.printer = (
            cls.env["perpetual.device"].search([("box_id", "=", cls.box.id), ("kind", "=", kind)])
            for kind in ("scanner", "printer")
        )
        (cls.scanner | cls.printer).station_id = cls.station
        cls.station.with_user(cls.worker).action_work_here()

    @classmethod
    def code(cls, box):
        """A pairing code, as it is shown."""
        box = box.with_user(cls.admin) if box.company_id == cls.company else box.sudo()
        return box.action_code()["context"]["default_code"]

    @classmethod
    def paired(cls, box):
        """The token of a box that has just been paired."""
        found, token = cls.env["perpetual.iot.box"]._pair(cls.code(box), {})
        assert found == box
        return token

    def second_box(self, company=None):
        box = self.env["perpetual.iot.box"].create(
            {"name": "Other box", "company_id": (company or self.company).id}
        )
        return box, self.paired(box)

    # Over HTTP

    def post(self, route, body=None, token=None, box=None, data=None, **headers):
        """One call of a box: the response."""
        headers = {
            "Authorization": f"Bearer {token or self.token}",
            "X-Perpetual-Box": (box or self.box).uuid,
            "Content-Type": "application/json",
            **headers,
        }
        self.env.flush_all()
        response = self.url_open(
            ROUTE + route,
            data=data if data is not None else json.dumps(body or {}),
            headers=headers,
        )
        self.env.invalidate_all()
        return response

    def told(self, route, body=None, **how):
        """What the server answers to a call that is done."""
        response = self.post(route, body, **how)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def assert_refused(self, response, status, code):
        self.assertEqual(response.status_code, status, response.text)
        error = response.json()["error"]
        self.assertEqual(error["code"], code)
        self.assertTrue(error["message"])
        self.assertNotIn("Traceback", response.text)

    # Scans and jobs

    def raw(self, seq, text="4006381333931", **more):
        return {
            "seq": seq,
            "device": "serial:S1",
            "raw": base64.b64encode(str(text).encode()).decode(),
            "text": text,
            "aim": "]E0",
            "at_ms": int(time.time() * 1000),
            **more,
        }

    def batch(self, *rows, epoch="epoch-1"):
        return {"epoch": epoch, "scans": list(rows)}

    def scans(self):
        return self.env["perpetual.scan"].search([("box_id", "=", self.box.id)], order="seq")

    def queue(self, count=1, device=None, **more):
        """Labels that a worker prints."""
        rows = [
            {"title": f"Label {number}", "format": "zpl", "content": b"^XA^XZ"}
            for number in range(1, count + 1)
        ]
        jobs = self.env["perpetual.print.job"].with_user(self.worker)
        return jobs._queue(device or self.printer, rows, self.station, **more).sudo()

    def an_id(self):
        return str(uuid.uuid4())
