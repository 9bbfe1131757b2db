#!/bin/sh
# Usage: QUEUE=https://sqs.eu-central-1.amazonaws.com/123456789012/storyreel-requests ./sqs.sh request.json
# AWS_ENDPOINT_URL names another server that speaks SQS.
exec aws ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} sqs send-message --queue-url "$QUEUE" \
  --message-body "file://$1"
