/** How Go is asked to build: the programs are run for seconds, so what counts is how soon they are built. */
export const BUILD_FLAGS = ['-trimpath', '-ldflags=-s -w', '-gcflags=all=-N -l -dwarf=false'] as const

export const BUILD_ENV = { CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOGC: '800' } as const
