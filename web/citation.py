"""How an article is cited: in running text, after APA, MLA and Chicago, and for a reference manager."""

import re
from dataclasses import dataclass
from datetime import date

from index.article import Article
from web.languages import day
from web.params import Language
from web.present import safe_link


@dataclass(frozen=True, slots=True)
class Citation:
    """One form of a citation."""

    name: str
    text: str


def citations(article: Article, filed: date | None, lang: Language) -> tuple[Citation, ...]:
    """Return the usual forms; what is not known of the article is left out, "t.t." standing for a missing date."""
    when = article.published or filed
    undated = "t.t." if lang == "id" else "n.d."
    title = article.title or article.text.split("\n", 1)[0][:80]
    author = article.author or article.publisher or title
    source = article.publisher if article.author else None
    link = safe_link(article.url)
    apa_date = undated if when is None else f"{when.year}, {day(when, lang).rsplit(' ', 1)[0]}"
    apa = _joined([f"{author} ({apa_date})", title if author != title else None, source, link])
    chicago_date = undated if when is None else day(when, lang)
    chicago = _joined([author, f"“{title}.”" if author != title else None, source, chicago_date, link])
    mla_tail = ", ".join(part for part in (article.publisher, chicago_date, link) if part)
    mla = _joined([article.author, f"“{title}.”" if author != title else title, mla_tail])
    return (
        Citation("APA", apa), Citation("MLA", mla), Citation("Chicago", chicago),
        Citation("BibTeX", bibtex(article, when)), Citation("RIS", ris(article, when)),
    )


def bibtex(article: Article, when: date | None) -> str:
    """Return the article as a BibTeX entry."""
    fields = {
        "title": article.title, "author": article.author, "journal": article.publisher,
        "date": when.isoformat() if when else None, "url": safe_link(article.url),
    }
    lines = [f"  {name} = {{{_plain(value)}}}," for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9]+", "-", article.id).strip("-") or "artikel"
    return "\n".join([f"@article{{{key},", *lines, "}"])


def ris(article: Article, when: date | None) -> str:
    """Return the article as reference managers read it (RIS)."""
    fields = {
        "TY": "NEWS", "TI": article.title, "AU": article.author, "T2": article.publisher,
        "DA": when.strftime("%Y/%m/%d") if when else None, "UR": safe_link(article.url),
    }
    lines = [f"{name}  - {' '.join(value.split())}" for name, value in fields.items() if value]
    return "\n".join([*lines, "ER  - "])


def _plain(value: str) -> str:
    return re.sub(r"[{}\\\n]", " ", value)


def _joined(parts: list[str | None]) -> str:
    return " ".join(part if part.endswith((".", "”")) or "://" in part else part + "." for part in parts if part)
