// Builds the Debian package from what `npm run build` and `npm run bundle` made: the program with its own Node, the templates of
// NGINX, the units, and the console and the documentation where they were built. Prints the file.
// docs/adr/0051-the-debian-package-brings-its-own-node.md and docs/adr/0064-releases-beside-each-other.md say why.
//
//   node scripts/package-deb.mjs [folder for the package] [folder of `tsc` and the bundle, such as dist]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const repository = join(import.meta.dirname, '..');
const target = resolve(process.argv[2] ?? join(repository, 'dist'));
const built = process.argv[3] ?? 'dist';
const bundledCli = join(repository, built, 'bundle/cli.js');
const { description } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

/** Debian's name of an architecture, and Node's. */
const architectures = { x64: 'amd64', arm64: 'arm64' };
const architecture = architectures[process.arch];
if (!architecture) throw new Error(`There is no Node.js to package for ${process.arch}.`);
const node = join(repository, `node_modules/node-linux-${process.arch}`);

/** What the program says of itself, so that package and program cannot differ. */
const ask = (...words) => execFileSync(process.execPath, [bundledCli, ...words], { encoding: 'utf8' });
const version = ask('--version').trim();

const root = mkdtempSync(join(tmpdir(), 'portaria-deb-'));
const at = (path) => join(root, path);

/** Folders 755 and files 644, or 755 where they can be executed, whatever the umask here. */
const plainModes = (path) => {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const file = join(path, entry.name);
    if (entry.isDirectory()) {
      chmodSync(file, 0o755);
      plainModes(file);
    } else if (!entry.isSymbolicLink()) chmodSync(file, file.endsWith('/bundle/cli.js') ? 0o755 : 0o644);
  }
};

const copy = (from, to) => cpSync(join(repository, from), at(to), { recursive: true, dereference: true });

/** What dpkg owns of the program. The processes run from a copy of it, below `releases` (see deploy/debian/postinst). */
const packaged = 'usr/lib/portaria/packaged';

const copyProgram = () => {
  copy(`${built}/bundle`, `${packaged}/dist/bundle`);
  copy('nginx', `${packaged}/nginx`);
  // For the GRANTs that a restore may have left out (troubleshoot-the-database.md).
  copy('schema.sql', `${packaged}/schema.sql`);
  // What the bundle does not have in it: the packages with compiled libraries.
  for (const name of readdirSync(join(repository, 'node_modules/@node-rs')))
    copy(`node_modules/@node-rs/${name}`, `${packaged}/node_modules/@node-rs/${name}`);
  cpSync(join(node, 'bin/node'), at(`${packaged}/node`));
};

/** The pages that NGINX serves change together with the program. */
const copyPages = () => {
  mkdirSync(at(`${packaged}/pages`), { recursive: true });
  if (existsSync(join(repository, 'dist/console/index.html')))
    copy('dist/console', `${packaged}/pages/console`);
  if (existsSync(join(repository, 'dist/docs-site/docs/index.html')))
    copy('dist/docs-site/docs', `${packaged}/pages/docs`);
  mkdirSync(at('usr/share'), { recursive: true });
  symlinkSync('../lib/portaria/current/pages', at('usr/share/portaria'));
};

/** Updates `hash` by the names and the contents below a folder, in the order of the names. */
const digestFolder = (hash, folder) => {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const file = join(folder, entry.name);
    hash.update(`${entry.name}\0`);
    if (entry.isDirectory()) digestFolder(hash, file);
    else hash.update(readFileSync(file));
  }
};

/** Names the release by its version and its content: two builds of one version must not share a folder. */
const nameRelease = () => {
  const hash = createHash('sha256');
  digestFolder(hash, at(packaged));
  writeFileSync(at(`${packaged}/RELEASE`), `${version}-${hash.digest('hex').slice(0, 12)}\n`);
};

