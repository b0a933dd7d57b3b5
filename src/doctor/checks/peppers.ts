import { loadManagementConfig } from '../../config/config.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { Peppers } from '../../crypto/secrets/peppers.js';
import { PepperCheck } from '../../storage/maintenance/pepper-check.js';
import { type Check, ok, problem } from '../check.js';
import { describeError } from '../describe-error.js';

/** Every secret in the database can be checked with the peppers of the settings. */
export const peppersCheck: Check = {
  name: 'peppers',
  after: 'schema',
  page: 'how-to/operator/rotate-the-master-key-and-pepper',
  run: async ({ deployment: { database, values } }) => {
    const known = new Peppers(loadManagementConfig(values).secrets).known();
    try {
      await new PepperCheck(database.connections.issuing, known).check();
      return ok('Every secret can be checked with the peppers of the settings.');
    } catch (error) {
      if (error instanceof Refusal) throw error;
      return problem(
        `${capital(describeError(error))}.`,
        'Do what the sentence says, here and for every process.',
      );
    }
  },
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
