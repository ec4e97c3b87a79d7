/** A thread that simulates blocks; fleet.ts starts it and speaks to it. */
import { parentPort } from 'node:worker_threads'
import type { Order } from './fleet.ts'
import { type Scene, sceneOf } from './scene.ts'
import { simulate } from './simulate.ts'

/** By name: a world's blocks come one after the other. */
const scenes = new Map<string, Scene>()

parentPort?.on('message', ({ name, world, block }: Order) => {
  const scene = scenes.get(name) ?? sceneOf(world)
  scenes.set(name, scene)
  parentPort?.postMessage(simulate(scene, block))
})
