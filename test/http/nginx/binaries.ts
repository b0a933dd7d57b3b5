import { inspectNginx, type NginxBinary } from '../../../src/cli/deployment/nginx-binary.js';
import { findOrInstallNginx } from '../../../tools/stack/install-nginx.js';

/**
 * The NGINX of this machine and, where `NGINX_BIN_NEWEST` names one, the newest that can be had:
 * what a version does with an error is not part of its documentation.
 */
export const nginxBinaries = async (): Promise<readonly NginxBinary[]> => {
  const newest = process.env['NGINX_BIN_NEWEST'] ?? '';
  const own = await findOrInstallNginx(() => undefined);
  return newest === '' ? [own] : [own, await inspectNginx(newest)];
};
