from odoo.tests import tagged

from .common import ACCOUNTS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestTwoCompanies(PerpetualCommon):
    """The same product in two companies: two pools, two costs, two ledgers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_second_company()

    def test_costs_side_by_side(self):
        for product in (self.average, self.fifo):
            self.receive(product, 10, 10)
            self.receive(product, 10, 30, company=self.company2)
            here = self.deliver(product, 4)
            there = self.deliver(product, 5, company=self.company2)
            self.assert_entry(here, [("cogs", 40, 0), ("inventory", 0, 40)])
            self.assert_entry(there, [("cogs", 150, 0), ("inventory", 0, 150)])
            self.assertEqual(self.on_hand(product), (6, 60))
            self.assertEqual(self.on_hand(product, self.company2), (5, 150))
            self.assertEqual(product.standard_price, 10)
            self.assertEqual(product.with_company(self.company2).standard_price, 30)

    def test_methods_side_by_side(self):
        """Average here, FIFO there: the category's property is the company's own."""
        category = self.categories["average"].with_company(self.company2)
        category.property_cost_method = "fifo"
        for company in (self.company, self.company2):
            self.receive(self.average, 10, 10, company=company)
            self.receive(self.average, 10, 20, company=company)
        self.assertEqual(self.deliver(self.average, 12).value, 180)
        self.assertEqual(self.deliver(self.average, 12, company=self.company2).value, 140)

    def test_a_cost_set_here_changes_nothing_there(self):
        """In core it does."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            product.with_company(self.company2).standard_price = 10
            self.receive(product, 10, 10, company=self.company2)
            self.set_cost(product, 99, company=self.company2)
            self.assertEqual(self.on_hand(product), (10, 100))
            self.assertEqual(self.on_hand(product, self.company2), (10, 990))
            self.assertEqual(product.standard_price, 10)
            self.receive(product, 10, 10)
            self.assertEqual(self.on_hand(product), (20, 200))

    def test_continuous_here_periodic_there(self):
        category = self.categories["average"].with_company(self.company2)
        category.property_valuation = "periodic"
        self.receive(self.average, 10, 10)
        move = self.receive(self.average, 10, 30, company=self.company2)
        self.assertFalse(move.perpetual_entry_ids)
        self.assertEqual(self.on_hand(self.average), (10, 100))
        self.assertFalse(self.pool(self.average, self.company2))
        # What core values there it may close there.
        self.deliver(self.average, 10, company=self.company2)

    def test_from_company_to_company(self):
        """Out of one, into the other: each against its own goods in transit."""
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        self.receive(self.average, 10, 10)
        out = self.deliver(self.average, 4, dest=transit)
        self.assert_entry(out, [("transit", 40, 0), ("inventory", 0, 40)])
        back = self.receive(self.average, 4, 12, source=transit, company=self.company2)
        self.assert_entry(back, [("inventory", 48, 0), ("transit", 0, 48)])

    def test_one_batch_over_two_companies(self):
        """A program that finishes moves of both at once."""
        moves = self.env["stock.move"]
        for company in (self.company, self.company2):
            kind = self.warehouse(company).in_type_id
            stock = self.stock(company)
            goods = [(self.average, 3)]
            picking = self.prepare(goods, self.suppliers, stock, kind, 5, company=company)
            moves |= picking.move_ids.with_env(self.env)
        moves.with_context(allowed_company_ids=self.companies.ids)._action_done()
        for move, company in zip(moves, self.companies, strict=True):
            self.assert_entry(move, [("inventory", 15, 0), ("grni", 0, 15)])
            self.assertEqual(move.perpetual_entry_ids.account_move_id.company_id, company)

    def test_a_user_of_both_in_the_other(self):
        """Both companies switched on, the first in front: the books are the transfer's."""
        kind = self.warehouse(self.company2).in_type_id
        goods, stock = [(self.average, 3)], self.stock(self.company2)
        picking = self.prepare(goods, self.suppliers, stock, kind, 5, company=self.company2)
        env = self.as_role("stock_user")
        both = env(context={**env.context, "allowed_company_ids": self.companies.ids})
        move = self.validate(picking.with_env(both)).move_ids
        self.assert_entry(move, [("inventory", 15, 0), ("grni", 0, 15)])
        self.assertEqual(move.perpetual_entry_ids.company_id, self.company2)
        move.with_env(both).move_line_ids.quantity = 5
        self.assertEqual(self.on_hand(self.average, self.company2), (5, 25))

    def test_lots_of_both(self):
        product = self.make_product("average", tracking="lot")
        product.lot_valuated = True
        lot = self.make_lot(product, "shared")
        self.receive(product, 10, 10, lot=lot)
        self.receive(product, 10, 30, lot=lot, company=self.company2)
        self.assertEqual(self.pool(product, lot=lot).value, 100)
        self.assertEqual(self.pool(product, self.company2, lot=lot).value, 300)
        self.assertEqual(lot.standard_price, 10)
        self.assertEqual(lot.with_company(self.company2).standard_price, 30)


