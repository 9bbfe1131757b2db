-- An event that came after its story had left 'generating' opens a group that nobody completes.
DELETE FROM story_join
WHERE opened_at < :#${exchangeProperty.before}
  AND NOT EXISTS (SELECT 1 FROM story WHERE story.story_id = story_join.batch_id AND story.state = 'generating')
