/** Every check of infra/, in the order in which they run: what fails first is what the others build on. */
import { FILE_CHECKS } from './file-checks.ts'
import { MANIFEST_CHECKS } from './manifest-checks.ts'
import type { Check } from './outcome.ts'
import { TERRAFORM_CHECKS } from './terraform-checks.ts'

export const CHECKS: readonly Check[] = [...MANIFEST_CHECKS, ...TERRAFORM_CHECKS, ...FILE_CHECKS]
