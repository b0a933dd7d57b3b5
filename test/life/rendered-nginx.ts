import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from '../support/certificates.js';
import { inheritedEnvironment } from '../support/processes.js';

/** Resolves to what `portaria nginx render --dry-run` prints: `program` renders its own templates for a folder below `folder`. */
export const renderedNginx = async (program: string, folder: string): Promise<string> => {
  const { certPem, keyPem } = await makeCertificate();
  await writeFile(join(folder, 'server.pem'), certPem);
  await writeFile(join(folder, 'server.key'), keyPem);
  const settings = {
    PORTARIA_NGINX_RUN_DIR: join(folder, 'run'),
    PORTARIA_UPSTREAM: '127.0.0.1:3000',
    PORTARIA_SERVER_CERT: join(folder, 'server.pem'),
    PORTARIA_SERVER_KEY: join(folder, 'server.key'),
    PORTARIA_CLIENT_CA_BUNDLE: join(folder, 'server.pem'),
    PORTARIA_TLS_LISTENER_SECRET: 'tls-listener-secret-of-this-test-000000',
    PORTARIA_ADMIN_LISTENER: 'off',
  };
  const words = [
    'nginx',
    'render',
    '--to',
    join(folder, 'rendered'),
    '--nginx-version',
    '1.26.3',
    '--dry-run',
  ];
  const { stdout } = await promisify(execFile)(program, words, {
    env: { ...inheritedEnvironment, ...settings },
    cwd: folder,
  });
  return stdout;
};
