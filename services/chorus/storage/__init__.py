"""Where state is kept: records in a database, artifacts in a content-addressed store."""
