import { expect } from 'vitest';
import { type DebianMachine, minuteMs } from './debian-machine.js';
import type { HostOperator } from './host-operator.js';

/** Stops a process, and has NGINX accept weak ciphers: doctor finds each, and is green again afterwards. */
export const breakWhatDoctorFinds = async (
  operator: HostOperator,
  machine: DebianMachine,
  untilReady: string,
): Promise<void> => {
  const doctor = (): Promise<string> =>
    operator.run('portaria doctor && echo exit 0 || echo exit $?', 2 * minuteMs);
  expect(await doctor()).toMatch(/OK +nginx-folder[^]*\nexit 0\n$/);
  await operator.run('systemctl stop portaria@2');
  expect(await doctor()).toMatch(/PROBLEM +application[^]*exit 2\n$/);
  await operator.run('systemctl start portaria@2');
  await machine.sh(untilReady);
  const file = '/etc/portaria/nginx/tls.conf';
  await operator.run(
    `cp ${file} tls.conf; sed -i 's/ssl_ciphers .*/ssl_ciphers ALL:@SECLEVEL=0;/' ${file}; systemctl reload portaria-nginx; sleep 2`,
  );
  expect(await doctor()).toMatch(/WARNING +nginx-folder[^]*PROBLEM +tls-ciphers[^]*exit 2\n$/);
  await operator.run(`cp tls.conf ${file}; systemctl reload portaria-nginx; sleep 2`);
  expect(await doctor()).toMatch(/\nexit 0\n$/);
};

const runUnit =
  'systemctl start portaria-doctor 2>&1 || true; echo "unit: $(systemctl is-failed portaria-doctor)"; journalctl --no-pager -o cat -u portaria-doctor -n 60';

/** Follows the page to the timer, and runs its unit: it has failed while there is a problem. */
export const runDoctorFromItsTimer = async (
  operator: HostOperator,
  machine: DebianMachine,
  untilReady: string,
): Promise<void> => {
  await operator.follow('how-to/operator/check-a-deployment', 'Have failures told', 0);
  expect(await machine.sh('systemctl list-timers --no-legend portaria-doctor.timer')).toContain(
    'portaria-doctor.service',
  );
  const doctor = (): Promise<string> => operator.run(runUnit, 3 * minuteMs);
  expect(await doctor()).toMatch(/unit: inactive\n[^]*OK +nginx-folder[^]*OK +nginx-workers/);
  await operator.run('systemctl stop portaria@2');
  expect(await doctor()).toMatch(/unit: failed\n[^]*PROBLEM +application/);
  await operator.run('systemctl start portaria@2');
  await machine.sh(untilReady);
  expect(await doctor()).toContain('unit: inactive\n');
};
