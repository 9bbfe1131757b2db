-- The ledger is the truth: a row per story. Text that works unchanged on H2 and PostgreSQL.
-- What changes at each move, and what is looked for: short, because a database writes whole pages.
CREATE TABLE story (
    request_id        VARCHAR(128) PRIMARY KEY,           -- the idempotency key
    state             VARCHAR(20)  NOT NULL,
    content_sha256    VARCHAR(64)  NOT NULL,              -- tells a duplicate from a conflict
    dialect           VARCHAR(20)  NOT NULL,              -- how the service is spoken to about it, to its end
    webhook_token_sha256 VARCHAR(64),                     -- who reads the ledger can't call the webhook
    callback_batch_id VARCHAR(255),                       -- what its webhook was last called with
    callback_at       TIMESTAMP(6) WITH TIME ZONE,        -- when that had it looked at, or will have
    story_id          VARCHAR(255),
    step              VARCHAR(20),                        -- advanced mode: the first step without an answer
    is_long           BOOLEAN      NOT NULL DEFAULT FALSE, -- its next paid call may take minutes
    check_first       BOOLEAN      NOT NULL DEFAULT FALSE, -- that step's answer was lost: a GET may show it was done
    resume_sha256     VARCHAR(64),                        -- the last resume, to know it when it comes twice
    attempts          INTEGER      NOT NULL DEFAULT 0,
    deliveries        INTEGER      NOT NULL DEFAULT 0,    -- begun since its video was made: the first needs no look
    progress          INTEGER,
    used_credits      NUMERIC(18, 4),
    video_url         TEXT,
    compose_at        TIMESTAMP(6) WITH TIME ZONE,        -- success came without a video_url: /concat is due then
    composed_at       TIMESTAMP(6) WITH TIME ZONE,        -- /concat was called; it is called once
    deadline_at       TIMESTAMP(6) WITH TIME ZONE,
    due_at            TIMESTAMP(6) WITH TIME ZONE,        -- when its state wants the next look; null: never by itself
    lease_owner       VARCHAR(64),
    lease_until       TIMESTAMP(6) WITH TIME ZONE,
    error_code        VARCHAR(40),
    error_message     TEXT,
    error_stage       VARCHAR(20),
    error_http_status INTEGER,
    bucket            VARCHAR(255),
    object_key        VARCHAR(1024),
    video_size        BIGINT,
    video_sha256      VARCHAR(64),
    video_etag        VARCHAR(255),
    received_at       TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    submitted_at      TIMESTAMP(6) WITH TIME ZONE,
    finished_at       TIMESTAMP(6) WITH TIME ZONE,
    report_at         TIMESTAMP(6) WITH TIME ZONE,        -- when its result is to be handed out; null: nothing to report
    reported_at       TIMESTAMP(6) WITH TIME ZONE
);

-- What is long and seldom changes, JSON: read with the row, rewritten only when it says something new.
CREATE TABLE story_text (
    id                VARCHAR(128) PRIMARY KEY,           -- the story's request_id
    request           TEXT         NOT NULL,
    origin            TEXT         NOT NULL,
    service           TEXT,                               -- the service's Story object as last seen
    edited_storyboard TEXT,                               -- from a review, on its way into the next call
    edited_scenes     TEXT
);

-- In the order of the claims: H2 finds the first ones without sorting all.
CREATE INDEX story_due ON story (state, is_long, due_at, received_at, request_id);
CREATE INDEX story_report ON story (report_at, request_id);
CREATE INDEX story_by_service_id ON story (story_id);
CREATE UNIQUE INDEX story_by_token ON story (webhook_token_sha256);
CREATE INDEX story_newest ON story (received_at, request_id);

-- Closed while the service says 402: then one probe in all goes out each interval.
CREATE TABLE gate (
    name     VARCHAR(20) PRIMARY KEY,
    closed   BOOLEAN NOT NULL,
    probe_at TIMESTAMP(6) WITH TIME ZONE
);
INSERT INTO gate (name, closed) VALUES ('credit', FALSE);
