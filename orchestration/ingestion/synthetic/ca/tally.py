"""Count the quirks of a chunk that are drawn above the level of files; ``county_files`` counts the others."""

import numpy as np

from orchestration.ingestion.synthetic.ca import people, steps, wording
from orchestration.ingestion.synthetic.ca.counts import LEVEL_BLANK, LEVEL_IN_TOC, Counts
from orchestration.ingestion.synthetic.ca.cycles import APPLICANT, DECEASED, REGISTRATION, Cycles
from orchestration.ingestion.synthetic.ca.lines import Written
from orchestration.ingestion.synthetic.ca.people import People
from orchestration.ingestion.synthetic.ca.person_columns import Presentation
from orchestration.ingestion.synthetic.ca.places import BLANK, FEDERAL, OUT_OF_STATE
from orchestration.ingestion.synthetic.ca.sentences import Rows
from orchestration.ingestion.synthetic.ca.steps import Steps


def count_quirks(
    chunk: People, first: Presentation, cycles: Cycles, chunk_steps: Steps, counts: Counts, rows: Rows, written: Written
) -> dict[str, int]:
    """Return by quirk the number of people, cycles, steps, counts or rows that have it."""
    slot, type_ = chunk_steps.slot, chunk_steps.type
    found: dict[str, object] = {
        **{name: chunk.identity == kind for kind, name in enumerate(people.IDENTITY_KINDS)},
        **{name: chunk.birth_kind == kind for kind, name in enumerate(people.BIRTH_KINDS)},
        **{name: chunk_steps.event_kind == kind for kind, name in enumerate(steps.EVENT_KINDS)},
        **{name: chunk_steps.case_kind == kind for kind, name in enumerate(steps.CASE_KINDS)},
        "race_varies": chunk.race_varies,
        "latin1_name": chunk.latin1,
        "deceased": cycles.kind == DECEASED,
        "registration": cycles.kind == REGISTRATION,
        "applicant": cycles.kind == APPLICANT,
        "juvenile": cycles.is_juvenile,
        "repeated_cycle": cycles.copy_of >= 0,
        "out_of_state": cycles.place == OUT_OF_STATE,
        "federal": cycles.place == FEDERAL,
        "blank_county": cycles.place == BLANK,
        "unknown_step_type": (type_ == wording.SUPPLEMENTAL) | (slot == steps.MISC),
        "alternative_spelling": counts.alternative,
        "charge_in_comment": counts.in_comment,
        "further_charge_in_comment": counts.further >= 0,
        "unparsable_charge": counts.unparsable,
        "malformed_count_order": written.count_order.str.len_bytes().to_numpy() != 12,
        "unknown_disposition": counts.unknown_disposition,
        "scattered_sentence_rows": rows.is_scattered,
        "convicted_of_other": counts.other >= 0,
        "level_blank": counts.level_way == LEVEL_BLANK,
        "level_in_toc_only": counts.level_way == LEVEL_IN_TOC,
        "earlier_relief": np.concatenate([rows.is_relief, slot == steps.RELIEF]),
        "identical_sentence_parts": rows.is_identical,
        "life_sentence": rows.is_life,
        "sentence_length_not_a_number": rows.is_not_a_number,
    }
    numbers = {name: int(np.asarray(mask).sum()) for name, mask in found.items()}
    numbers["null_spelled_out"] = written.nulls_spelled_out + int(first.nulls_spelled_out.sum())
    return numbers
