"""A small pack of an invented state ``zz``, for tests that change a line of it."""

from __future__ import annotations

PACK = """\
pack: small
state: zz
title: A small law
anniversary: day_after
parameters:
  wait_years:
    - {value: 3, unit: years, from: 1990-01-01, to: 2019-12-31, cite: 1(a), verified: V}
    - {value: 5, unit: years, from: 2020-01-01, cite: 1(a), verified: V}
selectors:
  conviction: {dispositions: [conviction], cite: 1(a), verified: V}
clocks:
  judgment: [{event: disposition}]
elements:
  waited: {type: wait, clock: judgment, years: wait_years, cite: 1(a), verified: V}
  no_other: {type: no_other, selector: conviction, window: ever, cite: 1(b), verified: V}
groups: {all_of: [waited, no_other]}
remedies:
  sealing: {name: Sealing, relief_by: court_order, effect: sealed, basis: statute, unit: charge}
reliefs:
  seal: {rank: 1, unit: charge, ends_entry: true, ends_felony: false, words: sealed}
paths:
  - {path: plain, remedy: sealing, relief: seal, kind: conviction, from: 1990-01-01, cite: 1, verified: V,
     every: [all_of]}
"""
