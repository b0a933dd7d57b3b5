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
  },
});
