"""A year of counting: the store room of the chain, counted week by week, and a baseline to try.

The store room keeps what the stores use themselves (bags, rolls, light). It begins with a
baseline count, in two zones with two teams; then people take things out, sometimes without
writing it down, and each week some of it is counted, blind, by somebody who errs now and then.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from devtools.demo.shop import Shop

SEED = 1931  # the same seed counts the same year
WEEKS = 52
BINS = 8
#: Articles: name, cost, pieces at the beginning.
SUPPLIES = (
    ("Paper bag, small", 0.08, 6000),
    ("Paper bag, large", 0.14, 5000),
    ("Receipt roll 80 mm", 0.95, 1200),
    ("Label roll 58 × 40", 3.4, 420),
    ("Shelf label holder", 1.1, 800),
    ("LED tube 120 cm", 8.9, 260),
    ("Cleaning agent 5 l", 11.5, 180),
    ("Nitrile gloves, box", 6.2, 360),
    ("Freezer gloves, pair", 9.8, 90),
    ("Pallet wrap", 7.6, 340),
    ("Box cutter", 4.3, 150),
    ("Replacement blades", 2.1, 400),
    ("Shopping cart wheel", 14.0, 120),
    ("Scanner battery", 32.0, 60),
    ("Handheld scanner", 410.0, 14),
    ("Label printer head", 95.0, 18),
    ("Fire extinguisher", 62.0, 24),
    ("First-aid kit", 28.0, 40),
    ("Price gun", 24.0, 30),
    ("Work jacket", 36.0, 80),
)
TAKEN_A_WEEK = 5
UNRECORDED = 0.12
MISCOUNT = 0.06
COUNTED_A_WEEK = 4
#: Causes that an investigator finds, and how often.
CAUSES = {
    "picking": 5,
    "data_entry": 3,
    "mis_scan": 2,
    "unit": 2,
    "damage": 1,
    "unknown": 1,
}
FIRST, SECOND, THIRD = "counter", "counter2", "warehouse"


@dataclass
class StoreRoom:
    """What lies there: by the books, which is Odoo's business, and in truth.

    :param truth: pieces by (product, bin)
    """

    shop: Shop
    warehouse: object
    bins: list
    products: list
    own_use: object
    chance: Random = field(default_factory=lambda: Random(SEED))
    truth: dict = field(default_factory=dict)

    def run(self, last: date, show) -> None:
        """Live through the year that ends with ``last``; each week is committed."""
        start = last - timedelta(weeks=WEEKS)
        for week in range(WEEKS):
            day = start + timedelta(weeks=week)
            if week == 0:
                self._baseline(day)
            if week % 13 == 0:
                self._classify()
            self._take_out(day)
            self._count(day + timedelta(days=2))
            self.shop.env.cr.commit()
            self.shop.env.transaction.clear()
        show(f"a year of counts in {self.warehouse.name}")

    # The year's steps

    def _baseline(self, day: date) -> None:
        """Everything, by prior records; what is dear is counted by both teams."""
        self.shop.clock.set(day, 6)
        session = _baseline(self.shop, self.warehouse, [self.bins[:4], self.bins[4:]])
        session.env["perpetual.count.prior"].create(
            [
                {
                    "session_id": session.id,
                    "product_id": product.id,
                    "location_id": place.id,
                    "quantity": quantity + self.chance.choice((0, 0, 0, 2)),
                    "unit_cost": product.standard_price,
                }
                for (product, place), quantity in self.truth.items()
            ]
        )
        session.action_start()
        self._finish(session, day, 7)

    def _take_out(self, day: date) -> None:
        """What the stores fetch; some of it nobody writes down."""
        self.shop.clock.set(day, 12)
        for product, place in self.chance.sample(sorted(self.truth, key=_name), TAKEN_A_WEEK):
            there = self.truth[product, place]
            taken = min(max(there // 60, 1), there)
            self.truth[product, place] -= taken
            if self.chance.random() > UNRECORDED and taken:
                self._record(product, place, taken)

    def _record(self, product, place, taken) -> None:
        desk = self.shop.desk("warehouse")
        picking = desk["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": place.id,
                "location_dest_id": self.own_use.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": taken,
                            "location_id": place.id,
                            "location_dest_id": self.own_use.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        picking.with_context(skip_backorder=True).button_validate()

    def _count(self, day: date) -> None:
        self.shop.clock.set(day, 8)
        desk = self.shop.desk("controller")
        goods = self.chance.sample(self.products, COUNTED_A_WEEK)
        session = desk["perpetual.count.session"].create(
            {
                "type": "cycle",
                "warehouse_id": self.warehouse.id,
                "product_ids": [(6, 0, [product.id for product in goods])],
                "grace_minutes": 0,
            }
        )
        session.action_start()
        self._finish(session, day, 9)

    # People

    def _finish(self, session, day: date, hour: int) -> None:
        """Count all rounds, explain what differs, have it approved, post."""
        for number, login in ((1, FIRST), (2, SECOND), (3, THIRD)):
            self.shop.clock.set(day, hour + number, 0)
            self._round(session, number, login)
        self.shop.clock.set(day, hour + 5)
        self._explain(session)
        session.action_post()

    def _round(self, session, number: int, login: str) -> None:
        desk = self.shop.desk(login)
        sheets = session.sheet_ids.filtered(
            lambda sheet: sheet.round == number and sheet.state in ("todo", "counting")
        )
        for sheet in desk["perpetual.count.sheet"].browse(sheets.ids):
            sheet.action_take()
            for line in sheet.line_ids:
                there = self.truth.get(_key(self.truth, line.sudo()), 0)
                if self.chance.random() < MISCOUNT:
                    there = max(there + self.chance.choice((-2, -1, 1, 2)), 0)
                line.action_count(there, device="handheld-1")
            sheet.action_close()

    def _explain(self, session) -> None:
        desk = self.shop.desk("controller")
        log = desk["perpetual.count.variance"].search(
            [("session_id", "=", session.id), ("state", "=", "investigate")]
        )
        for variance in log:
            code = self.chance.choices(list(CAUSES), list(CAUSES.values()))[0]
            if session.type == "baseline":
                code = "data_entry"
            cause = desk["perpetual.variance.reason"].search([("code", "=", code)], limit=1)
            variance.write(
                {
                    "reason_id": cause.id,
                    "corrective_action": "Write each withdrawal on the list at the door",
                    "action_owner_id": desk.uid,
                    "action_due": session.date + timedelta(days=14),
                    "action_done": True,
                }
            )
            if cause.needs_evidence:
                variance.evidence_ids = [
                    (0, 0, {"name": "shelf.txt", "raw": b"Seen on the shelf camera"})
                ]
            variance.action_submit()
        for login in ("approver", "approver2"):
            waiting = self.shop.desk(login)["perpetual.count.variance"].search(
                [("session_id", "=", session.id), ("state", "=", "to_approve")]
            )
            for variance in waiting.filtered("can_approve"):
                variance.action_approve()

    def _classify(self) -> None:
        """Classes by what the store room's goods are worth."""
        desk = self.shop.desk("controller")
        policy = desk["perpetual.abc.policy"].search([("name", "=", "Store Room")])
        run = desk["perpetual.abc.run"].create({"policy_id": policy.id})
        run.action_compute()
        run.action_apply()


