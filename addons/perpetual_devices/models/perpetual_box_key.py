import hashlib
import hmac
import secrets

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

#: A pairing code is good for so many minutes, and for so many wrong tries.
CODE_MINUTES = 10
MOST_TRIES = 5
#: Letters and digits that nobody mistakes for another; 10 of them are 50 bits.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def digest(secret):
    """SHA-256 of a secret, in hexadecimal: what is kept of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def plain(code):
    """A pairing code as it is hashed: without dashes and spaces, in capitals."""
    return "".join(letter for letter in str(code).upper() if letter.isalnum())


class PerpetualBoxKey(models.AbstractModel):
    """How a box proves that it is itself: a code once, a token from then on.

    Nothing of both is kept but digests; a copy of the database opens no door.
    """

    _name = "perpetual.box.key"
    _description = "Key of a Box"

    code_hash = fields.Char(copy=False, readonly=True, groups="base.group_system")
    code_expires_at = fields.Datetime(copy=False, readonly=True)
    code_tries = fields.Integer(copy=False, readonly=True)
    token_hash = fields.Char(copy=False, readonly=True, groups="base.group_system")
    next_token_hash = fields.Char(copy=False, readonly=True, groups="base.group_system")
    is_rotating = fields.Boolean("New Token Asked For", copy=False, readonly=True)

    def action_code(self):
        """A new code that pairs the box, shown once.

        :raises UserError: the box is revoked
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "revoked":
            raise UserError(
                self.env._("%s is revoked. Make a new box for the device instead.", self.name)
            )
        code = "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))
        # Keys are written by steps only; the right to change boxes is checked above.
        self.sudo().write(
            {
                "code_hash": digest(code),
                "code_expires_at": fields.Datetime.now() + relativedelta(minutes=CODE_MINUTES),
                "code_tries": 0,
            }
        )
        half = CODE_LENGTH // 2
        return self._show_code(f"{code[:half]}-{code[half:]}")

    def _pair(self, code, vals):
        """The box that a code belongs to, with its new token.

        :param vals: what the box tells about itself
        :returns: ``(box, token)``, or ``(nothing, "code_wrong" or "code_expired")``
        """
        now = fields.Datetime.now()
        waiting = self.search([("code_hash", "!=", False), ("state", "!=", "revoked")])
        waiting = waiting.filtered(lambda box: box.code_expires_at > now)
        wanted = digest(plain(code))
        box = waiting.filtered(lambda box: hmac.compare_digest(box.code_hash, wanted))[:1]
        if not box:
            # Whoever guesses may mean any of them.
            for other in waiting:
                other.code_tries += 1
                if other.code_tries >= MOST_TRIES:
                    other.write({"code_hash": False, "code_expires_at": False})
            return box, "code_wrong"
        token = secrets.token_urlsafe(32)
        box.write(
            {
                **vals,
                "token_hash": digest(token),
                "next_token_hash": False,
                "is_rotating": False,
                "code_hash": False,
                "code_expires_at": False,
                "state": "paired",
            }
        )
        return box, token

    def _authenticate(self, uuid, token):
        """The box of this id, if the token is its own; else nothing.

        A token that was handed out as the next one becomes the one with its first use.
        """
        box = self.search([("uuid", "=", uuid or ""), ("state", "=", "paired")], limit=1)
        given = digest(token or "")
        # As long for a box that is none as for a wrong token.
        is_own = hmac.compare_digest(box.token_hash or digest(""), given) and bool(token)
        is_next = hmac.compare_digest(box.next_token_hash or digest(""), given) and bool(token)
        if is_next:
            box.write({"token_hash": given, "next_token_hash": False, "is_rotating": False})
        return box if is_own or is_next else box.browse()

    def action_rotate(self):
        """The box gets another token with its next heartbeat."""
        self.check_access("write")
        # See ``action_code``.
        self.sudo().is_rotating = True
        self._ring()

    def _next_token(self):
        """A token for a box that is to change it, or ``None``. An answer that is lost does no
        harm: the old token is good until the new one is used."""
        if not self.is_rotating:
            return None
        token = secrets.token_urlsafe(32)
        self.next_token_hash = digest(token)
        return token

    def action_revoke(self):
        """The box is let in no more, from now on."""
        self.check_access("write")
        # See ``action_code``.
        self.sudo().write(
            {
                "state": "revoked",
                "token_hash": False,
                "next_token_hash": False,
                "code_hash": False,
                "is_rotating": False,
            }
        )

    def _doorbell_secret(self):
        """What opens the doorbell's channel and nothing else."""
        self.ensure_one()
        key = bytes.fromhex(self.token_hash)
        return hmac.new(key, b"perpetual doorbell", hashlib.sha256).hexdigest()
