"""Questions of researchers, asked inside, answered in counts."""
