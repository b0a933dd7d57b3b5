import { loadMasterKeysConfig, loadProcessRole } from '../../config/config.js';
import { algorithmsOf, keyDueDays, type SealedKey } from '../../core/keys/signing-key.js';
import { DeploymentError } from '../../core/shared/deployment-error.js';
import { servesManagement } from '../../core/shared/process-role.js';
import { Sealer } from '../../crypto/sealer.js';
import { SealedKeyGenerator } from '../../crypto/tokens/sealed-key-generator.js';
import { PostgresSigningKeyStore } from '../../storage/hot-path/postgres-signing-key-store.js';
import { type Check, ok, problem, warning } from '../check.js';
import { describeError } from '../describe-error.js';

const readAges = {
  name: 'doctor-key-ages',
  text: `
    SELECT kid, extract(day FROM clock_timestamp() - activates_at)::integer AS days
    FROM signing_key_ring WHERE state = 'active' ORDER BY 2 DESC`,
};

/** There is an active key of every algorithm and use, and the master key opens each. */
export const signingKeysCheck: Check = {
  name: 'signing-keys',
  after: 'schema',
  page: 'how-to/operator/rotate-keys',
  run: async ({ deployment: { database, values } }) => {
    const { issuing, maintenance } = database.connections;
    const manages = servesManagement(loadProcessRole(values));
    const store = new PostgresSigningKeyStore(issuing, manages ? maintenance : null);
    const master = loadMasterKeysConfig(values);
    const generator = new SealedKeyGenerator(() => new Sealer(master.masterKey, master.previousMasterKeys));
    let count = 0;
    for (const use of store.uses) {
      const { keys } = await store.read(use);
      count += keys.length;
      const missing = algorithmsOf[use].filter((algorithm) => !keys.some((key) => isActive(key, algorithm)));
      if (missing.length > 0)
        return problem(
          `There is no active signing key for ${missing.join(', ')} of the use ${use}.`,
          'Start the application, which generates the first keys, and look at its log. Otherwise restore the table signing_key.',
        );
      const sealed = keys.flatMap((key) => sealedProblem(generator, key) ?? []);
      if (sealed[0] !== undefined)
        return problem(`${sealed[0].replace(/\.$/, '')}.`, 'Do what the sentence says for every process.');
    }
    const [oldest] = manages ? await maintenance.query<{ kid: string; days: number }>(readAges) : [];
    if (oldest && oldest.days >= keyDueDays)
      return warning(
        `The signing key ${oldest.kid} has signed for ${String(oldest.days)} days.`,
        'Rotate it: portaria key rotate.',
      );
    return ok(`There is an active key of every algorithm, and the master key opens all ${String(count)}.`);
  },
};

const isActive = (key: SealedKey, algorithm: string): boolean =>
  key.algorithm === algorithm && key.state === 'active';

/** Returns why a key cannot be opened; `null`: it can. */
const sealedProblem = (generator: SealedKeyGenerator, key: SealedKey): string | null => {
  try {
    generator.open(key);
    return null;
  } catch (error) {
    if (error instanceof DeploymentError) return describeError(error);
    throw error;
  }
};
