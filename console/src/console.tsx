import { createTheme, type CSSVariablesResolver, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { ApiError } from './api/api-error.js';
import { router } from './routes.js';
import { refreshAfterSignIn } from './session/refresh-after-sign-in.js';

const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: 9,
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
});

const darkText = '#1c2a33';
const tints = ['teal', 'red', 'yellow', 'orange', 'blue', 'gray', 'cyan'] as const;

/** Darker than the button itself: Mantine's own is brighter, and the white text on it too faint for WCAG AA. */
const hovered = '#095c6b';
const filled = {
  '--mantine-primary-color-filled-hover': hovered,
  '--mantine-color-cyan-filled-hover': hovered,
};

/** Mantine's own dimmed and tinted texts are too faint for WCAG AA. */
const contrast: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    ...filled,
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    ...Object.fromEntries(tints.map((tint) => [`--mantine-color-${tint}-light-color`, darkText])),
  },
  dark: {
    ...filled,
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[1],
    ...Object.fromEntries(tints.map((tint) => [`--mantine-color-${tint}-light-color`, colors[tint][1]])),
  },
});

const attemptsMax = 2;

const queries: QueryClient = new QueryClient({
  mutationCache: new MutationCache({
    // Another operator was faster: what the screens show is no longer so, and neither is what a form begins with.
    onError: (error) => {
      if (error instanceof ApiError && error.status === 412) void queries.invalidateQueries();
    },
  }),
  defaultOptions: {
    queries: {
      // Not paused without a network: the screen says so at once.
      networkMode: 'always',
      // An answer below 500 says the same a second time.
      retry: (failures, error) =>
        failures < attemptsMax && !(error instanceof ApiError && error.status < 500),
      staleTime: 15_000,
    },
    // A change is never repeated by itself, nor kept until the network is back: by then it may have been given up.
    mutations: { networkMode: 'always', retry: false },
  },
});

refreshAfterSignIn(queries);

/** NGINX writes the nonce of the Content-Security-Policy into the page; development has none. */
const styleNonce = (): string =>
  document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? '';

// The library below the dialogs that stops the page behind from scrolling adds a style element too.
setNonce(styleNonce());

export const Console = () => (
  <MantineProvider
    theme={theme}
    defaultColorScheme="auto"
    cssVariablesResolver={contrast}
    getStyleNonce={styleNonce}
  >
    <Notifications position="bottom-right" autoClose={8000} className="stored-text" />
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>
);
