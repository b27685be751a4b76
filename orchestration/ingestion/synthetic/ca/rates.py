"""How often each quirk of the raw file occurs.

Defaults are assumptions by which a few thousand people show every quirk; none was measured on real files.
"""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class QuirkRates:
    """Rates from 0 (never) to 1. With five files or more, at least one file has each file quirk with a rate above 0."""

    # share of county files
    file_without_header: float = 0.20
    file_bom: float = 0.15
    file_crlf: float = 0.20
    file_header_trailing_comma: float = 0.15  # of the files that have a header
    file_header_quoted: float = 0.15  # of the files that have a header
    file_rows_shuffled: float = 0.20  # every row moves within some 300 rows

    # share of the data rows of each file; a row has at most one of these
    row_trailing_comma: float = 0.0005  # 96 fields, the last empty: accepted, repaired
    row_control_byte: float = 0.0005  # one NUL or other control byte in a value: accepted, repaired
    row_open_quote: float = 0.0003  # an extra line: a copy of the row with a quote that never closes
    row_stray_quote: float = 0.0003  # an extra line: a copy with a quote inside the quoted name
    row_bare_quote: float = 0.0003  # an extra line: a copy with a quote inside an unquoted field
    row_short: float = 0.0003  # an extra line: a copy that ends too early
    row_extra_columns: float = 0.0003  # an extra line: a copy with 96 filled or more than 96 fields
    row_blank_line: float = 0.0003  # an extra line with nothing on it

    # share of (person, file)
    person_rows_scattered: float = 0.02  # half of the person's rows are up to some thousand rows later

    # share of people; identity quirks marked * are of people with two cycles or more, and exclude each other
    two_subject_ids_one_cii: float = 0.008  # *
    two_ciis_two_subject_ids: float = 0.006  # * same name, birth date and sex; nothing else ties them
    one_subject_id_two_ciis: float = 0.006  # *
    cii_in_two_spellings: float = 0.006  # * A012345678 and 0012345678
    two_birth_dates: float = 0.010  # *
    blank_cii_on_some_rows: float = 0.008  # *
    blank_cii_on_all_rows: float = 0.003
    ciis_share_last_eight: float = 0.003  # another person's CII has the same last 8 digits
    race_varies: float = 0.03  # * beside the others
    latin1_name: float = 0.003
    birth_date_blank: float = 0.004
    birth_date_year_only: float = 0.003  # YYYY0000
    birth_date_month_only: float = 0.002  # YYYYMM00
    birth_date_impossible: float = 0.003  # 00000000, 20180231
    birth_date_after_event: float = 0.002
    birth_date_wrong_century: float = 0.002  # 1965 written as 2065
    deceased: float = 0.02
    registration: float = 0.012  # a cycle of sex registration, 290 PC
    applicant: float = 0.02  # a cycle of an application for a licence or work
    juvenile: float = 0.04  # the first cycle is before the 18th birthday

    # share of cycles
    repeated_cycle: float = 0.006  # the same court case again under another cycle number
    out_of_state: float = 0.006
    federal: float = 0.004
    blank_county: float = 0.003
    unknown_step_type: float = 0.006  # SUPPLEMENTAL ARREST, MISC ACTION

    # share of steps (of court steps for the case numbers)
    event_date_blank: float = 0.003
    event_date_year_only: float = 0.003
    event_date_month_only: float = 0.002
    event_date_impossible: float = 0.002
    event_date_future: float = 0.001
    several_case_numbers: float = 0.03  # joined by space, comma or hyphen
    null_word_case_number: float = 0.01  # the word NULL
    case_number_in_fe_column: float = 0.03  # FE_NUM_CRT_CASE in place of OFN

    # share of counts
    alternative_spelling: float = 0.25  # of charges that have one
    charge_in_comment: float = 0.02
    further_charge_in_comment: float = 0.004
    unparsable_charge: float = 0.006
    malformed_count_order: float = 0.002  # 1, blank, ten digits
    unknown_disposition: float = 0.002
    scattered_sentence_rows: float = 0.02  # of counts with two sentence parts or more

    # share of convictions
    convicted_of_other: float = 0.06  # another section or level than charged
    level_blank: float = 0.012  # CONV_STAT_DESCR and OFFENSE_TOC
    level_in_toc_only: float = 0.04
    earlier_relief: float = 0.05
    identical_sentence_parts: float = 0.01
    life_sentence: float = 0.02  # of prison sentences; no length
    sentence_length_not_a_number: float = 0.002  # of sentence rows

    # share of empty values that are written as spaces, NULL or a hyphen instead of nothing
    null_spelled_out: float = 0.15

    def __post_init__(self) -> None:
        """Check that all rates are between 0 and 1.

        Raises:
            ValueError: A rate is not.
        """
        for field in fields(self):
            if not 0.0 <= getattr(self, field.name) <= 1.0:
                raise ValueError(f"rate {field.name} must be between 0 and 1, not {getattr(self, field.name)}")

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """List the names of all quirks, in the order of this file."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def none(cls) -> "QuirkRates":
        """Return rates without any quirk: well-formed files of plain histories."""
        return cls(**dict.fromkeys(cls.names(), 0.0))

    def without(self, *names: str) -> "QuirkRates":
        """Return these rates with the named quirks set to 0."""
        return replace(self, **dict.fromkeys(names, 0.0))
