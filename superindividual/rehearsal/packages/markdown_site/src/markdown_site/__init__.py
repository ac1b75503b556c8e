"""What the package is called."""

PRODUCT = "Example"
COMMAND = "markdown-site"
__version__ = "0.1.0"
