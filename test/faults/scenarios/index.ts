import { fence } from './fence.ts'
import { once } from './once.ts'
import { pageEnd } from './page-end.ts'
import { shortStock } from './short-stock.ts'
import { snapshot } from './snapshot.ts'
import { timeline } from './timeline.ts'
import { watermark } from './watermark.ts'

export const SCENARIOS = [watermark, timeline, pageEnd, snapshot, once, shortStock, fence] as const
