/** `DoctorOptions`: what is looked at. Every `...File` is a path. */
export interface DoctorOptions {
  readonly url?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly pfxFile?: string | undefined;
  readonly passphraseFile?: string | undefined;
  readonly caFile?: string | undefined;
  readonly clientId?: string | undefined;
  /** The time limit of one connection; 15 without it. */
  readonly timeoutSeconds?: number;
  readonly nowMs?: () => number;
}

export type UsageProblem = 'no_url' | 'no_certificate' | 'two_certificates' | 'bad_url' | 'bad_client_id';

/** Returns what cannot be run as it is asked for; `null` when it can. */
export const usageProblemOf = ({
  url,
  certFile,
  keyFile,
  pfxFile,
  clientId,
}: DoctorOptions): UsageProblem | null => {
  if (url === undefined) return 'no_url';
  if (!URL.canParse(url)) return 'bad_url';
  if (certFile === undefined && pfxFile === undefined) return 'no_certificate';
  if (pfxFile !== undefined && (certFile !== undefined || keyFile !== undefined)) return 'two_certificates';
  return clientId === undefined || /^[A-Za-z0-9._-]{3,64}$/.test(clientId) ? null : 'bad_client_id';
};
