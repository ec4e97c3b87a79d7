/** What happens after a commit, and what whoever made it does next. Pure. */
import type { ActionName } from './action.ts'
import type { Change } from './decision.ts'

export type Step = { readonly what: string; readonly command?: string }

/** Argo CD's own interval, `timeout.reconciliation`. */
const POLL_S = 30

const REFRESH = 'kubectl -n argocd annotate application nearside argocd.argoproj.io/refresh=hard --overwrite'

export function nextSteps(o: {
  readonly action: ActionName
  readonly environment: string
  readonly changes: readonly Change[]
  readonly pushed: boolean
}): readonly Step[] {
  const { action, environment, changes, pushed } = o
  const regions = changes.map(({ release }) => release.region)
  const at = `--env ${environment} --region ${regions.join(',')}`
  return [
    ...(pushed ? [] : [{ what: 'Argo CD acts on what is pushed', command: 'git push' }]),
    {
      what: `Argo CD looks every ${POLL_S} s; at once, in the cluster of ${regions.join(', ')}`,
      command: REFRESH,
    },
    ...FOLLOW[action](at, changes),
  ]
}

const FOLLOW: Readonly<Record<ActionName, (at: string, changes: readonly Change[]) => readonly Step[]>> = {
  bump: (at, changes) => [
    {
      what: 'It takes no traffic. Try it, in each region',
      command: `SIGNING_KEYS=… npx node infra/smoke/main.ts --origin https://<region>.origin.<domain> --region <region> --slot preview --release ${changes[0]?.tag}`,
    },
    {
      what: 'Then give it the traffic',
      command: `nearside release flip ${at} --tag ${changes[0]?.tag} --push`,
    },
  ],
  flip: (at) => [
    ...WATCH,
    { what: 'Back, while the other slot is still up', command: `nearside release rollback ${at} --push` },
    { what: 'Once it has proved itself', command: `nearside release retire ${at} --push` },
  ],
  rollback: () => WATCH,
  retire: () => [
    {
      what: 'A rollback is no longer instant: the slot has to be brought up first, by `bump` with its own image',
    },
  ],
}

const WATCH: readonly Step[] = [
  {
    what: 'Which slot has the traffic',
    command: "kubectl -n api get service nearside -o jsonpath='{.spec.selector.slot}'",
  },
  { what: 'How the cities see it', command: 'nearside status --world' },
]
