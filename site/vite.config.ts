import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { parse as parseToml } from 'smol-toml'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

type WranglerConfig = {
  vars: { MESH: { primary: string; regions: { id: string; latitude: number; longitude: number }[] } }
}

/** The page's map and the Worker's routing speak of the same regions: both come from wrangler.toml. */
function publicMesh() {
  const { vars } = parseToml(readFileSync(at('../wrangler.toml'), 'utf8')) as unknown as WranglerConfig
  const mesh = vars.MESH
  return {
    primary: mesh.primary,
    regions: mesh.regions.map(({ id, latitude, longitude }) => ({ id, latitude, longitude })),
  }
}

export default defineConfig({
  root: at('.'),
  plugins: [react()],
  define: { __MESH__: JSON.stringify(publicMesh()) },
  build: {
    outDir: at('dist'),
    emptyOutDir: true,
    // A strict Content-Security-Policy allows no data: URLs and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: at('index.html'), console: at('console/index.html'), 404: at('404.html') },
      // How busy the machine is says nothing about the site.
      checks: { pluginTimings: false },
    },
  },
})
