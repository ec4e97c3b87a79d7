/** An answer that takes the place of the one that the handler was about to make: thrown through it. */
export class Instead extends Error {
  readonly answer: Response
  constructor(answer: Response) {
    super(`answered ${answer.status} instead`)
    this.answer = answer
  }
}
