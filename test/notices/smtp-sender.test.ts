import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import {
  type NoticeKind,
  noticeKinds,
  type OutgoingNotice,
  RefusedPermanently,
} from '../../src/core/notices/notice.js';
import type { Language } from '../../src/core/shared/language.js';
import type { SmtpAccess } from '../../src/notices/smtp-sender.js';
import { currently } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { from, login, type MailServer, openMailServer, senderTo } from './mail-server.js';

const noticeId = '0b0e6f3e-5f57-4d35-9a2c-0d6a5f6f5a11';
const data = {
  fingerprint: 'ab'.repeat(32),
  subject: 'CN=loja',
  days: 14,
  endsAt: '2026-12-15T09:00:00Z',
  account: { id: '7', name: 'Loja São João' },
};

const notice = (
  address: string,
  {
    language = 'en',
    kind = 'certificate.expiring',
    more = {},
  }: {
    readonly language?: Language;
    readonly kind?: NoticeKind;
    readonly more?: object;
  } = {},
): OutgoingNotice => ({
  ...{ noticeId, kind, createdAt: new Date('2026-12-01T10:00:00Z'), data: { ...data, ...more } },
  recipient: { id: '1', kind: 'email', address, language, sealed: null },
});

/** Sends one notice and returns what went wrong. */
const outcome = async (
  server: Pick<MailServer, 'port'>,
  sent: OutgoingNotice,
  {
    changed = {},
    withinMs = 5000,
  }: { readonly changed?: Partial<SmtpAccess>; readonly withinMs?: number } = {},
): Promise<unknown> => {
  const sender = await senderTo(server, changed, withinMs);
  return sender.send(sent, new AbortController().signal).then(
    () => null,
    (error: unknown) => error,
  );
};
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/** The text of a message, without its transfer encoding. */
const decoded = (raw: string): string => {
  const [, body = ''] = raw.split(/\r\n\r\n([^]*)/);
  if (/^content-transfer-encoding: base64/im.test(raw)) return Buffer.from(body, 'base64').toString();
  if (!/^content-transfer-encoding: quoted-printable/im.test(raw)) return body;
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
};

test('an e-mail goes over STARTTLS, with a login, as plain text in the language of the recipient', async () => {
  const server = await openMailServer();
  expect(await outcome(server, notice('ti@loja.example', { language: 'pt-BR' }))).toBeNull();
  const [mail] = server.received;
  expect(mail).toMatchObject({ from, to: ['ti@loja.example'], secure: true, user: login.user });
  expect(mail?.raw).toMatch(/^Subject: Portaria: um certificado expira em 2026-12-15\r\n/m);
  expect(mail?.raw).toMatch(/^Content-Type: text\/plain; charset=utf-8\r\n/m);
  expect(mail?.raw).toContain(`\r\nMessage-ID: <${noticeId}@operator.example>\r\n`);
  expect(decoded(mail?.raw ?? '')).toContain('Conta: Loja São João (7)');
  expect(await outcome(server, notice('ops@example.com'))).toBeNull();
  expect(decoded(server.received[1]?.raw ?? '')).toContain('Account: Loja São João (7)');
});

test('with smtps, TLS begins with the first byte', async () => {
  const server = await openMailServer({ secure: true });
  expect(await outcome(server, notice('ops@example.com'), { changed: { implicitTls: true } })).toBeNull();
  expect(server.received).toMatchObject([{ secure: true }]);
});

test('nothing is said to a server without STARTTLS on another machine, neither the login nor the notice', async () => {
  const said: string[] = [];
  const server = await openMailServer({
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ password }, _session, callback) => {
      said.push(password ?? '');
      callback(null, { user: 'x' });
    },
  });
  expect(messageOf(await outcome(server, notice('ops@example.com')))).toBe(
    'the SMTP server: 500 Error: command not recognized',
  );
  expect(said).toEqual([]);
  expect(server.received).toEqual([]);
});

