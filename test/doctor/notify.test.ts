import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { noticeEvents } from '../../tools/openapi-bodies/notice-event.js';
import { startDoctorStack } from './support.js';

/** `portaria doctor --notify`: what operators are told, and how often. */
const stack = await startDoctorStack();
const { database } = stack.app;
const words = '--json doctor --notify';

const addRecipient = (): Promise<unknown> =>
  database.sql(
    `INSERT INTO notice_recipient (kind, address, language) VALUES ('email', 'ops@example.com', 'en')`,
  );
const notices = (): Promise<{ data: { check: string }; createdAt: Date; kind: string }[]> =>
  database.sql(
    `SELECT kind, data, created_at AS "createdAt" FROM notice ORDER BY created_at, data ->> 'check'`,
  );

/** A setting with which the application does not start. */
const broken = { PORTARIA_ADMIN_TOKEN_SECONDS: 'never' };

test('a check that fails is told once, until it was sound in between', async () => {
  const silent = await stack.examine(broken, { words });
  expect(silent.err).toContain('Operators have no recipient of notices');
  expect(await notices()).toEqual([]);
  await addRecipient();

  const first = await stack.examine(broken, { words });
  expect(first.exitCode).toBe(2);
  expect(first.check('settings').result).toBe('problem');
  const failed = first.checks.filter(({ result }) => result === 'problem').map(({ name }) => name);
  expect(first.err).toContain(`Notices stored: ${String(failed.length)}.`);
  const stored = await notices();
  expect(stored.map(({ data }) => data.check)).toEqual(failed.toSorted());
  expect(stored.find(({ data }) => data.check === 'settings')?.data).toMatchObject({
    host: hostname(),
    message: first.check('settings').message,
  });
  for (const { kind, data, createdAt } of stored)
    expect(
      noticeEvents.get('doctor.failed')?.safeParse({ type: kind, timestamp: createdAt.toISOString(), data })
        .error,
    ).toBeUndefined();
  const pending = await database.sql(
    `SELECT count(*)::integer AS n FROM notice_delivery WHERE state = 'pending'`,
  );
  expect(pending).toEqual([{ n: failed.length }]);

  await stack.examine(broken, { words });
  expect(await notices()).toHaveLength(failed.length);

  const sound = await stack.examine({}, { words });
  expect(sound.found).toEqual([]);
  expect(await database.sql('SELECT * FROM doctor_failure')).toEqual([]);
  await stack.examine(broken, { words });
  expect(await notices()).toHaveLength(2 * failed.length);
});

test('without --notify, doctor stores nothing', async () => {
  const before = await notices();
  await stack.examine({ PORTARIA_ISSUER: 'not-a-url' });
  expect(await notices()).toEqual(before);
});

test('where the database is away, the report is shown all the same, with the reason and no password', async () => {
  const { err, out, exitCode } = await stack.examine(
    { DATABASE_URL: 'postgresql://portaria_login:hunter2hunter2@127.0.0.1:1/portaria' },
    { words },
  );
  expect(exitCode).toBe(2);
  expect(err).toMatch(/No notice could be stored: .*ECONNREFUSED/);
  expect(`${err}${out}`).not.toContain('hunter2');
});
