import i18next from 'i18next';
import { refusedEn } from '../i18n/refused-en.js';
import { asSentence } from './as-sentence.js';

type Rule = keyof typeof refusedEn;
const rules = Object.keys(refusedEn) as Rule[];

/** Returns the gateway's words in the language of the console; `null` where it has no text for them. */
export const refusedText = (message: string): string | null => {
  if (i18next.language === 'en') return asSentence(message);
  const rule = rules.find((name) => message.includes(refusedEn[name]));
  return rule === undefined ? null : i18next.t(`refused.${rule}`);
};
