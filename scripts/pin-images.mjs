#!/usr/bin/env node
// Pins the images of the Dockerfiles, docker-compose.yml and deploy/helm to the digests that their tags have now, in
// place: IMAGE:TAG becomes IMAGE:TAG@sha256:..., and the values of the chart get the digest. Run it where a registry can be reached, look at the
// difference, build, run test/containers/run, and commit. A tag can be moved to another image by
// anyone who may push it; a digest cannot.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const usage = `Usage: node scripts/pin-images.mjs [--check]

  (none)    resolve every tag with "docker buildx imagetools inspect" and write its digest beside it
  --check   write nothing; exit with 1 when an image has no digest, or its tag has another one now

A tag that already has a digest is resolved again. Run the command to renew digests.`;

const files = [
  'Dockerfile',
  'docker-compose.yml',
  'deploy/compose/patroni/Dockerfile',
  'deploy/helm/cloudnativepg/cluster.yaml',
  'deploy/helm/portaria/values.yaml',
];
// An image of a registry: "FROM name:tag", "image: name:tag" and "imageName: name:tag". A build stage and an image that is
// built here (image: ${...}) have no tag of a registry.
const reference =
  /^(FROM |\s+image(?:Name)?: )([a-z0-9][a-z0-9./-]*:[A-Za-z0-9_.-]+)(@sha256:[0-9a-f]{64})?/gm;

// In the values of the chart, repository, tag and digest are lines of their own.
const chartReference =
  /^(?<head>\s+repository: (?<repository>[a-z0-9][a-z0-9./-]*)\n\s+tag: '(?<tag>[A-Za-z0-9_.-]+)'\n\s+digest: )'(?:sha256:[0-9a-f]{64})?'/gm;

const imagesIn = (text) => [
  ...[...text.matchAll(reference)].map((found) => found[2]),
  ...[...text.matchAll(chartReference)].map((found) => `${found.groups.repository}:${found.groups.tag}`),
];

const pinIn = (text, digests) =>
  text
    .replace(reference, (_whole, before, image) => `${before}${image}@${digests.get(image)}`)
    .replace(chartReference, (...found) => {
      const { head, repository, tag } = found.at(-1);
      return `${head}'${digests.get(`${repository}:${tag}`)}'`;
    });

const resolveDigest = async (image) => {
  const words = ['buildx', 'imagetools', 'inspect', image, '--format', '{{json .Manifest.Digest}}'];
  const { stdout } = await promisify(execFile)('docker', words, { timeout: 60_000 }).catch((error) => {
    const why =
      error.code === 'ENOENT' ? 'docker is not installed on this machine' : (error.stderr ?? '').trim();
    throw new Error(`${image}: the digest could not be resolved: ${why || error.message}`);
  });
  const digest = JSON.parse(stdout);
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${image}: not a digest: ${stdout.trim()}`);
  return digest;
};

const main = async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return console.log(usage);
  const folder = process.cwd();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const images = new Set(texts.flatMap(imagesIn));
  // All are resolved before anything is written: half a set of digests would be committed by mistake.
  const digests = new Map();
  for (const image of images) digests.set(image, await resolveDigest(image));
  const pinned = texts.map((text) => pinIn(text, digests));
  const stale = files.filter((_file, n) => pinned[n] !== texts[n]);
  if (values.check) {
    for (const file of stale) console.error(`${file}: has an image without its current digest`);
    process.exitCode = stale.length > 0 ? 1 : 0;
    return;
  }
  await Promise.all(files.map((file, n) => writeFile(join(folder, file), pinned[n])));
  for (const [image, digest] of digests) console.log(`${image}\t${digest}`);
};

main().catch((error) => {
  console.error(`${error.message}\nNothing was written.`);
  process.exitCode = 1;
});
