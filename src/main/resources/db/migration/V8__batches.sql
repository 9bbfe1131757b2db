-- A file of many requests that was taken up: its name, how many, and whether its results file is to be written.
CREATE TABLE batch (
    batch_id      VARCHAR(64)  PRIMARY KEY,               -- made of what tells its file from any other
    file_name     VARCHAR(1024) NOT NULL,
    row_count     INTEGER      NOT NULL,
    received_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    results_due   BOOLEAN      NOT NULL,                  -- not written yet, or a story of it goes on once more
    reopened      INTEGER      NOT NULL DEFAULT 0,        -- how often that has happened
    results_until TIMESTAMP(6) WITH TIME ZONE,            -- somebody writes them until then
    results_at    TIMESTAMP(6) WITH TIME ZONE             -- when they were last written
);
CREATE INDEX batch_due ON batch (results_due, received_at);
CREATE INDEX batch_newest ON batch (received_at, batch_id);
CREATE INDEX batch_by_file ON batch (file_name, received_at);

-- Its requests in the file's order. Each is a row of story, which may have been there before.
CREATE TABLE batch_row (
    batch_id     VARCHAR(64)  NOT NULL,
    row_number   INTEGER      NOT NULL,                   -- from 1
    line         INTEGER      NOT NULL,                   -- of the file, where it begins
    request_id   VARCHAR(128) NOT NULL,
    is_duplicate BOOLEAN      NOT NULL,
    PRIMARY KEY (batch_id, row_number)
);
CREATE INDEX batch_row_by_request ON batch_row (request_id);
