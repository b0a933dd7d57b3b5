import { createHash } from 'node:crypto';
import { CurrentRoutes } from '../../auth-request/current-routes.js';
import { type Config, loadConfig } from '../../config/config.js';
import { ConfigError } from '../../config/read-settings.js';
import { DeploymentError } from '../../core/shared/deployment-error.js';
import { servesIssuance } from '../../core/shared/process-role.js';
import { type Check, ok, problem } from '../check.js';
import { describeError } from '../describe-error.js';

/** The application would start with these settings, and with the route tables that they name. */
export const settingsCheck: Check = {
  name: 'settings',
  page: 'reference/configuration/README',
  run: async ({ deployment: { values, now } }) => {
    try {
      await routesOf(loadConfig(values), now).reloadIfChanged();
      return ok('The application can start with these settings.');
    } catch (error) {
      if (error instanceof ConfigError)
        return problem(
          describeError(error),
          'Correct each setting. If a file cannot be read, run doctor as root or as the service user.',
        );
      if (!(error instanceof DeploymentError)) throw error;
      return problem(
        `No process starts. ${error.message.replaceAll(/\s*\n\s*/g, ' ').replace(/\.$/, '')}.`,
        'Correct the files, or import them again (portaria routes import). If there is no folder, create it. Processes that run ' +
          'keep the table that they have.',
      );
    }
  },
};

/** As a process that starts reads them. One that only manages reads none. */
const routesOf = ({ role, routes: { folder }, tokens }: Config, now: () => Date): CurrentRoutes =>
  new CurrentRoutes(servesIssuance(role) ? folder : null, {
    monotonicClock: () => now().getTime(),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    audience: tokens.audience,
  });
