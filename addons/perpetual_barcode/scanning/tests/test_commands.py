import pytest

from ..commands import PREFIX, WORDS, Command, command


@pytest.mark.parametrize("text", ["PB.VALIDATE", "pb.validate"])
def test_word(text):
    assert command(text) == Command("VALIDATE")


def test_every_word_reads_back():
    for word, has_value in WORDS.items():
        order = Command(word, "7" if has_value else "")
        assert command(str(order)) == order


def test_value_keeps_its_case():
    assert command("PB.USER.a7Fq") == Command("USER", "a7Fq")


@pytest.mark.parametrize(
    "text", ["PB.", "PB.NOTHING", "PB.TIMES", "PB.UNDO.3", "OBTPRSL", "VALIDATE"]
)
def test_none(text):
    assert command(text) is None


def test_as_a_barcode():
    assert str(Command("TIMES", "12")) == f"{PREFIX}TIMES.12"
    assert command(str(Command("TIMES", "12"))) == Command("TIMES", "12")
