"""An article as linked data (schema.org's NewsArticle, JSON-LD): what crawlers read of a page beside its text."""

import json
from typing import Any

from markupsafe import Markup

from index.knowledge.regions import label
from search.results import Stored
from web.present import safe_link

HEADLINE = 110
"""Characters of a headline, after Google's rule for articles."""

ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end the script or begin a comment in it, written so that JSON reads the same."""


def linked_data(stored: Stored, address: str) -> Markup:
    """Return the article at an address of ours as JSON that can stand in a script element; nothing ends it early."""
    text = json.dumps(news_article(stored, address), ensure_ascii=False, separators=(",", ":"))
    return Markup("".join(ESCAPED.get(char, char) for char in text))  # noqa: S704 - nothing in it can end the script


def news_article(stored: Stored, address: str) -> dict[str, Any]:
    """Return the article's own particulars and what was read out of it; what is not known is left out."""
    article, facts = stored.article, stored.facts
    title = article.title or article.text.split("\n", 1)[0]
    day = article.published or stored.day
    told: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "NewsArticle", "url": address, "inLanguage": "id",
        "headline": title if len(title) <= HEADLINE else title[: HEADLINE - 1] + "…",
        "datePublished": None if day is None else day.isoformat(),
        "author": None if article.author is None else {"@type": "Person", "name": article.author},
        "publisher": None if article.publisher is None else {"@type": "Organization", "name": article.publisher},
        "isBasedOn": safe_link(article.url),
        "contentLocation": [
            {"@type": "Place", "name": label(region.code)} for region in facts.regions if region.role != "mentioned"
        ],
        "mentions": [
            {"@type": "Person", "name": speaker.name} | ({"jobTitle": speaker.position} if speaker.position else {})
            for speaker in facts.speakers
        ],
    }
    return {name: value for name, value in told.items() if value}
