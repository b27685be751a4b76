"""The site of a release: pages that a browser opens from a file, without server, network, script or tracker.

What belongs here: what a page says of a release (``pages``), how it looks (``templates``), drawings, the map. What does
not: counting, the cell rules, the tables (``publication``, ``disclosure``). Everything is made from what lies in the
folders of the releases and from the law and the pages of this repository: no row of a person is ever read here.
"""
