import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import bodies, cursor, keys, openapi, signing
from ..problems import KINDS, Problem

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LINE = {"sku": "A", "quantity": 1}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def sale(**more):
    return {"reference": "R1", "lines": [LINE], **more}


def faults(call, *args):
    with pytest.raises(Problem) as caught:
        call(*args)
    assert caught.value.code == "invalid"
    return [fault["pointer"] for fault in caught.value.errors]


class TestKeys:
    def test_made_and_proved(self):
        key, prefix, digest = keys.make()
        assert keys.prefix(key) == prefix
        assert keys.proves(key, digest)
        assert not keys.proves(key[:-1] + ("A" if key[-1] != "A" else "B"), digest)
        assert key not in digest

    @pytest.mark.parametrize("text", ["", "pk_", "pk_short_x", "pk_12345678_" + "a" * 44, "pk_ä"])
    def test_no_key(self, text):
        assert keys.prefix(text) is None


class TestSigning:
    #: The example of the Standard Webhooks specification.
    SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    ID, AT = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    BODY = b'{"test": 2432232314}'

    def test_published_example(self):
        expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        assert signing.sign(self.SECRET, self.ID, self.AT, self.BODY) == expected

    def test_round_trip(self):
        secret = signing.make_secret()
        headers = signing.headers(secret, "m", 1000, b"{}")
        assert signing.verify(secret, headers, b"{}", 1000 + 299)
        assert not signing.verify(secret, headers, b"{}", 1000 + 301)
        assert not signing.verify(secret, headers, b"{ }", 1000)
        assert not signing.verify(signing.make_secret(), headers, b"{}", 1000)
        assert not signing.verify(secret, {**headers, "webhook-id": "other"}, b"{}", 1000)
        assert not signing.verify(secret, {}, b"{}", 1000)

    @pytest.mark.parametrize("secret", ["MfKQ", "whsec_*"])
    def test_no_secret(self, secret):
        with pytest.raises(ValueError, match="whsec_"):
            signing.sign(secret, "m", 1, b"")


class TestCursor:
    @given(
        st.integers(0, 10**18 - 1), st.integers(0, 10**12), st.none() | st.integers(0, 10**18 - 1)
    )
    def test_round_trip(self, xid, after, since):
        one = cursor.Cursor("abc", xid)
        page = cursor.Page(after, since, one)
        assert cursor.parse_cursor(str(one)) == one
        assert cursor.parse_page(str(page)) == page

    @given(st.text())
    def test_nonsense(self, text):
        for parse in (cursor.parse_cursor, cursor.parse_page):
            try:
                parse(text)
            except cursor.CursorError:
                continue
            assert text  # whatever is read had something in it

    def test_one_is_not_the_other(self):
        one = cursor.Cursor("abc", 5)
        with pytest.raises(cursor.CursorError):
            cursor.parse_page(str(one))
        with pytest.raises(cursor.CursorError):
            cursor.parse_cursor(str(cursor.Page(1, None, one)))


class TestBodies:
    def test_sale(self):
        address = {"name": " Ann ", "country": "DE", "street2": ""}
        body = bodies.order(sale(ship_to=address, sold_at="2026-05-04T13:00:00+02:00"), NOW)
        assert body.lines == (bodies.Line("A", 1.0),)
        assert body.ship_to == {"name": "Ann", "country": "DE"}
        assert body.sold_at == "2026-05-04T11:00:00+00:00"

    def test_same_content_same_digest(self):
        one = bodies.order(sale(), NOW)
        assert one.digest() == bodies.order(json.loads(json.dumps(sale())), NOW).digest()
        assert (
            one.digest() == bodies.order(sale(lines=[{"quantity": 1.0, "sku": "A"}]), NOW).digest()
        )
        assert one.digest() != bodies.order(sale(warehouse="WH"), NOW).digest()
        assert one.digest() != bodies.order(sale(lines=[LINE, LINE]), NOW).digest()

    @pytest.mark.parametrize("quantity", [0, -1, True, "1", None, 1e9, float("nan"), float("inf")])
    def test_quantity(self, quantity):
        rows = [{"sku": "A", "quantity": quantity}]
        assert faults(bodies.order, sale(lines=rows), NOW) == ["/lines/0/quantity"]

    def test_every_fault_at_once(self):
        data = {"reference": "a/b", "lines": [{"sku": "", "quantity": -1}], "x": 1, "warehouse": 5}
        assert faults(bodies.order, data, NOW) == [
            "/x", "/reference", "/lines/0/sku", "/lines/0/quantity", "/warehouse",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("more", "pointer"),
        [
            ({"lines": []}, "/lines"),
            ({"lines": [LINE] * 201}, "/lines"),
            ({"lines": None}, "/lines"),
            ({"sold_at": "2026-05-04"}, "/sold_at"),
            ({"sold_at": "0001-01-01T00:00:00+23:59"}, "/sold_at"),
            ({"ship_to": {"street": "x"}}, "/ship_to/name"),
            ({"ship_to": {"name": "x\n"}}, "/ship_to/name"),
            ({"ship_to": {"name": "x", "country": "DEU"}}, "/ship_to/country"),
            ({"reservation": ""}, "/reservation"),
        ],
    )
    def test_single_faults(self, more, pointer):
        assert pointer in faults(bodies.order, sale(**more), NOW)

    def test_sold_in_the_future(self):
        assert bodies.order(sale(sold_at="2026-05-04t12:09:60z"), NOW).sold_at
        with pytest.raises(Problem) as caught:
            bodies.order(sale(sold_at="2026-05-04T13:00:00Z"), NOW)
        assert caught.value.code == "conflict"

    def test_a_reservation_needs_no_lines(self):
        body = bodies.order({"reference": "R", "reservation": "B"}, NOW)
        assert (body.lines, body.reservation) == ((), "B")
        assert faults(bodies.order, {"reference": "R"}, NOW) == ["/lines"]

    @pytest.mark.parametrize("minutes", [0, 1441, 1.5, True, "5", None])
    def test_minutes(self, minutes):
        assert faults(bodies.reservation, sale(minutes=minutes)) == ["/minutes"]

    @given(ANYTHING)
    def test_anything(self, data):
        """Whatever comes is read or refused, never a fault of the server's."""
        for read in (lambda d: bodies.order(d, NOW), bodies.reservation, bodies.returned):
            try:
                body = read(data)
            except Problem as problem:
                assert problem.document()["status"] in (409, 422)
                json.dumps(problem.document())
            else:
                assert body.reference


def test_problems_of_the_document():
    """Each status that the document names has a problem, and the other way round."""
    document = openapi.document()
    named = {
        int(status)
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
        for status in operation["responses"]
        if int(status) >= 400
    }
    assert named <= {status for status, _title in KINDS.values()}
