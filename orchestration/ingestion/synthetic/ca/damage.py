"""Quirks of single lines: repairable ones, and damaged copies.

A damaged line is always an extra line after the real one, so that no fact is lost from a file.
"""

TRAILING_COMMA, CONTROL_BYTE, OPEN_QUOTE, STRAY_QUOTE, BARE_QUOTE, SHORT, EXTRA_COLUMNS, BLANK_LINE = range(8)
ROW_QUIRKS = (
    "row_trailing_comma", "row_control_byte", "row_open_quote", "row_stray_quote", "row_bare_quote", "row_short",
    "row_extra_columns", "row_blank_line",
)  # fmt: skip
REASONS = ("", "", "open_quote", "open_quote", "open_quote", "field_count", "field_count", "blank")
# every planted quote makes the number of quotes on the line odd
REPAIRS = ("trailing_comma", "control_byte", "latin1")

# no CR, no LF, no tab, not the Latin-1 mark 0x1A; VT, FF and FS break readers that split text lines
_CONTROL = "\x00\x00\x00\x01\x07\x0b\x0c\x1c\x7f"
_EXTRA = (",x", ",,", ",x,x,x", ",SYNTHETIC,")
_FEWEST_FIELDS, _FIELD_CHOICES = 16, 34


def alter_line(line: str, quirk: int, number: int) -> str:
    """Apply a quirk (position in ROW_QUIRKS) to a line; ``number`` (at least 0) selects a variant."""
    if quirk == TRAILING_COMMA:
        return line + ","
    if quirk == CONTROL_BYTE:
        byte = _CONTROL[number // 3 % len(_CONTROL)]
        at = (1, line.index('"') + 1, len(line) - 1)[number % 3]  # in RECORD_ID, PRI_NAME or END_OF_REC
        return line[:at] + byte + line[at:]
    if quirk == OPEN_QUOTE:
        form = number % 3
        if form == 0:  # the name is never closed
            close = line.index('"', line.index('"') + 1)
            return line[:close] + line[close + 1 :]
        return '"' + line if form == 1 else line[:-1] + '"#'
    if quirk == STRAY_QUOTE:
        at = line.index('"') + 8
        return line[:at] + '"' + line[at:]
    if quirk == BARE_QUOTE:  # in a field that is not quoted
        at = line.index(",SYNTHETIC,") + 6
        return line[:at] + '"' + line[at:]
    if quirk == SHORT:  # cut between the name and OFN, which may be quoted
        return ",".join(line.split(",")[: _FEWEST_FIELDS + number % _FIELD_CHOICES])
    if quirk == EXTRA_COLUMNS:
        return line + _EXTRA[number % len(_EXTRA)]
    return ""