/** Every setting with its meaning, and none of them set: `portaria setup` adds them. */
const emptySettings = () =>
  `# Read by the application, the command line and portaria nginx render. Run portaria setup, which adds what is required.\n\n${readFileSync(
    join(repository, '.env.example'),
    'utf8',
  )
    .split('\n')
    .slice(2)
    .map((line) => (/^[A-Z]/.test(line) ? `#${line}` : line))
    .join('\n')
    .trimStart()}`;

const maintainer = 'Portaria <portaria@localhost>';

/** The time of the commit, so that the same commit gives the same package. */
const committedAt = () => {
  const seconds =
    process.env.SOURCE_DATE_EPOCH ??
    execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: repository, encoding: 'utf8' });
  return new Date(Number(seconds) * 1000);
};

/** Debian's own format, which says where the real one is. */
const debianChangelog = () => `portaria (${version}) stable; urgency=medium

  * See CHANGELOG.md in this folder.

 -- ${maintainer}  ${committedAt().toUTCString().replace('GMT', '+0000')}
`;

/** Where each shell looks for the completion of a command. */
const completions = {
  bash: 'usr/share/bash-completion/completions/portaria',
  zsh: 'usr/share/zsh/vendor-completions/_portaria',
  fish: 'usr/share/fish/vendor_completions.d/portaria.fish',
};

const writeCompletions = () => {
  for (const [shell, file] of Object.entries(completions)) {
    mkdirSync(join(at(file), '..'), { recursive: true });
    writeFileSync(at(file), ask('completion', shell));
  }
};

const copySystem = () => {
  copy('deploy/systemd', 'usr/lib/systemd/system');
  copy('deploy/logrotate/portaria', 'etc/logrotate.d/portaria');
  copy('deploy/prometheus/portaria.rules.yml', 'usr/share/doc/portaria/examples/portaria.rules.yml');
  copy('deploy/debian/lintian-overrides', 'usr/share/lintian/overrides/portaria');
  copy('deploy/debian/copyright', 'usr/share/doc/portaria/copyright');
  copy(`${built}/bundle/THIRD-PARTY-LICENCES.txt`, 'usr/share/doc/portaria/THIRD-PARTY-LICENCES.txt');
  cpSync(join(node, 'LICENSE'), at('usr/share/doc/portaria/NODE-LICENCE.txt'));
  copy('CHANGELOG.md', 'usr/share/doc/portaria/CHANGELOG.md');
  writeFileSync(at('usr/share/doc/portaria/changelog.gz'), gzipSync(debianChangelog(), { level: 9 }));
  copy('deploy/debian/portaria.sh', 'usr/bin/portaria');
  copy('deploy/debian/portaria-upgrade.sh', 'usr/sbin/portaria-upgrade');
  mkdirSync(at('etc/portaria'), { recursive: true });
  writeFileSync(at('usr/share/doc/portaria/examples/portaria.env'), emptySettings());
};

const control = () => `Package: portaria
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer}
Section: net
Priority: optional
Installed-Size: ${execFileSync('du', ['-sk', root], { encoding: 'utf8' }).split('\t')[0]}
Depends: adduser, libc6 (>= 2.28), libgcc-s1, libstdc++6, nginx (>= 1.22), postgresql-client
Recommends: logrotate
Suggests: postgresql
Description: ${description.split(':')[0].toLowerCase()}
 Portaria issues short-lived JSON Web Tokens to merchants over mutual TLS.
 It runs behind NGINX, and keeps accounts, credentials and the record of
 every token in PostgreSQL. This package brings its own Node, and starts
 nothing by itself.
`;

const copyControl = () => {
  mkdirSync(at('DEBIAN'));
  for (const name of ['postinst', 'prerm', 'postrm']) {
    copy(`deploy/debian/${name}`, `DEBIAN/${name}`);
    chmodSync(at(`DEBIAN/${name}`), 0o755);
  }
  writeFileSync(at('DEBIAN/conffiles'), '/etc/logrotate.d/portaria\n');
  writeFileSync(at('DEBIAN/control'), control());
};

try {
  chmodSync(root, 0o755);
  copyProgram();
  copyPages();
  nameRelease();
  copySystem();
  writeCompletions();
  plainModes(root);
  for (const program of ['usr/bin/portaria', 'usr/sbin/portaria-upgrade', `${packaged}/node`])
    chmodSync(at(program), 0o755);
  // Before the group exists: postinst gives it what it reads.
  chmodSync(at('etc/portaria'), 0o750);
  copyControl();
  const file = join(target, `portaria_${version}_${architecture}.deb`);
  mkdirSync(target, { recursive: true });
  // Fast, at a tenth more bytes than the default.
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '-z1', '--build', root, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(committedAt().getTime() / 1000) },
  });
  process.stdout.write(`${file}\n`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
