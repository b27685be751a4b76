"""Law packs: the ``.law`` files of a state, their schema, and the law tables that are compiled from them."""
