/** What an attacker has of the victim: everything but the private key. */
export interface Stolen {
  /** Client id and secret as the body of a token request. */
  readonly body: string;
  /** The certificate, percent-encoded. */
  readonly certificate: string;
}

export const certificateHeaders = [
  'X-SSL-Client-Cert',
  'x-ssl-client-cert',
  'X-SSL-CLIENT-CERT',
  'X_SSL_Client_Cert',
  'X-SSL_Client-Cert',
  'X-SSL-Client-Cert ',
  'X-Header-Client-Cert',
  'SSL-Client-Cert',
  'X-Forwarded-Client-Cert',
];

const post = (headers: string, body: string): string =>
  `POST /api/auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;

const lengthOf = (text: string): string => `Content-Length: ${String(text.length)}`;

/** A request with the certificate in a header, twice, under each spelling. */
const underNames = Object.fromEntries(
  certificateHeaders.map((name) => [
    `the header ${JSON.stringify(name)}`,
    ({ body, certificate }: Stolen): string =>
      post(
        `${name}: ${certificate}\r\nX-SSL-Client-Verify: SUCCESS\r\n${name}: ${certificate}\r\n` +
          `${lengthOf(body)}\r\nConnection: close`,
        body,
      ),
  ]),
);

const oddities: Readonly<Record<string, (header: string) => string>> = {
  'a folded header': (header) => `X-Other: a\r\n ${header}`,
  'a bare line feed': (header) => `X-Other: a\n${header}`,
  'a bare carriage return': (header) => `X-Other: a\r${header}`,
  'a NUL': (header) => `X-Other: a\0\r\n${header}`,
  'a space before the colon': (header) => header.replace(':', ' :'),
  'a tab before the colon': (header) => header.replace(':', '\t:'),
  'a vertical tab in front': (header) => `\v${header}`,
  'no name': (header) => `: x\r\n${header}`,
};

/** The same header, hidden behind what servers read in different ways. */
const behindOddities = Object.fromEntries(
  Object.entries(oddities).map(([name, odd]) => [
    `${name} in front of the header`,
    ({ body, certificate }: Stolen): string => {
      const header = odd(`X-SSL-Client-Cert: ${certificate}\r\nX-SSL-Client-Verify: SUCCESS`);
      return post(`${header}\r\n${lengthOf(body)}\r\nConnection: close`, body);
    },
  ]),
);

const hidden = ({ body, certificate }: Stolen): string =>
  post(
    `X-Portaria-Listener: x\r\nX-SSL-Client-Cert: ${certificate}\r\nX-SSL-Client-Verify: SUCCESS\r\n${lengthOf(body)}`,
    body,
  );

const smuggled: Readonly<Record<string, (inner: string) => string>> = {
  'a request behind a length of 0 and chunks': (inner) =>
    post('Content-Length: 0\r\nTransfer-Encoding: chunked', `0\r\n\r\n${inner}`),
  'a request behind a length and chunks': (inner) =>
    post(`Content-Length: ${String(inner.length + 5)}\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${inner}`),
  'a request behind two encodings': (inner) =>
    post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', `0\r\n\r\n${inner}`),
  'a request behind an unknown encoding': (inner) => post('Transfer-Encoding: xchunked', `0\r\n\r\n${inner}`),
  'a request as the body': (inner) => post(lengthOf(inner), inner),
};

/** A second request in the body of the first. */
const inBodies = Object.fromEntries(
  Object.entries(smuggled).map(([name, trick]) => [name, (stolen: Stolen): string => trick(hidden(stolen))]),
);

/** Every forged request by its name, as bytes. None may get the victim's token. */
export const forgedRequests: Readonly<Record<string, (stolen: Stolen) => string>> = {
  ...underNames,
  ...behindOddities,
  ...inBodies,
};

/** Guesses at the proxy secret, at the application's own port. */
export const guessedProxySecrets = [
  '',
  'tls',
  'a'.repeat(43),
  'tls-listener-secret-of-this-test-00000',
  'tls-listener-secret-of-this-test-0000000',
];
