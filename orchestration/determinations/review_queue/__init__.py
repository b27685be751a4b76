"""The review queue: questions exported to files and answers imported from them."""
