import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Shell } from './layout/shell.js';
import { NotFound } from './parts/not-found.js';
import { ScreenFailed } from './parts/screen-failed.js';
import { AccountScreen } from './screens/accounts/account-screen.js';
import { AccountsScreen } from './screens/accounts/accounts-screen.js';
import { ApiScreen } from './screens/apis/api-screen.js';
import { ApisScreen } from './screens/apis/apis-screen.js';
import { ApprovalScreen } from './screens/approvals/approval-screen.js';
import { ApprovalsScreen } from './screens/approvals/approvals-screen.js';
import { approvalStates } from './screens/approvals/states.js';
import { AuditScreen } from './screens/audit/audit-screen.js';
import { CertificateScreen } from './screens/certificates/certificate-screen.js';
import { CertificatesScreen } from './screens/certificates/certificates-screen.js';
import { HomeScreen } from './screens/home/home-screen.js';
import { OnboardingScreen } from './screens/onboarding/onboarding-screen.js';
import { RejectedScreen } from './screens/rejected/rejected-screen.js';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** Words of the query that a screen reads, and no others. */
const words =
  <K extends string>(...names: readonly K[]) =>
  (query: Record<string, unknown>): Partial<Record<K, string>> =>
    Object.fromEntries(
      names.flatMap((name) => (text(query[name]) === undefined ? [] : [[name, text(query[name])]])),
    ) as Partial<Record<K, string>>;

/** A word of the query that is one of a few; any other is left out. */
const choice = <K extends string, const V extends string>(
  query: Record<string, unknown>,
  name: K,
  values: readonly V[],
): { [P in K]?: V } => {
  const found = values.find((value) => value === query[name]);
  return (found === undefined ? {} : { [name]: found }) as { [P in K]?: V };
};

interface AccountFilter {
  readonly name?: string;
  readonly kind?: 'merchant' | 'operator';
  readonly status?: 'active' | 'suspended';
}

const accountFilter = (query: Record<string, unknown>): AccountFilter => ({
  ...words('name')(query),
  ...choice(query, 'kind', ['merchant', 'operator'] as const),
  ...choice(query, 'status', ['active', 'suspended'] as const),
});

const homeRoute = createRoute({ getParentRoute: () => root, path: '/', component: HomeScreen });
const accountsRoute = createRoute({
  getParentRoute: () => root,
  path: '/accounts',
  validateSearch: accountFilter,
  component: AccountsScreen,
});
const accountRoute = createRoute({
  getParentRoute: () => root,
  path: '/accounts/$account',
  validateSearch: words('tab', 'token'),
  component: AccountScreen,
});
const onboardingRoute = createRoute({
  getParentRoute: () => root,
  path: '/onboarding',
  component: OnboardingScreen,
});
const rejectedRoute = createRoute({
  getParentRoute: () => root,
  path: '/rejected',
  validateSearch: words('id'),
  component: RejectedScreen,
});
const certificatesRoute = createRoute({
  getParentRoute: () => root,
  path: '/certificates',
  validateSearch: words('tab'),
  component: CertificatesScreen,
});
const certificateRoute = createRoute({
  getParentRoute: () => root,
  path: '/certificates/$fingerprint',
  component: CertificateScreen,
});
const apisRoute = createRoute({ getParentRoute: () => root, path: '/apis', component: ApisScreen });
const apiRoute = createRoute({
  getParentRoute: () => root,
  path: '/apis/$api',
  validateSearch: words('tab'),
  component: ApiScreen,
});
const approvalsRoute = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  validateSearch: (query: Record<string, unknown>) => choice(query, 'state', [...approvalStates, 'any']),
  component: ApprovalsScreen,
});
const approvalRoute = createRoute({
  getParentRoute: () => root,
  path: '/approvals/$approval',
  component: ApprovalScreen,
});
const auditRoute = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: words('actor', 'action', 'target', 'outcome', 'since', 'until'),
  component: AuditScreen,
});

export const router = createRouter({
  routeTree: root.addChildren([
    homeRoute,
    accountsRoute,
    accountRoute,
    onboardingRoute,
    rejectedRoute,
    certificatesRoute,
    certificateRoute,
    apisRoute,
    apiRoute,
    approvalsRoute,
    approvalRoute,
    auditRoute,
  ]),
  basepath: '/console',
  defaultErrorComponent: ScreenFailed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
