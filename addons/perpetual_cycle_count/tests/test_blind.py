import json
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CountCommon

#: A figure of the books that nothing else looks like.
BOOK = 7391
COUNTED = 7002
SECRET = re.compile(r"(?<![\w-])-?(7391|389)(\.0+)?(?![\w-])")
HIDDEN = {
    "perpetual.count.line": (
        "expected", "quantity", "is_within", "state", "doubt", "class_id", "variance_id",
        "late_quantity", "is_open",
    ),
    "perpetual.count.entry": (
        "book", "picked_out", "placed_in", "unit_cost", "doubt", "last_adjustment",
    ),
}  # fmt: skip
CLOSED = (
    "perpetual.count.session",
    "perpetual.count.variance",
    "perpetual.variance.approval",
    "perpetual.variance.reason",
    "perpetual.approval.rule",
    "perpetual.abc.policy",
    "perpetual.abc.class",
    "perpetual.ledger.entry",
    "perpetual.cost.pool",
    "stock.lot",
    "stock.move",
)
#: Core lets every employee read these; for who only counts they are empty.
EMPTY = ("stock.quant", "stock.move.line")


@tagged("post_install", "-at_install")
class TestBlind(CountCommon):
    """Rule 6: a counter calls whatever there is, and nothing of the books comes out."""

    def setUp(self):
        super().setUp()
        (self.first + self.second).group_ids += self.env.ref("base.group_allow_export")
        self.receive(self.average, BOOK, 5)
        self.session = self.open_session(self.average)
        self.tally(self.session, {self.average: COUNTED}, close=False)
        self.line = self.session.line_ids.with_user(self.first)
        self.sheet_one = self.line.sheet_id
        self.entry = self.env["perpetual.count.entry"].with_user(self.first).search([])

    def assert_blind(self, answer):
        self.assertNotRegex(json.dumps(answer, default=str), SECRET)

    def records(self):
        return {
            "perpetual.count.line": self.line,
            "perpetual.count.entry": self.entry,
            "perpetual.count.sheet": self.sheet_one,
        }

    def test_own_counts_are_read(self):
        self.assertEqual(self.line.read(["counted"])[0]["counted"], COUNTED)
        self.assertEqual(self.entry.counted, COUNTED)

    def test_read_of_all_fields(self):
        for name, records in self.records().items():
            with self.subTest(name):
                fields = [one for one in records.fields_get() if one not in HIDDEN.get(name, ())]
                for field in fields:
                    self.attempt(records, field)
                self.assertFalse(set(HIDDEN.get(name, ())) & records.fields_get().keys())

    def attempt(self, records, field):
        """Also what a field computes, or the name of what it points at."""
        self.env.invalidate_all()
        for way in (lambda: records.read([field]), lambda: records.export_data([field])):
            try:
                self.assert_blind(way())
            except AccessError as refused:
                self.assert_blind(str(refused))

    def test_hidden_fields(self):
        """Neither read, searched, grouped, sorted, summed nor exported."""
        for name, hidden in HIDDEN.items():
            model = self.records()[name].browse()
            for field in hidden:
                ways = {
                    "read": lambda m=name, f=field: self.records()[m].read([f]),
                    "search": lambda o=model, f=field: o.search([(f, "!=", 0)]),
                    "count": lambda o=model, f=field: o.search_count([(f, "in", [1, 2])]),
                    "order": lambda o=model, f=field: o.search([], order=f),
                    "group": lambda o=model, f=field: o.formatted_read_group([], [f], ["__count"]),
                    "sum": lambda o=model, f=field: o.formatted_read_group(
                        [], [], [f"{f}:count_distinct"]
                    ),
                    "web": lambda m=name, f=field: self.records()[m].web_read({f: {}}),
                    "find": lambda o=model, f=field: o.web_search_read([], {f: {}}),
                    "export": lambda m=name, f=field: self.records()[m].export_data([f]),
                }
                for way, attack in ways.items():
                    with self.subTest(f"{name}.{field} {way}"), self.assertRaises(AccessError):
                        attack()

    def test_through_relations(self):
        """From what may be read to what may not, by a path of fields."""
        lines = self.line.browse()
        for path in (
            "entry_id.book",
            "entry_ids.book",
            "variance_id.quantity",
            "sheet_id.line_ids.expected",
            "session_id.variance_ids.quantity",
        ):
            with self.subTest(path):
                with self.assertRaises(AccessError):
                    lines.search([(path, "!=", 0)])
                with self.assertRaises(AccessError):
                    self.line.export_data([path.replace(".", "/")])

    def test_closed_models(self):
        for name in CLOSED:
            model = self.env[name].with_user(self.first)
            for way, attack in {
                "search": lambda o=model: o.search([]),
                "names": lambda o=model: o.name_search(""),
                "group": lambda o=model: o.formatted_read_group([], [], ["__count"]),
            }.items():
                with self.subTest(f"{name} {way}"), self.assertRaises(AccessError):
                    attack()

    def test_empty_models(self):
        for name in EMPTY:
            model = self.env[name].with_user(self.first)
            with self.subTest(name):
                self.assertFalse(model.search([]))
                self.assertFalse(model.name_search(""))
                self.assertEqual(model.formatted_read_group([], [], ["__count"])[0]["__count"], 0)
                with self.assertRaises(AccessError):
                    self.env[name].search([], limit=1).with_user(self.first).read(["quantity"])

    def test_on_hand_of_the_product(self):
        """The quantity that core computes for a product is for people with rights to stock."""
        product = self.average.with_user(self.first)
        self.env.invalidate_all()
        names = ("qty_available", "virtual_available", "free_qty", "stock_quant_ids")
        for field in (*names, "total_value", "avg_cost"):
            with self.subTest(field):
                try:
                    self.assert_blind(product.read([field]))
                except AccessError as refused:
                    self.assert_blind(str(refused))
                try:
                    path = "stock_quant_ids.quantity" if field == "stock_quant_ids" else field
                    found = product.search([(path, ">", 1)])
                except (AccessError, ValueError) as refused:
                    self.assert_blind(str(refused))
                else:
                    self.assertNotIn(product, found)

    def test_others_sheets(self):
        other = self.line.with_user(self.second)
        for way in (
            lambda: other.read(["counted"]),
            lambda: other.sheet_id.read(["name"]),
            lambda: self.entry.with_user(self.second).read(["counted"]),
        ):
            with self.assertRaises(AccessError):
                way()
        self.assertFalse(other.search([]))
        self.assertFalse(self.entry.with_user(self.second).search([]))

    def test_answers(self):
        """What the steps of counting themselves answer."""
        self.assert_blind(self.line.action_count(COUNTED))
        self.assert_blind(self.line.late_movements())
        self.assert_blind(self.line.action_open_count())
        self.assert_blind(self.sheet_one.action_close())

    def test_errors(self):
        for attack in (
            lambda: self.line.action_count(-1),
            lambda: self.line.with_user(self.second).action_count(1),
            lambda: self.line.write({"counted": 1}),
            lambda: self.sheet_one.write({"state": "done"}),
            lambda: self.line.unlink(),
            lambda: self.entry.create({"line_id": self.line.id}),
        ):
            # Both are errors that people are shown; an access error is no user's error in itself.
            with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
                attack()
            self.assert_blind(str(refused.exception))

    def test_names(self):
        self.assert_blind([self.line.display_name, self.entry.display_name])
        self.assert_blind(self.line.name_search(""))

    def test_a_recount_does_not_tell(self):
        """Whoever counted first is not told that the count was off, the second not by what."""
        self.sheet_one.action_close()
        self.env.invalidate_all()
        self.assert_blind(self.line.web_read({"counted": {}, "is_counted": {}}))
        again = self.sheet(self.session, 2).with_user(self.second)
        again.action_take()
        again_line = again.line_ids
        fields = [f for f in again_line.fields_get() if f not in HIDDEN["perpetual.count.line"]]
        self.assertNotEqual(again_line.counted, COUNTED)
        for field in fields:
            self.attempt(again_line, field)

    def test_onchange_and_forms(self):
        wizard = self.env["perpetual.count.enter"].with_user(self.first)
        context = self.line.action_open_count()["context"]
        values = wizard.with_context(**context).onchange(
            {}, [], {name: {} for name in ("line_id", "product_name", "counted", "photo")}
        )
        self.assert_blind(values)
        self.assertFalse(values["value"].get("counted"), "Nothing is filled in.")

    def test_messages(self):
        """Neither followers nor messages of sheets, lines and variances."""
        messages = self.env["mail.message"].with_user(self.first)
        domain = [("model", "like", "perpetual.count%")]
        self.assert_blind(messages.search(domain).read(["body", "subject", "preview"]))


