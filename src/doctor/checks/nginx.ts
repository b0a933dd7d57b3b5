import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNginx, type NginxBinary } from '../../cli/deployment/nginx-binary.js';
import { testConfiguration } from '../../cli/deployment/nginx-check.js';
import { type Check, ok, problem, skipped, type Verdict, warning } from '../check.js';
import { describeError } from '../describe-error.js';

/** NGINX accepts its configuration, and none of its files undoes what the templates set. */
export const nginxCheck: Check = {
  name: 'nginx',
  page: 'reference/nginx-variables',
  run: async ({ deployment: { nginxFolder } }) => {
    if (nginxFolder === null)
      return skipped('The folder of the NGINX configuration is not known.', 'Name it with --nginx-conf.');
    const main = join(nginxFolder, 'nginx.conf');
    const found = await findNginx().catch((error: unknown) => describeError(error));
    if (typeof found === 'string')
      return problem(found, 'Install NGINX 1.22 or later, or name it in NGINX_BIN.');
    if (found === null) return skipped('There is no NGINX on this machine.');
    return examine(found, main);
  },
};

const examine = async (nginx: NginxBinary, main: string): Promise<Verdict> => {
  if ((await readFile(main, 'utf8').catch(() => null)) === null)
    return skipped(`${main} cannot be read.`, 'Name the folder with --nginx-conf, and run doctor as root.');
  const { problem: words, files } = await testConfiguration(nginx, main);
  if (words !== null)
    return problem(
      `NGINX ${nginx.version} does not accept its configuration (nginx -t): ${words.replace(/\.$/, '')}.`,
      'Correct it, or render it again (portaria nginx render). A reload keeps the old configuration, and a restart fails.',
    );
  const text = (await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))).join('\n');
  const directives = text.replaceAll(/^\s*#.*$/gm, '');
  const wrong = rules.filter(({ forbidden }) => forbidden.test(directives));
  if (wrong[0])
    return problem(
      `The configuration of NGINX ${wrong.map(({ what }) => what).join(', and ')}.`,
      'Render it from the templates of this release (portaria nginx render), and reload NGINX.',
    );
  if (/"off" \$portaria_limited_address/.test(directives))
    return warning(
      'The rate limits of NGINX are off.',
      'Remove PORTARIA_RATE_LIMIT=off, which is for measurements, render the configuration again, and reload NGINX.',
    );
  return ok(`NGINX ${nginx.version} accepts its configuration, which has the settings of the templates.`);
};

/** What would undo a promise of the templates, wherever it stands. */
const rules: readonly { readonly what: string; readonly forbidden: RegExp }[] = [
  {
    what: 'passes headers with an underscore on (underscores_in_headers)',
    forbidden: /^\s*underscores_in_headers\s+on\s*;/m,
  },
  {
    what: 'passes invalid headers on (ignore_invalid_headers)',
    forbidden: /^\s*ignore_invalid_headers\s+off\s*;/m,
  },
  {
    what: 'merges slashes before it matches a path (merge_slashes)',
    forbidden: /^\s*merge_slashes\s+on\s*;/m,
  },
  { what: 'allows session tickets (ssl_session_tickets)', forbidden: /^\s*ssl_session_tickets\s+on\s*;/m },
  {
    what: 'accepts 0-RTT data, which can be repeated (ssl_early_data)',
    forbidden: /^\s*ssl_early_data\s+on\s*;/m,
  },
  {
    what: 'has a revocation list, with which clients of other CAs fail (ssl_crl)',
    forbidden: /^\s*ssl_crl\s/m,
  },
  {
    what: 'takes the certificate from a header of the client',
    forbidden: /^\s*proxy_set_header\s+"?X-SSL-Client-(?:Cert|Verify)"?\s+"?\$http_/im,
  },
];
