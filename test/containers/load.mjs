// Asks for tokens over mutual TLS, and with every fifth for the account at self-service, until SIGTERM (or for the seconds
// given), and says what became of every request as one JSON line. Never asks twice: a request that a client would have had to repeat is a failed one.
//
// usage: node load.mjs demo.env [seconds]       (paths in demo.env are relative to the current folder)
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv } from 'node:util';

const clients = 6;
const pauseMs = 20;
const demo = parseEnv(readFileSync(process.argv[2], 'utf8'));
const body = JSON.stringify({ clientId: demo.PORTARIA_CLIENT_ID, clientSecret: demo.PORTARIA_CLIENT_SECRET });
const tls = {
  ca: readFileSync(demo.PORTARIA_CA_CERT),
  cert: readFileSync(demo.PORTARIA_CLIENT_CERT),
  key: readFileSync(demo.PORTARIA_CLIENT_KEY),
};

let stopping = false;
let [sent, slowestMs] = [0, 0];
const failed = [];
const stop = () => {
  stopping = true;
};
process.once('SIGTERM', stop);
if (process.argv[3]) setTimeout(stop, Number(process.argv[3]) * 1000).unref();

/** The answer, or what happened instead of one. */
const ask = ({ agent, path, content, ...options }) =>
  new Promise((resolve) => {
    const asking = request(new URL(path, demo.PORTARIA_URL), { ...tls, ...options, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (text += chunk));
      answer.on('error', (error) => resolve({ text: `answer broken off: ${error.message}` }));
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    });
    asking.setTimeout(20_000, () => asking.destroy(new Error('no answer in 20 s')));
    asking.on('error', (error) => resolve({ text: error.message }));
    asking.end(content);
  });

/** Asks once; null: the answer was not the one wanted, and is counted as failed. */
const expect = async (wanted, asked) => {
  const begun = performance.now();
  const { status, text } = await ask(asked);
  const ms = Math.round(performance.now() - begun);
  sent += 1;
  slowestMs = Math.max(slowestMs, ms);
  if (status === wanted) return JSON.parse(text);
  failed.push(`${new Date().toISOString()} ${asked.path} after ${ms} ms: ${status ?? ''} ${text}`);
  return null;
};

const expectToken = (agent) =>
  expect(201, {
    agent,
    path: '/api/auth/token',
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    content: body,
  });

/** Half of them keep their connection, the others connect anew each time. */
const client = async (number) => {
  const agent = new Agent({ keepAlive: number % 2 === 0, maxSockets: 1 });
  for (let round = 1; !stopping; round += 1) {
    const token = await expectToken(agent);
    if (token && round % 5 === 0) {
      await expect(200, {
        agent,
        path: '/api/account',
        headers: { authorization: `Bearer ${token.access_token}` },
      });
    }
    await pause(pauseMs);
  }
  agent.destroy();
};

await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
process.stdout.write(
  `${JSON.stringify({ sent, failed: failed.length, slowestMs, first: failed.slice(0, 5) })}\n`,
);
process.exitCode = failed.length === 0 && sent > 0 ? 0 : 1;
