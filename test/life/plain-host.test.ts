/**
 * A bare Debian on which an operator follows the pages: from the package to a token and a protected API, then through what
 * comes after an installation. Its commands and their output are the transcript that the test prints.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { programsOf } from '../support/pasted-page.js';
import { findPromtool, promtool } from '../support/promtool.js';
import { bootDebian, type DebianMachine, minuteMs, missingForDebian } from './debian-machine.js';
import { breakWhatDoctorFinds, runDoctorFromItsTimer } from './host-doctor.js';
import { tryFailingUpgrades } from './host-failing-upgrades.js';
import { cellOf, HostOperator } from './host-operator.js';
import {
  archiveEveryChange,
  type MerchantAtHost,
  recoverToTheSecondBefore,
  restoreTheDump,
} from './host-recovery.js';
import { startTraffic, type TrafficReport } from './host-traffic.js';
import { buildNextPackage, buildPackage, nextVersion } from './next-release.js';

const reason = missingForDebian();
if (reason !== '') process.stderr.write(`SKIPPED: no Debian is booted for the package: ${reason}.\n`);

const install = 'how-to/operator/install-on-a-plain-host';
const upgrade = 'how-to/operator/upgrade';
const firstOperator = 'how-to/operator/first-operator';
const onboarding = 'tutorials/onboard-a-merchant';
const host = 'auth.example.com';

/** The files that an operator brings: the server's certificate of one CA, and the CA of merchants. */
const certificates = `
  openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 400 -subj /CN=Server-CA 2>/dev/null
  server() {
    openssl req -newkey rsa:2048 -nodes -keyout $2 -out server.csr -subj /CN=${host} 2>/dev/null
    printf 'subjectAltName=DNS:${host}' > san
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 120 -extfile san -out $1 2>/dev/null
  }
  server server.pem server.key
  server fullchain.pem privkey.pem
  openssl req -x509 -newkey rsa:2048 -nodes -keyout client-ca.key -out client-ca.pem -days 400 -subj /CN=Client-CA 2>/dev/null
  echo '127.0.0.1 ${host}' >> /etc/hosts`;

const untilReady = (port: number): string =>
  `for i in $(seq 100); do curl -sf http://127.0.0.1:${String(port)}/healthz/ready >/dev/null && exit 0; sleep 0.3; done; ` +
  `journalctl --no-pager -n 30 -u 'portaria@*'; exit 1`;

const served = `echo | openssl s_client -connect 127.0.0.1:443 2>/dev/null | openssl x509 -noout -serial`;
const untilServed = (serial: string): string =>
  `for i in $(seq 60); do [ "$(${served})" = "${serial.trim()}" ] && exit 0; sleep 0.5; done; journalctl --no-pager -n 40 -u portaria-nginx -u 'portaria-nginx-reload*'; exit 1`;
const untilReload = (state: string): string =>
  `for i in $(seq 60); do [ "$(systemctl is-failed portaria-nginx-reload)" = ${state} ] && exit 0; sleep 0.5; done; exit 1`;

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

