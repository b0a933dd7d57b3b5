import { expect } from 'vitest';
import type { DebianMachine } from './debian-machine.js';
import type { HostOperator, Instead } from './host-operator.js';

const page = 'how-to/operator/recover-to-a-point-in-time';
/** The PostgreSQL of the machine is that of Debian 12. */
const here: Instead = [['18/main', '15/main']];
const unit: Instead = [['@18-main', '@15-main']];

/** Also the revocations are read again a second later. */
const untilReady =
  'for port in 3001 3002; do until curl -sf http://127.0.0.1:$port/healthz/ready >/dev/null; do sleep 1; done; done; sleep 3';

/** `MerchantAtHost`: a merchant that asks for tokens and calls the protected API. */
export interface MerchantAtHost {
  /** Resolves to a token, or to the code of the refusal. */
  askToken(): Promise<string>;
  /** Resolves to the status of a call to the protected API. */
  call(token: string): Promise<string>;
  /** The fingerprint of a certificate of another merchant, who gets tokens with it. */
  readonly leaked: string;
}

/** Follows the page up to the first backup; `portaria doctor` then looks at its age, and at the archive. */
export const archiveEveryChange = async (operator: HostOperator, machine: DebianMachine): Promise<void> => {
  const heading = 'Archive every change';
  await operator.follow(page, heading, 0, [...here, ...unit]);
  await operator.follow(page, heading, 1);
  await operator.follow(page, heading, 2);
  await machine.sh(
    'echo PORTARIA_BACKUP_MARKER=/var/lib/portaria-backup/last-success >> /etc/portaria/portaria.env',
  );
  const doctor = (): Promise<string> => machine.sh('portaria doctor || true');
  expect(await doctor()).toMatch(
    /OK +backup +The last backup was 0 hours ago\. PostgreSQL archives its WAL\./,
  );
  await machine.sh("touch -d '2 days ago' /var/lib/portaria-backup/last-success");
  expect(await doctor()).toMatch(/WARNING +backup +The last backup was 48 hours ago\./);
  await machine.sh('touch /var/lib/portaria-backup/last-success');
};

/** Makes a mistake after a revocation, and follows the page to the second before both. */
export const recoverToTheSecondBefore = async (
  operator: HostOperator,
  machine: DebianMachine,
  merchant: MerchantAtHost,
): Promise<void> => {
  expect(await merchant.askToken()).toMatch(/^ey/);
  const target = (await machine.sh("sleep 2; date -u '+%F %T+00'; sleep 2")).trim();

  const withoutRecord = await merchant.askToken();
  expect(await merchant.call(withoutRecord)).toBe('200');
  await operator.run(`portaria certificate revoke ${merchant.leaked} --reason keyCompromise --yes`);
  await operator.run("runuser -u postgres -- psql portaria -c 'DROP TABLE token_issuance CASCADE' 2>&1");
  expect(await merchant.askToken()).not.toMatch(/^ey/);

  await operator.follow(page, 'Before you restore', 0);
  await operator.follow(page, 'Restore', 0);
  await operator.follow(page, 'Restore', 1, [['2026-11-30 14:03:00+00', target], ...unit]);
  expect(await operator.follow(page, 'Restore', 2)).toContain('The trail is intact');
  const lost = await operator.follow(page, 'Repeat what was lost', 0);
  const actions = [...lost.matchAll(/^\{.*\}$/gm)].map(
    ([line]) => (JSON.parse(line) as { action: string }).action,
  );
  expect(actions).toEqual(['certificate.revoke']);

  const repeated = await operator.follow(page, 'Repeat what was lost', 1, [
    ['73d15958213d890b', merchant.leaked],
  ]);
  expect(repeated).toContain('The certificate is revoked');
  await operator.follow(page, 'Repeat what was lost', 2);
  await operator.follow(page, 'Repeat what was lost', 3, [
    ['portaria doctor', `${untilReady}; portaria doctor`],
  ]);
  await operator.follow(page, 'Repeat what was lost', 4);

  expect(await merchant.call(withoutRecord)).toBe('401');
  const token = await merchant.askToken();
  expect(token).toMatch(/^ey/);
  await machine.sh('sleep 2');
  expect(await merchant.call(token)).toBe('200');
};

const backup = 'how-to/operator/back-up-and-restore';
/** As the superuser of the page, whose password is in the file. */
const asSuperuser = 'export PGHOST=127.0.0.1 PGUSER=postgres PGPASSWORD="$(cat superuser-password)"\n';

/** Dumps the database, loses the whole cluster, and follows the page on an empty one. */
export const restoreTheDump = async (operator: HostOperator, merchant: MerchantAtHost): Promise<void> => {
  await operator.follow(backup, 'Back up', 0, [
    ['pg_dump', 'cd /var/lib/postgresql; runuser -u postgres -- pg_dump'],
    ['portaria\n', 'portaria; mv portaria.dump /root/\n'],
  ]);
  await operator.run(`systemctl stop portaria-nginx; pg_dropcluster --stop 15 main; pg_createcluster 15 main --start
    umask 077; openssl rand -hex 24 > superuser-password
    runuser -u postgres -- psql -c "ALTER ROLE postgres PASSWORD '$(cat superuser-password)'"`);
  expect(await merchant.askToken()).not.toMatch(/^ey/);
  const restored = await operator.follow(backup, 'Restore', 0, [
    ['portaria database', `${asSuperuser}portaria database`],
  ]);
  expect(restored).toContain('The trail is intact');
  await operator.run(`systemctl start portaria-nginx; ${untilReady}`);
  expect(await merchant.askToken()).toMatch(/^ey/);
};
