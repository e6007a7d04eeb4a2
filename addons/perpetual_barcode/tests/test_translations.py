import ast
from pathlib import Path
from unittest.mock import patch

from babel.messages import extract
from lxml import etree

from odoo.modules import get_module_path
from odoo.tests import HttpCase, tagged
from odoo.tools.translate import CodeTranslations

from .common import BarcodeCommon

MODULE = "perpetual_barcode"
ROOT = Path(get_module_path(MODULE))
#: Keys of what the app is answered that people read.
SHOWN = {"title", "subtitle", "prompt", "text", "label", "name", "detail"}
#: Methods and errors whose first argument people read.
TOLD = {"UserError", "ValidationError", "AccessError", "_good", "_warning", "_error"}
#: Attributes of templates that people read or hear.
HEARD = ("aria-label", "title", "placeholder", "alt")


def sources(pattern):
    folders = [ROOT / name for name in ("models", "wizard", "static/src")]
    return [path for folder in folders for path in sorted(folder.rglob(pattern))]


def is_words(node):
    """Whether a Python expression is a text with words in it, as it stands."""
    texts = []
    if isinstance(node, ast.Constant):
        texts = [node.value]
    elif isinstance(node, ast.JoinedStr):
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
    return any(
        isinstance(text, str) and " " in text.strip() and any(map(str.isalpha, text))
        for text in texts
    )


@tagged("post_install", "-at_install")
class TestSources(BarcodeCommon):
    """No text that people read stands in the sources without its translation."""

    def test_python(self):
        found = []
        for path in sources("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                shown = []
                if isinstance(node, ast.Dict):
                    pairs = zip(node.keys, node.values, strict=True)
                    shown = [
                        value
                        for key, value in pairs
                        if isinstance(key, ast.Constant) and key.value in SHOWN
                    ]
                elif isinstance(node, ast.Call) and node.args:
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    shown = node.args[:1] if name in TOLD else []
                found += [f"{path.name}:{text.lineno}" for text in shown if is_words(text)]
        self.assertFalse(found)

    def test_templates(self):
        """Neither an expression nor a computed attribute holds words."""
        found = []
        for path in sources("*.xml"):
            for node in etree.parse(str(path)).iter(etree.Element):
                for name, value in node.attrib.items():
                    is_computed = name in ("t-esc", "t-out") or any(
                        name in (f"t-att-{heard}", f"t-attf-{heard}") for heard in HEARD
                    )
                    literals = [part for part in value.split("'")[1::2] if part.isalpha()]
                    if is_computed and literals and literals not in (["true", "false"],):
                        found.append(f"{path.name}:{node.sourceline} {name}={value}")
        self.assertFalse(found)

    def test_reasons(self):
        """What the floor chooses from is translated in its records."""
        self.assertTrue(self.env["perpetual.barcode.reason"]._fields["name"].translate)

    def test_scripts(self):
        """Templates are in files of their own, where their words are found, and errors that a
        script throws are translated."""
        for path in sources("*.js"):
            text = path.read_text(encoding="utf-8")
            self.assertNotIn("xml`", text, path.name)
            self.assertNotRegex(text, r"""new Error\(\s*["'`]""", path.name)
            self.assertNotRegex(text, r"""notification\.add\(\s*["'`]""", path.name)


class Everything(dict):
    """Each text of the addon in a language that marks what is translated: «text»."""

    def get(self, text, default=None):
        return f"«{text}»"


def marked_terms():
    """The app's texts as they are found for translators, marked."""
    terms = set()
    for method, pattern, words in (
        ("odoo.tools.babel:extract_javascript", "*.js", {"_t": None}),
        ("odoo.tools.translate:babel_extract_qweb", "*.xml", {}),
    ):
        for path in sorted((ROOT / "static/src").rglob(pattern)):
            with path.open("rb") as file:
                terms |= {row[1] for row in extract.extract(method, file, keywords=words)}
    return [{"id": term, "string": f"«{term}»"} for term in sorted(terms)]


@tagged("post_install", "-at_install")
class TestTranslated(BarcodeCommon, HttpCase):
    """The app in a language that marks what is translated: nothing is left that is not."""

    browser_size = "375x667"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.worker = self.make_user(
            "labeller", "stock.group_stock_user,perpetual_barcode.group_labels"
        )
        self.worker.write({"name": "Anna", "password": self.worker.login, "lang": "fr_FR"})
        terms = marked_terms()
        python, web = (
            CodeTranslations.get_python_translations,
            CodeTranslations.get_web_translations,
        )

        def get_python(this, module, lang):
            # Also flows that other addons bring.
            return Everything() if module.startswith("perpetual_") else python(this, module, lang)

        def get_web(this, module, lang):
            return {"messages": terms} if module == MODULE else web(this, module, lang)

        self.env.registry.clear_all_caches()
        self.addCleanup(self.env.registry.clear_all_caches)
        for name, method in (
            ("get_python_translations", get_python),
            ("get_web_translations", get_web),
        ):
            patcher = patch.object(CodeTranslations, name, method)
            patcher.start()
            self.addCleanup(patcher.stop)

    def test_every_screen(self):
        shelf = self.make_location("A-01")
        shelf.barcode = "A-01"
        self.receive(self.average, 10, 5, dest=shelf)
        self.incoming((self.average, 3), (self.fifo, 2)).origin = "P-4711"
        self.deliver(self.average, 2, source=shelf).picking_id.origin = "S-0815"
        self.start_tour("/odoo/barcode", "perpetual_barcode_translated", login=self.worker.login)
