import { Presets, SingleBar } from 'cli-progress'

export type Progress = {
  /** Starts over, with so many steps to go. */
  start(label: string, total: number): void
  step(): void
  stop(): void
}

/** A progress bar on stderr; nothing where that is no terminal. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { start() {}, step() {}, stop() {} }
  const options = {
    stream,
    format: '{label} {bar} {percentage}% │ {value}/{total} │ {eta_formatted} left',
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 200,
    fps: 5,
  }
  const bar = new SingleBar(options, Presets.shades_classic)
  return {
    start: (label, total) => bar.start(total, 0, { label }),
    step: () => bar.increment(),
    stop: () => bar.stop(),
  }
}
