import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const folder = '../dist/console';

/** For NGINX's gzip_static: a megabyte less on the way to the browser. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  closeBundle: () => {
    const assets = join(import.meta.dirname, folder, 'assets');
    for (const name of readdirSync(assets).filter((file) => /\.(?:js|css|svg)$/.test(file)))
      writeFileSync(join(assets, `${name}.gz`), gzipSync(readFileSync(join(assets, name)), { level: 9 }));
  },
};

export default defineConfig({
  // NGINX serves it at the admin listener, below this path.
  base: '/console/',
  plugins: [react(), compressed],
  build: {
    outDir: folder,
    emptyOutDir: true,
    // A data: address would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // The libraries change less often than the console: browsers keep them. The charts come when they are shown.
        codeSplitting: {
          groups: [
            {
              name: 'libraries',
              test: /node_modules\/(?:@mantine|@tanstack|react|react-dom|react-transition-group|scheduler|i18next|react-i18next)\//,
            },
          ],
        },
      },
    },
  },
});
