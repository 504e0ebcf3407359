import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    cssMinify: false,
    chunkSizeWarningLimit: 900,
    // What is built from libraries of others goes out with their licenses.
    license: { fileName: 'licenses.txt' },
    // A file for each icon, and for each part of a toolbar, would make a page ask too often.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'icons', test: /react-icons/ },
            { name: 'toolbar', test: /fluentui.react-toolbar/ },
          ],
        },
      },
    },
  },
  // `npm run dev` beside a server, e.g. `build/release/muster demo`.
  server: {
    proxy: Object.fromEntries(
      ['/api', '/oidc', '/oauth2'].map((path) => [path, { target: process.env.MUSTER_SERVER ?? 'http://127.0.0.1:8080', changeOrigin: false }]),
    ),
  },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
});
