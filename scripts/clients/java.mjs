import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const source = join(repository, 'clients/java');

/** Compiles the package, and packs it as Maven does: `install:install-file` reads the name in its pom.xml. */
export const packJava = async (into) => {
  const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const made = await mkdtemp(join(tmpdir(), 'portaria-java-'));
  try {
    const sources = globSync('src/main/java/**/*.java', { cwd: source });
    await run('javac', ['--release', '17', '-encoding', 'UTF-8', '-d', made, ...sources], { cwd: source });
    const maven = join(made, 'META-INF/maven/portaria/portaria-client');
    await mkdir(maven, { recursive: true });
    await copyFile(join(source, 'pom.xml'), join(maven, 'pom.xml'));
    const jar = join(into, `portaria-client-${version}.jar`);
    const date = ['--date', '1980-01-01T00:00:02Z'];
    await run('jar', ['--create', '--file', jar, ...date, '--no-manifest', '-C', made, '.']);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
};
