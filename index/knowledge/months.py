"""Indonesian names of months, weekdays and parts of the day, with their variants and common misspellings."""

MONTH_NAMES: dict[int, tuple[str, ...]] = {
    1: ("januari", "january", "jan", "januri", "janauri", "jannuari"),
    2: ("februari", "pebruari", "february", "feb", "peb", "februri", "febuari", "febriari"),
    3: ("maret", "march", "mar", "mrt", "marret"),
    4: ("april", "apr", "aprill"),
    5: ("mei", "may"),
    6: ("juni", "june", "jun", "juny"),
    7: ("juli", "july", "jul"),
    8: ("agustus", "august", "agu", "agt", "ags", "agst", "aug", "agsutus", "agutus", "agustsus", "augustus"),
    9: ("september", "sept", "sep", "septeber", "septembar", "septembr"),
    10: ("oktober", "october", "okt", "oct", "otober", "oktobr", "octoberr"),
    11: ("november", "nopember", "nov", "nop", "novemer", "novemeber", "novembr"),
    12: ("desember", "december", "des", "dec", "desmber", "deseember", "desembr"),
}

MONTHS: dict[str, int] = {name: number for number, names in MONTH_NAMES.items() for name in names}
"""Month number (1..12) by lower-case name."""

WEEKDAY_NAMES: dict[int, tuple[str, ...]] = {
    0: ("senin", "senen", "monday"),
    1: ("selasa", "slasa", "tuesday"),
    2: ("rabu", "wednesday"),
    3: ("kamis", "thursday"),
    4: ("jumat", "jum'at", "jum’at", "jum`at", "jum‘at", "jumaat", "friday"),
    5: ("sabtu", "saturday"),
    6: ("minggu", "ahad", "sunday"),
}

WEEKDAYS: dict[str, int] = {name: number for number, names in WEEKDAY_NAMES.items() for name in names}
"""Weekday number (Monday 0) by lower-case name, as in `date.weekday()`."""

DAY_PARTS = ("dini hari", "subuh", "pagi", "siang", "sore", "petang", "malam", "tadi")
"""Words for a part of the day, which may stand between a weekday and its date ("Rabu sore (29/10)")."""
