import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // NGINX serves it at the admin listener, below this path.
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: '../dist/console',
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
              test: /node_modules\/(?:@mantine|@tanstack|react|react-dom|scheduler|i18next|react-i18next)\//,
            },
          ],
        },
      },
    },
  },
});
