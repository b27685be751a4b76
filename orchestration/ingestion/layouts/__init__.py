"""How each state's files are laid out: a folder of data per state, and its reader."""
