"""Random stock operations, told by the steps that led to a failure."""

from random import Random

from .common import METHODS

QUANTITIES = (1, 2, 3, 5, 8, 12, 0.5, 0.07)
COSTS = (1, 2.5, 3.33, 9.99, 10, 16.83, 0.07)


class StockSteps:
    """Mixin for :class:`PerpetualCommon`: anything that may happen to stock, at random.

    Each step does something to a product in a company, or nothing where it does not apply.
    Glue addons' streams add steps of their own in :meth:`operations`.
    """

    @classmethod
    def make_shelves(cls):
        """A second place to put goods, per company."""
        cls.shelves = {
            company: cls.env["stock.location"].create(
                {
                    "name": "Shelf",
                    "company_id": company.id,
                    "location_id": cls.env["stock.warehouse"]
                    .search([("company_id", "=", company.id)], limit=1)
                    .lot_stock_id.id,
                }
            )
            for company in cls.companies
        }

    def operations(self):
        """Steps to choose from, the common ones more than once."""
        return (
            [self.step_receive] * 5
            + [self.step_deliver] * 5
            + [self.step_return] * 3
            + [self.step_edit] * 4
            + [self.step_edit_place] * 2
            + [self.step_count, self.step_scrap, self.step_transfer, self.step_cost] * 2
            + [self.step_send, self.step_arrive] * 3
            + [self.step_adjust] * 2
            + [self.step_consign, self.step_method, self.step_account, self.step_between]
        )

    def run_stream(self, dice, steps, every=1):
        """Do ``steps`` of the operations; check everything after ``every`` of them.

        :param dice: a ``random.Random``, or the seed of one
        """
        self.random = Random(dice) if isinstance(dice, int) else dice
        self.done, self.log, self.verbs, self.transit_accounts = [], [], [], {}
        self.env.ref("stock.stock_location_inter_company").active = True
        operations = self.operations()
        for number in range(1, steps + 1):
            step = self.random.choice(operations)
            company, product = self.pick(self.companies), self.pick(list(self.products.values()))
            try:
                told = len(self.log)
                step(company, product)
                self.verbs += [step.__name__] if len(self.log) > told else []
                if number % every == 0 or number == steps:
                    self.assert_invariants()
                    self.assert_sane()
            except Exception as error:
                told = "\n".join(self.log)
                name = f"stream {dice}" if isinstance(dice, int) else "stream"
                raise AssertionError(f"{name}, {step.__name__} after\n{told}\n{error}") from error

    # Choices

    def pick(self, things):
        return self.random.choice(list(things))

    def pick_place(self, company):
        return self.pick([self.stock(company), self.shelves[company]])

    def way(self, company):
        """Where goods are under way between the company's own warehouses."""
        company.internal_transit_location_id.active = True
        return company.internal_transit_location_id

    def pick_move(self, company, *kinds):
        """A move done before, of these kinds, in the company."""
        moves = [move for kind, move in self.done if kind in kinds and move.company_id == company]
        if not all(one.perpetual_transit_account_id for one in self.companies):
            # Between companies it is refused without the account, see ``step_between``.
            way = self.env.ref("stock.stock_location_inter_company")
            moves = [move for move in moves if way not in move.location_id | move.location_dest_id]
        return self.pick(moves) if moves else None

    def available(self, product, place):
        """Units that are there and our own."""
        domain = [("product_id", "=", product.id), ("location_id", "=", place.id)]
        quants = self.env["stock.quant"].search([*domain, ("owner_id", "=", False)])
        return sum(quants.mapped("quantity"))

    def note(self, kind, company, product, quantity, **more):
        details = ", ".join(f"{name} {value}" for name, value in more.items())
        self.log.append(f"{company.name}: {kind} {product.name} {quantity} {details}")

    # Steps

    def step_receive(self, company, product):
        quantity, cost, dest = self.pick(QUANTITIES), self.pick(COSTS), self.pick_place(company)
        uom = self.pick([self.unit, self.unit, self.dozen])
        self.note("receive", company, product, quantity, cost=cost, uom=uom.name, to=dest.name)
        how = {"dest": dest, "uom": uom, "company": company}
        self.done.append(("receipt", self.receive(product, quantity, cost, **how)))

    def step_deliver(self, company, product):
        quantity, source = self.pick(QUANTITIES), self.pick_place(company)
        self.note("deliver", company, product, quantity, source=source.name)
        move = self.deliver(product, quantity, source=source, company=company)
        self.done.append(("issue", move))

    def step_return(self, company, product):
        move = self.pick_move(company, "receipt", "issue")
        if not move or not move.quantity:
            return
        quantity = self.pick([move.quantity, min(move.quantity, 1)])
        self.note("return", company, move.product_id, quantity, of=move.reference)
        self.done.append(("return", self.give_back(move, quantity, company=company)))

    def step_edit(self, company, product):
        move = self.pick_move(company, "receipt", "issue", "return", "count", "transfer")
        if not move or len(move.move_line_ids) != 1:
            return
        quantity = self.pick([0, 1, move.quantity + 1, round(move.quantity / 2, 2), *QUANTITIES])
        self.note("edit", company, move.product_id, quantity, of=move.reference)
        self.edit(move, quantity)

    def step_edit_place(self, company, product):
        move = self.pick_move(company, "receipt", "issue")
        if not move:
            return
        line, place = move.move_line_ids, self.pick_place(company)
        field = "location_id" if line.location_id._should_be_valued() else "location_dest_id"
        self.note("replace", company, move.product_id, line.quantity, of=move.reference)
        self.edit(move, line.quantity, **{field: place.id})

    def step_count(self, company, product):
        quantity, place = self.pick([0, *QUANTITIES]), self.pick_place(company)
        self.note("count", company, product, quantity, at=place.name)
        move = self.count(product, quantity, place, company=company)
        if move.quantity:
            self.done.append(("count", move))

    def step_scrap(self, company, product):
        place = self.pick_place(company)
        available = self.available(product, place)
        if available > 0:
            quantity = self.pick([available, min(available, 1)])
            self.note("scrap", company, product, quantity, at=place.name)
            self.scrap(product, quantity, company=company, location_id=place.id)

    def step_transfer(self, company, product):
        quantity, ends = self.pick(QUANTITIES), [self.stock(company), self.shelves[company]]
        self.random.shuffle(ends)
        self.note("transfer", company, product, quantity, to=ends[1].name)
        self.done.append(("transfer", self.transfer(product, quantity, *ends, company=company)))

    def step_cost(self, company, product):
        cost = self.pick(COSTS)
        self.note("cost", company, product, cost)
        self.set_cost(product, cost, company=company)

    def step_consign(self, company, product):
        self.note("consign", company, product, 4)
        self.receive(product, 4, 99, owner=self.vendor, company=company)

    def step_method(self, company, product):
        method = self.pick(METHODS)
        self.note("method", company, product, method)
        product.categ_id.with_company(company).property_cost_method = method

    def step_send(self, company, product):
        quantity, source = self.pick(QUANTITIES), self.pick_place(company)
        self.note("send", company, product, quantity, source=source.name)
        move = self.transfer(product, quantity, source, self.way(company), company=company)
        self.done.append(("transfer", move))

    def step_arrive(self, company, product):
        quantity, dest = self.pick(QUANTITIES), self.pick_place(company)
        self.note("arrive", company, product, quantity, to=dest.name)
        move = self.transfer(product, quantity, self.way(company), dest, company=company)
        self.done.append(("transfer", move))

    def step_adjust(self, company, product):
        """Set the value of a receipt by hand, or take the last one set away."""
        move = self.pick_move(company, "receipt")
        if not move or move._perpetual_not_adjustable():
            return
        values = self.as_role("stock_manager", company)["product.value"]
        before = values.search([("move_id", "=", move.id)], limit=1, order="id desc")
        if before and self.pick([True, False]):
            self.note("forget the value of", company, move.product_id, move.reference)
            before.unlink()
            return
        value = round(move.value * self.pick([0.5, 1.1, 2]), 2)
        self.note("adjust", company, move.product_id, value, of=move.reference)
        values.create({"move_id": move.id, "value": value})

    def step_account(self, company, product):
        """Another account for goods in transit, or none for a while."""
        account = company.perpetual_transit_account_id
        if company not in self.transit_accounts:
            other = account.copy({"name": "Other Goods in Transit", "code": "110399"})
            self.transit_accounts[company] = [account, other, account.browse()]
        choices = [one for one in self.transit_accounts[company] if one != account]
        company.perpetual_transit_account_id = self.pick(choices)
        account = company.perpetual_transit_account_id
        self.note("transit account", company, product, account.name)

    def step_between(self, company, product):
        """Out of this company, into the other one."""
        if not all(one.perpetual_transit_account_id for one in self.companies):
            return
        quantity, way = self.pick(QUANTITIES), self.env.ref("stock.stock_location_inter_company")
        other = self.companies - company
        self.note("between", company, product, quantity)
        sent = self.deliver(product, quantity, dest=way, company=company)
        kind, stock = self.warehouse(other).in_type_id, self.stock(other)
        picking = self.prepare([(product, quantity)], way, stock, kind, company=other)
        picking.move_ids.sudo().move_orig_ids = sent
        self.done += [("issue", sent), ("receipt", self.validate(picking).move_ids)]

    # Beyond the invariants

    def assert_sane(self):
        """Costs are positive, so goods on hand are worth something, and debts less."""
        for company in self.companies:
            for product in self.products.values():
                quantity, value = self.on_hand(product, company)
                if quantity > 0:
                    self.assertGreaterEqual(value, 0)
                elif quantity < 0:
                    self.assertLessEqual(value, 0)
                else:
                    self.assertEqual(value, 0)
