// Lets a script of package.json go on only under the Node that the product runs on. Its version is said once, in the
// `optionalDependencies` of package.json: packages that are nothing but Node's own program for one platform. npm puts
// node_modules/.bin first on the PATH of what it runs, so `node` is that program wherever there is such a package;
// elsewhere it is the machine's own, which must be new enough.
//
//   node scripts/require-node.mjs [version] [platform]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [found = process.versions.node, platform = `${process.platform}-${process.arch}`] =
  process.argv.slice(2);
const manifest = join(import.meta.dirname, '../package.json');
const packages = JSON.parse(readFileSync(manifest, 'utf8')).optionalDependencies;
const pinned = packages[`node-${platform}`];
const [newest] = Object.values(packages);
const majorOf = (version) => Number(version.split('.')[0]);

const objection = () => {
  if (found === pinned) return null;
  if (pinned !== undefined)
    return `This is Node ${found}, but Portaria runs on ${pinned}, which a dependency installs. Run \`npm ci\`, then this command again, with npm or npx.`;
  if (majorOf(found) >= majorOf(newest)) return null;
  return `This is Node ${found}, and no package provides a newer one for ${platform}. Install Node ${majorOf(newest)} or later, then run the command again.`;
};

const text = objection();
if (text !== null) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
