// Asks for tokens over mutual TLS until SIGTERM (or for the seconds given), and says what became of every request as
// one JSON line. Never asks twice: a request that a client would have had to repeat is a failed one.
//
// usage: node load.mjs demo.env [seconds]       (paths in demo.env are relative to the current folder)
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv } from 'node:util';

const clients = 6;
const pauseMs = 20;
const demo = parseEnv(readFileSync(process.argv[2], 'utf8'));
const url = new URL('/api/auth/token', demo.PORTARIA_URL);
const body = JSON.stringify({ clientId: demo.PORTARIA_CLIENT_ID, clientSecret: demo.PORTARIA_CLIENT_SECRET });
const options = {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
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

/** What is wrong with the answer; null: nothing. */
const ask = (agent) =>
  new Promise((resolve) => {
    const asking = request(url, { ...options, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (text += chunk));
      answer.on('error', (error) => resolve(`answer broken off: ${error.message}`));
      answer.on('end', () =>
        resolve(
          answer.statusCode === 201 && text.includes('"access_token":"')
            ? null
            : `${answer.statusCode} ${text}`,
        ),
      );
    });
    asking.setTimeout(20_000, () => asking.destroy(new Error('no answer in 20 s')));
    asking.on('error', (error) => resolve(error.message));
    asking.end(body);
  });

/** Half of them keep their connection, the others connect anew each time. */
const client = async (number) => {
  const agent = new Agent({ keepAlive: number % 2 === 0, maxSockets: 1 });
  while (!stopping) {
    const begun = performance.now();
    const wrong = await ask(agent);
    const ms = Math.round(performance.now() - begun);
    sent += 1;
    slowestMs = Math.max(slowestMs, ms);
    if (wrong !== null) failed.push(`${new Date().toISOString()} after ${ms} ms: ${wrong}`);
    await pause(pauseMs);
  }
  agent.destroy();
};

await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
process.stdout.write(
  `${JSON.stringify({ sent, failed: failed.length, slowestMs, first: failed.slice(0, 5) })}\n`,
);
process.exitCode = failed.length === 0 && sent > 0 ? 0 : 1;
