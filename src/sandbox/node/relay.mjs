// The bare relay once more, in Node and without any library: ./sandbox bench --relay node.
// Reads a line of JSON for each run, {"names": [..]}; answers "done" or "failed: why" when all are in the bucket.
import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import { createInterface } from 'node:readline';

const { SERVICE, STORE, BUCKET, REGION, API_KEY, ACCESS_KEY, SECRET_KEY } = process.env;
const CONCURRENT = 16;
const BOUNDARY = 'relay-boundary';
const service = new URL(SERVICE);
const store = new URL(STORE);
const agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENT });
let names = [];
let next = 0;
let missing = 0;
let callback;

function send(url, path, method, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, host: url.hostname, port: url.port, path, method, headers }, (response) => {
      if (response.statusCode === 200) {
        resolve(response);
      } else {
        reject(new Error(`${path} was answered with ${response.statusCode}`));
      }
    });
    request.on('error', reject);
    if (body && body.pipe) {
      body.on('error', reject);
      body.pipe(request);
    } else {
      request.end(body);
    }
  });
}

async function text(stream) {
  const pieces = [];
  for await (const piece of stream) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function signed(path) {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${REGION}/s3/aws4_request`;
  const canonical = `PUT\n${path}\n\nhost:${store.host}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:${time}\n\n`
    + 'host;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD';
  const digest = createHash('sha256').update(canonical).digest('hex');
  const key = [day, REGION, 's3', 'aws4_request']
    .reduce((secret, part) => createHmac('sha256', secret).update(part).digest(), `AWS4${SECRET_KEY}`);
  const signature = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`).digest('hex');
  return {
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-amz-date': time,
    Authorization: `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/${scope}, `
      + `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
  };
}

async function submitNext() {
  if (next >= names.length) {
    return;
  }
  const fields = { idea: `A paper boat sails down a rainy street and finds the sea: ${names[next++]}`, title: 'Bench',
    webhook_url: callback };
  const form = Object.entries(fields).map(([name, value]) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')
    + `--${BOUNDARY}--\r\n`;
  await text(await send(service, '/story/idea-2-video', 'POST', { 'X-Api-Key': API_KEY,
    'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`, 'Content-Length': Buffer.byteLength(form) }, form));
  submitNext().catch(fail);
}

async function fetchStory(storyId) {
  const look = await send(service, `/story/${storyId}`, 'GET', { 'X-Api-Key': API_KEY });
  const story = JSON.parse(await text(look)).data;
  const video = await send(service, new URL(story.video_url).pathname, 'GET', {});
  const path = `/${BUCKET}/relay/${story.idea.slice(story.idea.lastIndexOf(' ') + 1)}.mp4`;
  await text(await send(store, path, 'PUT', { ...signed(path), 'Content-Type': 'video/mp4',
    'Content-Length': video.headers['content-length'] }, video));
  if (--missing === 0) {
    console.log('done');
  }
}

function fail(error) {
  console.log(`failed: ${error.message}`);
}

const server = http.createServer(async (request, response) => {
  const event = await text(request);
  response.end();
  fetchStory(JSON.parse(event).batch_id).catch(fail);
});

server.listen(0, '127.0.0.1', () => {
  callback = `http://127.0.0.1:${server.address().port}/callback`;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    ({ names } = JSON.parse(line));
    next = 0;
    missing = names.length;
    for (let i = 0; i < CONCURRENT; i++) {
      submitNext().catch(fail);
    }
  });
  // Whoever started it holds the other end, which closes however they end.
  lines.on('close', () => process.exit(0));
});
