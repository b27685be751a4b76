"""Charge texts as history files write them, and how a careful clerk reads each: a table, nothing else.

Columns: text, code book, section, subdivision path, attempt or conspiracy, parse status, whether a further section is
named. Spellings are those of formats/ca_doj.md and of what broke the system before ours.
"""

from __future__ import annotations

Reading = tuple[str | None, str | None, str | None, str | None, str, bool]

_ATTEMPT, _CONSPIRACY = "attempt", "conspiracy"


def _parsed(
    book: str, section: str, path: str = "", prefix: str | None = None, *, further: bool = False, status: str = "parsed"
) -> Reading:
    return (book, section, path, prefix, status, further)


def _not(status: str) -> Reading:
    return (None, None, None, None, status, False)


READ: dict[str, Reading] = {
    "11359 HS-MARIJUANA POSSESS FOR SALE": _parsed("HS", "11359"),
    "11359  HS-MARIJUANA  POSSESS": _parsed("HS", "11359"),
    "11359HS-POSS MARIJ F/SALE": _parsed("HS", "11359"),
    "11359 HS - POSS MARIJ": _parsed("HS", "11359"),
    "11359 HS": _parsed("HS", "11359"),
    "11357(C)HS-POSSESS": _parsed("HS", "11357", "(c)"),
    "11357A HS-POSS CONC CANNABIS": _parsed("HS", "11357", "(a)"),
    "11357B2 HS-POSSESS": _parsed("HS", "11357", "(b)(2)"),
    "11357(B)(2) HS-POSSESS": _parsed("HS", "11357", "(b)(2)"),
    "11357 (B)(2) HS-POSSESS": _parsed("HS", "11357", "(b)(2)"),
    "11357(b) hs-possess marij": _parsed("HS", "11357", "(b)"),
    "11360(A)(3)(C) HS-TRANSPORT": _parsed("HS", "11360", "(a)(3)(c)"),
    "11358D3 HS-CULTIVATE": _parsed("HS", "11358", "(d)(3)"),
    "11357.5 HS-SYNTHETIC CANNABINOID": _parsed("HS", "11357.5"),
    "11357.5(A) HS-SYNTHETIC CANNABINOID": _parsed("HS", "11357.5", "(a)"),
    "664/11357(C) HS-ATT POSSESS": _parsed("HS", "11357", "(c)", _ATTEMPT),
    "664-11359 HS-ATT POSS": _parsed("HS", "11359", "", _ATTEMPT),
    "11359/664 HS-ATT POSS": _parsed("HS", "11359", "", _ATTEMPT),
    "664(A)/11359 HS-ATT POSS": _parsed("HS", "11359", "", _ATTEMPT),
    "664 11359 HS-ATT POSS": _parsed("HS", "11359", "", _ATTEMPT),
    "664 (A) 11357(C) HS-ATT POSS": _parsed("HS", "11357", "(c)", _ATTEMPT),
    "664/182 11359 HS": _parsed("HS", "11359", "", "attempt_and_conspiracy"),
    "187 664 PC-ATT MURDER": _parsed("PC", "187", "", _ATTEMPT),
    "11357 11359 HS": _parsed("HS", "11357", further=True),
    "CONSP 11358 HS": _parsed("HS", "11358", "", _CONSPIRACY),
    "CONSPIRACY 11359 HS-POSS": _parsed("HS", "11359", "", _CONSPIRACY),
    "182-11359 HS-CONSP POSS": _parsed("HS", "11359", "", _CONSPIRACY),
    "182(A)(1)/11359 HS-CONSP POSS": _parsed("HS", "11359", "", _CONSPIRACY),
    "182/664/11359 HS-BOTH": _parsed("HS", "11359", "", "attempt_and_conspiracy"),
    "187-664 PC-ATT MURDER": _parsed("PC", "187", "", _ATTEMPT),
    "664/187(A) PC-ATT MURDER": _parsed("PC", "187", "(a)", _ATTEMPT),
    "664 PC-ATTEMPT": _parsed("PC", "664"),
    "182 PC-CONSPIRACY": _parsed("PC", "182"),
    "182(A)(1) PC-CONSPIRACY": _parsed("PC", "182", "(a)(1)"),
    "1820 PC-NO CONSPIRACY": _parsed("PC", "1820"),
    "187(A) PC": _parsed("PC", "187", "(a)"),
    "187 PC": _parsed("PC", "187"),
    "209(B)(1) PC": _parsed("PC", "209", "(b)(1)"),
    "537 PC": _parsed("PC", "537"),
    "237 PC": _parsed("PC", "237"),
    "137 PC": _parsed("PC", "137"),
    "337 PC": _parsed("PC", "337"),
    "37 PC": _parsed("PC", "37"),
    "288(A) PC": _parsed("PC", "288", "(a)"),
    "288(C)(1) PC": _parsed("PC", "288", "(c)(1)"),
    "314.1 PC": _parsed("PC", "314.1"),
    "314(1) PC": _parsed("PC", "314", "(1)"),
    "261.5 PC": _parsed("PC", "261.5"),
    "1285 PC": _parsed("PC", "1285"),
    "290.011 PC-TRANSIENT": _parsed("PC", "290.011"),
    "12022.53(D) PC": _parsed("PC", "12022.53", "(d)"),
    "1203.2A PC-PROB VIOL": _parsed("PC", "1203.2", "(a)"),
    # A letter that belongs to the section, and one that may.
    "653F(B) PC": _parsed("PC", "653F", "(b)"),
    "653F PC": _parsed("PC", "653F"),
    "273A(A) PC": _parsed("PC", "273A", "(a)"),
    "273A(A)(1) PC": _parsed("PC", "273A", "(a)(1)"),
    "288A(C) PC": _parsed("PC", "288A", "(c)"),
    "288A PC": _parsed("PC", "288A", status="ambiguous"),
    "647A PC-ANNOY CHILDREN": _parsed("PC", "647A", status="ambiguous"),
    "647(A) PC-LEWD CONDUCT": _parsed("PC", "647", "(a)"),
    "417A1 PC-EXHIBIT WEAPON": _parsed("PC", "417A", "(1)", status="ambiguous"),
    "496A PC-RSP": _parsed("PC", "496A", status="ambiguous"),
    "647F PC-DRUNK IN PUBLIC": _parsed("PC", "647", "(f)"),
    # More than one section.
    "484(A)/488 PC-PETTY THEFT": _parsed("PC", "484", "(a)", further=True),
    "484-488 PC-PETTY THEFT": _parsed("PC", "484", further=True),
    "459-460 PC-BURGLARY": _parsed("PC", "459", further=True),
    "664/459-460 PC-ATT BURGLARY": _parsed("PC", "459", "", _ATTEMPT, further=True),
    "11359,11360(A) HS-SALE": _parsed("HS", "11359", further=True),
    "11359 & 11360 HS-SALE": _parsed("HS", "11359", further=True),
    # Announced in a comment; code books with an ampersand.
    "CHRG 11358 HS": _parsed("HS", "11358"),
    ":CHRG 11358 HS": _parsed("HS", "11358"),
    "CHRG: 11358(A) HS": _parsed("HS", "11358", "(a)"),
    "CHARGE 11358 HS-CULTIVATE": _parsed("HS", "11358"),
    "ALSO CHRG 11358 HS": _parsed("HS", "11358"),
    "4140 B&P-POSS HYPO NEEDLE": _parsed("BP", "4140"),
    "11357(B) H&S-POSS MARIJ": _parsed("HS", "11357", "(b)"),
    "10980(C)(2) W&I-WELFARE FRAUD": _parsed("WI", "10980", "(c)(2)"),
    "23152(A) VC-DUI ALCOHOL/DRUGS": _parsed("VC", "23152", "(a)"),
    "11357(B) HS-" + "POSSESS MARIJUANA " * 300 + "END": _parsed("HS", "11357", "(b)"),
    "11357(B) HS-POSESI\u00d3N \u00bd OZ": _parsed("HS", "11357", "(b)"),
    '11357(B) HS-"QUOTED", AND MORE': _parsed("HS", "11357", "(b)"),
    "11357(B) HS-'; DROP TABLE INT_CHARGES; --": _parsed("HS", "11357", "(b)"),
    # What says no section that could be compared with a statute: a word for it, and never a guess.
    ".": _not("no_section_found"),
    "HS": _not("no_section_found"),
    "PC": _not("no_section_found"),
    "PC 187": _not("no_section_found"),
    "HS 11357-POSSESS MARIJUANA": _not("no_section_found"),
    "TRAFFIC WARRANT": _not("no_section_found"),
    "FTA": _not("no_section_found"),
    "SEE DOCKET": _not("no_section_found"),
    "11357": _not("no_section_found"),
    "=1+1": _not("no_section_found"),
    "@SUM(1)": _not("no_section_found"),
    "' OR 1=1 --": _not("no_section_found"),
    "\u00a711357 HS": _not("no_section_found"),
    "%s {0} {{ ref('x') }} \\1": _not("no_section_found"),
    "187 P C": _not("no_section_found"),
    "459 ZZ-NO SUCH CODE": _not("unknown_code_book"),
    "11357 HS/11359 HS": _not("section_not_understood"),
    "187 PC/664 PC": _not("section_not_understood"),
    "11357((B)) HS": _not("section_not_understood"),
    "11357() HS": _not("section_not_understood"),
    "11357.5.1 HS": _not("section_not_understood"),
    "11..357 HS": _not("section_not_understood"),
}

