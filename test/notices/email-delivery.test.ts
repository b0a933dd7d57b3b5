import { expect, test, vi } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';
import { openMailServer, senderTo } from './mail-server.js';
import { openNotices } from './notice-setup.js';

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 50 });

const addEmail = async (
  database: TestDatabase,
  address: string,
  language: string,
  account: string | null = null,
): Promise<void> => {
  await database.sql(
    `INSERT INTO notice_recipient (account_id, kind, address, language) VALUES ($1, 'email', $2, $3)`,
    [account, address, language],
  );
};

test('a merchant and the operators get an e-mail, each in their language; one that the server does not take yet is tried again', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const { certPem } = await makeCertificate({ notBefore: inDays(-200), notAfter: inDays(5) });
  const account = await accounts.create({ certificate: certPem });
  await addEmail(database, 'ti@loja.example', 'pt-BR', account.id);
  await addEmail(database, 'ops@example.com', 'en');
  let busy = 1;
  const server = await openMailServer({
    onRcptTo: (_address, _session, callback) => {
      busy -= 1;
      callback(busy < 0 ? null : Object.assign(new Error('try later'), { responseCode: 451 }));
    },
  });
  const { queue, events } = await openNotices(database, { email: await senderTo(server) });
  await queue.run();
  await until(() => {
    expect(events.filter((event) => event === 'delivered')).toHaveLength(2);
  });
  expect(events.filter((event) => event !== 'delivered')).toEqual([
    'the SMTP server: 451 try later',
    'retried',
  ]);
  const subjects = server.received.map(
    ({ to, raw }) => `${to.join()} ${/^Subject: (.*)\r$/m.exec(raw)?.[1] ?? ''}`,
  );
  const day = inDays(5).toISOString().slice(0, 10);
  expect(subjects.toSorted()).toEqual([
    `ops@example.com Portaria: a certificate expires on ${day}`,
    `ti@loja.example Portaria: um certificado expira em ${day}`,
  ]);
});

test('a recipient whom the server refuses permanently has failed at once, with the reason', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const { certPem } = await makeCertificate({ notBefore: inDays(-200), notAfter: inDays(5) });
  await accounts.create({ certificate: certPem });
  await addEmail(database, 'gone@example.com', 'en');
  const server = await openMailServer({
    onRcptTo: (_address, _session, callback) => {
      callback(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
    },
  });
  const { queue, events } = await openNotices(database, { email: await senderTo(server) });
  await queue.run();
  const why = 'the SMTP server refused the recipient: 550 no such mailbox';
  await until(() => {
    expect(events).toEqual([why, 'failed']);
  });
  await queue.run();
  expect(server.connections()).toBe(1);
  expect(await database.sql('SELECT state, attempts, last_error FROM notice_delivery')).toEqual([
    { state: 'failed', attempts: 1, last_error: why },
  ]);
  expect(queue.deliveryCounts).toEqual({ pending: 0, failed: 1 });
});

test('without a server, an e-mail waits, and its delivery says which setting is missing', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const { certPem } = await makeCertificate({ notBefore: inDays(-200), notAfter: inDays(5) });
  await accounts.create({ certificate: certPem });
  await addEmail(database, 'ops@example.com', 'en');
  const { queue, events } = await openNotices(database);
  await queue.run();
  await until(() => {
    expect(events.slice(0, 2)).toEqual(['PORTARIA_SMTP_URL is not set', 'retried']);
  });
});
