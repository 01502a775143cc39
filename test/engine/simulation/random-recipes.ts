import type { LockUse, Pool, Recipe, Stage, StageRole, Step } from '../../../server/engine/simulation/recipe.ts';
import { SeededRandom } from '../../../server/engine/simulation/seeded-random.ts';
import { defaultSimulation, type SimulationSettings } from '../../../server/engine/simulation/simulation-settings.ts';

/** Recipes and settings of all kinds, decided by a seed. */
export class RandomCases {
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    for (let skipped = 0; skipped < 5; skipped++) this.random.next();
  }

  private of<Item>(...items: readonly Item[]): Item {
    return items[this.random.below(items.length)] as Item;
  }

  private times<Item>(most: number, make: () => Item): Item[] {
    return Array.from({ length: this.random.below(most + 1) }, make);
  }

  recipe(): Recipe {
    const before = this.times(3, () => this.stage('dependency'));
    const after = this.times(2, () => this.stage(this.of<StageRole>('clean-up', 'background task')));
    return { stages: [...before, this.stage('path operation'), ...after] };
  }

  private stage(role: StageRole): Stage {
    const runsOn = this.of<Stage['runsOn']>('event loop', 'event loop', 'thread pool', 'own thread');
    return { role, name: role, runsOn, steps: this.times(5, () => this.step(2)) };
  }

  private step(depth: number): Step {
    const milliseconds = this.of(0, 0.5, 1, 3, 7, 20, 60);
    switch (this.random.below(depth > 0 ? 6 : 4)) {
      case 0:
        return { kind: 'wait', milliseconds, category: 'http' };
      case 1:
        return { kind: 'block', milliseconds, category: 'database' };
      case 2:
      case 3:
        return { kind: 'compute', milliseconds, lock: this.of<LockUse>('shared', 'held', 'released') };
      case 4:
        return {
          kind: 'thread',
          pool: this.of<Pool>('limiter', 'limiter', 'executor', 'own', 'processes'),
          steps: this.times(3, () => this.step(depth - 1)),
        };
      default:
        return { kind: 'gather', branches: this.times(3, () => this.times(3, () => this.step(depth - 1))) };
    }
  }

  settings(): SimulationSettings {
    return {
      ...defaultSimulation,
      customers: this.of(1, 2, 7, 30, 90),
      arrival: this.of<SimulationSettings['arrival']>(
        { kind: 'together' },
        { kind: 'rate', perSecond: 20 },
        { kind: 'rate', perSecond: 1000 },
      ),
      workers: this.of(1, 1, 2, 3, 8),
      spread: this.of('kernel', 'even'),
      cores: this.of(1, 2, 4, 16),
      poolSize: this.of(1, 3, 40),
      seed: this.random.below(1000),
      jitter: this.of(0, 0, 0.4),
    };
  }
}
