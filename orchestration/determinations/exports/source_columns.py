"""What stands on the row that speaks for a count, as recorded: SQL that batch lines and determinations share.

What belongs here: the row of a history, and what stands for it where a court's list alone tells of the conviction. What
does not: columns and their order (``lines``, ``results.determinations``). The query around it has ``lines`` with
``delivery_id``, ``source_line``, ``charge_text``, ``charge_text_source``, ``disposition_source``, ``told_on`` and
``told_on_precision``, and joins ``rows`` to it.
"""

from __future__ import annotations


def _as_recorded(day: str, precision: str) -> str:
    """A day as histories write it: YYYYMMDD, with zeros where less is known; empty where nothing is."""
    return (
        f"case {precision} when 'day' then strftime({day}, '%Y%m%d') when 'month' then strftime({day}, '%Y%m00') "
        f"when 'year' then strftime({day}, '%Y0000') end"
    )


TOLD_BY_COURT = "lines.disposition_source = 'court_record'"

CONVICTION_DATE = (
    f"case when {TOLD_BY_COURT} then {_as_recorded('lines.told_on', 'lines.told_on_precision')} "
    "else trim(rows.stp_event_date) end"
)
"""Day of the conviction: that of the court's list where it gives the disposition."""

DISPOSITION_DATE = (
    f"case when {TOLD_BY_COURT} then {_as_recorded('lines.told_on', 'lines.told_on_precision')} "
    "else trim(rows.disp_date) end"
)
"""Day of the disposition, likewise."""

SECTION_AS_RECORDED = """trim(case lines.charge_text_source
        when 'convicted' then rows.conv_offense_descr
        when 'disposed' then rows.disp_offense_descr
        else case
            when nullif(trim(rows.offense_descr), '') is null or lines.charge_text <> trim(rows.offense_descr)
                then rows.comment_text
            else rows.offense_descr
        end
    end)"""
"""The charge as the raw row has it; ``lines`` has the charge's text and where it came from, ``rows`` is the raw row."""

ROWS = f"""
    select
        delivery_id, source_line, cii_number, pri_name, pri_dob, cnt_order, cyc_date, stp_event_date, disp_date,
        offense_descr, disp_offense_descr, conv_offense_descr, comment_text
    from intake.history_rows
    union all
    select
        court.delivery_id,
        court.source_line,
        coalesce(nullif(trim(court.cii_number), ''), people.state_ids[1]) as cii_number,
        people.person_name as pri_name,
        {_as_recorded("people.birth_date_earliest", "people.birth_date_precision")} as pri_dob,
        null as cnt_order,
        null as cyc_date,
        null as stp_event_date,
        null as disp_date,
        null as offense_descr,
        null as disp_offense_descr,
        court.charge as conv_offense_descr,
        null as comment_text
    from intermediate.int_charges as charges
    inner join intake.court_records_rows as court
        on charges.speaking_source_row = court.delivery_id || ':' || court.source_line
    inner join intermediate.int_people as people on charges.person_id = people.person_id
    where charges.disposition_source = 'court_record'
"""
"""Rows of histories, and a row per conviction that only a court's list tells of: its words, and the person as the
histories name them."""
