/**
 * `npm run dashboard:generate`: writes deploy/grafana/dashboards/portaria.json, the dashboard for Grafana.
 *
 * This folder owns that file. It must never be shipped, or ask for a metric that no process has.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dashboardOf } from './grafana.js';
import { rows } from './rows.js';

const file = join(process.cwd(), 'deploy/grafana/dashboards/portaria.json');

await writeFile(file, `${JSON.stringify(dashboardOf(rows), null, 2)}\n`);
process.stdout.write('deploy/grafana/dashboards/portaria.json\n');
