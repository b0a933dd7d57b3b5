#!/usr/bin/env -S node --enable-source-maps
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { migrations } from '../migrations/list.js';
import product from '../package.json' with { type: 'json' };
import { type ManagementConfig, openManagement } from './app/open-management.js';
import type { CliPlatform } from './cli/cli-context.js';
import { replaceFile } from './cli/deployment/replace-file.js';
import { findEnvironment, type FoundEnvironment } from './cli/environment.js';
import { runCommand } from './cli/program.js';
import { linesOf, newFileOf, splitLines } from './cli/screen/lines.js';
import { openOutput } from './cli/screen/output.js';
import type { Prompts, Terminal } from './cli/screen/terminal.js';
import { newFile } from './cli/screen/written-files.js';
import {
  loadCertificatesConfig,
  loadKeyActivationDelaySeconds,
  loadManagementConfig,
  loadManagementDatabaseConfig,
  loadMasterKeysConfig,
  loadMigrationConfig,
  loadRetention,
  type MasterKeysConfig,
  type SecretsConfig,
} from './config/config.js';
import type { Environment } from './config/read-settings.js';
import type { AuditArchive } from './core/audit/audit-archive.js';
import type { Actor } from './core/audit/operation.js';
import { ManagementError } from './core/shared/management-error.js';
import { X509Parser } from './crypto/certificates/x509-parser.js';
import { Sha256AuditHasher } from './crypto/sha256-audit-hasher.js';
import { VerifyAuditCopy } from './management/audit/verify-audit-copy.js';
import { InspectCertificate } from './management/certificates/inspect-certificate.js';
import type { Management } from './management/management.js';
import { PostgresAuditArchive } from './storage/maintenance/postgres-audit-archive.js';

/**
 * `MachinePlatform`: the machine as the commands see it. What is slow or can fail is created when a
 * command first uses it.
 */
class MachinePlatform implements CliPlatform {
  readonly actor = (alias: string | null): Actor => personAtThisMachine(alias);
  readonly version = product.version;
  readonly terminal = realTerminal;
  readonly inspector = new InspectCertificate(new X509Parser());
  readonly auditCopies = new VerifyAuditCopy(new Sha256AuditHasher());
  #found: FoundEnvironment | null = null;
  #management: Management | null = null;

  management(): Management {
    return (this.#management ??= this.openManagement());
  }

  async migrate(progress: Parameters<CliPlatform['migrate']>[0]): Promise<readonly string[]> {
    const settings = this.settings();
    const { url, setting } = loadMigrationConfig(settings);
    // TypeORM is loaded here, and not by commands that need no database.
    const { migrate } = await import('./storage/maintenance/migrator.js');
    const { toManagementError } = await import('./storage/transaction/database-failure.js');
    return migrate(url, migrations, progress, loadRetention(settings)).catch((error: unknown) => {
      throw toManagementError(error, setting);
    });
  }

  async missingMigrations(): Promise<readonly string[]> {
    const { url, setting } = loadMigrationConfig(this.settings());
    const { missingMigrations } = await import('./storage/maintenance/migrator.js');
    const { toManagementError } = await import('./storage/transaction/database-failure.js');
    return missingMigrations(url, migrations).catch((error: unknown) => {
      throw toManagementError(error, setting);
    });
  }

  async restampAccounts(progress: (stamped: number) => void): Promise<number> {
    const { restampAccounts } = await import('./storage/maintenance/restamp-accounts.js');
    return restampAccounts(loadMigrationConfig(this.settings()), progress);
  }

  auditArchive(): AuditArchive {
    return new PostgresAuditArchive(loadMigrationConfig(this.settings()));
  }

  settings(enough?: string): Environment {
    return this.environment(enough).values;
  }

  now(): Date {
    return new Date();
  }

  settingsFrom(): string | null {
    return this.#found?.file ?? null;
  }

  async close(): Promise<void> {
    await this.#management?.close();
  }

  private openManagement(): Management {
    const values = this.settings();
    const secrets = (): SecretsConfig => loadManagementConfig(values).secrets;
    const masterKeys = (): MasterKeysConfig => loadMasterKeysConfig(values);
    const ignoredRecords = (newest: Date): void => {
      realTerminal.note(
        `The revocation ignored records of tokens whose time is ahead of the clock, up to ${newest.toISOString()}: portaria audit verify names them.\n`,
      );
    };
    const config: ManagementConfig = {
      database: loadManagementDatabaseConfig(values),
      secrets: {
        pepper: () => secrets().pepper(),
        previousPeppers: () => secrets().previousPeppers(),
        masterKey: () => masterKeys().masterKey(),
        previousMasterKeys: () => masterKeys().previousMasterKeys(),
      },
      certificates: () => loadCertificatesConfig(values),
      keyActivationDelaySeconds: () => loadKeyActivationDelaySeconds(values),
    };
    return openManagement(config, { events: { ignoredRecords } });
  }

  private environment(enough?: string): FoundEnvironment {
    return (this.#found ??= findEnvironment(process.env, enough));
  }
}

/** A user id without a name, as in a container with an arbitrary user, is shown as its number. */
const loginName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid:${String(process.getuid?.())}`;
  }
};

/** With an alias, the person's own login name is recorded as well. */
const personAtThisMachine = (alias: string | null): Actor => {
  const user = `${loginName()}@${hostname()}`;
  return { kind: 'person', name: alias ? `${alias} (${user})` : user, accountId: null, clientId: null };
};

/** Resolves to an empty answer when the person ends the input (Ctrl-D, Ctrl-C). */
const askPerson = async (question: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = once(lines, 'close').then(() => '');
  try {
    return await Promise.race([lines.question(question), ended]);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return '';
    throw error;
  } finally {
    lines.close();
  }
};

/** The library is loaded by the one command that asks several questions. */
const promptsAtTerminal: Prompts = {
  input: async (message, initial, check) => {
    const { default: input } = await import('@inquirer/input');
    const validate = async (text: string): Promise<string | true> => (await check(text)) ?? true;
    const question = { message, validate, ...(initial !== '' && { default: initial }) };
    return input(question, { output: process.stderr }).catch(toUnanswered);
  },
  confirm: async (message, initial) => {
    const { default: confirm } = await import('@inquirer/confirm');
    return confirm({ message, default: initial }, { output: process.stderr }).catch(toUnanswered);
  },
};

const toUnanswered = (cause: unknown): never => {
  throw new ManagementError('invalid', 'no answer. Nothing was written', null, { cause });
};

const atTerminal = process.stdin.isTTY && process.stderr.isTTY;

const output = openOutput();

const realTerminal: Terminal = {
  columns: process.stdout.isTTY ? process.stdout.columns : null,
  out: (words) => {
    output.write(words);
  },
  written: () => output.written(),
  note: (words) => void process.stderr.write(words),
  ask: atTerminal ? askPerson : null,
  prompts: atTerminal ? promptsAtTerminal : null,
  readFile: (path) => readFile(path, 'utf8'),
  readStdin: () => text(process.stdin),
  linesOf: (path) => (path === '-' ? splitLines(process.stdin) : linesOf(path)),
  newFile,
  replaceFile,
  stream: (lines, path) => (path === null ? output.writeLines(lines) : newFileOf(path, lines)),
};

// A full disk under the log of a script must not end a change half-way: the exit code says how it ended.
process.stderr.on('error', () => undefined);

const platform = new MachinePlatform();
process.exitCode = await runCommand(process.argv.slice(2), platform);
await platform.close();
