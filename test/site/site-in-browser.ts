import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Demo, openBrowser, startStack } from '../console/stack-in-browser.js';

/** The documentation site as `npm run docs` built it, served by the NGINX of the local stack. */
export interface Site {
  readonly demo: Demo;
  /** The address of the site, without a slash at its end. */
  readonly url: string;
  visit(look?: Look): Promise<Visit>;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors in the browser's console, and addresses of other servers; a test may add what it watches as well. */
  readonly complaints: string[];
  /** Opens a page of the site, and waits until it is complete. */
  open(path: string): Promise<void>;
}

export interface Look {
  readonly phone?: boolean;
  readonly dark?: boolean;
  /** What the page may do, such as `clipboard-read`. */
  readonly permissions?: string[];
}

/** Starts the stack and the browser. */
export const openSite = async (): Promise<Site> => {
  const demo = await startStack();
  const browser = await openBrowser();
  const url = `${String(demo['PORTARIA_URL'])}/docs`;
  return { demo, url, visit: (look) => visit(browser, url, look) };
};

const visit = async (
  browser: Browser,
  site: string,
  { phone = false, dark = false, permissions = [] }: Look = {},
): Promise<Visit> => {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    permissions,
    colorScheme: dark ? 'dark' : 'light',
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${site}/`) && !/^(?:data|blob):/.test(url)) complaints.push(url);
  });
  const open = async (path: string): Promise<void> => {
    await page.goto(site + path);
    await page.waitForLoadState('networkidle');
    await page.locator('main h1, .VPHome h1, .api-page h1').first().waitFor();
  };
  return { page, context, complaints, open };
};

/** How far a page is wider than the window: a reader would have to move it sideways. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
