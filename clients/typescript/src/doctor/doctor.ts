/**
 * Looks at a client certificate, its key and the connection to the gateway, and says what is wrong. It sends a GET of
 * `whoami` and nothing else: no secret, and no key. This folder is also the command `portaria client-doctor`.
 */
import { type CertificateInfo, checkChain, ownIndexOf } from './certificate-checks.js';
import { type Answer, ask, type Question, troubleOf } from './connection.js';
import { type Finding, finding } from './finding.js';
import type { Identity } from './identity.js';
import type { DoctorOptions } from './options.js';
import { readPemIdentity } from './pem-identity.js';
import { readPem } from './pem-text.js';
import { readPkcs12Identity } from './pkcs12-identity.js';
import { speaksPlainHttp } from './plain-http.js';
import { readFileOf } from './read-file.js';
import { certificateFilesNear, unknownCaFinding } from './server-ca.js';
import { clockFindings, otherAnswer, seenFindings, seenIn } from './whoami-findings.js';

/** `Report`: everything that was found. */
export interface Report {
  readonly ok: boolean;
  /** The client's own certificate; `null` when none could be read. */
  readonly certificate: CertificateInfo | null;
  readonly findings: readonly Finding[];
}

const usualTimeoutSeconds = 15;

/** Looks at the files first, then at the connection, then asks the gateway. */
export const examine = async (options: DoctorOptions): Promise<Report> => {
  const nowMs = options.nowMs ?? Date.now;
  const { identity, findings } = await examineFiles(options, nowMs());
  const online = await examineConnection(options, identity, nowMs);
  const certificate = identity.certificates[ownIndexOf(identity)] ?? null;
  const wrongFiles = findings.some(({ level }) => level === 'problem');
  // What the TLS library says of files that are known to be wrong is no news.
  const all = [...findings, ...online.filter(({ code }) => !wrongFiles || code !== 'files_unusable')];
  return { ok: all.every(({ level }) => level !== 'problem'), certificate, findings: all };
};

const examineFiles = async (
  options: DoctorOptions,
  nowMs: number,
): Promise<{ readonly identity: Identity; readonly findings: readonly Finding[] }> => {
  const passphrase = await passphraseOf(options);
  const word = 'problem' in passphrase ? undefined : passphrase.text;
  const { pfxFile, certFile = '', keyFile } = options;
  const identity =
    pfxFile === undefined
      ? await readPemIdentity(certFile, keyFile, word)
      : await readPkcs12Identity(pfxFile, word);
  const { certificates, keyId } = identity;
  return {
    identity,
    findings: [
      ...('problem' in passphrase ? [passphrase.problem] : []),
      ...identity.findings,
      ...checkChain({ certificates, keyId, file: pfxFile ?? certFile, nowMs }),
    ],
  };
};

const passphraseOf = async ({
  passphraseFile,
}: DoctorOptions): Promise<{ readonly text: string | undefined } | { readonly problem: Finding }> => {
  if (passphraseFile === undefined) return { text: undefined };
  const read = await readFileOf(passphraseFile);
  return 'problem' in read ? read : { text: read.bytes.toString('utf8').replace(/\r?\n$/, '') };
};

const examineConnection = async (
  options: DoctorOptions,
  identity: Identity,
  nowMs: () => number,
): Promise<readonly Finding[]> => {
  const url = whoamiUrl(options);
  if (url.protocol !== 'https:') return [finding('url_not_https', { url: options.url ?? '' })];
  const ca = await caOf(options);
  if ('problem' in ca) return [ca.problem];
  const timeoutMs = 1000 * (options.timeoutSeconds ?? usualTimeoutSeconds);
  const question = { url, identity: identity.tls, ca: ca.pem, verify: true, timeoutMs, nowMs };
  const answer = await ask(question);
  if ('failure' in answer) return troubleFindings(answer.failure, question, options);
  return [...clockFindings(answer), ...answerFindings(answer, options, identity)];
};

const answerFindings = (
  answer: Answer,
  { clientId }: DoctorOptions,
  identity: Identity,
): readonly Finding[] => {
  const seen = seenIn(answer);
  const { certificates, tls } = identity;
  if (!seen) return otherAnswer(answer, tls !== null);
  const own = certificates[ownIndexOf(identity)];
  return own ? seenFindings(seen, { own, certificates: certificates.length, clientId }) : [];
};

const whoamiUrl = ({ url = '', clientId }: DoctorOptions): URL => {
  const given = new URL(url);
  // The address may have been copied with the path of a token request.
  const base = /^\/(?:api|oauth)\//.test(given.pathname) ? '' : given.pathname.replace(/\/+$/, '');
  const whoami = new URL(`${base}/api/auth/whoami`, given);
  if (clientId !== undefined) whoami.searchParams.set('clientId', clientId);
  return whoami;
};

const caOf = async ({
  caFile,
}: DoctorOptions): Promise<{ readonly pem: string | null } | { readonly problem: Finding }> => {
  if (caFile === undefined) return { pem: null };
  const read = await readFileOf(caFile);
  if ('problem' in read) return read;
  const parts = readPem(read.bytes.toString('utf8')).parts.filter(({ label }) => label === 'CERTIFICATE');
  if (parts.length === 0) return { problem: finding('ca_without_certificate', { file: caFile }) };
  return { pem: parts.map(({ text }) => text).join('') };
};

const troubleFindings = async (
  failure: unknown,
  question: Question,
  options: DoctorOptions,
): Promise<readonly Finding[]> => {
  const { url, timeoutMs } = question;
  const place = {
    host: url.hostname,
    port: url.port || '443',
    seconds: timeoutMs / 1000,
    presented: question.identity !== null,
  };
  const trouble = troubleOf(failure, place);
  if ('kind' in trouble && trouble.kind === 'unknown_ca') {
    const given = [options.certFile, options.pfxFile, options.caFile].filter((file) => file !== undefined);
    return [await unknownCaFinding(url, await certificateFilesNear(given), timeoutMs)];
  }
  if ('kind' in trouble) {
    const answer = await ask({ ...question, identity: null, verify: false });
    return [trouble.finding, ...('failure' in answer ? [] : clockFindings(answer))];
  }
  if (trouble.finding.code === 'not_tls' && (await speaksPlainHttp(url, timeoutMs)))
    return [finding('plain_http', { host: place.host, port: place.port })];
  return [trouble.finding];
};
