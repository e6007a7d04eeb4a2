"""A year of counting: the store room of the chain, counted week by week, and a baseline to try.

The store room keeps what the stores use themselves (bags, rolls, light). It begins with a
baseline count, in two zones with two teams; then people take things out, sometimes without
writing it down, and each week what its count plan lists is counted, blind, by somebody who errs
now and then. What differs is explained, and what is done about it works: the year gets better.
Some weeks nobody counts, as everywhere, and what was due then is late.
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
    ("Safety shoes", 48.0, 44),
    ("Trash bag 120 l", 0.35, 2400),
    ("Paper towel roll", 1.9, 900),
    ("Hand soap 5 l", 9.2, 110),
    ("Disinfectant 1 l", 4.8, 240),
    ("Mop head", 5.6, 75),
    ("Ink cartridge", 27.0, 52),
    ("Thermal printer", 235.0, 9),
    ("Barcode ribbon", 11.0, 130),
    ("Cable tie, 100", 2.7, 210),
    ("Price tag gun needle", 1.4, 160),
    ("Cash drawer", 88.0, 12),
    ("Cooler thermometer", 17.0, 48),
    ("Door gasket", 31.0, 26),
    ("Roll container strap", 7.4, 95),
    ("Packing tape", 1.6, 700),
)
TAKEN_A_WEEK = 9
#: Share of what is taken without writing it down, and of counts that err: at the beginning and
#: at the end of the year.
UNRECORDED = 0.2, 0.04
MISCOUNT = 0.09, 0.02
COUNTED_A_DAY = 10
#: Weeks of holidays, a trade fair, a flu: nobody counts.
IDLE = (16, 17, 29, 30, 31, 44)
#: Causes that an investigator finds, how often, and what is done about it.
CAUSES = {
    "picking": (6, "Withdrawals are written on the list at the door, and signed"),
    "data_entry": (4, "Withdrawals are entered the same day, by two people on Fridays"),
    "mis_scan": (3, "New labels on the shelves of look-alikes"),
    "unit": (3, "Boxes get the barcode of the box: one scan, twelve pieces"),
    "misplacement": (2, "A colour for each row of shelves"),
    "receiving": (2, "Deliveries are counted before they are signed for"),
    "damage": (1, "Fragile goods to the lowest shelf"),
    "theft": (1, "The cupboard of devices is locked; the key is at the office"),
    "unknown": (1, "Watched: in the control group for a quarter"),
}
COUNTERS = "counter", "counter2", "warehouse", "production"
#: The corrective actions of so many last weeks are not done yet.
STILL_OPEN = 7
#: Weeks of a quarter.
QUARTER = 13


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
    week: int = 0
    plan: object = None

    def run(self, last: date, show) -> None:
        """Live through the year that ends with ``last``; each week is committed."""
        start = last - timedelta(weeks=WEEKS)
        for week in range(WEEKS):
            self.week, day = week, start + timedelta(weeks=week)
            if week == 0:
                self._baseline(day)
            if week % QUARTER == 0:
                self._classify()
            if week == 0:
                self.plan = self._make_plan(day)
            self._take_out(day)
            if week not in IDLE:
                self._count(day + timedelta(days=(9 - day.weekday()) % 7))
            if week % QUARTER == QUARTER - 1:
                self._review(day + timedelta(days=6))
            self.shop.env.cr.commit()
            self.shop.env.transaction.clear()
        show(f"a year of counts in {self.warehouse.name}")

    def _by_now(self, span: tuple[float, float]) -> float:
        """What goes from one value to another in the course of the year."""
        first, last = span
        return first + (last - first) * self.week / (WEEKS - 1)

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
            if self.chance.random() > self._by_now(UNRECORDED) and taken:
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

    def _make_plan(self, day: date):
        """By classes, with a control group of what is taken most; two people count."""
        desk = self.shop.desk("controller")
        people = [self.shop.desk(login).user.id for login in COUNTERS[:2]]
        return desk["perpetual.count.plan"].create(
            {
                "name": self.warehouse.name,
                "warehouse_id": self.warehouse.id,
                "since": day,
                "counter_ids": [(6, 0, people)],
                "capacity": COUNTED_A_DAY,
                "capacity_per_counter": COUNTED_A_DAY // 2,
                "variance_days": 30,
                "control_days": 28,
                "control_product_ids": [(6, 0, [product.id for product in self.products[:3]])],
            }
        )

    def _count(self, day: date) -> None:
        """Today's list of the plan, if there is one."""
        self.shop.clock.set(day, 13)
        desk = self.shop.desk("controller")
        plan = desk["perpetual.count.plan"].browse(self.plan.id)
        session = plan._make_lists(plan._today())
        if session:
            session.grace_minutes = 0
            self._finish(session, day, 13)

    def _review(self, day: date) -> None:
        """The quarter's variances are gone through by the people whom they concern."""
        self.shop.clock.set(day, 19)
        desk = self.shop.desk("controller")
        reviews = desk["perpetual.count.review"]
        if reviews.search_count([("date_from", "=", reviews._last_quarter())]):
            return
        people = [self.shop.desk(login).user.id for login in ("approver", "warehouse")]
        review = reviews.create({"participant_ids": [(6, 0, people)]})
        review.action_freeze()
        review.findings = (
            "<p>Most differences are withdrawals that nobody wrote down. They get fewer since the"
            " list hangs at the door.</p>"
        )
        review.action_hold()

    # People

    def _finish(self, session, day: date, hour: int) -> None:
        """Count all rounds, explain what differs, have it approved, post."""
        for number in (1, 2, 3):
            self.shop.clock.set(day, hour + number, 0)
            self._round(session, number)
        self.shop.clock.set(day, hour + 5)
        self._explain(session)
        session.action_post()

    def _round(self, session, number: int) -> None:
        sheets = session.sheet_ids.sudo().filtered(
            lambda sheet: sheet.round == number and sheet.state in ("todo", "counting")
        )
        for sheet in sheets:
            desk = self.shop.desk(self._who_counts(sheet))
            self._count_sheet(desk["perpetual.count.sheet"].browse(sheet.id))

    def _who_counts(self, sheet) -> str:
        """Whose sheet it is, or somebody who has not counted its goods before."""
        if sheet.user_id:
            return sheet.user_id.login
        before = set(sheet._other_rounds().entry_ids.user_id.mapped("login"))
        team = sheet.team_id.member_ids.mapped("login") or COUNTERS
        return next(login for login in team if login not in before)

    def _count_sheet(self, sheet) -> None:
        sheet.action_take()
        for line in sheet.line_ids:
            there = self.truth.get(_key(self.truth, line.sudo()), 0)
            if self.chance.random() < self._by_now(MISCOUNT):
                there = max(there + self.chance.choice((-2, -1, 1, 2)), 0)
            line.action_count(there, device=f"handheld-{sheet.env.uid % 3 + 1}")
        sheet.action_close()

    def _explain(self, session) -> None:
        desk = self.shop.desk("controller")
        log = desk["perpetual.count.variance"].search(
            [("session_id", "=", session.id), ("state", "=", "investigate")]
        )
        for variance in log:
            self._explain_one(desk, variance)
        for login in ("approver", "approver2"):
            waiting = self.shop.desk(login)["perpetual.count.variance"].search(
                [("session_id", "=", session.id), ("state", "=", "to_approve")]
            )
            for variance in waiting.filtered("can_approve"):
                variance.action_approve()

    def _explain_one(self, desk, variance) -> None:
        """Its cause, what is done about it by whom and until when, and whether that is done."""
        weights = [weight for weight, _action in CAUSES.values()]
        code = self.chance.choices(list(CAUSES), weights)[0]
        if variance.session_id.type == "baseline":
            code = "data_entry"
        cause = desk["perpetual.variance.reason"].search([("code", "=", code)], limit=1)
        owner = self.chance.choice(("controller", "warehouse", "production"))
        variance.write(
            {
                "reason_id": cause.id,
                "corrective_action": CAUSES[code][1],
                "action_owner_id": self.shop.desk(owner).user.id,
                "action_due": variance.session_id.date + timedelta(days=14),
                "action_done": self.week < WEEKS - STILL_OPEN or self.chance.random() < 0.5,
            }
        )
        if cause.needs_evidence:
            variance.evidence_ids = [
                (0, 0, {"name": "shelf.txt", "raw": b"Seen on the shelf camera"})
            ]
        variance.action_submit()

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
    """Work for everybody: a baseline count of the busiest store, not begun yet, its classes, and
    today's lists of the store room, where nobody has counted since trade began."""
    store = next(iter(shop.stores.values()))
    _baseline(shop, store, [[store.lot_stock_id]])
    desk = shop.desk("controller")
    run = desk["perpetual.abc.run"].create(
        {"policy_id": desk.ref("perpetual_cycle_count.perpetual_abc_policy_default").id}
    )
    run.action_compute()
    run.action_apply()
    for plan in desk["perpetual.count.plan"].search([]):
        plan._make_lists(plan._today())


def _baseline(shop: Shop, warehouse, zones):
    """A baseline session with a zone for each list of bins."""
    desk = shop.desk("controller")
    teams = desk["perpetual.count.team"]
    early, late = (
        teams.search([("name", "=", name)])
        or teams.create({"name": name, "member_ids": [(6, 0, shop.desk(login).user.ids)]})
        for name, login in (("Early Shift", COUNTERS[0]), ("Late Shift", COUNTERS[1]))
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
