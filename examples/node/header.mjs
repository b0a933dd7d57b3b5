// A token with the certificate in the header X-SSL-Client-Cert, for credentials that are allowed to. The private key is
// not used: prefer mutual TLS wherever you can.
// Needs Node.js 18 or newer, no packages. Prints the answer; when there is no token, says why and ends with 1.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

const setting = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

/** The client certificate alone: a file may hold its chain behind it, and remarks around it. */
const certificateIn = (file) => {
  const [pem] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(readFileSync(file, 'utf8')) ?? [];
  if (!pem) throw new Error(`there is no certificate in ${file}`);
  return pem;
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
    `${setting('PORTARIA_HEADER_URL')}/api/auth/token`,
    {
      // Only needed where the server's certificate is not one that Node trusts anyway.
      ca: process.env.PORTARIA_CA_CERT && readFileSync(process.env.PORTARIA_CA_CERT),
      headers: {
        'Content-Type': 'application/json',
        // encodeURIComponent is percent-encoding as RFC 3986 has it: a space is %20.
        // Wrong: URLSearchParams, which turns a space into "+".
        'X-SSL-Client-Cert': encodeURIComponent(certificateIn(setting('PORTARIA_CLIENT_CERT'))),
      },
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
