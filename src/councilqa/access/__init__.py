"""Who may do what: rules, users, sessions, and delays after failed sign-ins."""
