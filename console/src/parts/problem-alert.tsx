import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.js';
import { WaitsForApproval } from '../api/client.js';
import type { OperatorScope } from '../api/permissions.js';
import { isOperatorScope } from '../session/scopes.js';
import { GatewayText } from './gateway-text.js';
import { useInView } from './in-view.js';
import { useMissingScope } from './missing-scope.js';
import { WaitingAlert } from './waiting-alert.js';

interface ProblemAlertProps {
  readonly error: Error;
  readonly retry?: () => void;
}

/** What went wrong, what to do, and the request id by which others find it. */
export const ProblemAlert = ({ error, retry }: ProblemAlertProps) =>
  error instanceof WaitsForApproval ? (
    <WaitingAlert approval={error.approval} />
  ) : (
    <ErrorAlert error={error} {...(retry && { retry })} />
  );

const ErrorAlert = ({ error, retry }: ProblemAlertProps) => {
  const { t } = useTranslation();
  const isAnswer = error instanceof ApiError;
  const problem = isAnswer ? error : new ApiError(500, 'unknown', t('problem.unreadable'));
  const forbidden = useMissingScope(scopeIn(problem));
  const own: Partial<Record<number, string>> = {
    // Only what is read is tried again from here.
    0: t(retry ? 'problem.lostRead' : 'problem.lost'),
    // Over which the sign-in was shown until now.
    401: t('problem.signedInAgain'),
    ...(problem.scope !== null && { 403: forbidden }),
    412: t('problem.conflict'),
  };
  const known = isAnswer ? own[problem.status] : problem.message;
  // The first of them is often the whole message.
  const fields = problem.fields.filter(({ message }) => !problem.message.includes(message));
  const isRefused = problem.status === 422 || problem.status === 409;
  const alert = useInView();
  return (
    <Alert ref={alert} color="red" title={t(isRefused ? 'problem.refused' : 'problem.title')} role="alert">
      <Stack gap="xs" align="flex-start">
        {known === undefined ? (
          <GatewayText message={problem.message} />
        ) : (
          <Text size="sm" className="stored-text">
            {known}
          </Text>
        )}
        {fields.map(({ field, message }) => (
          <GatewayText key={`${field} ${message}`} message={message} />
        ))}
        {problem.requestId !== null && (
          <Text size="sm">
            {t('requestId')}: <Code>{problem.requestId}</Code>
          </Text>
        )}
        {retry && !isRefused && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('problem.again')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
};

/** Of any error; only a 403 names a scope. */
const scopeIn = ({ scope }: ApiError): OperatorScope =>
  scope !== null && isOperatorScope(scope) ? scope : 'admin:write';
