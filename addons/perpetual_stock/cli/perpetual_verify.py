"""``odoo perpetual_verify``: has anybody altered the stock ledger? Reads only."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import odoo.sql_db
from odoo.cli import Command
from odoo.tools import config

EPILOG = """
Exit code: 0 nothing was altered, 1 something was, 2 it could not be verified.

Keep the last entry of each product today, outside of Odoo, and compare next year:
  odoo perpetual_verify -d DB --write-last-entries last-entries-2026.csv
  odoo perpetual_verify -d DB --last-entries last-entries-2026.csv
"""

#: What each fault means; %s is the entry's number.
WORDS = {
    "gap": "entries before no. %s are missing",
    "digest": "entry no. %s is not as it was written",
    "balance": "the running balance of entry no. %s does not follow from the one before",
    "head": "the last entry is not no. %s, which the pool remembers",
    "kept": "entry no. %s is not the one whose digest was kept",
}


class PerpetualVerify(Command):
    """Verify that nobody altered the stock ledger: recompute every digest."""

    name = "perpetual_verify"
    epilog = EPILOG

    def run(self, cmdargs):
        """Verify, print what was found, exit with the result."""
        args = self._arguments(cmdargs)
        try:
            wrong = self._verify(args.database, args)
        except VerifyError as error:
            # pylint: disable=bad-builtin
            print(f"perpetual_verify: {error}", file=sys.stderr)
            sys.exit(2)
        sys.exit(1 if wrong else 0)

    def _arguments(self, cmdargs):
        parser = self.parser
        parser.add_argument("-d", "--database", required=True, help="database to verify")
        parser.add_argument("-c", "--config", help="Odoo's configuration file")
        parser.add_argument("--company", help="name or id of one company; else all")
        parser.add_argument(
            "--last-entries",
            dest="heads",
            type=Path,
            metavar="FILE",
            help="compare with the last entries that were kept in this file",
        )
        parser.add_argument(
            "--write-last-entries",
            dest="write_heads",
            type=Path,
            metavar="FILE",
            help="write the last entry of each product (or lot), with its digest, to this file",
        )
        # Their names before: scheduled jobs may have them.
        parser.add_argument("--heads", dest="heads", type=Path, help=argparse.SUPPRESS)
        parser.add_argument("--write-heads", dest="write_heads", type=Path, help=argparse.SUPPRESS)
        parser.add_argument("--limit", type=int, default=20, help="how many faults to print")
        args, server = parser.parse_known_args(cmdargs)
        options = [*server, "--no-http", "-d", args.database]
        if args.config:
            options += ["-c", args.config]
        config.parse_config(options, setup_logging=True)
        return args

    def _verify(self, db_name, args):
        """Whether anything is wrong in any company.

        One read-only transaction: a consistent picture, and proof that nothing is written.
        """
        with odoo.sql_db.db_connect(db_name).cursor() as cr:
            cr.execute("SET TRANSACTION READ ONLY")
            cr.execute("SELECT to_regclass('perpetual_ledger_entry')")
            if not cr.fetchone()[0]:
                raise VerifyError(f"{db_name} has no stock ledger (perpetual_stock).")
            companies = self._companies(cr, args.company)
            if len(companies) > 1 and (args.heads or args.write_heads):
                raise VerifyError(
                    "A file of last entries is of one company: name it with --company."
                )
            return sum(self._verify_company(cr, *company, args) for company in companies)

    def _companies(self, cr, wanted):
        cr.execute(
            """SELECT company.id, company.name FROM res_company company
                WHERE EXISTS (SELECT FROM perpetual_cost_pool WHERE company_id = company.id)
                  AND (%(wanted)s IS NULL OR company.name = %(wanted)s
                       OR company.id::text = %(wanted)s)
                ORDER BY company.id""",
            {"wanted": wanted},
        )
        companies = cr.fetchall()
        if not companies and wanted:
            raise VerifyError(f"No company {wanted!r} has a stock ledger.")
        if not companies:
            self._say("The stock ledger is empty.")
        return companies

    def _verify_company(self, cr, company_id, name, args):
        """Print the result of one company; returns the number of faults."""
        # Loaded here: Odoo looks for commands before it knows the addons.
        from odoo.addons.perpetual_stock.costing.chain import Chain, fingerprint
        from odoo.addons.perpetual_stock.costing.heads import HeadsError, read_heads, write_heads

        chain = Chain(cr, company_id)
        heads = chain.heads()
        faults = chain.faults()
        if args.heads:
            try:
                faults += chain.compare(read_heads(args.heads.read_text(encoding="utf-8")))
            except (HeadsError, OSError) as error:
                raise VerifyError(f"{args.heads}: {error}") from error
        self._say(f"{name}: {chain.entry_count()} entries in {len(heads)} pools.")
        self._say(f"Fingerprint of the last entries: {fingerprint(heads)}")
        names = {head.pool_id: " ".join(filter(None, (head.product, head.lot))) for head in heads}
        for fault in faults[: args.limit]:
            what = WORDS[fault.code] % fault.sequence
            self._say(f"ALTERED  pool {fault.pool_id} {names.get(fault.pool_id, '')}: {what}")
        if len(faults) > args.limit:
            self._say(f"… and {len(faults) - args.limit} more.")
        if args.write_heads:
            facts = [("Company", f"{name} (id {company_id})"), ("Database", cr.dbname)]
            args.write_heads.write_text(write_heads(heads, facts), encoding="utf-8")
            self._say(f"Last entries written to {args.write_heads}")
        self._say("NOT INTACT" if faults else "Intact: no entry was altered.")
        return len(faults)

    @staticmethod
    def _say(text):
        # pylint: disable=bad-builtin
        print(text)


class VerifyError(Exception):
    """The ledger could not be verified."""
