-- What a request has asked to wait for: nothing is paid before it. Null where it need not wait.
ALTER TABLE story ADD COLUMN not_before TIMESTAMP(6) WITH TIME ZONE;
