import logging

import schemathesis
from hypothesis import HealthCheck, given, settings

from odoo.tests import tagged

from ..controllers import channel as controller
from ..wire import openapi
from .common import ROUTE, ChannelHttp

#: Calls of each operation; enough to have found what this test was written for.
CALLS = 15


@tagged("post_install", "-at_install")
class TestContract(ChannelHttp):
    """The server keeps to its OpenAPI document, whatever it is sent."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, 10)
        self.sell("W-1", ("AVG", 1))
        self.patch(controller.BUCKETS, "take", lambda *args: 0)
        logging.getLogger("odoo.addons.perpetual_api.controllers.channel").setLevel(logging.ERROR)

    def test_document(self):
        """It is served to everybody, with a tag."""
        response = self.call("GET", "openapi.json", key="none")
        self.assertEqual(response.json(), openapi.document())

    def test_operations(self):
        """Each operation with good and bad input: no server fault, answers as described."""
        # Keys have tests of their own; here each call has a good one.
        document = {name: part for name, part in openapi.document().items() if name != "security"}
        schema = schemathesis.openapi.from_dict(document)
        names = []
        for result in schema.get_all_operations():
            operation = result.ok()
            names.append(operation.label)
            for mode in schemathesis.GenerationMode:
                if operation.label == "GET /openapi.json" and mode.is_negative:
                    continue  # nothing of it can be wrong
                with self.subTest(operation.label, mode=mode.name):
                    self.try_out(operation, mode)
        self.assertEqual(len(names), 9)

    def try_out(self, operation, mode):
        @settings(
            max_examples=CALLS, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def one(case):
            case.call_and_validate(
                base_url=self.base_url() + ROUTE.rstrip("/"),
                headers={"Authorization": f"Bearer {self.key}"},
                session=self.opener,
            )

        one()
