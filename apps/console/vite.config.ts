import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true },
  server: { proxy: { '/console/api': process.env['FRONTDESK_URL'] ?? 'http://127.0.0.1:3000' } },
});
