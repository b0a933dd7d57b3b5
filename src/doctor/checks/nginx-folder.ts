import { basename } from 'node:path';
import { findNginx } from '../../cli/deployment/nginx-binary.js';
import { type NginxDifference, nginxDifferences } from '../../cli/deployment/nginx-differences.js';
import { planNginx } from '../../cli/deployment/render-nginx.js';
import { shippedTemplates } from '../../cli/deployment/shipped-templates.js';
import { ConfigError } from '../../config/read-settings.js';
import { type Check, ok, problem, skipped, type Verdict, warning } from '../check.js';
import { describeError } from '../describe-error.js';

/** The files of NGINX are those that the settings and the templates of this release give. */
export const nginxFolderCheck: Check = {
  name: 'nginx-folder',
  after: 'nginx',
  page: 'reference/nginx-variables',
  run: async ({ deployment: { values, nginxFolder } }) => {
    const nginx = await findNginx();
    if (nginxFolder === null || nginx === null || !values['PORTARIA_SERVER_CERT'])
      return skipped('The settings have no variables of NGINX.', 'Run doctor on the host of NGINX.');
    const input = { values, folder: nginxFolder, templates: shippedTemplates(), version: nginx.version };
    try {
      return verdictOf(nginxFolder, await nginxDifferences(await planNginx(input)));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return problem(
        `NGINX cannot be rendered with these settings. ${describeError(error)}`,
        'Correct each setting, and try it: portaria nginx render --dry-run.',
      );
    }
  },
};

const verdictOf = (folder: string, differences: readonly NginxDifference[]): Verdict => {
  if (differences.length === 0)
    return ok(`The files in ${folder} are those of the settings and the templates of this release.`);
  const settings = [...new Set(differences.flatMap((one) => one.settings))].sort();
  const missing = differences.filter(({ isMissing }) => isMissing);
  const others = differences.filter((one) => !one.isMissing && one.settings.length === 0);
  const sentences = [
    settings.length > 0 && `NGINX was rendered with other values of ${settings.join(', ')}.`,
    missing.length > 0 && `${namesOf(missing)} of the templates is missing in ${folder}.`,
    others.length > 0 && `${namesOf(others)} in ${folder} was edited, or is of another release.`,
  ];
  return warning(
    sentences.filter((sentence) => sentence !== false).join(' '),
    'See what would change (portaria nginx render --dry-run), render it, and reload NGINX.',
  );
};

const namesOf = (differences: readonly NginxDifference[]): string =>
  differences.map(({ file }) => basename(file)).join(', ');
