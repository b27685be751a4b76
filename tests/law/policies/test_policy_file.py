"""A policy file is read as it is meant, or refused in one line that names file, county, expected and found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.law.input_files import MAX_FILE_BYTES, InputFileError
from orchestration.law.policies.ca.choices import AdditionalRelief, CountyPolicy, Policy
from orchestration.law.policies.ca.describe import describe_policy
from orchestration.law.policies.ca.policy_file import format_policy, read_policy
from orchestration.law.policies.counties import read_counties
from orchestration.settings import PROJECT_ROOT

COUNTIES = read_counties(PROJECT_ROOT / "models", "ca")
BOUNDS = {"age_at_least": (40, 65), "years_since_conviction": (1, 15), "years_without_conviction": (1, 15)}
WHOLE = """\
default:
  dismiss: ["11357", "11358"]
  reduce: ["11359", "11360"]
  additional_relief:
    under_21_at_conviction: true
    age_at_least: 57
    years_since_conviction: 10
    years_without_conviction: 5
    only_prop64_convictions: true
    deceased: true
counties:
  San  joaquin:
    dismiss: ["11357 (A)", 11358, 11358, "11357(no-sub-section)"]
    reduce: ["11357"]
    additional_relief: {deceased: false}
    chosen_by: Office of the district attorney
    note: for people only
