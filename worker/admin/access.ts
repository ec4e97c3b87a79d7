/**
 * Cloudflare Access, where it is configured: who they are stands in a signed header.
 * https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/
 */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'

export const ACCESS_ASSERTION = 'cf-access-jwt-assertion'

export type Identified =
  /** A person's browser sends the assertion by itself, a service does not. */
  | { readonly kind: 'known'; readonly name: string; readonly isPerson: boolean }
  /** The assertion does not hold. */
  | { readonly kind: 'nobody' }
  /** The team's keys can't be had: whether it holds is not known. */
  | { readonly kind: 'unavailable' }

export type Access = (assertion: string) => Promise<Identified>

export type AccessResult =
  /** Without either variable there is no Access. */
  { readonly ok: true; readonly access: Access | undefined } | { readonly ok: false; readonly error: string }

type Settings = {
  readonly ACCESS_TEAM_DOMAIN?: string | undefined
  readonly ACCESS_AUD?: string | undefined
}

/** @param fetchKeys gets the team's keys, which are kept for ten minutes. */
export function createAccess(settings: Settings, fetchKeys: typeof fetch = fetch): AccessResult {
  const { ACCESS_TEAM_DOMAIN: domain = '', ACCESS_AUD: audience = '' } = settings
  if (domain === '' && audience === '') return { ok: true, access: undefined }
  const [, host] = /^(?:https:\/\/)?([a-z0-9.-]+)\/?$/i.exec(domain) ?? []
  if (host === undefined) {
    const error = `ACCESS_TEAM_DOMAIN: expected https://<team>.cloudflareaccess.com, found "${domain}"`
    return { ok: false, error }
  }
  if (audience === '') {
    return {
      ok: false,
      error: 'ACCESS_AUD: expected the audience tag of the Access application, found nothing',
    }
  }
  const issuer = `https://${host}`
  const keys = tellingApart(
    createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`), {
      // Called without a `this`, as the platform's own wants it.
      [customFetch]: (url, options) => fetchKeys(url, options as RequestInit),
    }),
  )
  const access: Access = async (assertion) => {
    try {
      const options = { issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp'] }
      const { payload } = await jwtVerify(assertion, keys, options)
      const { email, common_name: service } = payload
      if (isName(email)) return { kind: 'known', name: email, isPerson: true }
      return isName(service) ? { kind: 'known', name: service, isPerson: false } : { kind: 'nobody' }
    } catch (error) {
      if (error instanceof KeysUnavailable) {
        console.error(`the keys of Cloudflare Access can't be had from ${issuer}: ${error.cause}`)
        return { kind: 'unavailable' }
      }
      console.warn(`an Access assertion does not hold: ${error}`)
      return { kind: 'nobody' }
    }
  }
  return { ok: true, access }
}

class KeysUnavailable extends Error {}

/** That no key of the team fits is the assertion's fault; that the keys can't be read is not. */
function tellingApart(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      const isItsFault = ITS_FAULT.some((kind) => error instanceof kind)
      throw isItsFault ? error : new KeysUnavailable('no keys', { cause: error })
    }
  }
}

const ITS_FAULT = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported]

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value)
}
