"""Random streams over everything the suite values, in two companies with two currencies:
purchase, stock, sale, the register, manufacturing, subcontracting, landed costs, dropshipping,
kits and lots.

A quick profile runs with every ``./dev test``. Thousands of operations:
``PERPETUAL_STREAMS=100 ./dev test -n0 -s tests/test_streams.py`` (100 streams of 150 steps, of
which some hundred apply). Hypothesis chooses the streams; a failure names its stream and the
steps that led to it, and ``run_stream`` with that number does the same again.
"""

import os
from collections import Counter
from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from odoo.addons.perpetual_dropshipping.tests.common import DropshipCommon
from odoo.addons.perpetual_landed_costs.tests.common import LandedCommon
from odoo.addons.perpetual_mrp.tests.common import MRP_ACCOUNTS, MrpCommon
from odoo.addons.perpetual_mrp_subcontracting.tests.common import SubcontractingVerbs
from odoo.addons.perpetual_pos.tests.common import PosCommon
from odoo.addons.perpetual_purchase_mrp.tests.common import KitCommon

from .steps import FactorySteps, FreightSteps, OutsideSteps, TillSteps, TradeSteps

STREAMS = int(os.environ.get("PERPETUAL_STREAMS", "0"))
#: (streams, operations of each, operations between two checks of everything)
PROFILE = (STREAMS, 150, 25) if STREAMS else (2, 40, 40)

streams = settings(
    max_examples=PROFILE[0],
    deadline=None,
    derandomize=not STREAMS,
    database=None,
    phases=[Phase.generate],  # to find a shorter stream would take longer than to read this one
    suppress_health_check=list(HealthCheck),
)


class StreamCommon(
    SubcontractingVerbs, KitCommon, LandedCommon, DropshipCommon, MrpCommon, PosCommon
):
    """Dollars and cost of sales at delivery here, euros and at invoice there."""

    timing = "delivery"
    seller = "pos_manager"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_subcontracting_users()
        cls.make_second_company(currency="EUR")
        cls.company2.perpetual_cogs_timing = "invoice"
        cls.company2.point_of_sale_update_stock_quantities = "closing"
        cls.make_shelves()
        euro, dollar = cls.company2.currency_id, cls.company.currency_id
        cls.set_rates(euro, {"2020-01-01": 1.1})
        cls.set_rates(dollar, {"2020-01-01": 0.91}, cls.company2)
        cls.clearings = dict.fromkeys(cls.companies, cls.clearing)
        cls.clearings[cls.company2] = cls.clearing.with_company(cls.company2).copy(
            {"code": "510901", "company_ids": [Command.set(cls.company2.ids)]}
        )
        cls.lots = [
            cls.make_lot(
                cls.make_product(method, name=f"Lots {method}", tracking="lot", lot_valuated=True),
                f"Lot {name} {method}",
            )
            for method in ("average", "fifo")
            for name in "AB"
        ]
        cls.parcel = cls.make_product("average", name="Parcel")
        cls.kit = cls.make_kit([(cls.average, 2, 40), (cls.fifo, 6, 60)])
        cls.make_boms()
        cls.make_subcontracts()
        cls.make_registers()

    def account(self, name, company=None):
        if name == "clearing":
            return self.clearings[company or self.company]
        if name in MRP_ACCOUNTS:
            return MrpCommon.account(self, name, company)
        return super().account(name, company)

    @contextmanager
    def undone(self):
        """Each stream begins with what the class has set up."""
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestStreams(OutsideSteps, TillSteps, FactorySteps, FreightSteps, TradeSteps, StreamCommon):
    told = Counter()

    @classmethod
    def tearDownClass(cls):
        if STREAMS:
            print(f"\n{sum(cls.told.values())} operations: {dict(cls.told.most_common())}")
        super().tearDownClass()

    @streams
    @given(seed=st.integers(0, 2**32))
    def test_everything(self, seed):
        with self.undone():
            self.run_stream(seed, *PROFILE[1:])
            self.told.update(self.verbs)
