"""Evidence that what sanitize gives is stable, told by parsers and checks that share no code with it."""