@tagged("post_install", "-at_install")
class TestSetUp(PerpetualCommon):
    """What continuous valuation needs is found or made, once."""

    def accounts(self, company):
        domain = [("company_ids", "in", company.ids)]
        return self.env["account.account"].search(domain)

    def test_idempotent(self):
        before = {name: self.account(name) for name in ACCOUNTS}
        accounts, journal = self.accounts(self.company), self.company.account_stock_journal_id
        self.assertEqual(self.company.perpetual_setup(), self.company)
        self.assertEqual({name: self.account(name) for name in ACCOUNTS}, before)
        self.assertEqual(self.accounts(self.company), accounts)
        self.assertEqual(self.company.account_stock_journal_id, journal)

    def test_what_it_makes(self):
        self.assertEqual(len({self.account(name) for name in ACCOUNTS}), len(ACCOUNTS))
        for name in ("grni", "gdni"):
            self.assertTrue(self.account(name).reconcile)
        for name in ("inventory", "gdni", "transit", "wip"):
            self.assertEqual(self.account(name).account_type, "asset_current")
        self.assertEqual(self.account("grni").account_type, "liability_current")
        self.assertEqual(self.company.account_stock_journal_id.type, "general")
        self.assertEqual(self.company.perpetual_cogs_timing, "delivery")

    def test_a_chosen_account_stays(self):
        account = self.account("cogs")
        self.company.perpetual_scrap_account_id = account
        self.company.perpetual_setup()
        self.assertEqual(self.company.perpetual_scrap_account_id, account)

    def test_adopts_what_is_there(self):
        company = self.make_company("Adopter", setup=False)
        accounts = self.env["account.account"].with_company(company)
        grni = accounts.create(
            {
                "name": "Goods Received Not Invoiced",
                "code": "219999",
                "account_type": "liability_current",
                "company_ids": company.ids,
            }
        )
        journal, inventory = company.account_stock_journal_id, company.account_stock_valuation_id
        company.perpetual_setup()
        self.assertEqual(company.perpetual_grni_account_id, grni)
        self.assertTrue(grni.reconcile, "GRNI is matched item by item")
        self.assertEqual(company.account_stock_journal_id, journal)
        self.assertEqual(company.account_stock_valuation_id, inventory)

    def test_a_company_without_a_chart(self):
        company = self.env["res.company"].create({"name": "Bare"})
        company.with_company(company).perpetual_setup()
        self.assertTrue(company.account_stock_journal_id)
        for field in ACCOUNTS.values():
            if field not in ("expense_account_id", ACCOUNTS["variation"]):
                self.assertTrue(company[field], field)

    def test_two_companies_at_once(self):
        companies = self.env["res.company"].create([{"name": "One"}, {"name": "Two"}])
        companies.perpetual_setup()
        for company in companies:
            self.assertEqual(company.perpetual_grni_account_id.company_ids, company)
            self.assertEqual(company.account_stock_journal_id.company_id, company)


@tagged("post_install", "-at_install")
class TestBranch(PerpetualCommon):
    """A branch posts on its parent's accounts, in a ledger of its own."""

    def test_branch(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids |= branch
        self.users["stock_user"].company_ids |= branch
        branch.anglo_saxon_accounting = True
        branch.with_company(branch).perpetual_setup()
        type(self).companies |= branch
        for account in ("grni", "inventory", "scrap"):
            self.assertIn(self.company, self.account(account, branch).company_ids)
        category = self.categories["average"].with_company(branch)
        category.write({"property_valuation": "continuous", "property_cost_method": "average"})
        self.receive(self.average, 10, 10)
        move = self.receive(self.average, 10, 30, company=branch)
        self.assert_entry(move, [("inventory", 300, 0), ("grni", 0, 300)])
        self.assertEqual(self.on_hand(self.average), (10, 100))
        self.assertEqual(self.on_hand(self.average, branch), (10, 300))


@tagged("post_install", "-at_install")
class TestArchived(PerpetualCommon):
    """An archived product is still on the balance sheet."""

    def test_closing_and_ledger(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            product.active = False
        self.assertEqual(self.balance("inventory"), 300)

    def test_it_can_still_leave(self):
        self.receive(self.average, 10, 10)
        self.average.active = False
        move = self.deliver(self.average, 10)
        self.assert_entry(move, [("cogs", 100, 0), ("inventory", 0, 100)])
