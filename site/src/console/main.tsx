import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './view/app.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('console/index.html has no element #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
