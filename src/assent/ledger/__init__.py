"""The ledger: the one way to change the record, the one way to look at it, and the events every change leaves."""
