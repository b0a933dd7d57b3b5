/** Presents a parsed certificate. */
import type { Inspection } from '../../management/certificates/inspect-certificate.js';
import type { Column } from '../screen/screen.js';

const soonDays = 30;

export const inspectionColumns: readonly Column<Inspection>[] = [
  { head: 'fingerprint', cell: ({ info }) => info.fingerprint },
  { head: 'subject', cell: ({ info }) => info.subject },
  { head: 'issuer', cell: ({ info }) => info.issuer },
  { head: 'serial', cell: ({ info }) => info.serialNumber },
  { head: 'key', cell: ({ info }) => info.key.name },
  { head: 'valid from', cell: ({ info }) => info.notBefore },
  { head: 'valid to', cell: ({ info }) => info.notAfter },
  { head: 'days left', cell: ({ daysLeft }) => daysLeft },
  { head: 'tax id', cell: ({ info }) => info.taxId },
];

/**
 * Returns notes about a certificate without findings: those of management, and those that its
 * content shows.
 */
export const notesOn = ({ info, daysLeft, notes }: Inspection): readonly string[] => [
  ...notes,
  ...(daysLeft >= 0 && daysLeft < soonDays
    ? [`it expires within ${inDays(daysLeft + 1)}: link its replacement before then`]
    : []),
  // Compares the names only: NGINX checks the signature.
  ...(info.subject === info.issuer
    ? ['it is self-signed, so NGINX accepts it only if it is a client CA itself, which is usually a mistake']
    : []),
];

const inDays = (days: number): string => (days === 1 ? 'a day' : `${String(days)} days`);