def _name(key) -> tuple:
    product, place = key
    return product.name, place.name


def _key(truth, line):
    """The goods and the bin of a count line, as ``truth`` knows them."""
    return next(
        (
            key
            for key in truth
            if (key[0].id, key[1].id) == (line.product_id.id, line.location_id.id)
        ),
        None,
    )


def prepare(shop: Shop) -> StoreRoom:
    """Make the store room, with what lies there in truth and nothing in the books."""
    env = shop.env
    warehouse = env["stock.warehouse"].create({"name": "Store Room", "code": "SR"})
    bins = env["stock.location"].create(
        [
            {"name": f"{row}{place}", "location_id": warehouse.lot_stock_id.id,
             "barcode": f"SR-{row}{place}"}
            for row in "AB"
            for place in range(1, BINS // 2 + 1)
        ]
    )  # fmt: skip
    category = env["product.category"].create(
        {
            "name": "Store Supplies",
            "property_cost_method": "average",
            "property_valuation": "continuous",
        }
    )
    products = env["product.product"].create(
        [
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "sale_ok": False,
                "categ_id": category.id,
                "standard_price": cost,
                "barcode": f"SUPPLY-{number:02}",
                "taxes_id": [(5,)],
            }
            for number, (name, cost, _pieces) in enumerate(SUPPLIES, 1)
        ]
    )
    usual = env.ref("perpetual_cycle_count.perpetual_abc_policy_default")
    policy = usual.create(
        {"name": "Store Room", "criterion": "on_hand", "warehouse_id": warehouse.id}
    )
    for one in usual.class_ids:
        one.copy({"policy_id": policy.id})
    loss = env["stock.location"].search(
        [("usage", "=", "inventory"), ("company_id", "=", env.company.id)], limit=1
    )
    expense = env["account.account"].search([("account_type", "=", "expense")], limit=1)
    own_use = loss.create(
        {
            "name": "Own Use",
            "usage": "inventory",
            "location_id": loss.location_id.id,
            "company_id": env.company.id,
            "valuation_account_id": expense.id,
        }
    )
    room = StoreRoom(shop, warehouse, list(bins), list(products), own_use)
    for number, (product, (_n, _c, pieces)) in enumerate(zip(products, SUPPLIES, strict=True)):
        room.truth[product, bins[number % BINS]] = pieces - pieces // 4
        room.truth[product, bins[(number * 3 + 1) % BINS]] = pieces // 4 + room.truth.get(
            (product, bins[(number * 3 + 1) % BINS]), 0
        )
    return room


def offer(shop: Shop) -> None:
    """A baseline count of the busiest store, not begun yet, and its classes."""
    store = next(iter(shop.stores.values()))
    _baseline(shop, store, [[store.lot_stock_id]])
    desk = shop.desk("controller")
    run = desk["perpetual.abc.run"].create(
        {"policy_id": desk.ref("perpetual_cycle_count.perpetual_abc_policy_default").id}
    )
    run.action_compute()
    run.action_apply()


def _baseline(shop: Shop, warehouse, zones):
    """A baseline session with a zone for each list of bins."""
    desk = shop.desk("controller")
    teams = desk["perpetual.count.team"]
    early, late = (
        teams.search([("name", "=", name)])
        or teams.create({"name": name, "member_ids": [(6, 0, shop.desk(login).user.ids)]})
        for name, login in (("Early Shift", FIRST), ("Late Shift", SECOND))
    )
    made = desk["perpetual.count.zone"].create(
        [
            {
                "code": f"{warehouse.code}{number}",
                "name": f"{warehouse.name} {number}",
                "warehouse_id": warehouse.id,
                "location_ids": [(6, 0, [place.id for place in places])],
            }
            for number, places in enumerate(zones, 1)
        ]
    )
    return desk["perpetual.count.session"].create(
        {
            "type": "baseline",
            "warehouse_id": warehouse.id,
            "second_value": 1000,
            "grace_minutes": 0,
            "zone_work_ids": [
                (0, 0, {"zone_id": zone.id, "team_id": early.id, "second_team_id": late.id})
                for zone in made
            ],
        }
    )
