"""The site of a release: pages that open from a file, without server, network or script."""
