import { loadConfig } from '../../config/config.js';
import { ConfigError } from '../../config/read-settings.js';
import { type Check, ok, problem } from '../check.js';
import { describeError } from '../describe-error.js';

/** The application would start with these settings. */
export const settingsCheck: Check = {
  name: 'settings',
  page: 'reference/configuration/README',
  run: ({ deployment: { values } }) => {
    try {
      loadConfig(values);
      return Promise.resolve(ok('The application can start with these settings.'));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return Promise.resolve(
        problem(
          describeError(error),
          'Correct each setting. If a file cannot be read, run doctor as root or as the service user.',
        ),
      );
    }
  },
};
