"""What a county's policy says is what Clear My Record determined, but for faults of that program that have a name.

What belongs here: the comparison on the shipped sample, on a larger one and on files made by hand, and that the page
says what came out. What does not: whether the reading is one of that program (``test_clear_my_record``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from warehouse_runs import BuiltWarehouse, build

from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.law.policies.ca.policy_file import format_policy
from tests.models.generative.clear_my_record import Options, stops
from tests.models.generative.clear_my_record_comparison import (
    Comparison,
    Delivered,
    Ours,
    compare,
    convictions_of_words,
)
from tests.models.generative.clear_my_record_differences import (
    AS_OF,
    OPTION_SETS,
    PAGE,
    SAMPLE,
    Compared,
    PolicySql,
    compare_all,
    histories,
    page,
    policy_of,
)
from tests.models.generative.clear_my_record_made_by_hand import write_files
from tests.models.generative.clear_my_record_rows import read_file
from tests.models.generative.clear_my_record_words import WORDS

STAGES = ("staging", "intermediate", "rules")
TABLE = {word for word in WORDS if WORDS[word].row and not word.startswith("other_")}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    return build(tmp_path_factory.mktemp("histories") / "home", histories(), stages=STAGES)


@pytest.fixture(scope="module")
def shipped(built: BuiltWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return compare_all(built.settings, SAMPLE, tmp_path_factory.mktemp("options"))


@pytest.mark.parametrize("place", range(len(OPTION_SETS)), ids=lambda place: str(OPTION_SETS[place]))
def test_on_the_shipped_sample_every_difference_is_explained(shipped: Compared, place: int) -> None:
    comparison = shipped.comparisons[place]
    assert comparison.unexplained == []
    assert comparison.convictions > 300
    assert 0 < len(comparison.of_remedies) < comparison.convictions / 10


def test_every_answer_is_given_so_that_each_is_compared(built: BuiltWarehouse, tmp_path: Path) -> None:
    sql = PolicySql(built.settings)
    given = {
        found["policy_remedy"]
        for chosen in (OPTION_SETS[3], OPTION_SETS[-1])
        for found in sql.answers(policy_of(chosen, "LOS ANGELES", tmp_path)).answers.values()
    }
    assert given == {"dismiss", "reduce", "none", "review"}


def test_the_page_says_what_came_out(shipped: Compared) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(shipped), (
        "run python -m tests.models.generative.clear_my_record_differences"
    )


def test_a_wrong_answer_of_ours_is_noticed(built: BuiltWarehouse, tmp_path: Path, shipped: Compared) -> None:
    chosen = OPTION_SETS[-1]
    sql, file = PolicySql(built.settings), next(each for each in shipped.files if each.county == "SACRAMENTO")
    ours = sql.answers(policy_of(chosen, "SACRAMENTO", tmp_path))
    before = compare([file], ours, Options.from_json(chosen))
    for check in ("not_a_felony", "dismiss_list", "age", "years_since_conviction", "only_prop64_convictions"):
        turned = {
            charge: dict(found) | {check: "no" if found[check] == "yes" else "yes"}
            for charge, found in ours.answers.items()
        }
        after = compare([file], replace(ours, answers=turned), Options.from_json(chosen))
        assert len(after.unexplained) > len(before.unexplained) + 20, check
    fewer = dict(list(ours.answers.items())[::2])
    assert compare([file], replace(ours, answers=fewer), Options.from_json(chosen)).unexplained
    seen_less = Delivered(file.delivery_id, file.county, replace(file.file, rows=file.file.rows[::3]), file.as_of)
    assert compare([seen_less], ours, Options.from_json(chosen)).unexplained


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Delivered], Ours, Ours, dict[str, str]]:
    """Both files as the program is given them, our answers of a run with a policy file and on a leap day, the words."""
    folder = tmp_path_factory.mktemp("by_hand")
    files, word_of_cii = write_files(folder / "files")
    policy = policy_of(OPTION_SETS[-1], "SACRAMENTO", folder)
    (folder / "policy.yaml").write_text(format_policy(policy), encoding="utf-8")
    built = build(folder / "home", sorted(files.iterdir()), stages=STAGES, policy=folder / "policy.yaml")
    sql = PolicySql(built.settings)
    delivered = [Delivered(key, county, read_file(files / name), AS_OF) for key, name, county in sql.deliveries]
    as_run = sql.answers()
    return delivered, as_run, sql.answers(as_of=date(2028, 2, 29)), word_of_cii


def words_by_person(
    compared: Comparison, files: list[Delivered], ours: Ours, of: dict[str, str]
) -> dict[str, set[str]]:
    """For the word that each person is for, the words that explained a difference of this person."""
    cii_of_line = {(each.county.upper(), row.line): row.cii for each in files for row in each.file.rows}
    by_delivery = {each.delivery_id: each.county.upper() for each in files}
    lines_of_charges = {
        charge: (by_delivery[delivery], line)
        for (delivery, line), charges in ours.charges_of_lines.items()
        for charge in charges
    }
    found: dict[str, set[str]] = defaultdict(set)
    for difference in compared.differences:
        kind, name = difference.conviction.split(" ")
        at = (difference.county.upper(), int(name)) if kind == "line" else lines_of_charges[name]
        found[of.get(cii_of_line[at], "")] |= difference.words
    return found


def test_every_word_explains_a_difference_of_a_person_made_for_it(
    by_hand: tuple[list[Delivered], Ours, Ours, dict[str, str]],
) -> None:
    files, ours, on_leap_day, word_of_cii = by_hand
    options = Options.from_json(OPTION_SETS[-1])
    comparison = compare(files, ours, options)
    assert comparison.unexplained == []
    found = words_by_person(comparison, files, ours, word_of_cii)
    later = [replace(each, as_of=date(2028, 2, 29)) for each in files]
    found["leap_day"] |= words_by_person(compare(later, on_leap_day, options), later, ours, word_of_cii)["leap_day"]
    assert {word for word in word_of_cii.values() if word not in found[word]} == set()
    assert set(word_of_cii.values()) == set(WORDS) - {"county_written_otherwise"}


def test_a_county_in_small_letters_found_nothing_and_a_short_count_number_ended_the_run(
    by_hand: tuple[list[Delivered], Ours, Ours, dict[str, str]],
) -> None:
    files, ours, _, _ = by_hand
    small = [replace(each, county=each.county.title()) for each in files]
    comparison = compare(small, ours, Options.from_json(OPTION_SETS[-1]))
    assert comparison.unexplained == []
    assert convictions_of_words([comparison]).keys() >= {"county_written_otherwise"}
    assert all(each.theirs == "not seen" for each in comparison.differences)


@pytest.mark.long
def test_on_a_larger_sample_every_difference_is_explained_and_every_row_of_the_table_explains_one(
    tmp_path: Path,
) -> None:
    write_sample(20_000, 711, tmp_path / "sample")
    files = sorted(path for path in (tmp_path / "sample").iterdir() if path.suffix in (".csv", ".dat"))
    built = build(tmp_path / "home", files, stages=STAGES)
    compared = compare_all(built.settings, tmp_path / "sample", tmp_path)
    assert [line for comparison in compared.comparisons for line in comparison.unexplained] == []
    assert min(comparison.convictions for comparison in compared.comparisons) > 3_000
    explained = convictions_of_words(compared.comparisons)
    assert TABLE - {"county_written_otherwise"} <= explained.keys()  # the sample's users write it as the state does
    assert {stop.reason for each in compared.files for stop in stops(each.file, each.county)} >= {
        "stray_quote",
        "field_count",
        "count_order_short",
    }
