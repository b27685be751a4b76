"""Questions that a statute leaves open: counsel decides each once for an installation, and the numbers of the law
follow."""
