import { join } from 'node:path';
import type { Environment } from '../../config/read-settings.js';
import { deploymentFolder } from './deployment-files.js';
import { type DemoManagement, ensureDemo } from './ensure-demo.js';
import { readStackSettings } from './stack-settings.js';

const folder = join(deploymentFolder, 'demo');
const filesOf = (name: string): { certFile: string; keyFile: string } => ({
  certFile: join(folder, `${name}.pem`),
  keyFile: join(folder, `${name}.key`),
});

/**
 * The file with the demo's values; its path, and every path in it, is relative to the project
 * folder.
 */
export const deploymentDemoFile = join(folder, 'demo.env');

/**
 * Makes sure that the demo accounts of a deployment in containers exist: those of the local stack,
 * with the certificates that `init` created.
 */
export const ensureDeploymentDemo = (use: DemoManagement, env: Environment): Promise<void> =>
  ensureDemo(use, {
    settings: { home: folder, ports: readStackSettings(env).ports },
    pki: {
      // Not read: the demo's container does not see the authority.
      caFile: join(deploymentFolder, 'pki', 'ca.pem'),
      merchant: filesOf('merchant'),
      operator: filesOf('operator'),
    },
  });
