"""A scenario file is read as it is meant, or refused in one line that names file, place, expected and found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.law.input_files import InputFileError
from orchestration.law.scenarios.scenario import ListChange, ParameterChange, Scenario
from orchestration.law.scenarios.scenario_file import read_law, read_scenario
from orchestration.settings import PROJECT_ROOT

LAW = read_law(PROJECT_ROOT / "models", "ca")
EXAMPLES = sorted((PROJECT_ROOT / "docs" / "how-to" / "scenarios").glob("*.yml"))
WAIT = "conviction_relief_felony_wait_years"
BEGINS = "name: short_wait\nreason: to see\n"


def read(folder: Path, text: str) -> Scenario:
    path = folder / "s.yml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(path, LAW)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(InputFileError) as refused:
        read(folder, text)
    message = str(refused.value)
    assert message.startswith("s.yml: ")
    assert "\n" not in message
    return message.removeprefix("s.yml: ")


def parameter(folder: Path, name: str, value: str) -> str | ParameterChange:
    """The change, or what is said of its value."""
    text = f"{BEGINS}parameters:\n  {name}: {{ value: {value}, reason: why }}\n"
    try:
        (change,) = read(folder, text).parameters
    except InputFileError as refused:
        return str(refused).removeprefix(f"s.yml: parameters.{name}: ")
    return change


def test_the_shipped_examples_are_scenarios_of_their_file_names() -> None:
    assert len(EXAMPLES) == 5
    for path in EXAMPLES:
        scenario = read_scenario(path, LAW)
        assert scenario.name == path.stem
        assert scenario.describe_changes({})


def test_a_scenario_says_what_it_changes_and_why(tmp_path: Path) -> None:
    scenario = read(
        tmp_path,
        f"""{BEGINS}parameters:
  {WAIT}: {{ value: 2, reason: half }}
lists:
  violent_felony:
    reason: as a bill asked
    remove: [ {{ code_book: PC, section: "211" }} ]
    add: [ {{ code_book: PC, section: 459, subdivision: "(a)", felony_only: true, attempt_counts: no }} ]
policies:
  reason: as one county did
  counties: {{ Fresno: {{ dismiss: [11359] }} }}
