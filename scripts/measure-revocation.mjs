// How long after the acknowledgement of a revocation a token is still good anywhere: under load, over two processes, asked as
// NGINX asks. Needs `npm start` in another terminal (its PostgreSQL, accounts and settings); then
//
//   npx node scripts/measure-revocation.mjs [revocations]
//
// Starts a second process of the application beside that of the stack, keeps both busy with questions about other tokens, and
// revokes one token after the other.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

const revocations = Number(process.argv[2] ?? 40);
const busyConnections = 4;
const home = join(process.cwd(), '.portaria');
const repository = join(import.meta.dirname, '..');
const environment = parseEnv(readFileSync(join(home, 'portaria.env'), 'utf8'));
const demo = parseEnv(readFileSync(join(home, 'demo.env'), 'utf8'));
const listener = readFileSync(environment.PORTARIA_GATEWAY_LISTENER_SECRET_FILE, 'utf8').trim();
const certificate = encodeURIComponent(readFileSync(demo.PORTARIA_CLIENT_CERT, 'utf8'));

const answerOf = (send, options, body) =>
  new Promise((resolve, reject) => {
    const asked = send(options, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });

/** `whose`: CLIENT or OPERATOR; `url`: of the listener that it uses. */
const askListener = (whose, url, { headers = {}, body }) => {
  const { hostname: host, port, pathname: path } = new URL(url);
  return answerOf(
    httpsRequest,
    {
      ...{ host, port, path, method: 'POST' },
      headers: { 'content-type': 'application/json', ...headers },
      ca: readFileSync(demo.PORTARIA_CA_CERT),
      cert: readFileSync(demo[`PORTARIA_${whose}_CERT`]),
      key: readFileSync(demo[`PORTARIA_${whose}_KEY`]),
    },
    JSON.stringify(body),
  );
};

const tokenOf = async (listener, name, whose) => {
  const [clientId, clientSecret] = [demo[`PORTARIA_${name}CLIENT_ID`], demo[`PORTARIA_${name}CLIENT_SECRET`]];
  const { status, text } = await askListener(whose, `${listener}/api/auth/token`, {
    body: { clientId, clientSecret },
  });
  if (status !== 201) throw new Error(`no token: ${text}`);
  return JSON.parse(text).access_token;
};
const newToken = () => tokenOf(demo.PORTARIA_URL, '', 'CLIENT');

const verify = async (agent, port, token) => {
  const { status } = await answerOf(request, {
    ...{ agent, host: '127.0.0.1', port, path: '/internal/verify' },
    headers: {
      'x-portaria-listener': listener,
      'x-original-method': 'GET',
      'x-original-uri': '/cob/abc123',
      'x-ssl-client-cert': certificate,
      'x-ssl-client-verify': 'SUCCESS',
      authorization: `Bearer ${token}`,
    },
  });
  return status === 204;
};

const startSecond = async () => {
  const child = spawn(process.execPath, [join(repository, 'dist/src/main.js')], {
    env: { PATH: process.env.PATH, ...environment, PORTARIA_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the second process ended')));
    child.stdout.on('data', (chunk) => {
      const found = /"port":(\d+),"msg":"listening"/.exec(String(chunk));
      if (found) resolve(Number(found[1]));
    });
  });
  return { child, port };
};

const jtiOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).jti;

const operator = await tokenOf(demo.PORTARIA_ADMIN_URL, 'OPERATOR_', 'OPERATOR');

/** As an operator does, at the admin listener; resolves to the time of the acknowledgement. */
const revoke = async (token) => {
  const { status, text } = await askListener(
    'OPERATOR',
    `${demo.PORTARIA_ADMIN_URL}/api/admin/tokens/revoke`,
    {
      headers: { authorization: `Bearer ${operator}` },
      body: { tokenId: jtiOf(token) },
    },
  );
  if (status !== 200) throw new Error(`not revoked: ${status} ${text}`);
  return performance.now();
};

const second = await startSecond();
const ports = [Number(environment.PORTARIA_PORT), second.port];
const bystander = await newToken();
let [going, asked] = [true, 0];
const load = ports.flatMap((port) =>
  Array.from({ length: busyConnections }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (going) {
      if (!(await verify(agent, port, bystander)))
        throw new Error('the token that was not revoked is not accepted');
      asked += 1;
    }
    agent.destroy();
  }),
);

/** Asks until the token is no longer good; resolves to when the last good answer came. */
const lastGood = async (port, token) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let lastMs = 0;
  for (;;) {
    if (!(await verify(agent, port, token))) break;
    lastMs = performance.now();
  }
  agent.destroy();
  return lastMs;
};

const startedMs = performance.now();
const delays = [];
for (let turn = 0; turn < revocations; turn += 1) {
  const token = await newToken();
  const watching = ports.map((port) => lastGood(port, token));
  const acknowledgedMs = await revoke(token);
  for (const lastMs of await Promise.all(watching)) delays.push(Math.max(0, lastMs - acknowledgedMs));
}
const seconds = (performance.now() - startedMs) / 1000;
going = false;
await Promise.all(load);
second.child.kill('SIGTERM');

delays.sort((one, other) => one - other);
const at = (share) =>
  `${Math.round(delays[Math.min(delays.length - 1, Math.floor(delays.length * share))])} ms`;
console.log(
  `${revocations} tokens revoked, two processes, ${Math.round(asked / seconds)} other questions/s meanwhile.\n` +
    `From the acknowledgement to the last good answer: median ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}.`,
);