test('a server on this machine may do without TLS and without a login', async () => {
  const server = await openMailServer({
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
  });
  const changed = { host: '127.0.0.1', login: null };
  expect(await outcome(server, notice('ops@example.com'), { changed })).toBeNull();
  expect(server.received).toMatchObject([{ secure: false, user: null }]);
});

test('a certificate of another CA or for another name gets nothing', async () => {
  const server = await openMailServer();
  const other = { host: 'other.operator.example' };
  expect(messageOf(await outcome(server, notice('ops@example.com'), { changed: other }))).toMatch(
    /altnames|hostname/i,
  );
  const { certPem: ca } = await createCa({ commonName: 'Another Authority', ...currently });
  expect(messageOf(await outcome(server, notice('ops@example.com'), { changed: { ca } }))).toMatch(
    /certificate/,
  );
  expect(server.received).toEqual([]);
});

test('a recipient that the server refuses is refused permanently, and what may be mended is not', async () => {
  const server = await openMailServer({
    onRcptTo: ({ address }, _session, callback) => {
      const code = address.startsWith('full') ? 452 : 550;
      callback(Object.assign(new Error(`no mailbox ${address}`), { responseCode: code }));
    },
  });
  const gone = await outcome(server, notice('gone@example.com'));
  expect(gone).toBeInstanceOf(RefusedPermanently);
  expect(messageOf(gone)).toBe('the SMTP server refused the recipient: 550 no mailbox gone@example.com');
  const full = await outcome(server, notice('full@example.com'));
  expect(full).not.toBeInstanceOf(RefusedPermanently);
  expect(messageOf(full)).toBe('the SMTP server: 452 no mailbox full@example.com');
  const wrong = { changed: { login: { user: 'portaria', password: () => 'not-the-password' } } };
  const refused = await outcome(server, notice('ops@example.com'), wrong);
  expect(refused).not.toBeInstanceOf(RefusedPermanently);
  expect(messageOf(refused)).not.toContain('not-the-password');
});

test('a server that is silent, or says its lines one letter at a time, ends with the attempt', async () => {
  const openRaw = async (talk: (write: (text: string) => void) => void): Promise<number> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      talk((text) => void (socket.destroyed || socket.write(text)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterFile(() => void server.close());
    return (server.address() as { port: number }).port;
  };
  const inTime = async (port: number): Promise<void> => {
    const begun = performance.now();
    const error = await outcome({ port }, notice('ops@example.com'), { withinMs: 700 });
    expect(messageOf(error)).toBe('the SMTP server did not answer in time');
    expect(performance.now() - begun).toBeLessThan(4000);
  };
  await inTime(await openRaw(() => undefined));
  await inTime(
    await openRaw((write) => {
      write('220-');
      const timer = setInterval(() => {
        write('x');
      }, 50);
      afterFile(() => {
        clearInterval(timer);
      });
    }),
  );
});

test('no text of an outsider becomes a header, a second recipient or a line that looks like ours', async () => {
  const server = await openMailServer();
  const name = 'Loja\r\nBcc: thief@example.com\r\n\r\nAccount: other (1)\u2028x';
  const more = {
    account: { id: '7', name },
    subject: 'CN=a\r\nBcc: thief@example.com',
    endsAt: '2026-12-15T09:00:00Z\r\nBcc: thief@example.com',
  };
  for (const kind of noticeKinds)
    expect(await outcome(server, notice('ops@example.com', { kind, more }))).toBeNull();
  expect(server.received).toHaveLength(noticeKinds.length);
  for (const { to, raw } of server.received) {
    expect(to).toEqual(['ops@example.com']);
    expect(raw).not.toMatch(/^Bcc:/im);
    expect(raw.split('\r\n\r\n')[0]).not.toContain('thief');
    expect(
      decoded(raw)
        .split(/\r?\n/)
        .filter((line) => /^(Account|x|Bcc)/.test(line)),
    ).toEqual(['Account: Loja Bcc: thief@example.com Account: other (1) x (7)']);
  }
});
