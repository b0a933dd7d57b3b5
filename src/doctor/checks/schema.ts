import { SchemaCheck } from '../../storage/maintenance/schema-check.js';
import { type Check, ok, problem, warning } from '../check.js';
import { deploymentProblemOf } from '../deployment-problem.js';

const readApplied = { name: 'doctor-applied', text: 'SELECT name FROM schema_migration' };

/** The schema of the database is that of this release. */
export const schemaCheck: Check = {
  name: 'schema',
  after: 'database',
  page: 'how-to/operator/upgrade',
  run: async ({ deployment }) => {
    const { issuing } = deployment.database.connections;
    const { knownMigrations: known } = deployment;
    const refused = await deploymentProblemOf(() => new SchemaCheck(issuing, known).check());
    if (refused !== null) return problem(`${refused}.`, 'Run portaria migrate with this release.');
    const applied = await issuing.query<{ name: string }>(readApplied);
    const newer = applied.filter(({ name }) => !known.includes(name)).length;
    return newer === 0
      ? ok(`The database has all ${String(known.length)} migrations of this release, and no other.`)
      : warning(
          `The database has ${String(newer)} migrations that this release does not know.`,
          'Upgrade this installation to the release of the other processes.',
        );
  },
};
