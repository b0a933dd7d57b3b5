import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.js';
import { ptBr } from './pt-br.js';
import { visibleText } from './visible-text.js';

export const languages = { en: 'English', 'pt-BR': 'Português' } as const;
export type Language = keyof typeof languages;

const storageKey = 'portaria-console-language';

/** The language of the last visit, or the browser's. */
const initialLanguage = (): Language => {
  const stored = localStorage.getItem(storageKey);
  if (stored === 'en' || stored === 'pt-BR') return stored;
  return navigator.language.startsWith('pt') ? 'pt-BR' : 'en';
};

const applyLanguage = (language: string): void => {
  document.documentElement.lang = language;
  localStorage.setItem(storageKey, language);
};

void i18next.use(initReactI18next).init({
  resources: { en: { translation: en }, 'pt-BR': { translation: ptBr } },
  lng: initialLanguage(),
  fallbackLng: 'en',
  // React writes every value as text.
  interpolation: { escapeValue: true, escape: visibleText },
});
i18next.on('languageChanged', applyLanguage);
applyLanguage(i18next.language);
