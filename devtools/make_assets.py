"""Make the bundles that browser tests load, in an Odoo shell.

A test rolls back what it made, so without this every class of browser tests
would bundle the whole web client anew.
"""

BUNDLES = ("web.assets_web", "web.assets_frontend", "web.__assets_tests_call__", "web.assets_tests")

env = globals()["env"]
for bundle in BUNDLES:
    env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
    env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()
