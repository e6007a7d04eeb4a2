import pytest

from ..epc import place_of
from ..gtin import is_gtin


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        # Example of the Tag Data Standard, 6.3.3.
        ("urn:epc:id:sgln:9521141.12345.400", ("9521141123454", "400")),
        ("urn:epc:id:sgln:9521141.12345.0", ("9521141123454", "")),
        ("urn:epc:id:sgln:952114112345..0", ("9521141123454", "")),
        ("urn:epc:id:sgln:9521141.12345.A%2F1", ("9521141123454", "A/1")),
        ("urn:epc:id:sgln:9521141.12345.1.5", ("9521141123454", "1.5")),
        ("urn:epc:tag:sgln-195:3.9521141.12345.400", ("9521141123454", "400")),
    ],
)
def test_places(uri, found):
    assert place_of(uri) == found
    assert is_gtin(found[0])


@pytest.mark.parametrize(
    "uri",
    [
        "urn:epc:id:sgtin:4006381.033393.77",
        "urn:epc:id:sgln:9521141.12345",
        "urn:epc:id:sgln:9521141.1234.0",
        "urn:epc:id:sgln:952114A.12345.0",
        "urn:epc:id:sgln:",
        "sgln:9521141.12345.0",
        "",
    ],
)
def test_no_places(uri):
    assert place_of(uri) is None
