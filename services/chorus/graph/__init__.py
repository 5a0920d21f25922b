"""The graph service: posts in, communities out."""
