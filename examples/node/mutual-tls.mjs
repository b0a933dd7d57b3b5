// A token over mutual TLS: the certificate and its private key are proved in the TLS handshake.
// Needs Node.js 18 or newer, no packages. Prints the answer; when there is no token, says why and ends with 1.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

const setting = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

/** Resolves to the status and the body as text. */
const post = (url, options, body) =>
  new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', timeout: 30_000, ...options }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode, answer }), reject);
    });
    call.on('timeout', () => call.destroy(new Error('no answer within 30 seconds')));
    call.on('error', reject);
    call.end(body);
  });

const fail = (lines) => {
  console.error(lines.join('\n'));
  process.exitCode = 1;
};

try {
  const { status, answer } = await post(
    `${setting('PORTARIA_URL')}/api/auth/token`,
    {
      // Only needed where the server's certificate is not one that Node trusts anyway.
      ca: process.env.PORTARIA_CA_CERT && readFileSync(process.env.PORTARIA_CA_CERT),
      cert: readFileSync(setting('PORTARIA_CLIENT_CERT')),
      key: readFileSync(setting('PORTARIA_CLIENT_KEY')),
      headers: { 'Content-Type': 'application/json' },
    },
    JSON.stringify({ clientId: setting('PORTARIA_CLIENT_ID'), clientSecret: setting('PORTARIA_CLIENT_SECRET') }),
  );
  if (status === 201) {
    console.log(answer);
  } else {
    const { message, hint, requestId } = JSON.parse(answer);
    fail([
      `No token: HTTP ${status}`,
      `message: ${[message].flat().join('; ')}`,
      ...(hint ? [`hint: ${hint}`] : []),
      `requestId: ${requestId}`,
    ]);
  }
} catch (error) {
  fail([`No token: ${error.message}`]);
}
