import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { unstable_readConfig as readConfig } from 'wrangler'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The page's map and the Worker's routing speak of the same regions: both come from wrangler.toml. */
function publicMesh() {
  const { vars } = readConfig({ config: at('../wrangler.toml') }, { hideWarnings: true })
  const mesh = vars.MESH as {
    primary: string
    regions: { id: string; latitude: number; longitude: number }[]
  }
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
      input: { index: at('index.html'), 404: at('404.html') },
      // How busy the machine is says nothing about the site.
      checks: { pluginTimings: false },
    },
  },
})
