#!/usr/bin/env node
// `npm run sbom`: writes dist/sbom.cdx.json, the packages that ship with the application, as CycloneDX. It reads
// package-lock.json and nothing else.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const words = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--omit=dev'];
const { stdout } = await promisify(execFile)('npm', [...words, '--package-lock-only', '--workspaces=false'], {
  maxBuffer: 64 * 1024 * 1024,
});
const sbom = JSON.parse(stdout);
// npm takes the name of the folder.
sbom.metadata.component.name = JSON.parse(await readFile('package.json', 'utf8')).name;
await mkdir('dist', { recursive: true });
await writeFile('dist/sbom.cdx.json', `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`dist/sbom.cdx.json: ${sbom.components.length} packages`);
