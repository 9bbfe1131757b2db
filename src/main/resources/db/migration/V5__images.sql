-- What the image files of a request were when it was taken up: a JSON list of sizes and SHA-256, in the order listed.
-- Only where there are any. What is sent later is compared with it.
CREATE TABLE story_images (
    request_id VARCHAR(128) PRIMARY KEY,
    images     TEXT NOT NULL
);
