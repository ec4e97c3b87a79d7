/** What a primary tells when it is demoted, for who is promoted. */
import { RUNS } from '../../../infra/check/versions.ts'

export const TOKEN = Buffer.from(
  JSON.stringify({
    latestCheckpointTimelineID: '1',
    redoWalFile: '000000010000000000000007',
    databaseSystemIdentifier: '7400000000000000000',
    latestCheckpointREDOLocation: '0/7000028',
    timeOfLatestCheckpoint: 'Sun 29 Nov 2026 10:00:00 AM UTC',
    operatorVersion: RUNS.cloudNativePg,
  }),
).toString('base64')
