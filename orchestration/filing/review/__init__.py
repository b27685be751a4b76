"""The workbook in which a reviewer decides about lines: written, filled in, read back."""