DEGREES: dict[str, str | None] = {
    "459 PC-BURGLARY": None,
    "459 PC-BURGLARY:FIRST DEGREE": "first_degree",
    "459 PC-BURGLARY:SECOND DEGREE": "second_degree",
    "459 PC-BURGLARY 1ST DEG": "first_degree",
    "664/459 PC-ATT BURGLARY-2ND DEGREE": "second_degree",
    "459 pc-burglary second-degree": "second_degree",
    "459 PC-BURGLARY 1ST/2ND DEGREE": None,
    "459 PC-BURGLARY FIRST DEGREE OR SECOND DEGREE": None,
    "BURGLARY FIRST DEGREE": None,
}
"""The degree that each text names alone. Of a text without a section nothing is read."""

MAY_NAME_A_DEGREE = (
    *(text for text in DEGREES if text != "459 PC-BURGLARY"),
    "459 PC-BURGLARY SECOND FLOOR",
    "459 PC-BURGLARY:RESIDENTIAL",
    "459 PC-RES BURG",
    "459 PC-BURG RSDNTL",
    "459 PC-BURGLARY-1",
    "459 PC-BURG I",
    "459 PC-BURGLARY 1/DG",
    "459 PC-BURGLARY INH DWG",
    "459 PC-BURGLARY:MOBILEHOME",
    "459 PC-BURGLARY OF HOUSE",
    "459 PC-BURGLARY:CONDO",
    "459 PC-HOT PROWL",
    "459 PC-BURGLARY:VICTIM PRESENT",
    "459-460(A) PC-BURGLARY",
    "460 PC-INHABITED DWELLING",
    "460(A) PC-BURGLARY",
    "460.1 PC-BURGLARY",
    "460(1) PC-BURGLARY",
    "PC460A BURGLARY",
    "462 PC-NO PROBATION",
    "602.5 PC-ENTER DWELLING",
)
"""What may say of which degree a burglary is."""

NAMES_NO_DEGREE = (
    "459 PC-BURGLARY",
    "459 PC-BURGLARY:VEHICLE",
    "459 PC-BURGLARY:WAREHOUSE",
    "460(B) PC-BURGLARY",
    "459 PC-BURGLARY:COMMERCIAL",
    "1459 PC-BURGLARY",
)
