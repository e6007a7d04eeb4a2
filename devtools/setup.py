"""All that must be there before anything else runs; a no-op when it is."""

from devtools import (
    chromium,
    console,
    odoo_source,
    paths,
    postgres,
    python_env,
    state,
    wkhtmltopdf,
)
from devtools.odoo_cmd import OdooEnv


def complete(browser: bool = False) -> bool:
    """Tell whether the lasting parts are in place."""
    parts = python_env.ready() and odoo_source.find() is not None and wkhtmltopdf.ready()
    return parts and (not browser or chromium.ready())


def ensure(browser: bool = False, again: bool = False) -> OdooEnv:
    """Return a working environment, made first where something is missing.

    :param browser: whether Chromium is needed too
    :param again: whether to look once more for what could not be had
    """
    if again or not complete(browser):
        with state.locked():
            console.heading("setup")
            paths.STATE.mkdir(exist_ok=True)
            python_env.setup()
            odoo_source.setup()
            wkhtmltopdf.setup(again)
            if browser:
                chromium.setup()
    env = OdooEnv(odoo_source.find(), postgres.connect())
    env.path_extra.append(wkhtmltopdf.folder())
    if browser:
        env.path_extra.append(chromium.folder())
    env.write_config()
    return env


def report(env: OdooEnv) -> None:
    """Say what was taken."""
    console.say(f"   Python {python_env.version()}")
    console.say(f"   Odoo {env.odoo.version}: {env.odoo.origin}")
    console.say(f"   PostgreSQL: {env.server.origin}")
    if chromium.ready():
        console.say(f"   Chromium: {chromium.version()}")
    if wkhtmltopdf.found():
        console.say(f"   wkhtmltopdf: {wkhtmltopdf.version()}")
