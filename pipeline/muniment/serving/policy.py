"""The content security policy that a page is served with: its own, and in a watched copy what reloading needs.

See https://www.w3.org/TR/CSP3/.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re

STRICT = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""For what has no policy of its own: it may look as it likes, and do and load nothing."""
HEAD = 1 << 14
"""A page's policy stands within so many bytes."""

_META = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_SAYABLE = re.compile(r"[ -~]+")


def policy_of(page: bytes) -> str:
    """The policy that a page states in its head, as a header says it; ``STRICT`` where it states none."""
    found = _META.search(page, 0, HEAD)
    stated = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
    return framed(stated if _SAYABLE.fullmatch(stated) else STRICT)


def framed(policy: str) -> str:
    """The policy with what only a header can say: no other page may show this one inside itself."""
    return f"{policy}; frame-ancestors 'none'"


def with_script(page: bytes, script: str, **data: str) -> tuple[bytes, str]:
    """The page with ``script`` in place of the policy that it states, and a policy that lets exactly that run.

    ``data`` are the script's ``data-…`` attributes. The script may ask this server alone. A page that states no policy
    is given back as it is, with ``STRICT``.
    """
    found = _META.search(page, 0, HEAD)
    if not found:
        return page, framed(STRICT)
    attributes = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    element = f"<script{attributes}>{script}</script>".encode()
    return page[: found.start()] + element + page[found.end() :], extended(policy_of(page), script)


def extended(policy: str, script: str) -> str:
    """The policy that also lets this one inline script run, and ask this server."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    directives = {name: sources for name, *sources in (part.split() for part in policy.split(";") if part.strip())}
    for name, source in (("script-src", f"'sha256-{digest}'"), ("connect-src", "'self'")):
        allowed = directives.get(name, directives.get("default-src", []))
        directives[name] = [*(one for one in allowed if one != "'none'"), source]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
