import type { Inspection } from '../management/inspect-certificate.js';

const soonDays = 30;

/** What is worth knowing of a certificate that nothing speaks against: what management says, and what its facts show. */
export const notesOn = ({ facts, daysLeft, notes }: Inspection): readonly string[] => [
  ...notes,
  ...(daysLeft >= 0 && daysLeft < soonDays
    ? [`it expires within ${inDays(daysLeft + 1)}; link the one that follows it before then`]
    : []),
  // By its names: the signature is NGINX's to check.
  ...(facts.subject === facts.issuer
    ? [
        'it is its own issuer (self-signed), so NGINX accepts it only when it stands in the CA bundle itself: ' +
          'usually a mistake',
      ]
    : []),
];

const inDays = (days: number): string => (days === 1 ? 'a day' : `${String(days)} days`);
