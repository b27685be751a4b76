"""Samples written once for all tests of the generator."""

from __future__ import annotations

import pytest

from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.ingestion.synthetic.ca.rates import QuirkRates
from tests.ingestion.synthetic.samples import SEVEN, Sample


@pytest.fixture(scope="session")
def statewide(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """5,000 people over 58 counties with every quirk at its default rate."""
    folder = tmp_path_factory.mktemp("statewide")
    write_sample(5_000, 7, folder)
    return Sample(folder)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """2,000 people over seven counties without any quirk."""
    folder = tmp_path_factory.mktemp("plain")
    write_sample(2_000, 7, folder, SEVEN, rates=QuirkRates.none())
    return Sample(folder)
