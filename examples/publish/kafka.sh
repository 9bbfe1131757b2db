#!/bin/sh
# Usage: BROKERS=localhost:9092 ./kafka.sh request.json
# The file is one message, whatever line breaks it has.
exec kcat -P -b "$BROKERS" -t "${TOPIC:-storyreel.requests}" "$1"
