"""From delivered bytes to rows of text: every physical line is accepted, or rejected with a reason."""
