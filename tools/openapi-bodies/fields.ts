/** The fields that several bodies of the management APIs have. */
import { z } from 'zod';

export const id = z.string().regex(/^[1-9][0-9]{0,18}$/);
export const accountNames = z
  .record(id, z.string())
  .meta({ description: 'The names of the accounts that the response has by their ids.' });
export const time = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-11-29T12:00:00.000Z'] });
export const texts = z.array(z.string());
export const fingerprint = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'Fingerprint', description: "SHA-256 of the certificate's DER, in hex." });
export const daysLeft = z.int().meta({ description: 'Whole days until then. Negative if it has passed.' });
export const json = z.unknown().meta({ id: 'Json', description: 'Any JSON.' });
export const digits = z.string().regex(/^[0-9]+$/);
