import { z } from 'zod';

export const endedTokens = z.strictObject({ ended: z.string().meta({ examples: ['account 7'] }) });
