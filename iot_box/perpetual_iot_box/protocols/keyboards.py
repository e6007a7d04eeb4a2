"""Which sign is on which key, by the country a scanner is set to.

A scanner that plays a keyboard sends numbers of keys, as a keyboard of its country would have to be
struck. Windows' layouts, which scanners are made for, and where those have nothing on a key, what
Linux has there. Dead keys are written as combining signs.
"""

from __future__ import annotations

#: Numbers of the 48 keys with signs (``linux/input-event-codes.h``), row by row from the digits.
KEYS = (41, *range(2, 14), *range(16, 28), *range(30, 41), 43, 86, *range(44, 54))
SPACE = 57
#: Nothing on this key.
NONE = "\0"
GRAVE, ACUTE, CIRCUMFLEX, TILDE, DIAERESIS = "\u0300", "\u0301", "\u0302", "\u0303", "\u0308"
#: Dead key → what it writes before a space.
DEAD = {GRAVE: "`", ACUTE: "´", CIRCUMFLEX: "^", TILDE: "~", DIAERESIS: "¨"}

#: Layout → four rows without and with Shift.
PLAIN = {
    "us": ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "<zxcvbnm,./"),
    "gb": ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'#", "\\zxcvbnm,./"),
    "de": (f"{CIRCUMFLEX}1234567890ß{ACUTE}", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-"),
    "fr": ("²&é\"'(-è_çà)=", f"azertyuiop{CIRCUMFLEX}$", "qsdfghjklmù*", "<wxcvbn,;:!"),
    "be": ("²&é\"'(§è!çà)-", f"azertyuiop{CIRCUMFLEX}$", "qsdfghjklmùµ", "<wxcvbn,;:="),
    "es": ("º1234567890'¡", f"qwertyuiop{GRAVE}+", f"asdfghjklñ{ACUTE}ç", "<zxcvbnm,.-"),
    "it": ("\\1234567890'ì", "qwertyuiopè+", "asdfghjklòàù", "<zxcvbnm,.-"),
    "ch": (f"§1234567890'{CIRCUMFLEX}", f"qwertzuiopü{DIAERESIS}", "asdfghjklöä$", "<yxcvbnm,.-"),
}
SHIFTED = {
    "us": ("~!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"|', ">ZXCVBNM<>?"),
    "gb": ('¬!"£$%^&*()_+', "QWERTYUIOP{}", "ASDFGHJKL:@~", "|ZXCVBNM<>?"),
    "de": (f'°!"§$%&/()=?{GRAVE}', "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_"),
    "fr": (f"{NONE}1234567890°+", f"AZERTYUIOP{DIAERESIS}£", "QSDFGHJKLM%µ", ">WXCVBN?./§"),
    "be": ("³1234567890°_", f"AZERTYUIOP{DIAERESIS}*", "QSDFGHJKLM%£", ">WXCVBN?./+"),
    "es": ('ª!"·$%&/()=?¿', f"QWERTYUIOP{CIRCUMFLEX}*", f"ASDFGHJKLÑ{DIAERESIS}Ç", ">ZXCVBNM;:_"),
    "it": ('|!"£$%&/()=?^', "QWERTYUIOPé*", "ASDFGHJKLç°§", ">ZXCVBNM;:_"),
    "ch": (f'°+"*ç%&/()=?{GRAVE}', "QWERTZUIOPè!", "ASDFGHJKLéà£", ">YXCVBNM;:_"),
}
#: Layout → sign without Shift → sign with AltGr.
WITH_ALTGR = {
    "us": {},
    "gb": {"`": "¦", "4": "€", "e": "é", "u": "ú", "i": "í", "o": "ó", "a": "á"},
    "de": dict(zip("237890ßqe+m<", "²³{[]}\\@€~µ|", strict=True)),
    "fr": dict(zip("é\"'(-è_çà)=e$", f"{TILDE}#{{[|{GRAVE}\\^@]}}€¤", strict=True)),
    "be": dict(
        zip(
            f'&é"§çàe{CIRCUMFLEX}$ùµ<=',
            f"|@#^{{}}€[]{ACUTE}{GRAVE}\\{TILDE}",
            strict=True,
        )
    ),
    "es": dict(zip(f"º123456e{GRAVE}+{ACUTE}ç", f"\\|@#{TILDE}€¬€[]{{}}", strict=True)),
    "it": dict(zip("e5è+òà", "€€[]@#", strict=True)),
    "ch": dict(
        zip(
            f"12345678e'{CIRCUMFLEX}ü{DIAERESIS}ä$<",
            f"¦@#°§¬|¢€{ACUTE}{TILDE}[]{{}}\\",
            strict=True,
        )
    ),
}
#: Layout → sign without Shift → sign with AltGr and Shift.
WITH_BOTH = {"it": {"è": "{", "+": "}"}}
#: What the keypad's point writes, where it is none.
DECIMAL = {"de": ",", "es": ".", "be": "."}


def signs(layout: str) -> dict[int, tuple[str, str, str, str]]:
    """Key → its signs: alone, with Shift, with AltGr, with both; ``NONE`` where there is none.

    :raises KeyError: no such layout

    >>> signs("de")[26], signs("fr")[3]
    (('ü', 'Ü', '\\x00', '\\x00'), ('é', '2', '̃', '\\x00'))
    """
    plain, shifted = "".join(PLAIN[layout]), "".join(SHIFTED[layout])
    altgr, both = WITH_ALTGR[layout], WITH_BOTH.get(layout, {})
    table = {
        key: (one, two, altgr.get(one, NONE), both.get(one, NONE))
        for key, one, two in zip(KEYS, plain, shifted, strict=True)
    }
    table[SPACE] = (" ", " ", NONE, NONE)
    return table
