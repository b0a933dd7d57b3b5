#!/usr/bin/env node
// `npm run sbom`: writes dist/sbom.cdx.json, the packages that ship with the application, as CycloneDX. It reads
// package.json and package-lock.json, and nothing else, so it also runs where the workspaces are not (Dockerfile).
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const nameOf = (ref) => ref.slice(0, ref.lastIndexOf('@'));

/**
 * What the application needs, directly or not. npm's own `--omit=dev` leaves out packages that it needs too when a
 * workspace has them for its development.
 */
const neededBy = (root, { dependencies, optionalDependencies }, graph) => {
  const dependsOn = new Map(graph.map(({ ref, dependsOn: refs }) => [ref, refs]));
  const ships = new Set([...Object.keys(dependencies), ...Object.keys(optionalDependencies)]);
  const needed = new Set([root]);
  const open = dependsOn.get(root).filter((ref) => ships.has(nameOf(ref)));
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (needed.has(ref)) continue;
    needed.add(ref);
    open.push(...(dependsOn.get(ref) ?? []));
  }
  return needed;
};

const words = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--workspaces=false'];
// Peers of the site's packages contradict each other. They are not of the application.
const { stdout } = await promisify(execFile)('npm', [...words, '--package-lock-only', '--legacy-peer-deps'], {
  maxBuffer: 64 * 1024 * 1024,
});
const sbom = JSON.parse(stdout);
const packageJson = JSON.parse(await readFile('package.json', 'utf8'));
const { component } = sbom.metadata;
// npm takes the name of the folder.
component.name = packageJson.name;
const root = component['bom-ref'];
const needed = neededBy(root, packageJson, sbom.dependencies);
sbom.components = sbom.components.filter((one) => needed.has(one['bom-ref']));
sbom.dependencies = sbom.dependencies
  .filter(({ ref }) => needed.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => needed.has(one)) }));
await mkdir('dist', { recursive: true });
await writeFile('dist/sbom.cdx.json', `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`dist/sbom.cdx.json: ${sbom.components.length} packages`);
