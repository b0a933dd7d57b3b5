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
  /** The error of a further read: what was read before is still shown. */
  readonly isStale?: boolean;
}

/** What went wrong, what to do, and the request id by which others find it. */
export const ProblemAlert = (props: ProblemAlertProps) =>
  props.error instanceof WaitsForApproval ? (
    <WaitingAlert approval={props.error.approval} />
  ) : (
    <ErrorAlert {...props} />
  );

const ErrorAlert = ({ error, retry, isStale = false }: ProblemAlertProps) => {
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
    ...(problem.code === 'reused' && { 422: t('problem.reused') }),
  };
  const known = isAnswer ? own[problem.status] : problem.message;
  // The first of them is often the whole message.
  const fields = problem.fields.filter(({ message }) => !problem.message.includes(message));
  const isRefused = problem.status === 422 || problem.status === 409;
  const title = isStale ? 'problem.stale' : isRefused ? 'problem.refused' : 'problem.title';
  const alert = useInView();
  return (
    // What is read again and again must not move the page.
    <Alert ref={isStale ? null : alert} color={isStale ? 'yellow' : 'red'} title={t(title)} role="alert">
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
