import type { Command } from 'commander';
import { ManagementError } from '../core/shared/management-error.js';
import type { RevokeTokensInput } from '../management/tokens/revoke-tokens.js';
import type { TokenUseCases } from '../management/tokens/token-use-cases.js';
import { withConfirmation } from './changes/change-options.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';

interface RevokeOptions {
  readonly id?: string;
  readonly account?: string;
  readonly credential?: string;
  readonly secret?: string;
  readonly certificate?: string;
  readonly family?: string;
}

/** `portaria token`. */
export const addTokenCommands = (program: Command, context: CliContext<TokenUseCases>): void => {
  const revoke = program
    .command('token')
    .helpCommand(false)
    .description('revoke issued tokens')
    .command('revoke')
    .description('revoke one token, or all of an account, client or certificate')
    // Not in the help: it is accepted only so that a token id without its option gets a useful
    // error.
    .argument('[stray]')
    .usage('[options]')
    .option('--id <jti>', 'revoke one token, by its claim jti')
    .option('--account <account>', 'revoke all tokens of an account')
    .option('--credential <client-id>', 'revoke all tokens of a credential')
    .option('--secret <secret-id>', 'with --credential: only tokens obtained with this secret')
    .option('--certificate <fingerprint>', 'revoke all tokens obtained with a certificate')
    .option('--family <session_state>', "end a user's login, by the claim session_state")
    .action(async (stray: string | undefined, options: RevokeOptions) => {
      if (stray !== undefined) throw new ManagementError('invalid', strayWords, '--id');
      const ended = await context
        .confirmAndChange(context.useCases().revoke, revocationInput(options))
        .catch((error: unknown) => {
          throw inOptions(error);
        });
      if (context.screen().json(ended)) return;
      context.screen().list([ended], [{ head: 'revoked', cell: (one) => one.ended }]);
      context
        .screen()
        .print(
          'Those tokens are revoked. The client can still get new ones: its secret and certificate stay valid.',
        );
    });
  explain(withConfirmation(revoke), {
    details: [
      'Use it for a leaked token. The gateway rejects the token within a second; an API that verifies offline accepts it ' +
        'until it expires. Secrets and certificates stay valid.',
    ],
    examples: [
      'portaria token revoke --id 019ab3c4-7d2e-7f00-9c1b-2a3d4e5f6071',
      'portaria token revoke --credential account-7-1f2e3d4c --secret 12',
    ],
  });
};

// Does not repeat the argument: it may be a whole token.
const strayWords =
  '--id: name what to revoke: --id <jti> for one token, or --account, --credential, --certificate or --family';

/** The option of each input of the use case. */
const optionOf: Readonly<Record<string, string>> = {
  'token id': '--id',
  'client id': '--credential',
  'secret id': '--secret',
  account: '--account',
  fingerprint: '--certificate',
  family: '--family',
};

const inOptions = (error: unknown): unknown => {
  if (!(error instanceof ManagementError) || error.field === null) return error;
  const { code, field, message } = error;
  if (field === 'tokens') {
    const words =
      '--id: give exactly one of --id, --account, --credential (optionally with --secret), --certificate and --family';
    return new ManagementError(code, words, field, { cause: error });
  }
  const option = optionOf[field];
  return option === undefined
    ? error
    : new ManagementError(code, message.replace(`${field}: `, `${option}: `), option, { cause: error });
};

const revocationInput = ({
  id,
  account,
  credential,
  secret,
  certificate,
  family,
}: RevokeOptions): RevokeTokensInput => ({
  ...(id !== undefined && { tokenId: id }),
  ...(account !== undefined && { account }),
  ...(credential !== undefined && { clientId: credential }),
  ...(secret !== undefined && { secretId: secret }),
  ...(certificate !== undefined && { fingerprint: certificate }),
  ...(family !== undefined && { familyId: family }),
});
