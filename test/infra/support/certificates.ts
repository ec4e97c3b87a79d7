/** A private authority and the certificate of a server, as cert-manager makes them for a cluster; for one day. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Certificate = { readonly cert: string; readonly key: string }

export type Authority = {
  readonly cert: string
  /** For a server of this name alone. */
  issue(host: string): Certificate
}

export function makeAuthority(): Authority {
  const own = request(['-subj', '/CN=nearside test authority'])
  return {
    cert: own.cert,
    issue: (host) =>
      request(
        [
          ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
          ...['-addext', 'basicConstraints=critical,CA:FALSE'],
        ],
        own,
      ),
  }
}

function request(options: readonly string[], signer?: Certificate): Certificate {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-certificate-'))
  const file = (name: string) => join(dir, name)
  const openssl = (args: readonly string[], input?: string) =>
    execFileSync('openssl', args, { input, cwd: dir, stdio: ['pipe', 'ignore', 'pipe'] })
  try {
    if (signer) {
      openssl(['x509', '-out', 'ca.crt'], signer.cert)
      openssl(['pkey', '-out', 'ca.key'], signer.key)
    }
    openssl([
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
      ...(signer ? ['-CA', 'ca.crt', '-CAkey', 'ca.key'] : []),
      ...['-keyout', 'key', '-out', 'cert', ...options],
    ])
    return { cert: readFileSync(file('cert'), 'utf8'), key: readFileSync(file('key'), 'utf8') }
  } finally {
    rmSync(dir, { recursive: true })
  }
}
