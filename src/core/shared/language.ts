/** The languages in which rejected requests are explained; everything else is English. */
export const languages = ['en', 'pt-BR'] as const;
export type Language = (typeof languages)[number];
