import type { Command } from 'commander';
import { ManagementError } from '../../core/shared/management-error.js';
import type { RegisteredKey } from '../../management/credentials/register-key.js';
import { withDryRun } from '../changes/change-options.js';
import type { CliContext, CredentialCommands } from '../cli-context.js';
import { explain } from '../help.js';
import { textOf } from '../inputs.js';
import type { Column } from '../screen/screen.js';

interface RegisterOptions {
  readonly jwks?: string;
  readonly jwksUri?: string;
  readonly subject?: string;
}

const registeredColumns: readonly Column<RegisteredKey>[] = [
  { head: 'client id', cell: ({ credential }) => credential.clientId },
  { head: 'secret id', cell: ({ secretId }) => secretId },
  { head: 'method', cell: ({ method }) => method },
];

/** `portaria credential register-key`. */
export const addRegisterKey = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const register = noun
    .command('register-key <client-id>')
    .description('register a key for client authentication at /oauth/token')
    .option(
      '--jwks <file>',
      'for private_key_jwt: JSON Web Key Set with the public keys (- reads standard input)',
    )
    .option('--jwks-uri <url>', 'for private_key_jwt: URL of the key set; https, at a public address')
    .option('--subject <name>', 'for tls_client_auth: subject of a certificate that is linked to the account')
    .action(async (clientId: string, { jwks, jwksUri, subject }: RegisterOptions) => {
      const keys =
        jwks === undefined ? undefined : parsedJson(await textOf(jwks, context.platform.terminal, 'jwks'));
      const registered = await context.change(context.useCases().credentials.registerKey, {
        clientId,
        ...(keys !== undefined && { jwks: keys }),
        ...(jwksUri !== undefined && { jwksUri }),
        ...(subject !== undefined && { subjectDn: subject }),
      });
      showRegistered(context, registered);
    });
  explain(withDryRun(register), {
    details: [
      'The client then authenticates without its secret. The key counts as a secret of the credential: "credential list ' +
        '<account> --secrets" shows it, and "credential revoke-secret" revokes it with its tokens. A text secret stays valid ' +
        'until you revoke it.',
      'A credential has at most two keys of each method. To replace one, register the new key, then revoke the old one.',
    ],
    examples: [
      'portaria credential register-key account-7-1a2b3c4d --jwks ./keys/loja.json',
      'portaria credential register-key account-7-1a2b3c4d --jwks-uri https://erp.loja.example/jwks.json',
      'portaria credential register-key account-7-1a2b3c4d --subject "CN=loja,O=Loja Ltda,C=BR"',
    ],
  });
};

const showRegistered = (context: CliContext<CredentialCommands>, registered: RegisteredKey): void => {
  const { credential, secretId, method, notes } = registered;
  const screen = context.screen();
  if (screen.json({ credential, secretId, method, notes })) return;
  screen.record(registered, registeredColumns);
  for (const note of notes) screen.warn(`Note: ${note}.`);
  screen.print(`${credential.clientId} may authenticate by ${method} at /oauth/token.`);
  if (!credential.contracts.some(({ contract }) => contract === 'pix'))
    screen.print(
      `Next, allow it the contract pix: portaria credential set-policy ${credential.clientId} pix tls`,
    );
};

/** The text is not repeated: it may be a private key. */
const parsedJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new ManagementError('invalid', 'jwks: must be JSON, {"keys": [...]}, not PEM', 'jwks');
  }
};
