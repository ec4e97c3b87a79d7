/** @param text for people, made only where it is asked for. */
export function show(value: object, json: boolean | undefined, text: () => string): void {
  console.log(json ? JSON.stringify(value, undefined, 2) : text())
}