describe.runIf(reason === '')('a plain host', () => {
  let machine: DebianMachine;
  let operator: HostOperator;
  let debs: { readonly now: string; readonly next: string };
  /** Of the merchant. */
  let client: { clientId: string; clientSecret: string };

  const inMachine = (name: string): Promise<string> => readFile(join(machine.root, 'root', name), 'utf8');

  beforeAll(async () => {
    const [now, next] = [await buildPackage(), await buildNextPackage()];
    debs = { now: fileName(now), next: fileName(next) };
    machine = await bootDebian();
    operator = new HostOperator(machine);
    for (const deb of [now, next]) await copyFile(deb, join(machine.root, 'root', fileName(deb)));
    await machine.sh(certificates);
    await machine.sh('systemctl start postgresql');
  }, 20 * minuteMs);

  test('the package starts nothing, and names the next step', { timeout: 5 * minuteMs }, async () => {
    const blocks = [['npm ci --ignore-scripts && npm run package:deb', 'true']] as const;
    await operator.follow(install, 'Build and install the package', 0, blocks);
    const installed = await operator.follow(install, 'Build and install the package', 1, [
      ['portaria_0.1.0_amd64.deb', debs.now],
    ]);
    expect(installed).toContain('nothing of it runs yet. Next: portaria setup');
    await operator.run('systemctl disable --now nginx 2>&1');
    expect(await machine.sh('systemctl list-units --all --plain --no-legend "portaria*"')).toBe('');
    expect(await operator.run('portaria account list 2>&1 || true')).toContain('Run: portaria setup');
    expect(await machine.sh('runuser -u daemon -- portaria account list 2>&1 || true')).toContain(
      'PORTARIA_ENV_FILE: EACCES',
    );
    await machine.sh('. /usr/share/bash-completion/completions/portaria; complete -p portaria');
    // Where zsh and fish look, in their languages.
    await machine.sh(
      'grep -q "^#compdef portaria" /usr/share/zsh/vendor-completions/_portaria; grep -q "^complete -c portaria" /usr/share/fish/vendor_completions.d/portaria.fish',
    );
  });

  test('the page leads to services that answer', { timeout: 5 * minuteMs }, async () => {
    await operator.follow(install, 'Configure the host', 0);
    // The CA of the server's certificate is one that no other machine knows.
    const ca = '/etc/portaria/tls/server-ca.pem';
    await operator.run(
      `install -m 640 -g portaria ca.pem ${ca}; echo PORTARIA_SERVER_CA=${ca} >> /etc/portaria/portaria.env`,
    );
    await operator.follow(install, 'Prepare the database', 1);
    await operator.run('systemctl start portaria-migrate', 3 * minuteMs);
    await operator.follow(install, 'Prepare the database', 2);
    expect(
      await operator.follow(install, 'Render the NGINX templates', 0, [['nginx\n', 'nginx 2>&1\n']]),
    ).toContain('which accepts it (nginx -t)');
    await operator.follow(install, 'Start the services', 0);
    for (const port of [3001, 3002]) await machine.sh(untilReady(port));
    expect(await operator.follow(install, 'Start the services', 1)).toContain('"keys":');
  });

  test('what runs may not read the login of the owner, and NGINX no secret', async () => {
    const process = 'MAIN=$(systemctl show -P MainPID portaria@1);';
    expect(await machine.sh(`${process} grep -E '^(NoNewPrivs|Seccomp|CapBnd):' /proc/$MAIN/status`)).toMatch(
      /CapBnd:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2/,
    );
    const asService = 'runuser -u portaria -- cat /etc/portaria/secrets/migration-database-url 2>&1 || true';
    expect(await machine.sh(asService)).toContain('Permission denied');
    const secretsOf = (unit: string): Promise<string> =>
      machine.sh(
        `nsenter -t $(systemctl show -P MainPID ${unit}) -m -- ls /etc/portaria/secrets 2>&1 || true`,
      );
    expect(await secretsOf('portaria@1')).toContain('master-key');
    expect(await secretsOf('portaria-nginx')).not.toContain('master-key');
  });

  test(
    'a renewed certificate is served without a command, one without its key is not',
    { timeout: 3 * minuteMs },
    async () => {
      await operator.follow(install, "Renew the server's certificate", 0);
      const renewed = await machine.sh('openssl x509 -noout -serial -in fullchain.pem');
      await machine.sh(untilServed(renewed));
      // The unit that the alert looks at has failed until it is mended.
      await machine.sh('install -m 640 -g portaria server.pem /etc/portaria/tls/server.pem');
      await machine.sh(untilReload('failed'));
      expect(await machine.sh(served)).toBe(renewed);
      await machine.sh('install -m 640 -g portaria fullchain.pem /etc/portaria/tls/server.pem');
      await machine.sh(untilReload('inactive'));
    },
  );

  test('a first operator gets a token at the admin listener', { timeout: 2 * minuteMs }, async () => {
    const file = ['client-ca.pem', '/etc/portaria/tls/client-ca.pem'] as const;
    await operator.follow(firstOperator, 'Create a CA and let NGINX accept it', 0);
    await operator.follow(firstOperator, 'Create a CA and let NGINX accept it', 1, [file]);
    await operator.follow(firstOperator, 'Create a CA and let NGINX accept it', 2, [
      ['write client-ca.pem', 'write /etc/portaria/tls/client-ca.pem'],
    ]);
    await operator.run('systemctl reload portaria-nginx');
    await operator.follow(firstOperator, 'Create the operator', 0);
    const created = await operator.follow(firstOperator, 'Create the operator', 1);
    const token = await operator.follow(firstOperator, 'Check', 0, [
      ['account-4-4d552135', cellOf(created, 'client id')],
      ['ptr_wQyUisMP...', cellOf(created, 'client secret')],
      ['.portaria/pki/ca.pem', 'ca.pem'],
      ['localhost:9443', `${host}:9443`],
    ]);
    expect(token).toMatch(/"access_token":"ey/);
  });

  test('a merchant gets a token, and calls a protected API with it', { timeout: 2 * minuteMs }, async () => {
    const account = cellOf(await operator.follow(onboarding, '1. Create the account', 0), 'id');
    const here = ['.portaria/', ''] as const;
    await operator.follow(onboarding, '2. Give it a certificate', 0, [here]);
    await operator.follow(onboarding, '2. Give it a certificate', 1, [here, ['sign 3', `sign ${account}`]]);
    const made = await operator.follow(onboarding, '3. Give it a client id and a secret', 0, [
      ['create 3', `create ${account}`],
    ]);
    client = { clientId: cellOf(made, 'client id'), clientSecret: cellOf(made, 'client secret') };
    const answer = await operator.follow(onboarding, '4. Get the first token', 0, [
      ['. .portaria/demo.env\n', ''],
      ['$PORTARIA_CA_CERT', 'ca.pem'],
      ['.portaria/loja', 'loja'],
      ['$PORTARIA_URL', `https://${host}`],
      ['<client id>', client.clientId],
      ['<client secret>', client.clientSecret],
    ]);
    expect(answer).toMatch(/"access_token":"ey/);

    const page = 'docs/tutorials/protect-an-api.md';
    await writeFile(join(machine.root, 'root/orders.mjs'), (await programsOf(page, 'js'))[0] ?? '');
    await writeFile(join(machine.root, 'root/openapi.yaml'), (await programsOf(page, 'yaml'))[0] ?? '');
    await writeFile(join(machine.root, 'root/scope-map.yaml'), (await programsOf(page, 'json'))[0] ?? '');
    machine.startBeside(process.execPath, [join(machine.root, 'root/orders.mjs')]);
    await operator.follow('how-to/api-owner/import-openapi', 'Preview the rules', 0, [
      ['127.0.0.1:9000', '127.0.0.1:9100'],
      [' --dry-run', ''],
    ]);
    await operator.run('systemctl reload portaria-nginx; sleep 2');
    const token = /"access_token":"([^"]+)"/.exec(answer)?.[1] ?? '';
    const call = `curl -sS --cacert ca.pem --cert loja.pem --key loja.key -H "Authorization: Bearer ${token}" https://${host}/orders`;
    expect(await operator.run(call)).toContain(`"account":"${account}"`);
  });

  test('the rules of the alerts are installed, and promtool accepts them', async () => {
    const rules = join(machine.root, 'usr/share/doc/portaria/examples/portaria.rules.yml');
    const binary = await findPromtool();
    if (binary !== null)
      expect(await promtool(binary, ['check', 'rules', rules])).toMatchObject({ exitCode: 0 });
    expect(
      await operator.run('curl -sS http://127.0.0.1:3001/metrics | grep ^portaria_build_info'),
    ).toContain('version=');
  });

  test('logs are rotated, and NGINX writes to the new file', async () => {
    const log = '/var/log/portaria/nginx-access.log';
    await operator.run('logrotate --force /etc/logrotate.d/portaria');
    await machine.sh(`sleep 1; curl -sS --cacert ca.pem https://${host}/.well-known/jwks.json`);
    expect(await operator.run(`stat -c '%U %a' ${log} ${log}.1; wc -l < ${log}`)).toMatch(
      /^portaria 640\nportaria 6[04]0\n1\n$/,
    );
  });

  test(
    'doctor is green, and red while a process is stopped or NGINX accepts weak ciphers',
    { timeout: 5 * minuteMs },
    async () => {
      await operator.follow(upgrade, 'With the Debian package', 2);
      await breakWhatDoctorFinds(operator, machine, untilReady(3002));
    },
  );

  test(
    'doctor runs from its timer as the service user, and the unit fails with a problem',
    { timeout: 5 * minuteMs },
    () => runDoctorFromItsTimer(operator, machine, untilReady(3002)),
  );

  const curl = 'curl -sS --cacert ca.pem --cert loja.pem --key loja.key';
  const askToken = async (): Promise<string> => {
    const answer = await machine.sh(
      `${curl} -H 'Content-Type: application/json' -d '${JSON.stringify(client)}' https://${host}/api/auth/token || true`,
    );
    return /"access_token":"([^"]+)"/.exec(answer)?.[1] ?? answer;
  };
  const call = (token: string): Promise<string> =>
    machine.sh(
      `${curl} -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer ${token}' https://${host}/orders`,
    );

  test(
    'the second before a mistake is restored, and what must stay undone is repeated',
    { timeout: 10 * minuteMs },
    async () => {
      await operator.run(
        'openssl req -new -newkey rsa:2048 -nodes -keyout other.key -out other.csr -subj /CN=other 2>/dev/null; portaria account create Outra',
      );
      const signed = await operator.run('portaria certificate sign Outra other.csr --out other.pem');
      const merchant: MerchantAtHost = { askToken, call, leaked: cellOf(signed, 'fingerprint') };
      await archiveEveryChange(operator, machine);
      await recoverToTheSecondBefore(operator, machine, merchant);
      await restoreTheDump(operator, merchant);
    },
  );

  const underLoad = async (work: () => Promise<void>): Promise<TrafficReport> => {
    const [caPem, certPem, keyPem] = await Promise.all(['ca.pem', 'loja.pem', 'loja.key'].map(inMachine));
    if (caPem === undefined || certPem === undefined || keyPem === undefined) throw new Error('no files');
    const plan = { host, caPem, certPem, keyPem, ...client, apiPath: '/orders', clients: 4, everyMs: 400 };
    const traffic = startTraffic(machine, plan);
    await work().catch(async (error: unknown) => {
      await traffic.stop();
      throw error;
    });
    return traffic.stop();
  };
  const running = (): Promise<string> =>
    machine.sh(
      'for port in 3001 3002; do curl -sS http://127.0.0.1:$port/metrics | grep ^portaria_build_info; done',
    );

  test(
    'an upgrade whose migration fails, or whose process is not ready, leaves the release that runs, under load',
    { timeout: 10 * minuteMs },
    async () => {
      const before = await running();
      const report = await underLoad(() => tryFailingUpgrades(operator, debs.next));
      expect(report.failures).toEqual([]);
      expect(report.tokens).toBeGreaterThan(50);
      expect(await running()).toBe(before);
    },
  );

  test(
    'an upgrade and the way back, under load, without a failed request',
    { timeout: 10 * minuteMs },
    async () => {
      const before = await running();
      const report = await underLoad(async () => {
        await operator.follow(upgrade, 'With the Debian package', 0, [
          ['portaria_0.2.0_amd64.deb', debs.next],
        ]);
      });
      expect(report.failures).toEqual([]);
      expect(report.tokens).toBeGreaterThan(100);
      expect(report.calls).toBe(report.tokens);
      expect(await running()).toMatch(new RegExp(`(version="${nextVersion}".*\\n.*){2}`));
      expect(await operator.run('portaria --version')).toBe(`${nextVersion}\n`);

      const back = await underLoad(async () => {
        const said = await operator.follow(upgrade, 'With the Debian package', 1, [
          ['portaria_0.1.0_amd64.deb', debs.now],
        ]);
        expect(said).toMatch(/reloading NGINX\n[^]*restarting portaria@1[^]*restarting portaria@2/);
      });
      expect(back.failures).toEqual([]);
      expect(back.tokens).toBeGreaterThan(100);
      expect(await running()).toBe(before);
    },
  );

  test('a purge keeps the secrets', { timeout: 3 * minuteMs }, async () => {
    const purged = await operator.run('apt-get purge -y -q portaria', 2 * minuteMs);
    expect(purged).toContain('Kept: the secrets in /etc/portaria');
    expect(await machine.sh('systemctl is-active portaria@1 portaria-nginx || true')).not.toMatch(/^active/m);
    await machine.sh('test -s /etc/portaria/secrets/master-key; test ! -e /usr/lib/portaria');
  });
});
