import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { git } from '../../../cli/release/git.ts'

it('I240 what git said is told even where it was gone before its input was written', () => {
  // More than any pipe holds, and nobody reads it.
  const input = 'x'.repeat(16 * 1024 * 1024)
  expect(() => git(tmpdir(), ['rev-parse', '--no-such-option'], { input })).toThrow(
    'git rev-parse has failed:\nfatal: ',
  )
})