"""


def read(folder: Path, text: str | bytes) -> Policy:
    file = folder / "policy.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_policy(file, COUNTIES)


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(InputFileError) as raised:
        read(folder, text)
    message = str(raised.value)
    assert "\n" not in message
    assert message.startswith("policy.yaml: ")
    return message.removeprefix("policy.yaml: ")


def relief(folder: Path, option: str, value: str) -> str | AdditionalRelief:
    text = f"counties: {{Alpine: {{additional_relief: {{{option}: {value}}}}}}}"
    try:
        return read(folder, text).counties["ALPINE"].additional_relief
    except InputFileError:
        return refusal(folder, text)


def test_a_whole_policy_is_one_row_per_choice(tmp_path: Path) -> None:
    policy = read(tmp_path, WHOLE)
    assert policy.rows() == [
        ("*", "age_at_least_years", "57"),
        ("*", "deceased", "true"),
        ("*", "dismiss_section", "11357"),
        ("*", "dismiss_section", "11358"),
        ("*", "only_prop64_convictions", "true"),
        ("*", "policy", "given"),
        ("*", "reduce_section", "11359"),
        ("*", "reduce_section", "11360"),
        ("*", "under_21_at_conviction", "true"),
        ("*", "years_since_conviction", "10"),
        ("*", "years_without_conviction", "5"),
        ("SAN JOAQUIN", "chosen_by", "Office of the district attorney"),
        ("SAN JOAQUIN", "dismiss_section", "11357(a)"),
        ("SAN JOAQUIN", "dismiss_section", "11357(no-sub-section)"),
        ("SAN JOAQUIN", "dismiss_section", "11358"),
        ("SAN JOAQUIN", "policy", "given"),
        ("SAN JOAQUIN", "reduce_section", "11357"),
    ]


def test_a_county_that_chose_nothing_still_has_a_policy(tmp_path: Path) -> None:
    assert read(tmp_path, "counties: {alpine: {}}").rows() == [("ALPINE", "policy", "given")]
    assert read(tmp_path, "default: {}").rows() == [("*", "policy", "given")]


@pytest.mark.parametrize(("option", "bounds"), BOUNDS.items())
def test_a_number_counts_up_to_its_bounds_and_not_beyond(tmp_path: Path, option: str, bounds: tuple[int, int]) -> None:
    lowest, highest = bounds
    for inside in bounds:
        assert relief(tmp_path, option, str(inside)) == AdditionalRelief(**{option: inside})
    for outside in (lowest - 1, highest + 1, 0, -lowest, 10**30, "true", "57.0", "1:0", "071", "'57'", "", "[57]"):
        said = relief(tmp_path, option, str(outside))
        assert isinstance(said, str) and said.startswith(f"ALPINE: additional_relief.{option}: "), outside
    assert str(relief(tmp_path, option, str(highest + 1))).endswith(f"{highest}, found {highest + 1}")


@pytest.mark.parametrize("option", ["under_21_at_conviction", "only_prop64_convictions", "deceased"])
def test_a_yes_or_no_is_nothing_else(tmp_path: Path, option: str) -> None:
    for value, found in (("1", "1"), ("'true'", "'true'"), ("", "nothing"), ("{}", "keys and values")):
        said = str(relief(tmp_path, option, value))
        assert said.startswith(f"ALPINE: additional_relief.{option}: ") and said.endswith(f"found {found}")


@pytest.mark.parametrize(
    "section", ["11357", "11358", "11359", "11360", "11357(A)", " 11360 (a)(2) ", "11357(NO-SUB-SECTION)"]
)
def test_sections_of_proposition_64_are_known_with_and_without_subdivision(tmp_path: Path, section: str) -> None:
    (kept,) = read(tmp_path, f'default: {{dismiss: ["{section}"]}}').default.dismiss  # type: ignore[union-attr]
    assert kept == section.replace(" ", "").lower()


def test_a_number_that_yaml_would_read_in_eights_is_no_section(tmp_path: Path) -> None:
    assert "found '026135'" in refusal(tmp_path, "default: {dismiss: [026135]}")  # octal for 11357


@pytest.mark.parametrize(
    "section",
    [
        "11361",
        "11357.5",
        "1135",
        "113570",
        "11357(",
        "11357()",
        "11357a",
        "11358(no-sub-section)",
        "HS",
        "",
        "11357\u0661",
    ],
)
def test_a_section_that_is_not_known_is_refused(tmp_path: Path, section: str) -> None:
    message = refusal(tmp_path, f'counties: {{ALPINE: {{reduce: ["11358", "{section}"]}}}}')
    assert message == (
        "ALPINE: reduce.2: expected 11357, 11358, 11359 or 11360, with or without a subdivision like 11357(a), "
        f"found {section!r}"
    )


@pytest.mark.parametrize(
    ("dismiss", "reduce", "found"),
    [
        ("11358", "11358", "11358 to reduce and to dismiss"),
        ("11357(a)", "11357 (A)", "11357(a) to reduce and to dismiss"),
        ("11357", "11357(b)", "11357(b) to reduce and (as part of 11357) to dismiss"),
        ("11360(a)", "11360(a)(2)", "11360(a)(2) to reduce and (as part of 11360(a)) to dismiss"),
        ("11357(no-sub-section)", "11357(e)", "11357(e) to reduce and (as part of 11357(no-sub-section)) to dismiss"),
    ],
)
def test_a_section_stands_on_one_list(tmp_path: Path, dismiss: str, reduce: str, found: str) -> None:
    message = refusal(tmp_path, f'default: {{dismiss: ["{dismiss}"], reduce: ["{reduce}"]}}')
    assert message == f"default: expected each section on one list, found {found}"


def test_a_part_of_a_section_may_be_dismissed_and_the_rest_reduced(tmp_path: Path) -> None:
    text = 'default: {dismiss: ["11357(a)", "11357(no-sub-section)"], reduce: ["11357", "11357(b)"]}'
    assert read(tmp_path, text).default == CountyPolicy(
        dismiss=("11357(a)", "11357(no-sub-section)"), reduce=("11357", "11357(b)")
    )


UNREADABLE = "expected YAML without aliases, found something that cannot be read"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a file of text in UTF-8, found an empty one"),
        (b"\xff\xfe\x00\x01", "expected a file of text in UTF-8, found something else"),
        ("#" * (MAX_FILE_BYTES + 1), "of at most 500,000 bytes, found more"),
        ("# a remark\n", "expected keys and values, found nothing"),
        ("DOE,JANE,19700501", "expected keys and values, found 'DOE"),
        ("{}", "expected default (counties not named) or counties (by name), found neither"),
        ("defaults: {}", "defaults: Extra inputs are not permitted"),
        ("default: [11357]", "default: "),
        ("default:", "default: "),
        ("default: {dismis: []}", "default: dismis: "),
        ("default: {dismiss: 11357}", "default: dismiss: "),
        ("default: {chosen_by: ' '}", "default: chosen_by: expected a text, found ' '"),
        ('default: {note: "a\\0"}', "default: note: expected a text, found 'a?'"),
        ("default: {note: 2026-01-01}", "default: note: "),
        ("counties: [ALPINE]", "counties: "),
        ("counties: {Sacramneto: {}}", "counties: expected one of the state's 58 counties, found 'Sacramneto'"),
        ("counties: {~: {}}", "counties: expected one of the state's 58 counties, found nothing"),
        ("counties: {Alpine: }", "ALPINE: "),
        ("counties: {Alpine: {}, ALPINE: {}}", "ALPINE: expected each county once, found it twice"),
        ("counties:\n  ALPINE: {deceased: 1}\n  ALPINE: {}", "line 3: expected each key once, found 'ALPINE' twice"),
        ("default:\n  <<: {dismiss: [11357]}\n  dismiss: [11358]\n", "line 2: " + UNREADABLE),
        ("default: &all {}\ncounties: {ALPINE: *all}", UNREADABLE),
        ("default: !!python/object/apply:os.system [ls]", "line 1: " + UNREADABLE),
        ("default: {note: 2026-13-45}", UNREADABLE),
        ("default: {additional_relief: {age_at_least: " + "9" * 5000 + "}}", UNREADABLE),
        ("[" * 20_000, UNREADABLE),
        ("default: {}\n---\ndefault: {}", "line 2: " + UNREADABLE),
        ("default:\n\tdismiss: []", "line 2: " + UNREADABLE),
    ],
    ids=lambda part: repr(part)[:40],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_what_is_no_file_is_said_too(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for name, found in (("folder.yaml", "a folder"), ("none.yaml", "no such file")):
        with pytest.raises(InputFileError) as raised:
            read_policy(tmp_path / name, COUNTIES)
        assert str(raised.value) == f"{name}: expected a file of text in UTF-8, found {found}"


def test_a_long_value_is_shortened_and_no_sign_breaks_the_line(tmp_path: Path) -> None:
    assert "default: a?b: " in refusal(tmp_path, 'default: {"a\\nb": 1}')
    assert len(refusal(tmp_path, "counties: {" + "x" * 5000 + ": {}}")) < 130


def test_the_same_choices_have_the_same_id_however_they_are_written(tmp_path: Path) -> None:
    first = read(tmp_path, 'default: {dismiss: ["11357", 11358], note: one}').policy_id
    assert read(tmp_path, "default:\n  note: two\n  dismiss: ['11358', '11357', '11357']\n").policy_id == first
    assert read(tmp_path, 'default: {reduce: ["11357", 11358]}').policy_id != first
    assert len(first) == 16


SECTION_LISTS = st.lists(
    st.sampled_from(["11357(a)", "11357(b)", "11358", "11359", "11360(a)", "11360(b)"]), unique=True
)
TEXTS = st.none() | st.text(st.characters(codec="utf-8"), min_size=1).filter(
    lambda text: text.split() and " ".join(text.split()).isprintable()
)


@st.composite
def county_policies(draw: st.DrawFn) -> CountyPolicy:
    sections = sorted(draw(SECTION_LISTS))
    cut = draw(st.integers(0, len(sections)))
    numbers = {name: draw(st.none() | st.integers(*bounds)) for name, bounds in BOUNDS.items()}
    ticked = {
        name: True for name in ("under_21_at_conviction", "only_prop64_convictions", "deceased") if draw(st.booleans())
    }
    written = {name: text for name in ("chosen_by", "note") if (text := draw(TEXTS)) is not None}
    return CountyPolicy(
        dismiss=tuple(sections[:cut]),
        reduce=tuple(sections[cut:]),
        additional_relief=AdditionalRelief(
            **{name: number for name, number in numbers.items() if number is not None}, **ticked
        ),
        **written,
    )


@given(
    default=st.none() | county_policies(), named=st.dictionaries(st.sampled_from(sorted(COUNTIES)), county_policies())
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, default: CountyPolicy | None, named: dict[str, CountyPolicy]
) -> None:
    policy = Policy(default=default, counties=dict(sorted(named.items())))
    if policy.rows():
        text = format_policy(policy, "a heading\nof two lines")
        assert read(tmp_path_factory.mktemp("p"), text) == policy


def test_a_policy_is_said_in_sentences(tmp_path: Path) -> None:
    policy = read(tmp_path, WHOLE)
    assert describe_policy(policy) == [
        f"Policy {policy.policy_id}: chosen beyond the statute, for convictions of HS 11357 to 11360.",
        "SAN JOAQUIN (chosen by Office of the district attorney):",
        "  Dismiss every conviction that is no felony.",
        "  Dismiss every felony conviction of 11357(a), 11357 without a subdivision of (a) to (d) and 11358.",
        "  Reduce to a misdemeanor every other felony conviction of 11357.",
        "  Leave any other conviction to the statute.",
        "  Note: for people only",
        "Every other county:",
        "  Dismiss every conviction that is no felony.",
        "  Dismiss every felony conviction of 11357 and 11358.",
        "  Dismiss where the person was under 21 on the day of the conviction.",
        "  Dismiss where the person is 57 or older on the day the run is made for.",
        "  Dismiss where the conviction is at least 10 years old.",
        "  Dismiss where the person has no conviction in the past 5 years.",
        "  Dismiss where the person has no convictions but those of HS 11357 to 11360.",
        "  Dismiss where the person has died.",
        "  Reduce to a misdemeanor every other felony conviction of 11359 and 11360.",
        "  Leave any other conviction to the statute.",
    ]
    assert describe_policy(read(tmp_path, "counties: {ALPINE: {}}"))[-1] == (
        "Every other county: no policy; only the statute is applied."
    )
