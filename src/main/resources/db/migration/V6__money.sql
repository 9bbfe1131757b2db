-- What a story was thought to cost when it was taken up. Later ones are estimated by what these turned out to be.
ALTER TABLE story ADD COLUMN estimated_credits NUMERIC(18, 4);
-- The same by the published rule alone: what was used is compared with this, or the comparison would learn from itself.
ALTER TABLE story ADD COLUMN rule_credits NUMERIC(18, 4);
-- Dialect, mode and tool: those of one kind are compared.
ALTER TABLE story ADD COLUMN priced_as VARCHAR(200);
CREATE INDEX story_by_price ON story (priced_as, finished_at DESC);

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
-- When the budget last held a story, and what it lacked then: an earlier step may have reserved the rest on that day.
ALTER TABLE story ADD COLUMN held_on DATE;
ALTER TABLE story ADD COLUMN held_for NUMERIC(18, 4);
-- What the budget holds back, whatever its next call is, in the order it goes on in, with what each needs.
CREATE INDEX story_held ON story (state, error_code, received_at, request_id, estimated_credits, held_on, held_for);
