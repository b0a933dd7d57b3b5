import { expect, test } from 'vitest';
import { proxySecretNamed, proxySecretSetting } from '../../src/core/overview/process-settings.js';

test('a proxy secret is named by listener and role, without the master key that its digest was keyed with', () => {
  const name = proxySecretSetting('gateway', 'issue', 'ab12');
  expect(proxySecretNamed(name)).toBe('PORTARIA_GATEWAY_LISTENER_SECRET (PORTARIA_ROLE=issue)');
  expect(name).toContain('master key ab12');
});

test('no other setting is taken for a proxy secret', () => {
  expect(proxySecretNamed('PORTARIA_ISSUER')).toBeNull();
});
