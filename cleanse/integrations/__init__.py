"""Classes for packages that want one of their own kind. Each module is imported by name, and imports its package."""