""",
    )
    assert scenario.parameters == (ParameterChange(WAIT, "2", "half"),)
    (change,) = scenario.lists
    assert isinstance(change, ListChange)
    assert change.remove == ({"code_book": "PC", "section": "211"},)
    assert change.add[0] == {
        "code_book": "PC",
        "section": "459",
        "subdivision": "(a)",
        "match_mode": "subdivision",
        "felony_only": "true",
        "attempt_counts": "no",
        "conspiracy_counts": "unknown",
    }
    assert scenario.policies is not None
    assert ("FRESNO", "dismiss_section", "11359") in scenario.policies.policy.rows()
    assert scenario.schema == "scenario_short_wait"
    assert scenario.describe_changes({WAIT: "4"}) == [
        f"parameter {WAIT}: 2 instead of 4 (half)",
        "list violent_felony: without PC 211 (as a bill asked)",
        "list violent_felony: with PC 459 (a) (as a bill asked)",
        "policy of FRESNO, in place of its own: Dismiss every conviction that is no felony. Dismiss every felony "
        "conviction of 11359. Leave any other conviction to the statute. (as one county did)",
    ]


def test_equal_changes_have_equal_ids_whatever_they_are_called(tmp_path: Path) -> None:
    told = read(tmp_path, f"{BEGINS}parameters: {{ {WAIT}: {{ value: 2, reason: a }} }}")
    again = read(tmp_path, f"name: other\nreason: b\nparameters: {{ {WAIT}: {{ reason: c, value: 2 }} }}")
    other = read(tmp_path, f"{BEGINS}parameters: {{ {WAIT}: {{ value: 3, reason: a }} }}")
    assert told.scenario_id == again.scenario_id != other.scenario_id


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        (WAIT, "0", "0"),
        (WAIT, "200", "200"),
        ("conviction_relief_floor_date", "1850-01-01", "1850-01-01"),
        ("arrest_felony_dismissed_ok", "true", "true"),
        ("arrest_relief_acquittal_wait", "0", "0"),
        ("arrest_relief_acquittal_wait", "undecided", "undecided"),
        ("pending_charge_stale_years", "", None),  # no law says so today either
    ],
)
def test_a_value_is_kept_as_the_law_table_writes_it(tmp_path: Path, name: str, value: str, kept: str | None) -> None:
    assert parameter(tmp_path, name, value) == ParameterChange(name, kept, "why")


YEARS = "expected a whole number of years from 0 to 200"
DATE = "expected a date from 1800-01-01 to 2200-12-31, not in quotes"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (WAIT, "201", f"{YEARS}, found 201"),
        (WAIT, "-1", f"{YEARS}, found -1"),
        (WAIT, "2.0", f"{YEARS}, found 2.0"),
        (WAIT, "'2'", f"{YEARS}, found '2'"),
        (WAIT, "02", f"{YEARS}, found '02'"),
        (WAIT, "1:0", f"{YEARS}, found '1:0'"),
        (WAIT, "0x2", f"{YEARS}, found '0x2'"),
        (WAIT, "true", f"{YEARS}, found true"),
        (WAIT, "", f"{YEARS}, found nothing"),
        (WAIT, "[2]", f"{YEARS}, found a list"),
        (WAIT, "1" * 60, f"{YEARS}, found a number of more than 38 digits"),
        ("conviction_relief_floor_date", "'1850-01-01'", f"{DATE}, found '1850-01-01'"),
        ("conviction_relief_floor_date", "1799-12-31", f"{DATE}, found 1799-12-31"),
        ("conviction_relief_floor_date", "1850-01-01T00:00:00", f"{DATE}, found 1850-01-01 00:00:00"),
        ("arrest_felony_dismissed_ok", "maybe", "expected one of true, false, found 'maybe'"),
        ("arrest_felony_dismissed_ok", "1", "expected one of true, false, found 1"),
        ("arrest_relief_acquittal_wait", "2", "expected one of 0, 1, undecided, found 2"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(tmp_path: Path, name: str, value: str, said: str) -> None:
    assert parameter(tmp_path, name, value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a file of text in UTF-8, found an empty one"),
        ("just words", "expected keys and values, found 'just words'"),
        ("name: a_b_c", "reason: Field required"),
        (BEGINS, "expected something to change (parameters, lists, policies), found nothing"),
        (f"{BEGINS}parameter: {{}}", "parameter: "),
        (
            f"{BEGINS}parameters: {{ felony_wait_years: {{ value: 2, reason: x }} }}",
            "(did you mean arrest_relief_felony_wait_years?)",
        ),
        (f"{BEGINS}parameters: {{ {WAIT}: 2 }}", f"parameters.{WAIT}: "),
        (f"{BEGINS}parameters: {{ {WAIT}: {{ value: 2 }} }}", f"parameters.{WAIT}.reason: Field required"),
        (f"{BEGINS}parameters: {{ {WAIT}: {{ value: 2, reason: ' ' }} }}", "reason: expected a text, found ' '"),
        (f"{BEGINS}parameters: {{ {WAIT}: {{ value: 2, reason: 7 }} }}", "found 7"),
        ("name: current\nreason: x\nparameters: {}", "and not current, found 'current'"),
        ("name: 'x; drop schema marts'\nreason: x\nparameters: {}", "name: expected 3 to 40 small letters"),
        ("name: [a]\nreason: x\nparameters: {}", "found a list"),
        (f"{BEGINS}reason: twice\n", "line 3: expected each key once, found 'reason' twice"),
        ("!!python/object/apply:os.system [ls]", "expected YAML without aliases, found something that cannot be read"),
        (f"{BEGINS}lists: {{ nobody: {{ reason: x }} }}", "expected an offense list of this law, found 'nobody'"),
        (f"{BEGINS}lists: {{ violent_felony: {{ reason: x }} }}", "expected lines to remove or to add, found neither"),
        (
            f"{BEGINS}lists: {{ violent_felony: {{ reason: x, remove: [ {{ code_book: PC, section: 999 }} ] }} }}",
            "lists.violent_felony: remove.1: expected a line of this list, found PC 999",
        ),
        (
            f"{BEGINS}lists: {{ violent_felony: {{ reason: x, remove: [ {{ code_book: PC, section: 667.5 }} ] }} }}",
            "lists.violent_felony.remove.1.section: ",
        ),
        (
            f"{BEGINS}lists: {{ violent_felony: {{ reason: x, add: [ {{ code_book: XX, section: 1 }} ] }} }}",
            "add.1.code_book: expected one of ",
        ),
        (
            f"{BEGINS}lists: {{ violent_felony: {{ reason: x, add: [ {{ code_book: PC, section: 1, note: x }} ] }} }}",
            "lists.violent_felony.add.1.note: ",
        ),
        (f"{BEGINS}policies: {{ reason: x, default: {{ dismiss: [12345] }} }}", "default: dismiss.1: expected "),
        (f"{BEGINS}policies: {{ reason: x, counties: {{ Nowhere: {{}} }} }}", "58 counties, found 'Nowhere'"),
        (f"{BEGINS}policies: {{ default: {{}} }}", "policies.reason: Field required"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "found a folder"), (tmp_path / "none.yml", "found no such file")):
        with pytest.raises(InputFileError, match=said):
            read_scenario(path, LAW)
    (tmp_path / "bytes.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputFileError, match="found something else"):
        read_scenario(tmp_path / "bytes.yml", LAW)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)  # how long one takes depends on what else the machine does
@given(
    part=st.sampled_from(["parameters", "lists", "policies", "name", "reason"]),
    name=st.sampled_from([WAIT, "arrest_relief_floor_date", "violent_felony", "default", "counties", "reason"]),
    inside=_VALUES,
)
def test_whatever_stands_in_a_file_it_is_a_scenario_or_one_clear_line(
    tmp_path_factory: pytest.TempPathFactory, part: str, name: str, inside: object
) -> None:
    content = {"name": "any_name", "reason": "any", part: {name: inside}}
    path = tmp_path_factory.getbasetemp() / "fuzzed.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    try:
        read_scenario(path, LAW)
    except InputFileError as refused:
        assert re.fullmatch(r"fuzzed\.yml: \S.*", str(refused))
