/** A `.cpuprofile`, as V8 writes it: what browsers' developer tools and speedscope read. */
export type CpuProfile = {
  readonly nodes: readonly ProfileNode[]
  /** Microseconds. */
  readonly startTime: number
  readonly endTime: number
  /** The id of the node that ran at each sample. */
  readonly samples: readonly number[]
  /** Microseconds from the sample before. */
  readonly timeDeltas: readonly number[]
}

export type ProfileNode = {
  readonly id: number
  readonly callFrame: CallFrame
  readonly children?: readonly number[]
}

export type CallFrame = {
  readonly functionName: string
  readonly url: string
  /** Counted from 0. */
  readonly lineNumber: number
  readonly columnNumber: number
}
