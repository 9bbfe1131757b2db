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
    not_found         INTEGER      NOT NULL DEFAULT 0,    -- how often in a row the service has not known its story
    deliveries        INTEGER      NOT NULL DEFAULT 0,    -- begun since its video was made: the first needs no look
    progress          INTEGER,
    used_credits      NUMERIC(18, 4),
    estimated_credits NUMERIC(18, 4),                     -- what it was thought to cost when it was taken up
    rule_credits      NUMERIC(18, 4),                     -- by the published rule alone: compared with what was used
    priced_as         VARCHAR(200),                       -- dialect, mode and tool: those of one kind are compared
    held_on           DATE,                               -- when the day's budget last held it
    held_for          NUMERIC(18, 4),                     -- what it lacked then: a step before may have reserved some
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
    not_before        TIMESTAMP(6) WITH TIME ZONE,        -- nothing is paid before it; null: it need not wait
    submitted_at      TIMESTAMP(6) WITH TIME ZONE,
    finished_at       TIMESTAMP(6) WITH TIME ZONE,
    report_at         TIMESTAMP(6) WITH TIME ZONE,        -- when its result is to be handed out; null: none is
    reported_at       TIMESTAMP(6) WITH TIME ZONE,
    report_error      TEXT                                -- why it could not be handed out last; null once it has arrived
);

-- What is long and seldom changes, JSON: read with the row, rewritten only when it says something new.
CREATE TABLE story_text (
    id                VARCHAR(128) PRIMARY KEY,           -- the story's request_id
    label             VARCHAR(200),                       -- what people call it, in lower case, to be searched
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
CREATE INDEX story_by_price ON story (priced_as, finished_at DESC);
-- How many have ended today is asked by whoever looks at the page.
CREATE INDEX story_finished ON story (finished_at, state);
-- What the budget holds back, whatever its next call is, in the order it goes on in, with what each needs.
CREATE INDEX story_held ON story (state, error_code, received_at, request_id, estimated_credits, held_on, held_for);

-- Closed while the service says 402: then one probe in all goes out each interval.
CREATE TABLE gate (
    name     VARCHAR(20) PRIMARY KEY,
    closed   BOOLEAN NOT NULL,
    probe_at TIMESTAMP(6) WITH TIME ZONE
);
INSERT INTO gate (name, closed) VALUES ('credit', FALSE);
-- Locked by whoever gives a story of the service's to a request: two requests that are told of the same story at the
-- same moment, on two replicas, would each see that no other one holds it.
INSERT INTO gate (name, closed) VALUES ('adoption', FALSE);

-- What the image files of a request were when it was taken up: a JSON list of sizes and SHA-256, in the order listed.
-- Only where there are any. What is sent later is compared with it.
CREATE TABLE story_images (
    request_id VARCHAR(128) PRIMARY KEY,
    images     TEXT NOT NULL
);

-- Each time that a story's call was begun: what it counts for, of which UTC day. Written with the move to submitting.
CREATE TABLE spending (
    request_id  VARCHAR(128)   NOT NULL,
    attempt     INTEGER        NOT NULL,
    on_day      DATE           NOT NULL,
    made_for    VARCHAR(20)    NOT NULL,           -- the step it begins with, or automatic
    step        VARCHAR(20)    NOT NULL,           -- the step last sent under it; empty: that one was not paid
    estimate    NUMERIC(18, 4) NOT NULL,           -- counts until it is settled, unless more has been used by then
    used_before NUMERIC(18, 4) NOT NULL DEFAULT 0, -- of what the service tells, what was used before
    used        NUMERIC(18, 4),                    -- as far as the service has told
    settled     BOOLEAN        NOT NULL DEFAULT FALSE, -- used is all: counts alone
    PRIMARY KEY (request_id, attempt)
);
CREATE INDEX spending_of_day ON spending (on_day);
-- Locked by whoever looks whether a day has room: what it sees spent is all, until it has added its own.
INSERT INTO gate (name, closed) VALUES ('budget', FALSE);

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

-- What has become of a story, in its order: the timeline of its page, and what other replicas tell their viewers. One
-- narrow row a move, written in the transaction that makes it; a month is kept (StoryEvents).
CREATE TABLE story_event (
    no          BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    request_id  VARCHAR(128) NOT NULL,
    happened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    event       VARCHAR(20)  NOT NULL,
    step        VARCHAR(20),
    progress    INTEGER,
    error_code  VARCHAR(40)
);
CREATE INDEX story_event_of ON story_event (request_id, no);
