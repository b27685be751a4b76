"""The days, ages and words that invented people are made of.

What belongs here: single draws near a boundary. What does not: how they make a person.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from random import Random

# Code book, section, subdivision and usual level of what the remedies ask about: under the former law, ...
FORMER = (
    ("HS", "11357", "(a)", "felony"),
    ("HS", "11357", "(a)", "misdemeanor"),
    ("HS", "11357", "(b)", "misdemeanor"),
    ("HS", "11357", "(b)", "misdemeanor"),
    ("HS", "11357", "(b)", "infraction"),
    ("HS", "11357", "(c)", "misdemeanor"),
    ("HS", "11357", "(d)", "misdemeanor"),
    ("HS", "11357", "(e)", "misdemeanor"),
    ("HS", "11357", "", "misdemeanor"),
    *(4 * (("HS", "11358", "", "felony"),)),
    *(4 * (("HS", "11359", "", "felony"),)),
    *(4 * (("HS", "11360", "(a)", "felony"),)),
    *(2 * (("HS", "11360", "(b)", "misdemeanor"),)),
)
# ... under the law before 1973, ...
OLDEST = (("HS", "11530", "", "felony"), ("HS", "11530.5", "", "felony"), ("HS", "11531", "(a)", "felony"))
# ... under the law of today or none, and never covered.
OTHER = (
    ("HS", "11357", "(b)(2)", "misdemeanor"),
    ("HS", "11358", "(c)", "misdemeanor"),
    ("HS", "11359", "(b)", "misdemeanor"),
    ("HS", "11360", "(a)(2)", "misdemeanor"),
    ("HS", "11360", "", "felony"),
    ("HS", "11361", "(a)", "felony"),
    ("HS", "11357.5", "(a)", "misdemeanor"),
    ("PC", "4573.6", "", "felony"),
    ("PC", "4573.5", "(a)", "felony"),
)
MARIJUANA = (*FORMER, *OLDEST, *OTHER)
NAMED_IN_COMMENTS = (
    (None, None, None),
    ("HS", "11358", ""),
    ("HS", "11360", "(a)"),
    ("HS", "11378", ""),
    ("PC", "11358", ""),
)
ON_NO_LIST = (("PC", "459", ""), ("VC", "23152", "(a)"), ("HS", "11350", "(a)"), ("PC", "32", ""), ("PC", "242", ""))
LEVELS = ("felony", "misdemeanor", "infraction", "unknown")
EARLIER_RELIEF = (
    "relief_prop64",
    "relief_prop64",
    "relief_reduced_17b",
    "relief_prop47",
    "relief_sealed",
    "relief_arrest_sealed",
    "relief_arrest_automatic",
    "relief_dismissed_1203_4",
    "relief_dismissed_1203_4a",
    "relief_dismissed_1203_41",
    "relief_dismissed_1203_42",
    "relief_conviction_automatic",
)
FACTS = (
    "gift_to_persons_of_21_or_over",
    "concentrate_at_most_8_grams",
    "at_most_six_plants",
    "transport_or_gift_of_at_most_28_grams",
    "knowing_sale_to_minor",
    "employed_person_under_21",
    "import_or_export",
    "environmental_harm",
    "prosecutor_challenge",
    "sentence_completed_on_record",
    "convicted_of_the_charge",
)
FACTS_OF_THE_DAY = (
    "offense_before_proposition_64",
    "offense_in_the_ten_years_before_conviction",
    "at_least_18_at_the_offense",
    "at_least_21_at_the_offense",
)
FACT_OF_SECTION = {
    "11357": ("concentrate_at_most_8_grams", "prosecutor_challenge", "convicted_of_the_charge"),
    "11358": ("at_most_six_plants", "environmental_harm"),
    "11359": ("employed_person_under_21", "knowing_sale_to_minor", "at_most_six_plants"),
    "11360": ("transport_or_gift_of_at_most_28_grams", "import_or_export"),
}
# Days on which a row of the matrix begins or ends.
TURNS = (
    date(1973, 1, 1),
    date(1973, 10, 1),
    date(1976, 1, 1),
    date(1977, 1, 1),
    date(1977, 7, 1),
    date(1983, 1, 1),
    date(2011, 1, 1),
    date(2016, 1, 1),
    date(2016, 11, 9),
    date(2016, 11, 9),
)


def day_of_birth(arrest: date, years: int) -> date:
    """The day a person was born who is this old on the day of the arrest; on 29 February born a day later."""
    if arrest.month == 2 and arrest.day == 29:
        return date(arrest.year - years, 3, 1)
    return arrest.replace(year=arrest.year - years)


def offense_of(rng: Random, arrest: date) -> tuple[str, str, str, str]:
    """What people were mostly charged with at the time, now and then what they were not."""
    draw = rng.random()
    if draw < 0.12:
        return rng.choice(MARIJUANA)
    if arrest.year < 1973:
        return rng.choice(OLDEST)
    return rng.choice(OTHER) if draw < (0.2 if arrest.year < 2016 else 0.6) else rng.choice(FORMER)


def days_of_an_arrest(rng: Random, as_of: date) -> tuple[date, date, date | None]:
    """Arrest, conviction and birth, often near a turn of the law or a birthday that matters."""
    draw = rng.random()
    if draw < 0.3:
        arrest = rng.choice(TURNS) + timedelta(rng.choice((-400, -30, -2, -1, 0, 0, 1, 30)))
    elif draw < 0.38:
        born = date(rng.randrange(1952, 1996, 4), 2, 29)
        arrest = date(born.year + rng.choice((18, 21)), 2, 28) + timedelta(rng.choice((-1, 0, 0, 1, 20)))
        return arrest, _convicted(rng, arrest, as_of), born
    elif draw < 0.9:
        arrest = date(1977, 7, 1) + timedelta(rng.randrange(14_300))
    else:
        arrest = date(2016, 11, 1) + timedelta(rng.randrange(3_400))
    convicted = _convicted(rng, arrest, as_of)
    draw = rng.random()
    if draw < 0.35:
        near = rng.choice((arrest, arrest, convicted))
        birth = day_of_birth(near, rng.choice((18, 21))) + timedelta(rng.choice((-370, -30, -1, 0, 0, 1, 30, 370)))
    elif draw < 0.96:
        birth = arrest - timedelta(rng.randrange(6_000, 20_000))
    elif draw < 0.98:
        birth = arrest + timedelta(rng.choice((-1, 0, 1)))
    else:
        return arrest, convicted, None
    return arrest, convicted, birth


def _convicted(rng: Random, arrest: date, as_of: date) -> date:
    days = rng.choice((0, 0, 1, 2, 20, 60, 150, 300, 500, -1))
    if rng.random() < 0.05:
        days = (as_of - arrest).days - rng.choice((3652, 3653, 3654, 1826, 1827, 10))
    return arrest + timedelta(days)


def span_of(rng: Random, day: date) -> tuple[date | None, date | None]:
    """A day as a record tells it: mostly exactly, else as its month, its year or not at all."""
    draw = rng.random()
    if draw < 0.9:
        return day, day
    if draw < 0.95:
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if draw < 0.98:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return None, None


def birth_span(rng: Random, birth: date | None) -> tuple[date | None, date | None]:
    """A day of birth as records tell it: they can also contradict each other."""
    if birth is None:
        return None, None
    if rng.random() < 0.05:
        return birth, birth + timedelta(rng.choice((1, 40, 400)))
    return (birth, birth) if rng.random() < 0.6 else span_of(rng, birth)


def prefix_of(rng: Random) -> str | None:
    """Mostly none."""
    draw = rng.random()
    if draw < 0.86:
        return None
    return "attempt" if draw < 0.94 else "conspiracy" if draw < 0.98 else "attempt_and_conspiracy"
