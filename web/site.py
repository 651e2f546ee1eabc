"""Site: what every view needs to know of the place it is served from."""

from dataclasses import dataclass, field
from typing import cast

from flask import current_app, g

from search.query import Query
from search.service import Page, SearchService
from web.limits import Gate

EXPORTS = 2
"""Exports that a worker sends at once: half of its threads, so that slow readers of exports do not take all of them."""


@dataclass(frozen=True, slots=True)
class Site:
    """The service that answers, and the address the site is known by ("https://host", never read from a request)."""

    service: SearchService
    base_url: str
    build: str
    exports: Gate = field(default_factory=lambda: Gate(EXPORTS, 0.0))

    def ask(self, query: Query) -> Page:
        """Ask the service; the log is told the query and the total."""
        g.query = query
        page = self.service.ask(query)
        g.total = page.total
        return page

    def absolute(self, path: str) -> str:
        """Return the full address of a path of this site."""
        return self.base_url + path


def site() -> Site:
    """Return the site of the running application."""
    return cast(Site, current_app.extensions["telusur"])
