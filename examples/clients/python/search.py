"""Every operation of the API is a function that makes a request, and a client sends it."""

from kestra import Client
from kestra.api import executions, flows

with Client() as client:
    found = client.send(flows.search_flows(namespace="dev"))
    print([flow["id"] for flow in found["results"]])

    created = client.send(executions.create_new_execution("dev", "hello-world"))
    for marker, execution in client.events(executions.follow_execution(created["id"])):
        print(marker, execution["state"]["current"])
