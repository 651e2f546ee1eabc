"""What every response carries: security headers, validators by generation, compression; and answers kept by these."""

import gzip
from hashlib import blake2b

from flask import Flask, Response, g, request

from web.kept import Answer, Kept
from web.site import site

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
"""The OWASP Secure Headers Project's list; browsers heed Strict-Transport-Security only over HTTPS."""

COMPRESSED = (
    "text/", "application/javascript", "application/json", "application/problem+json", "application/atom+xml",
    "image/svg+xml",
)
SMALLEST_COMPRESSED = 1000  # below this a gzip header costs what it saves
GZIP_LEVEL = 3
"""Tuned on results pages of 53 to 63 kB: level 3 takes .55 ms of processor time and gives 8.4 to 9.0 kB; 5 takes .87 to
1.07 for 7.7 to 8.2."""

UNCONDITIONAL = frozenset({"static", "api.healthz", "api.readyz", "metrics"})


def add_headers(app: Flask, kept: Kept | None = None) -> None:
    """Set the hooks that answer conditional requests, dress every response, and keep answers where there is room."""
    app.before_request(answer_unchanged)
    if kept is not None:
        app.before_request(lambda: answer_again(kept))
    app.after_request(validate)
    app.after_request(secure)
    if kept is not None:
        app.after_request(lambda response: keep(kept, response))
    app.after_request(compress)  # Flask runs these from the last to the first: compression comes before the headers


def answer_unchanged() -> Response | None:
    """Answer 304 before any work is done, if the reader holds this page of this generation."""
    if request.method not in ("GET", "HEAD") or request.endpoint is None or request.endpoint in UNCONDITIONAL:
        return None
    here = site()
    g.generation, g.identity = here.service.engine.generation(), here.service.engine.identity()
    named = f"{g.identity}\n{here.build}\n{request.full_path}"
    g.etag = blake2b(named.encode(errors="surrogatepass"), digest_size=12).hexdigest()
    held = request.if_none_match
    return Response(status=304) if not held.star_tag and held.contains_weak(g.etag) else None


def answer_again(kept: Kept) -> Response | None:
    """Answer with what was answered to the same address in this generation, if it is kept."""
    if "etag" not in g:
        return None
    answer = kept.find((g.etag, bool(request.accept_encodings["gzip"])))
    if answer is None:
        return None
    g.again = True
    return Response(answer.body, headers=list(answer.headers))


def keep(kept: Kept, response: Response) -> Response:
    """Keep a whole answer, unless the generation changed while it was made."""
    whole = request.method == "GET" and response.status_code == 200 and not response.is_streamed
    if whole and "etag" in g and "again" not in g and site().service.engine.identity() == g.identity:
        key = (g.etag, bool(request.accept_encodings["gzip"]))
        kept.keep(key, Answer(response.get_data(), tuple(response.headers)))
    return response


def validate(response: Response) -> Response:
    """Give a whole answer its validator; nothing is used again without asking."""
    if response.status_code in (200, 304) and "etag" in g:
        response.set_etag(g.etag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
    elif request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def secure(response: Response) -> Response:
    """Add the security headers."""
    held = {name for name, _ in response.headers}  # an answer that was kept has them
    for name, value in SECURITY_HEADERS.items():
        if name not in held:
            response.headers.add(name, value)
    return response


def compress(response: Response) -> Response:
    """Compress what is text and not streamed, for readers that can take it."""
    if "again" in g or not (response.mimetype or "").startswith(COMPRESSED):
        return response
    response.vary.add("Accept-Encoding")
    filed = request.endpoint == "static" and response.status_code == 200
    if (response.is_streamed and not filed) or response.status_code == 304 or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False  # a file is read, where Flask would hand it to the server as it is
    data = response.get_data()
    if len(data) >= SMALLEST_COMPRESSED:
        response.set_data(gzip.compress(data, GZIP_LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag = response.get_etag()[0]
        if etag is not None:
            response.set_etag(etag, weak=True)  # the bytes are others
    return response
