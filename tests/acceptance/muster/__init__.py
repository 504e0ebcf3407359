"""The built program, seen from outside: a server of its own, and a client that holds every answer
against the contract."""
