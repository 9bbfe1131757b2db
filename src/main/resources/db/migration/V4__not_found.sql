-- How often in a row the service has not known a story that it had given us an id for.
ALTER TABLE story ADD COLUMN not_found INTEGER DEFAULT 0 NOT NULL;
-- Why the outcome could not be handed out the last time; null once it has arrived.
ALTER TABLE story ADD COLUMN report_error TEXT;
