-- Locked by whoever gives a story of the service's to a request: two requests that are told of the same story at the
-- same moment, on two replicas, would each see that no other one holds it.
INSERT INTO gate (name, closed) VALUES ('adoption', FALSE);
