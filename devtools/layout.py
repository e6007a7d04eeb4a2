"""Which stage of the tests a file belongs to.

Odoo's stage has what lies directly in an addon's ``tests`` folder, and the
whole journeys in the root's ``tests``. All other tests are plain Python: those
of a pure package inside an addon, of the box, and of this tool.
"""

from pathlib import Path

from devtools import paths

PURE = "pure"
ODOO = "odoo"


def stages(path: Path) -> set[str]:
    """Tell which stages have tests at or below a path."""
    if path in (paths.ROOT, paths.ADDONS):
        return {PURE, ODOO}
    if path == paths.TESTS or paths.TESTS in path.parents:
        return {ODOO}
    if paths.ADDONS not in path.parents:
        return {PURE}
    inside = path.relative_to(paths.ADDONS).parts[1:]
    if not inside:
        return {PURE, ODOO}
    return {ODOO} if inside[0] == "tests" else {PURE}


def addons() -> list[Path]:
    """Return the folders of our addons."""
    return [path.parent for path in sorted(paths.ADDONS.glob("*/__manifest__.py"))]
