"""The machinery every test stands on; the cast of people is in tests/conftest.py."""

pytest_plugins = [
    "tests.plugins.network",
    "tests.plugins.database",
    "tests.plugins.broker",
    "tests.plugins.site",
    "tests.plugins.browser",
    "tests.plugins.proof",
    "tests.plugins.breaking",
    "tests.plugins.sharing",
    "tests.plugins.thrift",
]
