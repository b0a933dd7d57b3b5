import type { i18n as I18n } from 'i18next';
import { auditActionsEn } from '../../i18n/audit-words-en.js';

/** The actions of the audit trail, such as `account.suspend`. */
export const auditActions: readonly string[] = Object.entries(auditActionsEn).flatMap(([noun, verbs]) =>
  Object.keys(verbs).map((verb) => `${noun}.${verb}`),
);

/** An action in plain words; one of a newer release is shown as it is. */
export const actionText = ({ t }: I18n, action: string): string =>
  auditActions.includes(action) ? t(`audit.actions.${action}` as 'audit.actions.account.create') : action;
