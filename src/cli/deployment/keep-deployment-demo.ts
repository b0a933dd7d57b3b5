import { join } from 'node:path';
import type { Environment } from '../../config/read-settings.js';
import { type DemoManagement, keepDemo } from './keep-demo.js';
import { deploymentFolder } from './kept-files.js';
import { readStackSettings } from './stack-settings.js';

const folder = join(deploymentFolder, 'demo');
const filesOf = (name: string): { certFile: string; keyFile: string } => ({
  certFile: join(folder, `${name}.pem`),
  keyFile: join(folder, `${name}.key`),
});

/** The file that the demo is used by, relative to the project folder, as everything in it. */
export const deploymentDemoFile = join(folder, 'demo.env');

/** The demo accounts of a deployment in containers: those of the local stack, with the certificates that `init` made. */
export const keepDeploymentDemo = (use: DemoManagement, env: Environment): Promise<void> =>
  keepDemo(use, {
    settings: { home: folder, ports: readStackSettings(env).ports },
    pki: {
      // Not looked at: the demo's container does not see the authority.
      authorityFile: join(deploymentFolder, 'pki', 'ca.pem'),
      merchant: filesOf('merchant'),
      operator: filesOf('operator'),
    },
  });
