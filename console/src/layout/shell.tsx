import { Anchor, AppShell, Box, Burger, Button, Group, Modal, NavLink, Stack, Text } from '@mantine/core';
import { useDidUpdate, useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import {
  IconApi,
  IconCertificate,
  IconChecklist,
  IconHome,
  IconListSearch,
  IconLogout,
  IconQuestionMark,
  IconUserPlus,
  IconUsers,
} from '@tabler/icons-react';
import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { timeOnly } from '../parts/times.js';
import { session, type SessionState } from '../session/session.js';
import { SignIn } from '../session/sign-in.js';
import { useIdleSignOut } from '../session/use-idle-sign-out.js';
import { roleOf, useRoles } from '../session/use-roles.js';
import { useSession } from '../session/use-session.js';
import { LanguageSwitch } from './language-switch.js';
import { PendingBadge } from './pending-badge.js';
import { SearchBox } from './search-box.js';
import { ThemeSwitch } from './theme-switch.js';

const places = [
  { to: '/', text: 'nav.home', icon: IconHome },
  { to: '/accounts', text: 'nav.accounts', icon: IconUsers },
  { to: '/onboarding', text: 'nav.onboarding', icon: IconUserPlus },
  { to: '/rejected', text: 'nav.rejected', icon: IconQuestionMark },
  { to: '/certificates', text: 'nav.certificates', icon: IconCertificate },
  { to: '/apis', text: 'nav.apis', icon: IconApi },
  { to: '/approvals', text: 'nav.approvals', icon: IconChecklist },
  { to: '/audit', text: 'nav.audit', icon: IconListSearch },
] as const;

/** Above the dialogs and notifications of Mantine, of which the highest is 400: a dialog may show a secret. */
const aboveDialogs = 1000;

/**
 * The frame of every screen. A token that ends in the middle of a form asks for a sign-in above it:
 * the screen behind keeps what was typed, for the same operator. Another one begins with a new frame: the old one may
 * show a secret, or ask about a change that would be recorded in the wrong name.
 */
export const Shell = () => {
  const state = useSession();
  const everSignedIn = useRef(false);
  useIdleSignOut();
  const router = useRouter();
  const hasSignedOut = state.kind === 'signed-out' && state.why === 'asked';
  // They name accounts.
  useEffect(() => {
    if (state.kind === 'signed-out') notifications.clean();
  }, [state.kind]);
  const account = useLastAccount(state);
  const lastShown = useRef(account);
  // The next one who signs in here need not be allowed to see the screen of the last.
  useEffect(() => {
    const isNext = lastShown.current !== null && lastShown.current !== account;
    lastShown.current = account;
    if (hasSignedOut || isNext) void router.navigate({ to: '/', replace: true });
  }, [hasSignedOut, account, router]);
  if (state.kind === 'signed-in') everSignedIn.current = true;
  if (state.kind === 'signed-out' && (!everSignedIn.current || hasSignedOut)) {
    everSignedIn.current = false;
    return <SignIn after={state} />;
  }
  return (
    <>
      <Frame key={account} />
      <Modal
        opened={state.kind === 'signed-out'}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        size="lg"
        zIndex={aboveDialogs}
        {...(state.kind === 'signed-out' && { className: 'sign-in-above' })}
        overlayProps={{ backgroundOpacity: 0.8, blur: 6 }}
      >
        {state.kind === 'signed-out' && <SignIn after={state} />}
      </Modal>
    </>
  );
};

/** The account that is signed in, or was last. */
const useLastAccount = (state: SessionState): string | null => {
  const [account, setAccount] = useState<string | null>(null);
  if (state.kind === 'signed-in' && account !== state.operator.accountId)
    setAccount(state.operator.accountId);
  return account;
};

const Frame = () => {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  // A link that was followed is gone with its screen: the keyboard continues in the next one.
  useDidUpdate(() => {
    if (document.activeElement === document.body) document.getElementById('content')?.focus();
  }, [path]);
  return (
    <AppShell
      header={{ height: { base: 104, sm: 60 } }}
      navbar={{ width: 250, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <AppShell.Header px="md" py={10}>
        <Anchor href="#content" className="skip-link">
          {t('nav.skip')}
        </Anchor>
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('nav.menu')} />
            <Text fw={700} component={Link} to="/" c="inherit" td="none">
              {t('product')}
            </Text>
          </Group>
          {/* A search without a hit does not stay above another screen. */}
          <Box className="search">
            <SearchBox key={path} />
          </Box>
          <ThemeSwitch />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t('nav.menu')}>
        <Navigation path={path} chosen={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: 'none' }}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
};

interface NavigationProps {
  readonly path: string;
  /** Called also for the place where one already is. */
  readonly chosen: () => void;
}

const Navigation = ({ path, chosen }: NavigationProps) => {
  const { t, i18n } = useTranslation();
  const state = useSession();
  const roles = useRoles();
  return (
    <Stack h="100%" justify="space-between">
      <div>
        {places.map(({ to, text, icon: Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={t(text)}
            leftSection={<Icon size={18} aria-hidden />}
            rightSection={to === '/approvals' && <PendingBadge />}
            onClick={chosen}
            active={to === '/' ? path === '/' : path.startsWith(to)}
          />
        ))}
      </div>
      <Stack gap="xs">
        {state.kind === 'signed-in' && (
          <Text size="xs" c="dimmed" className="stored-text">
            {t('nav.signedInAs', { clientId: state.operator.clientId })}
            <br />
            {roles.length > 0 && t('nav.role', { role: t(`role.${roleOf(roles, state.operator.scopes)}`) })}
            <br />
            {t('nav.sessionEnds', { time: timeOnly(state.operator.sessionEndsAtMs, i18n.language) })}
          </Text>
        )}
        <LanguageSwitch />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => session.end('asked')}
        >
          {t('nav.signOut')}
        </Button>
      </Stack>
    </Stack>
  );
};
