import { Agent, fetch } from 'undici';
import { beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../support/accounts.js';
import { afterFile } from '../../support/cleanup.js';
import { type ApplicationProcess, startProcess } from '../../support/processes.js';
import type { TestApp } from '../../support/test-app.js';
import { askRealm, logIn, openRealm, refresh, type Session, sessionIn, tokenPath } from './ask-realm.js';

let app: TestApp;
let user: TestUser;
let processes: ApplicationProcess[];
beforeAll(async () => {
  app = await openRealm();
  processes = [await startProcess(app.environment), await startProcess(app.environment)];
  user = await app.accounts.addUser((await app.accounts.create()).id);
});

const agent = new Agent({ connections: 32 });
afterFile(() => agent.close());

const askProcess = async (
  index: number,
  refreshToken: string,
): Promise<{ status: number; body: Session }> => {
  const answer = await fetch(`http://127.0.0.1:${String(processes[index % 2]?.port)}${tokenPath}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-portaria-listener': app.listenerSecret('tls'),
      'x-real-ip': '127.0.0.1',
    },
    body: new URLSearchParams(refresh(refreshToken)).toString(),
    dispatcher: agent,
  });
  return { status: answer.status, body: (await answer.json()) as Session };
};

test('refreshes at once, over two processes, never fork a family: all get the same successor', async () => {
  let session = await logIn(app, user);
  for (let round = 0; round < 5; round += 1) {
    const requested = session.refresh_token;
    const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => askProcess(index, requested)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.access_token)).size).toBe(answers.length);
    const [answer] = answers;
    if (!answer) throw new Error('no answer');
    session = answer.body;
    const [row] = await app.database.sql('SELECT generation FROM refresh_family WHERE id = $1', [
      session.session_state,
    ]);
    expect(row).toEqual({ generation: round + 2 });
  }
});

test('who uses a token and its successor at once keeps one line, or ends it; there are never two', async () => {
  for (let round = 0; round < 5; round += 1) {
    const first = await logIn(app, user);
    const { body: second } = await askProcess(0, first.refresh_token);
    const tokens = [first.refresh_token, second.refresh_token, first.refresh_token, second.refresh_token];
    const answers = await Promise.all(tokens.map((token, index) => askProcess(index, token)));
    const given = answers.filter(({ status }) => status === 200).map(({ body }) => body.refresh_token);
    // At the most the second again, for who had lost it, and its one successor.
    const successors = new Set(given.filter((token) => token !== second.refresh_token));
    expect(successors.size).toBeLessThanOrEqual(1);
  }
});

test('every token that was given has its record', async () => {
  const session = await logIn(app, user);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => askProcess(index, session.refresh_token)),
  );
  const good = answers.filter(({ status }) => status === 200);
  const rows = await app.database.sql('SELECT FROM token_issuance WHERE family_id = $1', [
    session.session_state,
  ]);
  expect(rows).toHaveLength(good.length + 1);
});

test('a process with another pepper in charge carries on what was begun under the old one', async () => {
  const { PORTARIA_PEPPER: old = '', PORTARIA_MASTER_KEY: master = '' } = app.environment;
  const other = await openRealm({
    database: app.database,
    environment: {
      PORTARIA_MASTER_KEY: master,
      PORTARIA_PEPPER: Buffer.alloc(32, 3).toString('base64'),
      PORTARIA_PREVIOUS_PEPPERS: old,
    },
  });
  const session = await logIn(app, user);
  const next = sessionIn(await askRealm(other, refresh(session.refresh_token)));
  expect((await askRealm(other, refresh(next.refresh_token))).status).toBe(200);
});
