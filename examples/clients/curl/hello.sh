#!/bin/sh
# Saves a flow, executes it, waits for its end and prints its log.
set -eu
url=${KESTRA_HOSTNAME:-http://localhost:8080}/api/v1
here=$(dirname "$0")

curl --fail-with-body --silent --output /dev/null --request PUT "$url/flows/dev/hello-world" \
  --header 'Content-Type: application/x-yaml' --data-binary @"$here/../hello-world.yml" ||
  curl --fail-with-body --silent --output /dev/null --request POST "$url/flows" \
    --header 'Content-Type: application/x-yaml' --data-binary @"$here/../hello-world.yml"

execution=$(curl --fail-with-body --silent --request POST "$url/executions/dev/hello-world?wait=true" \
  --form 'greeting=hello from curl')
id=$(printf '%s' "$execution" | sed 's/.*"id":"\([^"]*\)","namespace":"dev","flowId".*/\1/')

curl --fail-with-body --silent "$url/logs/$id/download"
