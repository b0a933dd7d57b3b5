import { expect } from 'vitest';
import { minuteMs } from './debian-machine.js';
import type { HostOperator } from './host-operator.js';

const link = 'readlink /usr/lib/portaria/current';
const onPortaria = 'runuser -u postgres -- psql -q -d portaria -c';

const upgradeTo = (operator: HostOperator, release = '', settings = ''): Promise<string> =>
  operator.run(`${settings} portaria-upgrade ${release} && echo exit 0 || echo exit $?`, 4 * minuteMs);

/** Upgrades to a release whose migration fails, and to one whose process ends at once: this host keeps the one that it has. */
export const tryFailingUpgrades = async (operator: HostOperator, nextDeb: string): Promise<void> => {
  const before = await operator.run(link);
  // The migration of the next release adds the same column.
  await operator.run(`${onPortaria} 'ALTER TABLE account ADD COLUMN next_release text'`);
  await operator.run(`apt-get install -y -q ./${nextDeb}`, 2 * minuteMs);
  expect(await upgradeTo(operator)).toMatch(
    /the migration failed, and no process was restarted[^]*exit 1\n$/,
  );
  expect(await operator.run(link)).toBe(before);
  await operator.run(`${onPortaria} 'ALTER TABLE account DROP COLUMN next_release'`);

  await operator.run(
    'cd /usr/lib/portaria/releases && cp -a "$(basename "$(readlink ../current)")" broken && echo "process.exit(1)" > broken/dist/bundle/main.js',
  );
  expect(await upgradeTo(operator, 'broken', 'PORTARIA_READY_SECONDS=15')).toMatch(
    /portaria@1.service is not ready with broken, so this host has .* again[^]*exit 1\n$/,
  );
  expect(await operator.run(link)).toBe(before);
  await operator.run('rm -rf /usr/lib/portaria/releases/broken');
};
