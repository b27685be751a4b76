"""The compiler: one plain SELECT from each remedy of a law pack, which a stranger reads beside the statute."""
