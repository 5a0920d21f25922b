"""Stubs, written from the protos by `make stubs`."""
