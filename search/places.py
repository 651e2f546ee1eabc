"""What a person calls a region -> the codes meant."""

from functools import lru_cache

from index.knowledge.regions import find_region, fold, provinces, table

MOST = 12
"""Regions that one word may mean: "kalimantan" means five provinces, "barat" would mean everything."""

SHORTEST = 4


@lru_cache(1024)
def regions_called(name: str) -> tuple[str, ...]:
    """Return the codes that a name, abbreviation or code means; else those of regions with the words in their names.

    Of the latter the provinces, if there are any ("kalimantan"), else the regencies and cities ("kutai").
    """
    codes = find_region(name)
    words = set(fold(name).split())
    if codes or not words or any(len(word) < SHORTEST for word in words):
        return codes
    for regions in (provinces(), table().values()):
        found = tuple(region.code for region in regions if words <= set(fold(region.short).split()))
        if found:
            return found if len(found) <= MOST else ()
    return ()
