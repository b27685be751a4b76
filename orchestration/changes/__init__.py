"""Why a headline changed from one run to another: what each run leaves behind, and the bridge between two of them."""
