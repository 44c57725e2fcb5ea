"""Executes a flow, waits for its end and prints its log."""

from kestra import Flow

result = Flow().execute("dev", "hello-world", {"greeting": "hello from Python"})
print(result.status)
print(result.log)
