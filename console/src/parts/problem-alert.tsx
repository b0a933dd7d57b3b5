import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.js';
import type { OperatorScope } from '../api/permissions.js';
import { isOperatorScope } from '../session/scopes.js';
import { useMissingScope } from './missing-scope.js';

interface ProblemAlertProps {
  readonly error: Error;
  readonly retry?: () => void;
}

/** What went wrong, what to do, and the request id by which others find it. */
export const ProblemAlert = ({ error, retry }: ProblemAlertProps) => {
  const { t } = useTranslation();
  const problem = error instanceof ApiError ? error : new ApiError(500, 'unknown', t('problem.unreadable'));
  const forbidden = useMissingScope(scopeIn(problem));
  const known: Partial<Record<number, string>> = {
    0: t('problem.lost'),
    ...(problem.scope !== null && { 403: forbidden }),
    412: t('problem.conflict'),
  };
  return (
    <Alert color="red" title={t('problem.title')} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm" className="stored-text">
          {known[problem.status] ?? problem.message}
        </Text>
        {problem.fields.map(({ field, message }) => (
          <Text key={`${field} ${message}`} size="sm" className="stored-text">
            {message}
          </Text>
        ))}
        {problem.requestId !== null && (
          <Text size="sm">
            {t('requestId')}: <Code>{problem.requestId}</Code>
          </Text>
        )}
        {retry && (
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
