"""The template's name says what it was made from; a half-built one has no such name."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from devtools.demo import template
from devtools.demo.template import Parameters

PARAMETERS = Parameters(date(2026, 1, 31), 7, 300, 3, 0)


class Databases:
    """Stands in for the environment's databases; building can be made to fail."""

    def __init__(self, *names, fails=False):
        self.names = set(names)
        self.fails = fails
        self.built = 0
        self.odoo = SimpleNamespace(version="19.0")

    def db_exists(self, name):
        return name in self.names

    def databases(self):
        return sorted(self.names)

    def create_db(self, name):
        self.names.add(name)

    def drop_db(self, name):
        self.names.discard(name)

    def rename_db(self, old, new):
        self.names.remove(old)
        self.names.add(new)

    def run(self, db, args, title=""):
        assert db in self.names

    def shell_script(self, db, path, args):
        assert path.is_file()
        if self.fails:
            raise RuntimeError("interrupted")
        self.built += 1

    def query(self, sql, db):
        assert db in self.names


@pytest.fixture(autouse=True)
def state_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(template.paths, "STATE", tmp_path)


def test_the_day_of_the_build_does_not_count():
    later = replace(PARAMETERS, last=date(2026, 2, 14))
    assert template.parameters_key(PARAMETERS) == template.parameters_key(later)


@pytest.mark.parametrize("change", [{"weeks": 8}, {"products": 301}, {"baskets_per_day": 1}])
def test_every_other_parameter_counts(change):
    other = replace(PARAMETERS, **change)
    assert template.parameters_key(PARAMETERS) != template.parameters_key(other)


def test_the_odoo_counts():
    assert template.sources_key("19.0") != template.sources_key("19.1")


def test_sources_count_but_not_their_tests(tmp_path):
    for name in ("models/a.py", "tests/test_a.py", "readme/USE.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert template._sources(tmp_path) == [tmp_path / "models/a.py"]


def test_a_template_is_built_once():
    databases = Databases("mine")
    name = template.ensure(databases, PARAMETERS, fresh=False)
    assert databases.names == {"mine", name}
    assert template.ensure(databases, PARAMETERS, fresh=False) == name
    assert databases.built == 1


def test_fresh_builds_again():
    databases = Databases()
    for _time in range(2):
        template.ensure(databases, PARAMETERS, fresh=True)
    assert databases.built == 2


def test_an_outdated_template_makes_room():
    databases = Databases(f"{template.PREFIX}old")
    name = template.ensure(databases, PARAMETERS, fresh=False)
    assert databases.names == {name}


def test_templates_of_other_sizes_stay():
    databases = Databases()
    small = template.ensure(databases, replace(PARAMETERS, weeks=1), fresh=False)
    name = template.ensure(databases, PARAMETERS, fresh=False)
    assert databases.names == {small, name}


def test_an_interrupted_build_leaves_no_template():
    old = f"{template.PREFIX}old"
    databases = Databases(old, fails=True)
    with pytest.raises(RuntimeError, match="interrupted"):
        template.ensure(databases, PARAMETERS, fresh=False)
    assert databases.names == {old, template.BUILDING}


def test_the_whole_suite_is_installed():
    assert {"perpetual_stock", "perpetual_purchase", "perpetual_sale"} <= set(template.modules())
