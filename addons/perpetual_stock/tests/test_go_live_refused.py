from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .go_live_common import GoLiveCommon


@tagged("post_install", "-at_install")
class TestGoLiveRefused(GoLiveCommon):
    """All that is wrong is listed, with the record and the way out."""

    def assert_problem(self, words, *methods, **vals):
        run = self.checked(*(methods or ["average"]), **vals)
        texts = run.problem_ids.mapped("text")
        self.assertTrue([text for text in texts if words in text], texts)
        with self.assertRaises(UserError) as caught:
            run.action_switch()
        self.assertIn(words, str(caught.exception))
        self.assertEqual(self.goods["average"].valuation, "periodic")
        return run

    def test_every_problem_is_listed(self):
        self.receive(self.goods["average"], 10, 10)
        self.receive(self.goods["fifo"], 1, 10)
        self.own["average"].account_stock_variation_id = False
        self.company.perpetual_grni_account_id = False
        self.before["fifo"].property_stock_valuation_account_id = self.own["average"]
        run = self.assert_problem("Goods Received Not Invoiced", gap_account_id=False)
        texts = " ".join(run.problem_ids.mapped("text"))
        self.assertIn("Choose the account for the gap", texts)
        self.assertIn("Before fifo", texts)
        self.company.perpetual_setup()

    def test_shared_account_without_goods_is_no_problem(self):
        """What never moved in this company has nothing on the account, wherever else it has."""
        self.receive(self.goods["average"], 10, 10)
        other = self.make_second_company()
        self.before["fifo"].with_company(other).property_valuation = "periodic"
        self.receive(self.goods["fifo"], 10, 10, company=other)
        self.before["fifo"].property_stock_valuation_account_id = self.own["average"]
        self.before["standard"].property_stock_valuation_account_id = self.own["average"]
        self.assertFalse(self.checked("average").problem_ids)
        self.receive(self.goods["standard"], 1, 10)
        (problem,) = self.checked("average").problem_ids
        self.assertIn("also the inventory account of Before standard,", problem.text)
        self.receive(self.goods["fifo"], 1, 10)
        self.assertEqual(len(self.checked("average").problem_ids), 2)

    def test_shared_account_names_the_category(self):
        self.receive(self.goods["fifo"], 1, 10)
        self.before["fifo"].property_stock_valuation_account_id = self.own["average"]
        run = self.assert_problem("also the inventory account of Before fifo")
        action = run.problem_ids[0].action_open()
        self.assertEqual(action["res_id"], self.before["fifo"].id)
        # Taking it along is one way out.
        run = self.checked("average", "fifo")
        self.assertFalse(run.problem_ids)

    def test_locked_period(self):
        self.receive(self.goods["average"], 10, 10)
        self.company.fiscalyear_lock_date = "2025-02-28"
        self.assert_problem("2025-02-10 is locked. Choose 2025-03-01", date="2025-02-10")

    def test_future(self):
        self.assert_problem("is in the future", date="2025-12-31")

    def test_moved_since_the_date(self):
        self.receive(self.goods["average"], 10, 10)
        run = self.assert_problem("Stock has moved since 2025-03-02", date="2025-03-02")
        self.assertEqual(run.problem_ids.res_model, "stock.picking")

    def test_posted_since_the_date(self):
        self.post_by_hand(self.own["average"], 5, date="2025-03-10")
        self.assert_problem("has journal items after 2025-03-03")

    def test_draft_entry_on_the_account(self):
        move = self.post_by_hand(self.own["average"], 5)
        move.button_draft()
        self.assert_problem("is a draft with items on")

    def test_lot_is_missing(self):
        product = self.make_product(
            "average", categ_id=self.before["average"].id, tracking="lot", name="Lots"
        )
        lot = self.make_lot(product, "A")
        self.receive(product, 5, 10, lot=lot)
        product.lot_valuated = True
        self.env["stock.quant"].search([("product_id", "=", product.id)]).lot_id = False
        self.assert_problem("Lots is valued by lot and has 5.0 on hand without one")

    def test_worth_less_than_nothing(self):
        move = self.receive(self.goods["average"], 10, 10)
        move.with_env(self.as_role("stock_manager")).value_manual = -50
        self.assert_problem("is worth less than nothing")

    def assert_nothing_to_do(self, run, words):
        """Said at once; the run stays what it was, with what an earlier check found."""
        before = run.read(["state", "checked_at", "total_count", "line_ids", "problem_ids"])
        with self.assertRaises(UserError) as caught:
            run.action_check()
        self.assertEqual(str(caught.exception), words)
        run.invalidate_recordset()
        self.assertEqual(
            run.read(["state", "checked_at", "total_count", "line_ids", "problem_ids"]), before
        )

    def test_nothing_to_switch(self):
        categories = self.categories["fifo"] | self.categories["average"]
        run = self.prepare_run(
            scope="categories", category_ids=[fields.Command.set(categories.ids)]
        )
        names = ", ".join(run.category_ids.mapped("display_name"))
        self.assertIn("continuous fifo", names)
        self.assert_nothing_to_do(
            run,
            f"There is nothing to switch: {names} is valued continuously already. Choose other"
            " categories.",
        )
        self.assertEqual(run.state, "draft")

    def test_nothing_left_to_switch(self):
        """Checked, and switched by another run meanwhile: not checked anew."""
        self.receive(self.goods["average"], 10, 10)
        run = self.checked("average")
        self.go_live("average")
        self.assert_nothing_to_do(
            run,
            "There is nothing to switch: Before average is valued continuously already. Choose"
            " other categories.",
        )
        self.assertEqual((run.state, len(run.line_ids)), ("checked", 1))
        with self.assertRaises(UserError) as caught:
            run.action_switch()
        self.assertIn("There is nothing to switch: Before average", str(caught.exception))

    def test_no_category_chosen(self):
        run = self.prepare_run(scope="categories")
        words = f"{run.display_name} has no categories yet. Choose them first."
        self.assert_nothing_to_do(run, words)

    def test_whole_company_again(self):
        """Its followers are continuous, and so is its default."""
        self.go_live(scope="company", category_ids=False)
        self.assert_nothing_to_do(
            self.prepare_run(),
            f"There is nothing to switch: all categories that follow {self.company.display_name}"
            " are valued continuously already. Add categories with a valuation of their own.",
        )

    def test_done_stays(self):
        self.receive(self.goods["average"], 10, 10)
        run = self.go_live("average").with_env(self.as_role("account_manager"))
        for change in (
            run.unlink,
            run.action_check,
            run.action_draft,
            run.action_cancel,
            lambda: run.write({"date": "2025-01-01"}),
        ):
            with self.assertRaisesRegex(UserError, "stays as evidence"):
                change()
        with self.assertRaisesRegex(UserError, "is the journal entry of"):
            run.account_move_id.button_draft()

    def test_cancelled_and_opened_again(self):
        run = self.checked("average")
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        with self.assertRaisesRegex(UserError, "Check Go-live"):
            run.action_switch()
        run.action_draft()
        run.action_check()
        self.assertEqual(run.state, "checked")

    def test_roles(self):
        """Administrators of Accounting go live; people who see values look on."""
        run = self.checked("average")
        for role in ("accountant", "auditor", "controller"):
            seen = run.with_env(self.as_role(role))
            self.assertEqual(seen.state, "checked")
            for refused in (
                seen.action_check,
                seen.action_continue,
                seen.action_switch,
                seen.action_cancel,
                seen.action_draft,
                lambda seen=seen: seen.write({"date": "2025-01-01"}),
                seen.unlink,
                lambda role=role: self.prepare_run("fifo", role=role),
                seen.account_ids.unlink,
            ):
                with self.assertRaises(AccessError):
                    refused()
        for role in ("stock_user", "employee", "product_manager"):
            with self.assertRaises(AccessError):
                run.with_env(self.as_role(role)).state  # noqa: B018

    def test_rows_are_not_made_by_hand(self):
        run = self.checked("average")
        for model in ("line", "account", "problem"):
            with self.assertRaises(AccessError):
                run.env[f"perpetual.go.live.{model}"].create({"go_live_id": run.id})

    def test_the_guard_points_here(self):
        self.receive(self.goods["average"], 10, 10)
        with self.assertRaisesRegex(UserError, "Go-Live of Continuous Valuation"):
            self.before["average"].property_valuation = "continuous"
