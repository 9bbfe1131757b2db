#!/usr/bin/env python3
# Usage: BROKER=amqp://localhost:61616 ./amqp.py request.json
import os
import sys

from proton import Message
from proton.utils import BlockingConnection

connection = BlockingConnection(os.environ["BROKER"], timeout=30)
with open(sys.argv[1], encoding="utf-8") as request:
    # Returns when the broker has taken it.
    connection.create_sender("storyreel.requests").send(Message(body=request.read(), durable=True))
connection.close()
