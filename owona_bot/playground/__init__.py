"""The local stand-in for Slack: a process of its own for tests, benchmarks and the demo."""
