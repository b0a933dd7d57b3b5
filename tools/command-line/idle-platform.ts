import type { CliPlatform } from '../../src/cli/cli-context.js';
import type { Terminal } from '../../src/cli/screen/terminal.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { Sha256AuditHasher } from '../../src/crypto/sha256-audit-hasher.js';
import { VerifyAuditCopy } from '../../src/management/audit/verify-audit-copy.js';
import { InspectCertificate } from '../../src/management/certificates/inspect-certificate.js';

const unused = (): never => {
  throw new Error('No command runs while its page is written.');
};

const terminal: Terminal = {
  columns: null,
  out: unused,
  written: unused,
  note: unused,
  ask: null,
  prompts: null,
  readFile: unused,
  readStdin: unused,
  linesOf: unused,
  stream: unused,
  newFile: unused,
  replaceFile: unused,
};

/** A host for reading what the commands say of themselves. */
export const idlePlatform: CliPlatform = {
  version: '',
  terminal,
  inspector: new InspectCertificate(new X509Parser()),
  auditCopies: new VerifyAuditCopy(new Sha256AuditHasher()),
  management: unused,
  actor: unused,
  migrate: unused,
  missingMigrations: unused,
  restampAccounts: unused,
  auditArchive: unused,
  settings: unused,
  now: unused,
  settingsFrom: unused,
};
