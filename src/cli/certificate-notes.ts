/** How a certificate that was parsed is shown. */
import type { Inspection } from '../management/certificates/inspect-certificate.js';
import type { Column } from './screen.js';

const soonDays = 30;

export const inspectionColumns: readonly Column<Inspection>[] = [
  { head: 'fingerprint', cell: ({ info }) => info.fingerprint },
  { head: 'subject', cell: ({ info }) => info.subject },
  { head: 'issuer', cell: ({ info }) => info.issuer },
  { head: 'serial', cell: ({ info }) => info.serial },
  { head: 'key', cell: ({ info }) => info.key.name },
  { head: 'valid from', cell: ({ info }) => info.notBefore },
  { head: 'valid to', cell: ({ info }) => info.notAfter },
  { head: 'days left', cell: ({ daysLeft }) => daysLeft },
  { head: 'tax id', cell: ({ info }) => info.taxId },
];

/** What is worth knowing of a certificate that nothing speaks against: what management says, and what its facts show. */
export const notesOn = ({ info, daysLeft, notes }: Inspection): readonly string[] => [
  ...notes,
  ...(daysLeft >= 0 && daysLeft < soonDays
    ? [`it expires within ${inDays(daysLeft + 1)}; link the one that follows it before then`]
    : []),
  // By its names: the signature is NGINX's to check.
  ...(info.subject === info.issuer
    ? [
        'it is its own issuer (self-signed), so NGINX accepts it only when it stands in the CA bundle itself: ' +
          'usually a mistake',
      ]
    : []),
];

const inDays = (days: number): string => (days === 1 ? 'a day' : `${String(days)} days`);
