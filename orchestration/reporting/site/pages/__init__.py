"""One module per page of the site."""
