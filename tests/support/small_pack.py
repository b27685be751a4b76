"""A small pack of an invented state ``zz``, for tests that change a line of it."""

from __future__ import annotations

PACK = """\
pack: small
state: zz
title: A small law
years_elapse: the day after
remedies:
  sealing: {name: Sealing, relief_by: court_order, effect: sealed}
reliefs:
  seal: {rank: 1, ends_entry: true, ends_felony: false, called: sealed}
law:
- section: 1(a)
  mark: V
  numbers:
    wait_years:
      - {value: 3, unit: years, from: 1990-01-01, to: 2019-12-31}
      - {value: 5, unit: years, from: 2020-01-01}
  defines:
    conviction: {disposition: conviction}
  begins:
    judgment: disposition
  waits:
    - {years: wait_years, since: judgment, column: waited}
- section: 1(b)
  mark: V
  bars:
    - {another: conviction, when: ever, column: no_other}
- section: 1
  mark: V
  together:
    all_of: [waited, no_other]
  grants:
    plain: {to: conviction, since: 1990-01-01, if: all_of}
"""
