import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ManagementError } from '../../core/shared/management-error.js';

/**
 * Returns the templates of NGINX of this release: the nearest `nginx` above this file. How far above differs between the
 * bundle, the compiled files and the sources.
 */
export const shippedTemplates = (from = import.meta.dirname): string => {
  const folder = join(from, 'nginx');
  if (existsSync(join(folder, 'nginx.conf.template'))) return folder;
  if (dirname(from) !== from) return shippedTemplates(dirname(from));
  throw new ManagementError(
    'invalid',
    'this installation has no NGINX templates. Name the folder of the templates as an argument',
  );
};
