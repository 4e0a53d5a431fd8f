import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { openWorkbench, type Workbench } from '../../workbench/src/server.ts';
import { openFakeProxy, TOKEN, type FakeProxy } from './fakeProxy.ts';
import { openBrowser } from './page.ts';

const root = join(import.meta.dirname, '../..');

/** The built plugin on its workbench page before a fake proxy, and a browser. One page's files are loaded once: every test is a new tab. */
export interface TestWorkbench {
  readonly proxy: FakeProxy;
  readonly workbench: Workbench;
  readonly browser: Browser;
  readonly profile: BrowserContext;
  close(): Promise<void>;
}

/** Builds what is missing. `WORKBENCH_PAGE` names a page that is made of other packages. */
export async function openTestWorkbench(): Promise<TestWorkbench> {
  if (!existsSync(join(root, 'dist/module.js'))) execFileSync(process.execPath, [join(root, 'scripts/buildPlugin.mjs')]);
  if (!existsSync(join(root, 'workbench/dist/page.js'))) execFileSync(process.execPath, [join(root, 'scripts/buildWorkbench.mjs')]);
  const proxy = await openFakeProxy();
  const pageDir = process.env['WORKBENCH_PAGE'];
  const workbench = await openWorkbench({ port: 0, pluginDir: join(root, 'dist'), pageDir, proxyUrl: proxy.url, token: TOKEN });
  const browser = await openBrowser();
  const profile = await browser.newContext({ reducedMotion: 'reduce' });
  return {
    proxy,
    workbench,
    browser,
    profile,
    async close() {
      await browser.close();
      await workbench.close();
      await proxy.close();
    },
  };
}
