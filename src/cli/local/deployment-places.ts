import { join } from 'node:path';

/** Everything that `init` makes lies here, but for `.env`, which Docker Compose looks for beside its own file. */
export const deploymentFolder = '.deployment';

/** What NGINX's container sees of it. */
export const inNginx = (name: string): string => join(deploymentFolder, 'nginx', name);

/** What docker-compose.yml mounts as secrets. */
export const inSecrets = (name: string): string => join(deploymentFolder, 'secrets', name);
