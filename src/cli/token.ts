import type { Command } from 'commander';
import { ManagementError } from '../core/shared/management-error.js';
import type { RevokeTokensInput } from '../management/tokens/revoke-tokens.js';
import type { TokenUseCases } from '../management/tokens/token-use-cases.js';
import { ending } from './change-options.js';
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
    .description('tokens that were issued: revoke')
    .command('revoke')
    .description('end tokens that were issued: one, or all that were got with something')
    // Not in the help: it is accepted only so that a token id without its option gets a useful
    // error.
    .argument('[stray]')
    .usage('[options]')
    .option('--id <jti>', 'this one, by its claim jti')
    .option('--account <account>', 'all of an account')
    .option('--credential <client-id>', 'all of a credential')
    .option('--secret <secret-id>', 'with --credential: those that were got with this secret')
    .option('--certificate <fingerprint>', 'all that were got with a certificate, by any client')
    .option('--family <session_state>', "a user's login with its refresh token, by the claim session_state")
    .action(async (stray: string | undefined, options: RevokeOptions) => {
      if (stray !== undefined) throw new ManagementError('invalid', strayWords, '--id');
      const ended = await context.end(context.useCases().revoke, meantBy(options)).catch((error: unknown) => {
        throw inOptions(error);
      });
      if (context.screen().json(ended)) return;
      context.screen().list([ended], [{ head: 'ended', cell: (one) => one.ended }]);
      context
        .screen()
        .print('Those tokens are ended. Others can be got: what they were got with is as good as before.');
    });
  explain(ending(revoke), {
    details: ['For a token that leaked. Every verifier knows of it within a second.'],
    examples: [
      'portaria token revoke --id 019ab3c4-7d2e-7f00-9c1b-2a3d4e5f6071',
      'portaria token revoke --credential account-7-1f2e3d4c --secret 12',
    ],
  });
};

// Does not repeat the argument: it may be a whole token.
const strayWords =
  '--id: say what is meant: portaria token revoke --id <jti> for one token, or --account, --credential, --certificate, --family';

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
      'tokens: name one of --id, --account, --credential (--secret with it), --certificate or --family';
    return new ManagementError(code, words, field, { cause: error });
  }
  const option = optionOf[field];
  return option === undefined
    ? error
    : new ManagementError(code, message.replace(`${field}: `, `${option}: `), option, { cause: error });
};

const meantBy = ({
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