@tagged("post_install", "-at_install")
class TestBlindHttp(CountCommon, HttpCase):
    """The same over HTTP: what the browser of a counter gets."""

    def test_rpc(self):
        self.first.password = self.first.login
        self.receive(self.average, BOOK, 5)
        session = self.open_session(self.average)
        sheet = self.sheet(session).with_user(self.first)
        sheet.action_take()
        self.authenticate(self.first.login, self.first.login)
        for model, method, args, kwargs in (
            (
                "perpetual.count.line",
                "web_search_read",
                [[], {"counted": {}, "place_name": {}}],
                {},
            ),
            ("perpetual.count.line", "action_count", [sheet.line_ids.ids, COUNTED], {}),
            ("perpetual.count.line", "_commit", [sheet.line_ids.ids, COUNTED], {}),
            ("perpetual.count.line", "_lock_book", [sheet.line_ids.ids], {}),
            ("perpetual.count.line", "web_search_read", [[], {"expected": {}}], {}),
            ("stock.quant", "web_search_read", [[], {"quantity": {}}], {}),
        ):
            body = {"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}}
            with self.subTest(f"{model}.{method}"), mute_logger("odoo.http"):
                answer = self.url_open(
                    f"/web/dataset/call_kw/{model}/{method}",
                    data=json.dumps(body),
                    headers={"Content-Type": "application/json"},
                )
                self.assertEqual(answer.status_code, 200)
                self.assertNotRegex(answer.text, SECRET)
                is_private = method.startswith("_") or "expected" in str(args)
                self.assertEqual("error" in answer.json(), is_private, answer.text[:300])
