"""How retrieval does on questions and papers that nobody here has seen."""
