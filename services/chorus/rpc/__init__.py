"""How the services speak: servers, channels, settings, errors on the wire."""
