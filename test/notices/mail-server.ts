import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { issueCertificate, serverAuth } from '../../src/cli/deployment/pki.js';
import { type SmtpAccess, SmtpSender } from '../../src/notices/smtp-sender.js';
import { currently, testAuthority } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';

/** A name that only the tests resolve: to them it is a server on another machine. */
const mailHost = 'smtp.operator.example';
export const from = 'portaria@operator.example';
export const login = { user: 'portaria', password: () => 'correct horse battery' };

/** A message as the server got it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | null;
  readonly raw: string;
}

export interface MailServer {
  readonly port: number;
  readonly received: ReceivedMail[];
  /** Connections, whatever became of them. */
  readonly connections: () => number;
}

/** Opens a real SMTP server on 127.0.0.1, by default with STARTTLS and a login. */
export const openMailServer = async (options: SMTPServerOptions = {}): Promise<MailServer> => {
  const { certPem, keyPem } = await issueCertificate(await testAuthority(), {
    ...currently,
    commonName: mailHost,
    extendedKeyUsage: [serverAuth],
    subjectAltNames: { dns: [mailHost, 'localhost'] },
  });
  const received: ReceivedMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    cert: certPem,
    key: keyPem,
    logger: false,
    onConnect: (_session, callback) => {
      connections += 1;
      callback();
    },
    onAuth: ({ username = '', password }, _session, callback) => {
      if (username === login.user && password === login.password()) callback(null, { user: username });
      else callback(new Error('535 no'));
    },
    onData: (stream, session, callback) => {
      void text(stream).then((raw) => {
        received.push({
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          to: session.envelope.rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user ?? null,
          raw,
        });
        callback();
      });
    },
    ...options,
  });
  // A client that breaks off is no fault of the server.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  afterFile(
    () =>
      new Promise<void>((resolve) => {
        server.close(resolve);
      }),
  );
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
  };
};

/** Returns a sender to that server under its name. */
export const senderTo = async (
  { port }: Pick<MailServer, 'port'>,
  changed: Partial<SmtpAccess> = {},
  withinMs = 5000,
): Promise<SmtpSender> =>
  new SmtpSender(
    {
      ...{ host: mailHost, port, implicitTls: false, from, login },
      ca: (await testAuthority()).certPem,
      lookup: (_host, options, callback) => {
        if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      },
      ...changed,
    },
    withinMs,
  );
