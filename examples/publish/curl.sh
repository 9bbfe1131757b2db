#!/bin/sh
# Usage: STORYREEL=http://127.0.0.1:8080 TOKEN=.. ./curl.sh request.json
exec curl --fail-with-body --silent --show-error "$STORYREEL/api/stories" -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' --data-binary "@$1"
