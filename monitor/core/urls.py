"""One name for one story's address, whichever link led to it.

    canonical_url("http://m.example.org/a/amp/?utm_source=x&id=3#top") == "https://example.org/a?id=3"

The canonical form is for comparing, not for fetching: the link that was given is kept beside it.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Parameters that say who sent the reader, never which story it is. A trailing * stands for any ending.
TRACKING = (
    "utm_*", "pk_*", "piwik_*", "mtm_*", "matomo_*", "hsa_*",  # campaign systems
    "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "li_fat_id", "wbraid",
    "gbraid", "fb_*", "_ga", "_gl", "mc_cid", "mc_eid", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "wickedid",
    "_hsenc", "_hsmi", "__hstc", "__hssc", "hsctatracking", "s_cid", "s_kwcid", "cmpid", "cmp", "campaign_id", "ncid",
    "icid", "ito", "ocid", "ref", "ref_src", "ref_url", "referrer", "referer", "refsrc", "rss", "partner",
    "src", "source", "smid", "smtyp", "sr_share", "shareid", "share_*", "sharetoken", "socialshare",
    "spm", "scm", "from", "isappinstalled", "wfr", "_share", "xsec_source", "tt_from",  # Chinese portals
    "taid", "guccounter", "guce_referrer", "guce_referrer_sig", "unlocked_article_code", "giftcopy",
    "amp", "outputtype", "amp_js_v", "amp_gsa", "usqp", "__twitter_impression",  # the AMP twin of a page
)  # fmt: skip
_TRACKING = re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in TRACKING), re.IGNORECASE)

# Names under which the same pages are served again, for telephones or as AMP.
_TWIN_HOST = re.compile(r"^(?:www\d?|m|mobile|wap|amp|mip)\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"^/amp(?=/.)|/(?:amp|mip)/?$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_AMP_CACHE = re.compile(r"^/(?:amp/)?(?:[acivr]/)*(?:s/)?(?=[^/]+\.[^/]+)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index\.(?:html?|php|shtml))?$", re.IGNORECASE)
_SAFE = "/:@!$&'()*+,;=~-._"
_SPELT = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=~._-]*")


def canonical_url(url: str) -> str:
    """The canonical form of `url`; applied twice it changes nothing. What is no web address comes back as it was."""
    found = url.strip()
    while (cleaned := _clean(found)) != found:
        found = cleaned
    return found


def _clean(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host:
        return url
    cached = _behind_amp_cache(host, parts.path)
    if cached:
        return f"https://{cached}" + (f"?{parts.query}" if parts.query else "")
    address = _TWIN_HOST.sub("", _ascii_host(host))
    if ":" in address:
        address = f"[{address}]"
    if port is not None and port not in (80, 443):
        address = f"{address}:{port}"
    return urlunsplit(("https", address, _path(parts.path), _query(parts.query), ""))


def _behind_amp_cache(host: str, path: str) -> str | None:
    """The publisher's own address behind a search engine's copy of its AMP page."""
    if host.endswith(".cdn.ampproject.org") or (
        path.startswith("/amp/") and re.search(r"(^|\.)google\.[a-z.]+$", host)
    ):
        target = _AMP_CACHE.sub("", path)
        if re.match(r"[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}(?=[/:]|$)", target):
            return target
    return None


def _ascii_host(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _path(path: str) -> str:
    """One spelling of escapes, without AMP's marks, a folder's index and the last slash."""
    path = _INDEX.sub("", _AMP_PATH.sub("", _one_spelling(path)))
    return path or "/"


def _one_spelling(path: str) -> str:
    if _SPELT.fullmatch(path):
        return path
    return "/".join(
        quote(unquote(part, errors="strict"), safe=_SAFE) if _decodes(part) else part for part in path.split("/")
    )


def _decodes(part: str) -> bool:
    """Whether the escapes of one path segment can be undone and redone without changing what they mean."""
    try:
        plain = unquote(part, errors="strict")
    except UnicodeDecodeError:
        return False
    return "/" not in plain and "%" not in plain


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if not _TRACKING.fullmatch(key)]
    return urlencode(sorted(kept))
