// Usage: STORYREEL=http://127.0.0.1:8080 TOKEN=.. node post.mjs request.json
import { readFile } from 'node:fs/promises';

const answer = await fetch(`${process.env.STORYREEL}/api/stories`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${process.env.TOKEN}`, 'Content-Type': 'application/json' },
  body: await readFile(process.argv[2]),
});
console.log(await answer.text());
process.exitCode = answer.ok ? 0 : 1;
