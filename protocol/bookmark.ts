/**
 * Bookmarks: the position that a client has seen, signed, so that no client can make one up. Opaque to clients.
 *
 * base64url of: version 1 | flags 1 | epoch 4 | timeline 4 | LSN 8 | issued 6 | [last write: tag 8, time 6] | MAC 16,
 * numbers big-endian; 54 characters, 72 with a write. The MAC is HMAC-SHA256, cut to 128 bits (RFC 2104 section 5),
 * under one key that all regions and the gateway share. A bookmark is a lower bound of what its holder may be shown,
 * so one client may hand its own to another. Pure: the clock is the caller's.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Position } from './position.ts'
import type { SigningKey } from './signature.ts'

export type Bookmark = Position & {
  /** Names the database: the first 32 bits of a hash over its system identifier. */
  readonly epoch: number
  /** Unix time in milliseconds, by the clock of the region that made it. */
  readonly issuedMs: number
  /** The last write that its holder was acknowledged; undefined where it has only read. */
  readonly write: LastWrite | undefined
}

export type LastWrite = {
  /** 16 hex digits: the first half of the id under which the write's idempotency row stands. */
  readonly tag: string
  /** When it was acknowledged, Unix time in milliseconds: its row is kept for a limited time from then. */
  readonly writtenMs: number
  /** Whether something was read since, so that the position is more than the write's own. */
  readonly readSince: boolean
}

export type ParsedBookmark =
  | { readonly ok: true; readonly bookmark: Bookmark }
  | { readonly ok: false; readonly reason: 'malformed' | 'forged' }

/** The most bookmarks that one request may bring, those of its cookies included. */
export const MAX_BOOKMARKS = 8

/** @returns the bookmark's text, signed. */
export function formatBookmark(bookmark: Bookmark, key: SigningKey): string {
  const { write } = bookmark
  const body = Buffer.alloc(write ? BODY_BYTES + WRITE_BYTES : BODY_BYTES)
  body.writeUInt8(VERSION, 0)
  body.writeUInt8((write ? HAS_WRITE : 0) | (write?.readSince ? READ_SINCE : 0), 1)
  body.writeUInt32BE(bookmark.epoch, 2)
  body.writeUInt32BE(bookmark.timeline, 6)
  body.writeBigUInt64BE(bookmark.lsn, 10)
  body.writeUIntBE(bookmark.issuedMs, 18, 6)
  if (write) {
    body.write(write.tag, BODY_BYTES, 'hex')
    body.writeUIntBE(write.writtenMs, BODY_BYTES + TAG_BYTES, 6)
  }
  return Buffer.concat([body, mac(body, key)]).toString('base64url')
}

/** @param keys those that may have signed it, the likeliest first; several while one is being rotated. */
export function parseBookmark(text: string, keys: readonly SigningKey[]): ParsedBookmark {
  const parts = split(text)
  if (!parts) return { ok: false, reason: 'malformed' }
  const { body, given } = parts
  if (!keys.some((key) => timingSafeEqual(mac(body, key), given))) return { ok: false, reason: 'forged' }
  return { ok: true, bookmark: fields(body) }
}

/** @returns what the text says, whoever made it: for people to look at. Undefined where it is malformed. */
export function readBookmark(text: string): Bookmark | undefined {
  const parts = split(text)
  return parts && fields(parts.body)
}

/** @returns whether the text has the form of a bookmark, whoever made it. */
export function isBookmarkText(text: string): boolean {
  return FORM.test(text)
}

/** @returns the bookmarks of a header's value, each once, {@link MAX_BOOKMARKS} at the most; and whether there were more. */
export function splitBookmarks(value: string | null | undefined): {
  readonly texts: readonly string[]
  readonly areTooMany: boolean
} {
  const all = new Set((value ?? '').split(',').map((text) => text.trim()))
  all.delete('')
  return { texts: [...all].slice(0, MAX_BOOKMARKS), areTooMany: all.size > MAX_BOOKMARKS }
}

/**
 * The key of all bookmarks, derived from the gateway's secret.
 * @param secret the gateway's secret, at least 32 bytes.
 */
export function deriveBookmarkKey(secret: Uint8Array, keyId: string): SigningKey {
  const derived = createHmac('sha256', secret).update(`nearside bookmark key\n${keyId}`).digest()
  return { id: keyId, secret: derived }
}

/** @returns the epoch of the database with this system identifier, as Postgres writes it. */
export function epochOf(systemIdentifier: string): number {
  return createHash('sha256').update(systemIdentifier).digest().readUInt32BE(0)
}

const VERSION = 1
const HAS_WRITE = 0b01
const READ_SINCE = 0b10
const BODY_BYTES = 24
const TAG_BYTES = 8
const WRITE_BYTES = TAG_BYTES + 6
const MAC_BYTES = 16
const FORM = /^(?:[\w-]{54}|[\w-]{72})$/

function split(text: string): { readonly body: Buffer; readonly given: Buffer } | undefined {
  if (!isBookmarkText(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(0, -MAC_BYTES)
  const length = hasWrite(body) ? BODY_BYTES + WRITE_BYTES : BODY_BYTES
  if (body.readUInt8(0) !== VERSION || body.length !== length) return undefined
  return { body, given: bytes.subarray(-MAC_BYTES) }
}

function fields(body: Buffer): Bookmark {
  return {
    epoch: body.readUInt32BE(2),
    timeline: body.readUInt32BE(6),
    lsn: body.readBigUInt64BE(10),
    issuedMs: body.readUIntBE(18, 6),
    write: hasWrite(body)
      ? {
          tag: body.toString('hex', BODY_BYTES, BODY_BYTES + TAG_BYTES),
          writtenMs: body.readUIntBE(BODY_BYTES + TAG_BYTES, 6),
          readSince: (body.readUInt8(1) & READ_SINCE) !== 0,
        }
      : undefined,
  }
}

function hasWrite(body: Buffer): boolean {
  return (body.readUInt8(1) & HAS_WRITE) !== 0
}

function mac(body: Uint8Array, { secret }: SigningKey): Buffer {
  return createHmac('sha256', secret).update(body).digest().subarray(0, MAC_BYTES)
}
