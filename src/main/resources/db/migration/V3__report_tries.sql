-- How often a result has been on its way without being known to have arrived: from the second time on it may be there.
ALTER TABLE story ADD COLUMN report_tries INTEGER DEFAULT 0 NOT NULL;
