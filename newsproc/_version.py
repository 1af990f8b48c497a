"""The version, once for Python; a test compares it with the core's."""

__version__ = "0.1.0"
