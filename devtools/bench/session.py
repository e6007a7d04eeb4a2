"""A session of very many lines: no page of it takes long.

Run by ``./dev bench session`` inside Odoo; sizes are numbers of lines, counted by ten people.
What a page does is measured as the web client calls it; of the lines one in fifty differs.
"""

import sys
import uuid

from lxml import etree

from devtools.bench.kit import Bench

PEOPLE = 10
#: One line in so many differs.
DIFFERS = 50
#: Seconds that a page may take.
PAGE = 2.0
SHOWN = 80

env = env  # noqa: F821
bench = Bench(env, sys.argv)
pages = {}


def main():
    """Build, show, count, finish, approve and post a session, and show it again."""
    for size in bench.sizes:
        pages.clear()
        session = _session(size)
        page("start", session.action_start)
        _show(session, "counting")
        sheets = session.sheet_ids
        assert sum(len(sheet.line_ids) for sheet in sheets) == size
        for sheet in sheets:
            _count(sheet)
        env.cr.commit()
        for sheet in sheets:
            page("finish a sheet", lambda sheet=sheet: as_counter(sheet).action_close())
        again = session.sheet_ids - sheets
        for sheet in again:
            as_counter(sheet, _other(sheet)).action_take()
            _count(sheet)
            page("finish a recount", lambda sheet=sheet: as_counter(sheet).action_close())
        rows = session.variance_ids
        assert len(rows) == size // DIFFERS, len(rows)
        _show(session, "review")
        reason = env["perpetual.variance.reason"].search([], limit=1)
        rows.write({"reason_id": reason.id})
        rows.state = "approved"
        env.cr.commit()
        page("post", session.action_post)
        env.cr.commit()
        work = bench.measure(env["perpetual.count.session"]._cron_post)
        bench.note(f"posting {size:,} lines in the background: {work[0]:.1f} s")
        assert session.state == "done", session.state
        _show(session, "done")
        slowest = max(pages, key=pages.get)
        bench.note(", ".join(f"{name} {taken:.2f} s" for name, taken in pages.items()))
        bench.bound(
            f"slowest page of a session of {size:,} lines ({slowest})",
            pages[slowest],
            PAGE,
            unit="s",
        )


def page(name, work):
    """Measure one request; the slowest of each name counts."""
    taken, _queries = bench.measure(work)
    pages[name] = max(pages.get(name, 0), taken)


def as_counter(sheet, user=None):
    return sheet.with_user(user or sheet.user_id)


def _people():
    group = env.ref("perpetual_cycle_count.group_counter")
    return env["res.users"].create(
        [
            {
                "name": f"Counter {number}",
                "login": f"bench-counter-{number}-{uuid.uuid4()}",
                "group_ids": [(4, group.id), (4, env.ref("base.group_user").id)],
            }
            for number in range(PEOPLE)
        ]
    )


def _session(size):
    places = env["stock.location"].create(
        [
            {"name": f"Aisle {number}", "location_id": bench.stock.id, "usage": "internal"}
            for number in range(PEOPLE)
        ]
    )
    products = bench.products("continuous", "average", size, "session")
    for number, place in enumerate(places):
        own = products[number * size // PEOPLE : (number + 1) * size // PEOPLE]
        picking = bench.transfer("in", [(product, 50, 10) for product in own])
        picking.move_line_ids.location_dest_id = place
        bench.validate(picking)
        env.cr.commit()
    env.cr.execute("ANALYZE")
    people = _people()
    session = env["perpetual.count.session"].create(
        {
            "location_ids": [(6, 0, places.ids)],
            "counter_ids": [(6, 0, people.ids)],
            "grace_minutes": 0,
        }
    )
    env.cr.commit()
    return session


def _other(sheet):
    return (sheet.session_id.counter_ids - sheet._other_rounds().entry_ids.user_id)[:1]


def _count(sheet):
    for number, line in enumerate(as_counter(sheet).line_ids):
        counted = 47 if line.product_id.id % DIFFERS == 0 else 50
        line._commit(counted, str(uuid.uuid4()))
        if number % 200 == 199:
            env.cr.commit()
    env.flush_all()


def _show(session, when):
    """What the client asks for when it opens the session and its lists."""
    view = session.get_view(view_type="form")
    page(f"form, {when}", lambda: session.web_read(_fields(view)))
    for name in ("sheet", "line", "variance"):
        records = env[f"perpetual.count.{name}"]
        view = records.get_view(view_type="list")
        domain = [("session_id", "=", session.id)]
        page(
            f"list of {name}s, {when}",
            lambda records=records, view=view, domain=domain: records.web_search_read(
                domain, _fields(view), limit=SHOWN
            ),
        )
    for sheet in session.sheet_ids[:1]:
        view = sheet.get_view(view_type="form")
        page(
            f"form of a sheet, {when}", lambda sheet=sheet, view=view: sheet.web_read(_fields(view))
        )


def _fields(view):
    """The specification that the client makes of a view: lists in a form show forty rows."""

    def of(node, model):
        fields = {}
        for field in node.iterfind(".//field"):
            if any(parent.tag == "field" for parent in _parents(field, node)):
                continue
            name = field.get("name")
            column = env[model]._fields[name]
            fields[name] = {}
            if column.type in ("many2one", "reference"):
                fields[name] = {"fields": {"display_name": {}}}
            elif column.type in ("one2many", "many2many"):
                inner = of(field, column.comodel_name) or {"display_name": {}}
                fields[name] = {"fields": inner, "limit": 40}
        return fields

    return of(etree.fromstring(view["arch"]), view["model"])


def _parents(node, stop):
    node = node.getparent()
    while node is not None and node is not stop:
        yield node
        node = node.getparent()


main()
