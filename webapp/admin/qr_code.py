"""QR codes: a link as a picture that a phone's camera reads."""

import segno
from markupsafe import Markup

QUIET = 3  # modules of nothing around it, which cameras need


def draw_qr(link: str) -> Markup:
    """The link's QR code as SVG, dark on what is light behind it (class `qr`)."""
    code = segno.make(link, error="m", micro=False)
    svg = code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=QUIET)
    return Markup(svg)  # noqa: S704 - segno writes figures and letters of its own alone
