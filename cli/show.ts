import { CliFailure } from './exit.ts'
import { allPrintable, printableJson } from './printable.ts'

/** @param text for people, made only where it is asked for, of what a terminal does not obey. */
export function show<T extends object>(
  value: T,
  json: boolean | undefined,
  text: (value: T) => string,
): void {
  console.log(json ? printableJson(JSON.stringify(value, undefined, 2)) : textOf(value, text))
}

/** The contract is not checked field by field: an answer of another form shows where it is read. */
function textOf<T>(value: T, text: (value: T) => string): string {
  try {
    return text(allPrintable(value))
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError)
      throw new CliFailure(`The answer has another form than expected (${error.message}).`, 3)
    throw error
  }
}
